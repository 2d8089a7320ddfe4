import { disburse, type DemoDisbursements, type DemoPayable } from "./disbursements.ts";
import type { Extra } from "./extra.ts";
import { extrasAfterClose, extrasBeforeClose } from "./extras.ts";
import type { Fields } from "./fields.ts";
import { advanceMessage, type DemoMessage } from "./message.ts";
import { advanceAt, planMonth, type DemoPlan } from "./plan.ts";
import { addAccrued, addCounts, tally, type DemoAccrued, type DemoCounts } from "./tally.ts";

/** What must come of a demo month's messages, by the bookkeeping of the generator that made them up; nothing of the product computed it. */
export interface DemoExpected {
  readonly beforeClose: DemoCounts;
  readonly late: DemoCounts;
  readonly total: DemoCounts;
  /** Fen accrued by accounting month (201710 and 201711), county and fund. */
  readonly accruedFen: DemoAccrued;
}

/**
 * October 2017 of nine counties of Yunnan, made up. JSON message texts in the order of sending; both lists can be read again and again. What
 * is expected holds for any order of delivery within a list, as long as one list is done with before the next is sent.
 */
export interface DemoMonth {
  readonly month: "201710";
  readonly beforeClose: Iterable<string>;
  /** To be sent after October of Yunnan (53) was closed and November was not. */
  readonly late: Iterable<string>;
  /** Worked out when it is first asked for, which makes the messages up once more. */
  readonly expected: DemoExpected;
  /** To be sent after the close: disbursements for what is then outstanding. */
  readonly disbursements: (payables: readonly DemoPayable[]) => DemoDisbursements;
}

/**
 * A synthetic month with exactly `advances` good advances and some of every special record: early and late ones, reversals, repeats,
 * prepayments, conflicts, every fault there is a rejection code for. The same number gives the same texts. Messages are made up as they are
 * read, so that a large month needs no room. Throws RangeError below MIN_DEMO_ADVANCES.
 */
export function demoMonth(advances: number): DemoMonth {
  const plan = planMonth(advances);
  const beforeClose = { [Symbol.iterator]: () => withExtras(plan, 0, plan.earlyEnd, extrasBeforeClose(plan)) };
  const late = { [Symbol.iterator]: () => withExtras(plan, plan.earlyEnd, plan.advances, extrasAfterClose(plan)) };
  let expected: DemoExpected | undefined;
  return {
    month: "201710",
    beforeClose: textsOf(beforeClose),
    late: textsOf(late),
    get expected() {
      return (expected ??= expect(beforeClose, late));
    },
    disbursements: disburse,
  };
}

/** The advances of a range of places, each followed by the special records that are due after it. */
function* withExtras(plan: DemoPlan, from: number, to: number, extras: readonly Extra[]): Generator<DemoMessage, undefined> {
  const due = Map.groupBy(extras, (extra) => extra.after);
  for (let place = from; place < to; place += 1) {
    yield advanceMessage(advanceAt(plan, place), place < plan.octoberEnd ? "201710" : "201711", place === PRIVATE_PLACE ? PRIVATE_FIELDS : {});
    for (const extra of due.get(place) ?? []) yield extra.message();
  }
}

/** One hospital's system sends what it should not: a name and a certificate number, both made up, that must not be stored anywhere. */
const PRIVATE_PLACE = 3;
const PRIVATE_FIELDS: Fields = { psn_name: "测试患者（虚构）", psn_cert_type: "01", certno: "532822190001010000" };

function textsOf(messages: Iterable<DemoMessage>): Iterable<string> {
  return { [Symbol.iterator]: () => Iterator.from(messages).map(({ text }) => text) };
}

function expect(beforeClose: Iterable<DemoMessage>, late: Iterable<DemoMessage>): DemoExpected {
  const [before, after] = [tally(beforeClose), tally(late)];
  const counts = { beforeClose: before.counts, late: after.counts, total: addCounts(before.counts, after.counts) };
  return { ...counts, accruedFen: addAccrued(before.accrued, after.accrued) };
}
