import { demoMonth } from "../../infra/local/demo/month.ts";
import { payableOf, type MonthAccount } from "../../shared/lane/account.ts";
import { FUNDS } from "../../shared/policy/funds.ts";

/** The first advances of a demo month, one a county; nothing else of the month refers to them. */
const LEFT_ALONE = 9;
const MONTH = "201710";

type Fields = Readonly<Record<string, unknown>>;

/** Messages as files of some institutions each, so that no file need wait for another. */
export type Files = readonly (readonly string[])[];

/**
 * October of a demo month: advances, reversals, prepayments, repeats and every kind of invalid record. In front of one file stands a reversal
 * whose advance follows it: it waits in the queue.
 */
export function october(advances: number, files: number): Files {
  const byFile = byInstitution(demoMonth(advances).beforeClose, files);
  const early = byFile[0]?.find((text) => fieldsOf(text)["kind"] === "advance") ?? "";
  const advance = { ...fieldsOf(early), setl_id: "S-out-of-turn" };
  return byFile.map((texts, place) => (place === 0 ? [reversalOf(advance, "2017-10-31 20:00:00"), JSON.stringify(advance), ...texts] : texts));
}

/**
 * What comes after the close, for the accounts it left: disbursements of half of what is owed, deductions by status and by advance, reversals
 * of advances of the closed month, late advances, repeats and conflicts.
 */
export function afterClose(advances: number, files: number, accounts: readonly MonthAccount[]): Files {
  const { beforeClose, late } = demoMonth(advances);
  const settled = Iterator.from(beforeClose).map(fieldsOf).filter(isLeftAlone).toArray();
  const texts = [
    ...accounts.flatMap(disbursements),
    ...accounts.flatMap(deductionByStatus),
    ...settled.map((advance, place) => (place % 2 === 0 ? deductionOf(advance) : reversalOf(advance, "2017-11-20 09:00:00"))),
    ...late,
  ];
  return byInstitution(texts, files);
}

function byInstitution(texts: Iterable<string>, files: number): string[][] {
  const places = new Map<unknown, number>();
  const byFile = Array.from({ length: files }, (): string[] => []);
  for (const text of texts) {
    const institution = fieldsOf(text)["fixmedins_code"];
    const place = places.get(institution) ?? places.size % files;
    places.set(institution, place);
    byFile[place]?.push(text);
  }
  return byFile;
}

/** Of an invalid record that is not JSON, none. */
function fieldsOf(text: string): Fields {
  try {
    return Object(JSON.parse(text)) as Fields;
  } catch {
    return {};
  }
}

function isLeftAlone({ kind, setl_id }: Fields): boolean {
  return kind === "advance" && typeof setl_id === "string" && Number(/^S201710(\d{8})$/.exec(setl_id)?.[1] ?? Infinity) < LEFT_ALONE;
}

function disbursements({ institution, county, funds }: MonthAccount): string[] {
  return FUNDS.flatMap((fund) => {
    const totals = funds[fund];
    const half = totals === undefined ? 0 : Math.floor((payableOf(totals) - totals.disbursed) / 2);
    if (half <= 0) return [];
    const ids = { disbursement_id: `D-${county}-${fund}`, fixmedins_code: institution, insu_admdvs: county };
    return [JSON.stringify({ kind: "disbursement", ...ids, setlym: MONTH, fund, amount: yuan(half), time: "2017-11-20 09:00:00" })];
  });
}

/** Small enough to be left in every fund of which half was disbursed. */
function deductionByStatus({ institution, county, funds }: MonthAccount): string[] {
  const owed = funds.basic === undefined ? 0 : payableOf(funds.basic) - funds.basic.disbursed;
  if (owed < 1_000) return [];
  const ids = { deduction_id: `K-${county}`, fixmedins_code: institution, insu_admdvs: county };
  return [
    JSON.stringify({ kind: "deduction", ...ids, setlym: MONTH, fund: "basic", amount: "1.37", reason: "超标准收费", poverty_status: "unlifted" }),
  ];
}

function deductionOf({ setl_id, fixmedins_code, insu_admdvs }: Fields): string {
  const ids = { deduction_id: `K-${String(setl_id)}`, fixmedins_code, insu_admdvs };
  return JSON.stringify({ kind: "deduction", ...ids, setlym: MONTH, fund: "basic", amount: "2.11", reason: "重复收费", setl_id });
}

function reversalOf({ setl_id, fixmedins_code, insu_admdvs }: Fields, time: string): string {
  const ids = { reversal_id: `R-${String(setl_id)}`, setl_id, fixmedins_code, insu_admdvs };
  return JSON.stringify({ kind: "reversal", ...ids, time, reason: "费用录入有误" });
}

function yuan(fen: number): string {
  return (fen / 100).toFixed(2);
}
