import type { Month } from "../../../shared/calendar/month.ts";
import type { RejectionCode } from "../../../shared/outcome/outcomes.ts";
import type { CountyCode } from "../../../shared/region/region.ts";
import type { DemoMessage } from "./message.ts";

/** The funds of Yunnan's policies. */
export const DEMO_FUNDS = ["basic", "critical", "assistance", "backstop"] as const;
export type DemoFund = (typeof DEMO_FUNDS)[number];

/** How messages must end: messages = posted + already_applied + rejected, and rejected = the sum of byCode. */
export interface DemoCounts {
  readonly messages: number;
  readonly posted: number;
  readonly already_applied: number;
  readonly rejected: number;
  readonly byCode: Readonly<Partial<Record<RejectionCode, number>>>;
}

/** Fen accrued by accounting month, county and fund, reversals taken off. */
export type DemoAccrued = Readonly<Record<Month, Readonly<Record<CountyCode, FundAmounts>>>>;

export function tally(messages: Iterable<DemoMessage>): { readonly counts: DemoCounts; readonly accrued: DemoAccrued } {
  const counts = { messages: 0, posted: 0, already_applied: 0, rejected: 0 };
  const byCode: Partial<Record<RejectionCode, number>> = {};
  const accrued: MutableAccrued = {};
  for (const { outcome, accrual } of messages) {
    counts.messages += 1;
    if (outcome === "posted" || outcome === "already_applied") counts[outcome] += 1;
    else {
      counts.rejected += 1;
      byCode[outcome] = (byCode[outcome] ?? 0) + 1;
    }
    if (accrual !== undefined) accrue(accrued, accrual.month, accrual.county, accrual.bill, accrual.sign);
  }
  return { counts: { ...counts, byCode }, accrued };
}

export function addCounts(a: DemoCounts, b: DemoCounts): DemoCounts {
  const codes = new Set([...Object.keys(a.byCode), ...Object.keys(b.byCode)] as RejectionCode[]);
  return {
    messages: a.messages + b.messages,
    posted: a.posted + b.posted,
    already_applied: a.already_applied + b.already_applied,
    rejected: a.rejected + b.rejected,
    byCode: Object.fromEntries([...codes].map((code) => [code, (a.byCode[code] ?? 0) + (b.byCode[code] ?? 0)])),
  };
}

export function addAccrued(a: DemoAccrued, b: DemoAccrued): DemoAccrued {
  const sum: MutableAccrued = {};
  for (const one of [a, b]) {
    for (const [month, counties] of Object.entries(one)) {
      for (const [county, funds] of Object.entries(counties)) accrue(sum, month, county, funds, 1);
    }
  }
  return sum;
}

type FundAmounts = Readonly<Record<DemoFund, number>>;
type MutableAccrued = Record<Month, Record<CountyCode, Record<DemoFund, number>>>;

function accrue(accrued: MutableAccrued, month: Month, county: CountyCode, amounts: FundAmounts, sign: 1 | -1): void {
  const funds = ((accrued[month] ??= {})[county] ??= { basic: 0, critical: 0, assistance: 0, backstop: 0 });
  for (const fund of DEMO_FUNDS) funds[fund] += sign * amounts[fund];
}
