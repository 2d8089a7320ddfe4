import { mkdir, open, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { AdvanceEntry } from "../../shared/lane/entry.ts";
import { encodePage } from "../../shared/lane/page.ts";
import { splitFunds } from "../../shared/lane/shares.ts";
import { LIMITS } from "../../shared/limits.ts";
import { fen } from "../../shared/money/fen.ts";
import { policyFor } from "../../shared/policy/book.ts";

export const INSTITUTION = "H53282200001";
const COUNTY = "532822";
const YUAN = (amountFen: number): string => (amountFen / 100).toFixed(2);

/** One settlement; a hundredth of those of the list is a fen off. */
interface Settlement {
  readonly id: string;
  readonly time: string;
  readonly total: number;
  readonly basic: number;
  readonly assistance: number;
}

function settlement(index: number, month: string): Settlement {
  const total = 50_000 + ((index * 7_919) % 900_000);
  const time = `${month.slice(0, 4)}-${month.slice(4)}-${String(1 + (index % 28)).padStart(2, "0")} 10:00:00`;
  return { id: `B${month}${String(index).padStart(7, "0")}`, time, total, basic: Math.floor(total * 0.7), assistance: Math.floor(total * 0.1) };
}

/**
 * Writes an institution's list of October 2017 as CSV, and a journal that holds its settlements between as many of September and November:
 * a page to a line. Returns the number of pages.
 */
export async function writeMonth(folder: string, rows: number): Promise<number> {
  await mkdir(folder, { recursive: true });
  const list = Array.from({ length: rows }, (_, index) => listRow(index));
  await writeFile(join(folder, "list.csv"), [COLUMNS.join(","), ...list, ""].join("\r\n"));
  const file = await open(join(folder, "journal.jsonl"), "w");
  let [version, previous] = [0, ""];
  for (const month of ["201709", "201710", "201711"]) {
    for (let from = 0; from < rows; from += LIMITS.foldRecords) {
      const entries = Array.from({ length: Math.min(LIMITS.foldRecords, rows - from) }, (_, place) => entry(settlement(from + place, month), month));
      version += 1;
      const page = encodePage({ lane: INSTITUTION, version, previous, entries, accounts: [] });
      previous = page.hash;
      await file.write(`${JSON.stringify(page)}\n`);
    }
  }
  await file.close();
  return version;
}

const COLUMNS = [
  "setl_id",
  "fixmedins_code",
  "insu_admdvs",
  "psn_no",
  "poverty_status",
  "setl_time",
  "med_type",
  "hosp_lv",
  "dise_codg",
  "dise_name",
  "refl_flag",
  "medfee_sumamt",
  "inscp_scp_amt",
  "hifp_pay",
  "hifmi_pay",
  "maf_pay",
  "oth_pay",
  "fund_pay_sumamt",
  "psn_part_amt",
];

function listRow(index: number): string {
  const { id, time, total, basic, assistance } = settlement(index, "201710");
  const paid = basic + (index % 100 === 0 ? 1 : 0);
  const amounts = [total, total, paid, 0, assistance, 0, paid + assistance, total - basic - assistance].map(YUAN);
  return [id, INSTITUTION, COUNTY, `P${index}`, "lifted", time, "21", "county", "J44.100", "慢性阻塞性肺病", "1", ...amounts].join(",");
}

function entry({ id, time, total, basic, assistance }: Settlement, month: string): AdvanceEntry {
  const rules = policyFor(COUNTY, "2017-10-26")?.rules.lifted ?? {};
  const facts = {
    med_type: "21",
    hosp_lv: "county",
    dise_codg: "J44.100",
    dise_name: "慢性阻塞性肺病",
    refl_flag: "1",
    medfee_sumamt: YUAN(total),
    inscp_scp_amt: YUAN(total),
    psn_part_amt: YUAN(total - basic - assistance),
  };
  const funds = splitFunds({ basic: fen(basic), assistance: fen(assistance) }, rules);
  return { kind: "advance", id, county: COUNTY, month, time, status: "lifted", person: "p", facts, funds, rules, hash: `hash of ${id}` };
}
