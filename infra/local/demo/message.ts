import type { Month } from "../../../shared/calendar/month.ts";
import type { RejectionCode } from "../../../shared/outcome/outcomes.ts";
import type { CountyCode } from "../../../shared/region/region.ts";
import type { DemoAdvance } from "./advance.ts";
import type { DemoBill } from "./bill.ts";
import { advanceFields, setldetailOf, styleOf, type Fields } from "./fields.ts";

/** How a message must end: one of the three ways, a rejection with its code. */
export type DemoOutcome = "posted" | "already_applied" | RejectionCode;

/** A message with what its maker knows of it: how it must end, and what it then adds to a county's month. */
export interface DemoMessage {
  readonly text: string;
  readonly outcome: DemoOutcome;
  readonly accrual?: Accrual;
}

export interface Accrual {
  readonly month: Month;
  readonly county: CountyCode;
  readonly bill: DemoBill;
  /** −1 where a reversal takes the bill back. */
  readonly sign: 1 | -1;
}

export function advanceMessage(advance: DemoAdvance, month: Month, extra: Fields = {}): DemoMessage {
  const accrual = { month, county: advance.county.code, bill: advance.bill, sign: 1 } as const;
  return { text: advanceText(advance, extra), outcome: "posted", accrual };
}

/** The message as the institution's system writes it. Hospitals above the county send the rows of setldetail as well. */
export function advanceText(advance: DemoAdvance, extra: Fields = {}): string {
  return JSON.stringify({ ...wholeFields(advance, 0), ...extra });
}

/** The same content as another system would write it: fields in another order, amounts in another style. */
export function rewrittenAdvanceText(advance: DemoAdvance): string {
  return JSON.stringify(Object.fromEntries(Object.entries(wholeFields(advance, 1)).reverse()));
}

function wholeFields(advance: DemoAdvance, styleShift: number): Fields {
  const style = styleOf(advance.institution, styleShift);
  const { level } = advance.institution;
  const detail = level === "prefecture" || level === "province" ? { setldetail: setldetailOf(advance, style) } : {};
  return { kind: "advance", ...advanceFields(advance, style), ...detail };
}
