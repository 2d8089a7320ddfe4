import type { AccountBook } from "./auditor-account.ts";
import type { LaneBook, Part, Posted } from "./auditor-lane.ts";
import type { Ledger } from "./auditor-ledger.ts";
import type { Message } from "./auditor-messages.ts";
import { sum } from "./auditor-policy.ts";
import { leakOf } from "./auditor-secrets.ts";
import type { Content } from "./auditor-sent.ts";

export type RuleSet = Readonly<Record<string, { readonly rule: string; readonly ratio: string }>>;
/** What several findings of a page say alike: what was missing to tell, and the rules followed. */
export type Note = readonly [missing: readonly string[], rules: readonly string[]];
/** What the benefit audit found of one fund: the place of its verdict, the range in fen, the place of its note. */
export type Finding = readonly [verdict: number, low: number, high: number, note: number];
/** The part of an allotment for the persons of one status. */
export interface EntryPart {
  readonly headcount: number;
  readonly amount: number;
  readonly shares: readonly number[];
  readonly ratio: string;
}

/** An entry as a page's body has it; what it lacks is undefined. */
export interface Entry {
  readonly kind: string;
  readonly id: string;
  readonly county: string;
  readonly hash: string;
  readonly month?: string;
  readonly late?: true;
  readonly time?: string;
  readonly institutionName?: string;
  readonly status?: string;
  readonly person?: string;
  readonly facts?: Readonly<Record<string, string>>;
  readonly original?: string;
  readonly ordinal?: number;
  readonly reason?: string;
  readonly fund?: string;
  readonly amount?: number;
  readonly funds?: Readonly<Record<string, readonly [amount: number, province: number, prefecture: number, county: number]>>;
  readonly rules?: number;
  readonly findings?: Readonly<Record<string, Finding>>;
  readonly verdicts?: Readonly<Record<string, string>>;
  readonly item?: string;
  readonly unitAmount?: number;
  readonly unitFrom?: string;
  readonly rule?: string;
  readonly parts?: Readonly<Record<string, EntryPart>>;
  readonly decision?: string;
  readonly wasDeferred?: boolean;
  /** Of a review: what gives way or comes back, in fen. */
  readonly retained?: Readonly<Record<string, number>>;
  /** Of a close: its day. */
  readonly on?: string;
  readonly retention?: Retention;
}

/** What a close keeps back, in fen. */
export interface Retention {
  readonly rule: string;
  readonly ratio: string;
  readonly amounts: Readonly<Record<string, number>>;
}

/** One entry's turn: where it stands and what it is checked against. */
export interface Turn {
  readonly ledger: Ledger;
  readonly lane: LaneBook;
  readonly version: number;
  readonly rules: readonly RuleSet[];
  readonly notes: readonly Note[];
  /** The places of the notes that findings named so far. */
  readonly notesUsed: Set<number>;
  readonly touched: Set<AccountBook>;
  readonly where: string;
  /** The page's body. */
  readonly text: string;
}

/** Finds the content the entry was made of: it must have been sent, and nothing about it may differ. */
export function claim(turn: Turn, entry: Entry, mismatch: (message: Message, content: Content) => string | undefined): readonly Content[] {
  const { ledger, lane, where } = turn;
  const name = nameOf(turn, entry);
  const contents = ledger.sent.ofId(lane.lane, entry.kind, entry.id);
  const fitting = contents.filter((content) => content.message.county === entry.county && mismatch(content.message, content) === undefined);
  const earlier = lane.find(entry.kind, entry.id);
  if (earlier !== undefined) ledger.complain(`${name} stands on page ${earlier.page} too`);
  const [first] = contents;
  if (first === undefined) ledger.complain(`${name} was never sent`);
  else if (fitting.length === 0) {
    const why =
      first.message.county === entry.county ? mismatch(first.message, first) : `its county is ${entry.county}, sent was ${first.message.county}`;
    ledger.complain(`${name} is none of the ${contents.length} messages sent with this id: ${why}`);
  }
  const [fault] = fitting.map(({ message }) => message.fault);
  if (fault !== undefined && fitting.every(({ message }) => message.fault !== undefined)) ledger.complain(`${name} is posted in spite of ${fault}`);
  for (const { message } of fitting) {
    const leak = leakOf(turn.text, message);
    if (leak !== undefined) ledger.complain(`${where} holds ${leak} of ${entry.kind} ${entry.id}`);
  }
  return fitting;
}

/** Enters the record in the lane's book, and what the index must say of it. */
export function enter(
  turn: Turn,
  entry: Entry,
  contents: readonly Content[],
  parts = new Map<string, Part>(),
  moreKeys: readonly string[] = [],
): Posted {
  const { lane, version, ledger } = turn;
  const posted: Posted = {
    kind: entry.kind,
    id: entry.id,
    county: entry.county,
    month: entry.month ?? "",
    page: version,
    hash: entry.hash,
    at: ledger.step,
    contents,
    parts,
    lefts: new Map([...parts].map(([fund, { amount }]) => [fund, [amount]])),
    verdicts: new Map(),
    changes: 0,
    deferrals: [],
    reversedBy: undefined,
  };
  const key = `${entry.kind}#${entry.id}`;
  lane.posted.set(key, posted);
  for (const one of [key, ...moreKeys]) lane.index.set(one, `${version} ${entry.hash}`);
  for (const content of contents) content.posted = posted;
  return posted;
}

/** The entry's amounts with their shares and rules. Complains where shares do not sum to their amount. */
export function partsOf(turn: Turn, entry: Entry): Map<string, Part> {
  const parts = new Map<string, Part>();
  const rules = turn.rules[entry.rules ?? -1] ?? {};
  for (const [fund, figures] of Object.entries(entry.funds ?? {})) {
    const [amount = 0n, ...shares] = figures.map(BigInt);
    const { rule = "", ratio = "" } = rules[fund] ?? {};
    if (ratio === "") turn.ledger.complain(`${nameOf(turn, entry)} names no rule for ${fund}`);
    if (shares.length !== 3 || sum(shares) !== amount)
      turn.ledger.complain(`${nameOf(turn, entry)}: shares ${shares.join()} of ${fund} sum to ${sum(shares)} fen, the amount is ${amount}`);
    parts.set(fund, { amount, shares, ratio, rule });
  }
  return parts;
}

export function nameOf({ where }: Turn, { kind, id }: Entry): string {
  return `${kind} ${id} on ${where}`;
}

/** The first of several fields that differs, in words. */
export function firstDifference(pairs: Readonly<Record<string, readonly [is: unknown, sent: unknown]>>): string | undefined {
  for (const [name, [is, sent]] of Object.entries(pairs)) {
    if (is !== sent) return `its ${name} is ${String(is)}, sent was ${String(sent)}`;
  }
  return undefined;
}
