import type { RejectionCode } from "../../../shared/outcome/outcomes.ts";
import type { DemoAdvance } from "./advance.ts";
import { fundSum } from "./bill.ts";
import { writeYuan } from "./fields.ts";
import { advanceText } from "./message.ts";

/** One kind of record that must be rejected: made from an advance that would otherwise be posted. */
export interface Fault {
  readonly outcome: RejectionCode;
  readonly text: (advance: DemoAdvance) => string;
}

const invalid = (text: Fault["text"]): Fault => ({ outcome: "invalid_message", text });
const withFields = (fields: Readonly<Record<string, string | number>>): Fault["text"] => {
  return (advance) => advanceText(advance, fields);
};

/** Every fault that shows in the message alone. */
export const FAULTS: readonly Fault[] = [
  invalid((advance) => without(advance, "psn_no")),
  invalid((advance) => without(advance, "fund_pay_sumamt")),
  invalid(withFields({ medfee_sumamt: "1e3" })),
  invalid(withFields({ hifp_pay: 12.345 })),
  invalid(withFields({ psn_part_amt: "-1" })),
  invalid(withFields({ maf_pay: "NaN" })),
  invalid(withFields({ oth_pay: " 12.00" })),
  invalid(withFields({ medfee_sumamt: "1000000000000000" })),
  invalid(withFields({ setl_time: "2017-02-30 09:15:00" })),
  invalid(withFields({ poverty_status: "poor" })),
  invalid(withFields({ kind: "refund" })),
  invalid((advance) => advanceText(advance).slice(0, -20)),
  invalid((advance) => `[${advanceText(advance)}]`),
  // The prefecture's own code and one that never was.
  { outcome: "unknown_region", text: withFields({ insu_admdvs: "532800" }) },
  { outcome: "unknown_region", text: withFields({ insu_admdvs: "532899" }) },
  // The day before 云政办发〔2017〕102号; a county of Gansu, whose policy begins in 2019.
  { outcome: "unknown_policy", text: withFields({ setl_time: "2017-09-26 16:40:00" }) },
  { outcome: "unknown_policy", text: withFields({ insu_admdvs: "621202" }) },
  // Σ funds is a fen more than the message says; the whole is a fen more than its parts.
  { outcome: "amounts_do_not_add_up", text: (advance) => advanceText(advance, { fund_pay_sumamt: writeYuan(fundSum(advance.bill) - 1, "text") }) },
  { outcome: "amounts_do_not_add_up", text: (advance) => advanceText(advance, { medfee_sumamt: writeYuan(advance.bill.medfee + 1, "text") }) },
  { outcome: "future_settlement", text: withFields({ setl_time: "2099-10-31 10:00:00" }) },
];

function without(advance: DemoAdvance, field: string): string {
  const fields = Object.entries(JSON.parse(advanceText(advance)) as Record<string, unknown>);
  return JSON.stringify(Object.fromEntries(fields.filter(([name]) => name !== field)));
}
