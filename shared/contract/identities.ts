import { sumFen, ZERO_FEN, type Fen } from "../money/fen.ts";
import { FUND_FIELDS } from "../policy/funds.ts";
import type { MessageOf } from "./message.ts";
import type { Reason } from "../outcome/outcomes.ts";

/**
 * The first identity of the national interface that an advance's fields break: fund_pay_sumamt = Σ funds; medfee_sumamt = fund_pay_sumamt +
 * psn_part_amt (+ hosp_part_amt). Undefined where both hold. The rows of setldetail are held to the fields by readFundRows.
 */
export function brokenIdentity(advance: MessageOf<"advance">): Reason | undefined {
  const funds = compareSum(
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
  return compareSum("medfee_sumamt", advance.medfee_sumamt, parts);
}

/** The reason where a field is not the sum of its parts. */
export function compareSum(field: string, stated: Fen, parts: readonly (readonly [name: string, amount: Fen])[]): Reason | undefined {
  const sum = sumFen([ZERO_FEN, ...parts.map(([, amount]) => amount)]);
  if (sum === stated) return undefined;
  return { code: "amounts_do_not_add_up", details: { field, stated, sum, parts: parts.map(([name]) => name) } };
}
