import { formatYuan, parseYuan } from "../money/yuan.ts";
import { FUND_NAMES, FUNDS, TIERS, type Fund, type PovertyStatus } from "../policy/funds.ts";
import { addShares, NO_SHARES, type Shares } from "../lane/shares.ts";
import type { AdvanceEntry } from "../lane/entry.ts";
import { VERDICT_NAMES } from "../statement/verdict-names.ts";
import type { StatementModel } from "../statement/statement-model.ts";
import { approvedOf } from "./shares-part.ts";
import { amountColumn, partHeading, rowOf, tierFigures, TIER_TITLES } from "./paper-heading.ts";
import type { PaperColumn, PaperPart, PaperTotal } from "./paper.ts";
import { DECISION_NAMES } from "../statement/advance-text.ts";
import { amountOf, effectOf, isDeducted, type PaperRecord, type RecordKind, type RecordSums } from "./record-sums.ts";

export const KIND_NAMES: Readonly<Record<RecordKind, string>> = { advance: "垫付", reversal: "冲正", deduction: "扣款", review: "审核" };
/** For notes, which have little room. */
const SHORT_NAMES: Readonly<Record<Fund, string>> = {
  basic: "基本医保",
  critical: "大病保险",
  assistance: "医疗救助",
  backstop: "兜底保障",
  topup: "提高补助",
};
const STATUS_NAMES: Readonly<Record<PovertyStatus, string>> = { lifted: "已脱贫", unlifted: "未脱贫" };

export interface DetailsInput {
  readonly model: StatementModel;
  readonly records: readonly PaperRecord[];
  readonly sums: RecordSums;
  /** The rules' numbers in 分担依据. */
  readonly numbers: ReadonlyMap<string, number>;
}

/** 明细表: every record of a county's month, by institution and in the order of its journal; psn_no is shown as a part of its keyed hash. */
export function detailsPart({ model, records, sums, numbers }: DetailsInput): PaperPart {
  const funds = FUNDS.filter((fund) => model.totals.byFund[fund] !== undefined);
  const columns = columnsOf(funds);
  const advances = new Map(records.flatMap(({ institution, entry }) => (entry.kind === "advance" ? [[`${institution} ${entry.id}`, entry]] : [])));
  const rows = records.map((record, place) => rowOf(columns, cellsOf(record, place + 1, advances, numbers)));
  return {
    key: "details",
    ...partHeading(model, "明细表"),
    tables: [{ columns, rows, totals: totalsOf(funds, records, model) }],
    stated: [{ label: "核定金额合计", amount: approvedOf(model.totals.all) }],
    notes: [
      `本表 ${records.length} 条：垫付 ${sums.kinds.advance.count} 条，冲正 ${sums.kinds.reversal.count} 条，扣款 ${sums.kinds.deduction.count} 条，审核 ${sums.kinds.review.count} 条；冲正、扣款、不予支付以负数列示。` +
        "个人标识由个人编号脱敏而来，同一人的标识相同。“依据”为《分担依据》中的编号。",
    ],
  };
}

function columnsOf(funds: readonly Fund[]): PaperColumn[] {
  return [
    { key: "number", title: "序号", kind: "count", width: 7 },
    { key: "institution", title: "机构代码", kind: "id", width: 17 },
    { key: "institutionName", title: "机构名称", kind: "text", width: 24, printWidth: 22 },
    { key: "kind", title: "类型", kind: "text", width: 6 },
    { key: "settlement", title: "结算编号", kind: "id", width: 22 },
    { key: "time", title: "结算时间", kind: "text", width: 20, printWidth: 14 },
    { key: "person", title: "个人标识", kind: "id", width: 15 },
    { key: "status", title: "人员类别", kind: "text", width: 9 },
    { ...detailAmount("medfee", "医疗费总额"), printed: false },
    ...funds.map((fund) => detailAmount(fund, FUND_NAMES[fund])),
    detailAmount("approved", "合计"),
    ...TIERS.map((tier) => detailAmount(tier, `${TIER_TITLES[tier]}分担`)),
    { key: "rules", title: "依据", kind: "id", width: 8 },
    { key: "note", title: "备注", kind: "text", width: 30 },
  ];
}

/** A single record's amounts are smaller than sums. */
function detailAmount(key: string, title: string): PaperColumn {
  return { ...amountColumn(key, title), width: 14 };
}

