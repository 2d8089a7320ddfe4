import type { AccountBook } from "./auditor-account.ts";
import type { LaneBook } from "./auditor-lane.ts";
import { SentMessages } from "./auditor-sent.ts";
import type { Statement } from "./auditor-statement.ts";

/** What the calendars table was seen to say of a county, and what the journals have open in it. */
export class CountyBook {
  firstOpen = "";
  settledThrough = "";
  /** Every month that was the first open one for a while, and since when, in steps of the auditor. */
  readonly firstOpens = new Map<string, number>();
  /** Accounts that were posted to and not closed. */
  readonly open = new Set<AccountBook>();

  /** The first open month as it was at a step. */
  firstOpenBy(step: number): string {
    let latest = "";
    for (const [month, since] of this.firstOpens) if (since < step && month > latest) latest = month;
    return latest;
  }
}

/** What a close keeps back of each fund, in percent of what the month owes. No document states one. */
export interface RetentionRule {
  readonly rule: string;
  readonly percent: bigint;
  readonly funds: readonly string[];
}

/** A close that was commanded. */
export interface Command {
  readonly body: string;
  /** The fields are those of the contract, whatever the region. */
  readonly isRight: boolean;
  /** The region as the command writes it. */
  readonly said: string;
  /** Undefined where there is no such region. */
  readonly region: string | undefined;
  /** "previous" where the clock decides. */
  readonly month: string;
  /** When it says it is, if it says so. */
  readonly time: string | undefined;
  readonly rejections: string[];
}

/** More complaints would say nothing new, and a broken run might fill the memory with them. */
const MOST_COMPLAINTS = 100;

/** Everything the auditor knows. */
export class Ledger {
  readonly complaints: string[] = [];
  readonly olderCode: boolean;
  readonly retention: RetentionRule | undefined;
  readonly sent = new SentMessages();
  readonly lanes = new Map<string, LaneBook>();
  readonly counties = new Map<string, CountyBook>();
  readonly commands: Command[] = [];
  /** Keyed hash of each person's number, both ways, as the journal taught them. */
  readonly persons = new Map<string, string>();
  /** What the benefit audit found of the same facts, by those. */
  readonly findings = new Map<string, string>();
  /** Accounts that were stored empty, by key. */
  readonly born = new Set<string>();
  /** What each account's stored item says, by key: its version. */
  readonly stored = new Map<string, number>();
  /** Every rejection that was stored, by its key. */
  readonly rejections = new Map<string, string>();
  /** The rejection of each message and reason. */
  readonly rejectionIds = new Map<string, string>();
  /** The newest object at every place of the bucket. */
  readonly published = new Map<string, string>();
  /** Nothing was written since everything was said to be at rest. */
  isAtRest = false;
  /** The auditor's own statements since then, by place. */
  readonly own = new Map<string, Statement>();
  /** Things that are right by one reading of the documents and not by another. */
  readonly oddities = new Map<string, number>();
  /** Counts everything the auditor is told. */
  step = 0;

  constructor(olderCode: boolean, retention?: RetentionRule) {
    this.olderCode = olderCode;
    this.retention = retention;
  }

  complain(complaint: string): void {
    if (this.complaints.length < MOST_COMPLAINTS) this.complaints.push(complaint);
  }

  note(oddity: string): void {
    this.oddities.set(oddity, (this.oddities.get(oddity) ?? 0) + 1);
  }

  /** Something was written: statements may change again. */
  moves(): void {
    this.isAtRest = false;
    if (this.own.size > 0) this.own.clear();
  }

  county(code: string): CountyBook {
    let county = this.counties.get(code);
    if (county === undefined) this.counties.set(code, (county = new CountyBook()));
    return county;
  }

  /** True where some close of the month, or a later one, was commanded for the county. */
  isCommanded(county: string, month: string, exactly = false): boolean {
    return this.commands.some((one) => this.isOf(one, county, month, exactly));
  }

  /** True where the command may close the month for the county. */
  isOf(one: Command, county: string, month: string, exactly = false): boolean {
    return (
      one.region !== undefined && county.startsWith(one.region) && (one.month === "previous" || (exactly ? one.month === month : one.month >= month))
    );
  }

  *accounts(): Generator<AccountBook> {
    for (const lane of this.lanes.values()) yield* lane.accounts.values();
  }
}
