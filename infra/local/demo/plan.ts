import { DEMO_COUNTIES } from "./counties.ts";
import { draftAdvance, type DemoAdvance } from "./advance.ts";
import { seededRandom, shuffled } from "./random.ts";
import { earlyNovemberTime, octoberTime } from "./times.ts";

/** With fewer there are not enough advances that every special record could have one of its own. */
export const MIN_DEMO_ADVANCES = 20;

/** How many of each special record there are among 10,000 advances; one at least. */
const PER_TEN_THOUSAND = {
  early: 100,
  late: 200,
  reversed: 40,
  reversedAgain: 8,
  repeated: 50,
  rewritten: 30,
  sharedId: 15,
  repeatedLate: 10,
  conflictingAmount: 4,
  conflictingCounty: 4,
  prepayment: 15,
  /** Of each kind of invalid record. */
  faulty: 2,
} as const;

type Special = keyof typeof PER_TEN_THOUSAND;

/** Which advances there are and which of them are treated specially; advances are known by their place in 0 … advances − 1. */
export interface DemoPlan {
  readonly advances: number;
  readonly counts: Readonly<Record<Special, number>>;
  /** Advances before this place are dated in October and sent before the close. */
  readonly octoberEnd: number;
  /** From octoberEnd to here they are dated in November and sent before the close; from here on in October and sent after it. */
  readonly earlyEnd: number;
  /** Advances of before the close that a special record refers to; no advance is in two of the lists. */
  readonly targets: Readonly<
    Record<"reversed" | "repeated" | "rewritten" | "repeatedLate" | "conflictingAmount" | "conflictingCounty", readonly number[]>
  >;
  /** Advances that carry the settlement id of an earlier one at another hospital: place → the earlier one's place. */
  readonly sharedIds: ReadonlyMap<number, number>;
}

export function planMonth(advances: number): DemoPlan {
  if (!Number.isSafeInteger(advances) || advances < MIN_DEMO_ADVANCES) {
    throw new RangeError(`a demo month has ${MIN_DEMO_ADVANCES} advances or more, not ${advances}`);
  }
  const count = (special: Special): number => Math.max(1, Math.round((advances * PER_TEN_THOUSAND[special]) / 10_000));
  const counts = Object.fromEntries(Object.keys(PER_TEN_THOUSAND).map((name) => [name, count(name as Special)])) as DemoPlan["counts"];
  const earlyEnd = advances - counts.late;
  const octoberEnd = earlyEnd - counts.early;
  // The first advances, one a county, are left alone, so that every county has something to disburse.
  const free = shuffled(seededRandom(3, advances), DEMO_COUNTIES.length, octoberEnd);
  const take = (special: Special): number[] => free.splice(-counts[special]);
  const targets = {
    reversed: take("reversed"),
    repeated: take("repeated"),
    rewritten: take("rewritten"),
    repeatedLate: take("repeatedLate"),
    conflictingAmount: take("conflictingAmount"),
    conflictingCounty: take("conflictingCounty"),
  };
  const pairs = Array.from({ length: counts.sharedId }, () => free.splice(-2).sort((a, b) => a - b));
  const sharedIds = new Map(pairs.map(([first = 0, second = 0]) => [second, first]));
  return { advances, counts, octoberEnd, earlyEnd, targets, sharedIds };
}

/** The advance at a place. */
export function advanceAt(plan: DemoPlan, place: number): DemoAdvance {
  const first = plan.sharedIds.get(place);
  return draftAdvance({
    sequence: place,
    settlementId: settlementIdOf(first ?? place),
    time: timeAt(plan, place),
    ...(first === undefined ? {} : { not: advanceAt(plan, first).institution }),
  });
}

/** An advance that is not one of the month's, for records that must be rejected; `part` of October has passed by then. */
export function strayAdvance(plan: DemoPlan, number: number, part: number): DemoAdvance {
  const sequence = plan.advances + number;
  return draftAdvance({ sequence, settlementId: settlementIdOf(sequence), time: octoberTime(part) });
}

export function settlementIdOf(sequence: number): string {
  return `S201710${String(sequence).padStart(8, "0")}`;
}

/** Advances of October stand in the order of their time. Those sent late are of its last ten days. */
function timeAt(plan: DemoPlan, place: number): string {
  if (place < plan.octoberEnd) return octoberTime((place + 0.5) / plan.octoberEnd);
  const part = seededRandom(4, place)();
  return place < plan.earlyEnd ? earlyNovemberTime(part) : octoberTime((21 + 10 * part) / 31);
}
