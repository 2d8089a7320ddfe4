import type { DemoAdvance } from "./advance.ts";
import { allotments } from "./allotments.ts";
import { DEMO_COUNTIES } from "./counties.ts";
import type { Extra } from "./extra.ts";
import { FAULTS } from "./faults.ts";
import { advanceText, rewrittenAdvanceText } from "./message.ts";
import { outOfTurn } from "./out-of-turn.ts";
import { advanceAt, strayAdvance, type DemoPlan } from "./plan.ts";
import { prepayments } from "./prepayments.ts";
import { drawInteger, seededRandom, type Random } from "./random.ts";
import { reversals } from "./reversals.ts";

/** The special records of before the close. Each follows what it refers to, though the product must not depend on that. */
export function extrasBeforeClose(plan: DemoPlan): Extra[] {
  const random = seededRandom(5, plan.advances);
  const { reversed, repeated, rewritten } = plan.targets;
  const later = (place: number): number => place + drawInteger(random, plan.octoberEnd - place);
  return [
    ...reversed.flatMap((place, number) => reversals(plan, place, number, later)),
    ...repeated.map((place) => repeat(later(place), () => advanceText(advanceAt(plan, place)))),
    ...rewritten.map((place) => repeat(later(place), () => rewrittenAdvanceText(advanceAt(plan, place)))),
    ...faults(plan, random),
    ...prepayments(plan),
    ...allotments(plan),
    ...outOfTurn(plan, random),
  ];
}

/**
 * The special records of after the close. Conflicts stand here because the advance they conflict with is then surely posted: before the
 * close, whichever of the two came first would be posted, and totals would depend on the order of delivery.
 */
export function extrasAfterClose(plan: DemoPlan): Extra[] {
  const random = seededRandom(6, plan.advances);
  const after = (): number => plan.earlyEnd + drawInteger(random, plan.advances - plan.earlyEnd);
  const { repeatedLate, conflictingAmount, conflictingCounty } = plan.targets;
  const conflict = (text: () => string): Extra => ({ after: after(), message: () => ({ text: text(), outcome: "conflict" }) });
  return [
    ...repeatedLate.map((place) => repeat(after(), () => advanceText(advanceAt(plan, place)))),
    ...conflictingAmount.map((place) => conflict(() => advanceText(withTenYuanMore(advanceAt(plan, place))))),
    ...conflictingCounty.map((place) => conflict(() => advanceText(underAnotherCounty(advanceAt(plan, place))))),
  ];
}

function repeat(after: number, text: () => string): Extra {
  return { after, message: () => ({ text: text(), outcome: "already_applied" }) };
}

function faults(plan: DemoPlan, random: Random): Extra[] {
  return FAULTS.flatMap((fault, kind) =>
    Array.from({ length: plan.counts.faulty }, (_, number) => {
      const part = random();
      const advance = (): DemoAdvance => strayAdvance(plan, kind * plan.counts.faulty + number, part);
      return { after: Math.floor(part * plan.octoberEnd), message: () => ({ text: fault.text(advance()), outcome: fault.outcome }) };
    }),
  );
}

function withTenYuanMore(advance: DemoAdvance): DemoAdvance {
  const { bill } = advance;
  return { ...advance, bill: { ...bill, medfee: bill.medfee + 1_000, basic: bill.basic + 1_000 } };
}

function underAnotherCounty(advance: DemoAdvance): DemoAdvance {
  const place = DEMO_COUNTIES.indexOf(advance.county);
  return { ...advance, county: DEMO_COUNTIES[(place + 1) % DEMO_COUNTIES.length] ?? advance.county };
}