function cellsOf(
  { institution, institutionName, entry }: PaperRecord,
  number: number,
  advances: ReadonlyMap<string, AdvanceEntry>,
  numbers: ReadonlyMap<string, number>,
): Record<string, string | number> {
  const effect = effectOf(entry);
  const settlement = entry.kind === "advance" ? entry.id : entry.original;
  // Of what follows an advance of an earlier month the person is not known here.
  const advance = settlement === undefined ? undefined : advances.get(`${institution} ${settlement}`);
  const rules = new Set(Object.values(entry.rules).flatMap(({ rule }) => numbers.get(rule) ?? []));
  return {
    number,
    institution,
    institutionName: institutionName ?? "",
    kind: KIND_NAMES[isDeducted(entry) ? "deduction" : entry.kind],
    settlement: settlement ?? "",
    time: entry.kind === "deduction" ? "" : entry.time,
    person: advance === undefined ? "" : maskPerson(advance.person),
    status: advance === undefined ? "" : STATUS_NAMES[advance.status],
    medfee: entry.kind === "advance" ? medicalFee(entry) : "",
    ...Object.fromEntries(FUNDS.map((fund) => [fund, effect[fund]?.amount ?? 0])),
    approved: amountOf(effect),
    ...tierFigures(Object.values(effect).reduce<Shares>((sum, { shares }) => addShares(sum, shares), NO_SHARES)),
    rules: [...rules].sort((a, b) => a - b).join("、"),
    note: noteOf(entry),
  };
}

/** The first letters of the keyed hash: enough to tell persons apart, and nothing of the number itself. */
function maskPerson(person: string): string {
  return `****${person.slice(0, 6)}`;
}

function medicalFee({ facts }: AdvanceEntry): string | number {
  const amount = parseYuan(facts["medfee_sumamt"] ?? "");
  return typeof amount === "number" ? amount : "";
}

function noteOf(entry: PaperRecord["entry"]): string {
  switch (entry.kind) {
    case "advance":
      return [...(entry.late === true ? ["补报"] : []), ...findingNotes(entry)].join("；");
    case "reversal":
      return `${entry.late === true ? "补报；" : ""}冲正 ${entry.id}：${entry.reason}`;
    case "deduction":
      return `扣款 ${entry.id}：${entry.reason}`;
    case "review":
      return `${DECISION_NAMES[entry.decision]} ${entry.id}：${entry.decision === "deferred" ? `${formatYuan(amountOf(entry.funds))} 元，` : ""}${entry.reason}`;
  }
}

/** "多付：医疗救助（0.00～115.43）；无法核对：大病保险、兜底保障" */
function findingNotes({ findings = {} }: AdvanceEntry): string[] {
  const found = FUNDS.flatMap((fund) => {
    const finding = findings[fund];
    if (finding === undefined) return [];
    const { verdict, low, high } = finding;
    return [{ verdict, text: `${SHORT_NAMES[fund]}${verdict === "not_checkable" ? "" : `（${formatYuan(low)}～${formatYuan(high)}）`}` }];
  });
  const byVerdict = Map.groupBy(found, ({ verdict }) => verdict);
  return [...byVerdict].map(([verdict, own]) => `${VERDICT_NAMES[verdict]}：${own.map(({ text }) => text).join("、")}`);
}

/** 申报, 扣款 and what they come to, each column for itself. */
function totalsOf(funds: readonly Fund[], records: readonly PaperRecord[], { totals }: StatementModel): PaperTotal[] {
  const deductions = records.filter(({ entry }) => isDeducted(entry));
  const claimed = records.filter(({ entry }) => !isDeducted(entry));
  const kind = KIND_NAMES.deduction;
  const all = {
    ...Object.fromEntries(funds.map((fund) => [fund, amountOrZero(totals.byFund[fund])])),
    approved: approvedOf(totals.all),
    ...tierFigures(totals.all.shares),
  };
  const subtotals: PaperTotal[] = [
    { label: "申报小计（垫付、冲正）", of: { column: "kind", isNot: kind }, figures: sumColumns(funds, claimed) },
    { label: "扣款小计", of: { column: "kind", is: kind }, figures: sumColumns(funds, deductions) },
  ];
  return [...(deductions.length === 0 ? [] : subtotals), { label: "核定合计", of: "all", figures: all }];
}

function amountOrZero(figures: StatementModel["totals"]["all"] | undefined): number {
  return figures === undefined ? 0 : approvedOf(figures);
}

function sumColumns(funds: readonly Fund[], records: readonly PaperRecord[]): Record<string, number> {
  const effects = records.map(({ entry }) => effectOf(entry));
  const shares = effects.flatMap((effect) => Object.values(effect)).reduce<Shares>((sum, one) => addShares(sum, one.shares), NO_SHARES);
  return {
    ...Object.fromEntries(funds.map((fund) => [fund, effects.reduce((sum, effect) => sum + (effect[fund]?.amount ?? 0), 0)])),
    approved: effects.reduce((sum, effect) => sum + amountOf(effect), 0),
    ...tierFigures(shares),
  };
}
