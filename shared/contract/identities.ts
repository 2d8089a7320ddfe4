import { sumFen, ZERO_FEN, type Fen } from "../money/fen.ts";
import { FUND_FIELDS, type FundField } from "../policy/funds.ts";
import type { MessageOf } from "./message.ts";
import type { Reason } from "../outcome/outcomes.ts";

/**
 * National fund_pay_type codes of setldetail rows and the field each must agree with; backstop codes differ by region and all land in
 * oth_pay. Codes that stand here are known, all others are left alone.
 */
const FIELD_OF_FUND_TYPE: Readonly<Record<string, FundField>> = {
  "390100": "hifp_pay",
  "390200": "hifmi_pay",
  "391100": "hifmi_pay",
  "610100": "maf_pay",
};

/**
 * The first identity of the national interface that an advance breaks: fund_pay_sumamt = Σ funds; medfee_sumamt = fund_pay_sumamt +
 * psn_part_amt (+ hosp_part_amt); and, where setldetail has rows for a fund, their sum = the fund's field. Undefined where all hold.
 */
export function brokenIdentity(advance: MessageOf<"advance">): Reason | undefined {
  const funds = compare(
    "fund_pay_sumamt",
    advance.fund_pay_sumamt,
    FUND_FIELDS.map((field) => [field, advance[field]] as const),
  );
  if (funds !== undefined) return funds;
  const parts: (readonly [string, Fen])[] = [
    ["fund_pay_sumamt", advance.fund_pay_sumamt],
    ["psn_part_amt", advance.psn_part_amt],
  ];
  if (advance.hosp_part_amt !== undefined) parts.push(["hosp_part_amt", advance.hosp_part_amt]);
  return compare("medfee_sumamt", advance.medfee_sumamt, parts) ?? brokenDetail(advance);
}

function brokenDetail(advance: MessageOf<"advance">): Reason | undefined {
  for (const field of FUND_FIELDS) {
    const rows = (advance.setldetail ?? []).filter((row) => FIELD_OF_FUND_TYPE[row.fund_pay_type] === field);
    if (rows.length === 0) continue;
    const broken = compare(
      field,
      advance[field],
      rows.map((row) => [`setldetail ${row.fund_pay_type}`, row.fund_payamt] as const),
    );
    if (broken !== undefined) return broken;
  }
  return undefined;
}

function compare(field: string, stated: Fen, parts: readonly (readonly [name: string, amount: Fen])[]): Reason | undefined {
  const sum = sumFen([ZERO_FEN, ...parts.map(([, amount]) => amount)]);
  if (sum === stated) return undefined;
  return { code: "amounts_do_not_add_up", details: { field, stated, sum, parts: parts.map(([name]) => name) } };
}
