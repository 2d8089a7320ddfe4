import { writeFileSync } from "node:fs";
import iconv from "iconv-lite";
import { draftAdvance, type DemoAdvance } from "../../infra/local/demo/advance.ts";
import { fundSum } from "../../infra/local/demo/bill.ts";
import { DEMO_COUNTIES } from "../../infra/local/demo/counties.ts";
import { advanceFields, styleOf, writeYuan } from "../../infra/local/demo/fields.ts";
import { DEMO_INSTITUTIONS } from "../../infra/local/demo/institutions.ts";
import { draw, seededRandom } from "../../infra/local/demo/random.ts";
import { octoberTime } from "../../infra/local/demo/times.ts";

/** The fields of an advance that a table can hold, in the order of the contract; setldetail is a list and has no column. */
export const HEADERS: readonly string[] = (
  "setl_id fixmedins_code fixmedins_name insu_admdvs psn_no poverty_status setl_time med_type hosp_lv dise_codg dise_name refl_flag " +
  "medfee_sumamt inscp_scp_amt act_pay_dedc hifp_pay hifmi_pay maf_pay oth_pay hosp_part_amt fund_pay_sumamt psn_part_amt"
).split(" ");

type Row = Readonly<Record<string, unknown>>;

const ROWS = 300;
const COUNTY = "532822";

/** Rows that are no good new advance, by their place. */
const WRONG_SUM = 97;
const WRONG_COUNTY = 188;
const REPEATED = 251;

/** What a hospital information system exports: a byte order mark so that Excel reads UTF-8, or the national encoding without one. */
export function sampleFiles(): { readonly name: string; readonly bytes: Buffer }[] {
  const text = sampleText();
  return [
    { name: `${COUNTY}-2017-10.csv`, bytes: Buffer.from(`\uFEFF${text}`, "utf8") },
    { name: `${COUNTY}-2017-10.gb18030.csv`, bytes: iconv.encode(text, "gb18030") },
  ];
}

function sampleText(): string {
  const rows = Array.from({ length: ROWS }, (_, place) => rowAt(place));
  return [HEADERS, ...rows.map((row) => HEADERS.map((header) => row[header] ?? ""))].map((cells) => `${cells.map(cell).join(",")}\r\n`).join("");
}

function rowAt(place: number): Row {
  // The same bill exported once more, some days after it was settled.
  if (place === REPEATED) return rowAt(REPEATED - 30);
  const advance = sampleAdvance(place);
  const style = styleOf(advance.institution);
  const fields = advanceFields(advance, style);
  if (place === WRONG_SUM) return { ...fields, fund_pay_sumamt: writeYuan(fundSum(advance.bill) + 1_000, style) };
  if (place === WRONG_COUNTY) return { ...fields, insu_admdvs: "532882" };
  return fields;
}

function sampleAdvance(place: number): DemoAdvance {
  const county = DEMO_COUNTIES.find(({ code }) => code === COUNTY);
  if (county === undefined) throw new Error(`the demo has no county ${COUNTY}`);
  const institutions = DEMO_INSTITUTIONS.filter((one) => one.county === COUNTY);
  return draftAdvance({
    // Far from the demo's own records, with ids of its own: both can be posted to one data folder.
    sequence: 700_000_000 + place,
    settlementId: `MH201710-${String(place + 1).padStart(4, "0")}`,
    time: octoberTime((place + 0.5) / ROWS),
    county,
    institution: draw(seededRandom(8, place), institutions, [8, 4, 3, 3, 2]),
  });
}

/** RFC 4180: quoted where it holds a comma or a quotation mark. */
function cell(value: unknown): string {
  const text = String(value);
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

if (import.meta.main) {
  for (const { name, bytes } of sampleFiles()) writeFileSync(new URL(name, import.meta.url), bytes);
}
