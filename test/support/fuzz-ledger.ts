import { nextMonth } from "../../shared/calendar/month.ts";
import { receiveMessage, rejectRecord, type RawMessage } from "../../shared/contract/intake.ts";
import type { StoredRejection } from "../../shared/contract/rejection.ts";
import type { Decision } from "../../shared/lane/decide.ts";
import { foldByLane, readFold, type Addressed } from "../../shared/lane/fold.ts";
import type { LaneRecord } from "../../shared/lane/record.ts";
import { REJECTION_CODES } from "../../shared/outcome/outcomes.ts";
import { rejectionItem } from "../../shared/store/dynamo-items.ts";
import { postToLane } from "../../shared/store/post-to-lane.ts";
import { verifyLedger } from "../../shared/store/verify.ts";
import { mayBeStored } from "./fuzz-leaks.ts";
import { personsIn } from "./fuzz-persons.ts";
import { createMemoryLedgerStore } from "./memory-ledger-store.ts";
import { auditContext } from "./messages.ts";

const context = auditContext();
const RETENTION = { rule: "made-up-2017@1/payment.retention", ratio: "0.05", funds: ["basic"] } as const;

/**
 * The way of a message from the queue to its end, on a ledger in memory: read and audited, folded by lane, posted, a reversal sent back to
 * wait and posted again. Complains of whatever is no such end, and of whatever is stored that names a person.
 */
export class FuzzLedger {
  readonly complaints: string[] = [];
  /** How often each outcome, and each code of a rejection, was reached. */
  readonly counts: Record<string, number> = {};
  readonly #store = createMemoryLedgerStore();
  readonly #bodies = new Map<string, string>();
  readonly #ended = new Set<string>();
  /** What may stand in pages, because it may stand in a record that was posted. */
  readonly #maybe = new Set<string>();
  #waiting: RawMessage[] = [];

  /** Takes messages as one batch of the intake queue, with those that have waited since the last. */
  async take(messages: readonly RawMessage[]): Promise<void> {
    const batch = [...this.#waiting, ...messages];
    this.#waiting = [];
    for (const { ref, body } of messages) this.#bodies.set(ref, body);
    const addressed = batch.flatMap((raw) => this.#receive(raw));
    for (const { lane, body } of foldByLane(addressed)) {
      const fold = readFold(body);
      if (fold.lane !== lane) this.#complain("", `a fold of ${lane} names ${fold.lane}`);
      for (const decision of await this.#post(lane, fold.records)) this.#settle(lane, decision);
    }
  }

  /** Closes the month for everybody who has an account in it. */
  async close(month: string): Promise<void> {
    const open = [...this.#store.tables.accounts.values()].filter((account) => account.type === "month" && account.month === month);
    for (const county of new Set(open.map((account) => account.county))) {
      await this.#store.advanceCalendar(county, { firstOpen: nextMonth(month) });
    }
    for (const { county, institution } of open)
      await this.#post(institution, [{ kind: "close", county, month, on: "2017-12-31", retention: RETENTION }]);
  }

  /** Lets those that wait come to their end, and looks through all that was stored. */
  async finish(): Promise<void> {
    while (this.#waiting.length > 0) await this.take([]);
    for (const ref of this.#bodies.keys()) if (!this.#ended.has(ref)) this.#complain(ref, "came to no end");
    const { findings } = await verifyLedger(this.#store);
    for (const finding of findings) this.#complain("", `verify finds ${JSON.stringify(finding)}`);
    const { accounts, index } = this.#store.tables;
    const stored = [...accounts.values(), ...[...index.values()].flatMap((entries) => [...entries.values()])];
    for (const one of stored) this.#checkStored(JSON.stringify(one), "an account or index entry");
  }

  #receive(raw: RawMessage): Addressed[] {
    try {
      const result = receiveMessage(raw, context);
      if ("record" in result) {
        const found = personsIn(JSON.stringify(result.record));
        if (found.size > 0) this.#allow(raw.ref, found, "the record");
        return [{ ...result, messageId: raw.ref }];
      }
      this.#reject(raw.ref, result.rejection);
    } catch (error) {
      this.#complain(raw.ref, `intake threw ${String(error)}`);
    }
    return [];
  }

  async #post(lane: string, records: readonly LaneRecord[]): Promise<readonly Decision[]> {
    try {
      const decisions = await postToLane(this.#store, lane, records, { deferAttempts: 2 });
      const pages = this.#store.tables.pages.get(lane);
      const page = pages?.get(pages.size);
      if (page !== undefined) this.#checkStored(page.body, `page ${page.version} of ${lane}`);
      return decisions;
    } catch (error) {
      this.#complain("", `posting ${JSON.stringify(records)} threw ${String(error)}`);
      return [];
    }
  }

  #settle(lane: string, decision: Decision): void {
    const { record } = decision;
    if (record.kind === "close") return;
    if (decision.outcome === "rejected") {
      this.#reject(record.ref, rejectRecord(lane, decision.record, decision.reason, context.now));
    } else if (decision.outcome === "deferred") {
      this.#count("deferred");
      if (record.kind !== "reversal") this.#complain(record.ref, `a ${record.kind} was deferred`);
      else {
        const { id, settlementId, county, time, reason, ref, attempt, sender } = record;
        const again = { kind: "reversal", reversal_id: id, setl_id: settlementId, fixmedins_code: lane, insu_admdvs: county, time, reason };
        this.#waiting.push({ body: JSON.stringify(again), ref, attempt: attempt + 1, senderId: sender });
      }
    } else this.#end(record.ref, decision.outcome);
  }

  #reject(ref: string, rejection: StoredRejection): void {
    this.#end(ref, rejection.code);
    this.#count("rejected");
    const { code, message, messageZh, sender } = rejection;
    if (!REJECTION_CODES.includes(code)) this.#complain(ref, `${code} is no code of a rejection`);
    if (message === "" || messageZh === "" || sender === "") this.#complain(ref, `a rejection says nothing: ${JSON.stringify(rejection)}`);
    for (const [name, value] of Object.entries(rejection)) {
      if (typeof value === "string" && !value.isWellFormed()) this.#complain(ref, `half of a character stands in a rejection's ${name}`);
    }
    try {
      // As the store on DynamoDB writes it, which refuses what is no item or too large a one.
      const text = Object.values(rejectionItem(rejection))
        .map(({ S = "" }) => S)
        .join(" ");
      const found = personsIn(text);
      // What waits for a review is told that review's reason, its sender's own words, which stand in the journal.
      const own = code === "under_review" ? new Set([...found].filter((part) => !this.#maybe.has(part))) : found;
      if (own.size > 0) this.#allow(ref, own, `the rejection ${text}`);
    } catch (error) {
      this.#complain(ref, `the rejection can't be stored: ${String(error)}`);
    }
  }

  #end(ref: string, outcome: string): void {
    this.#count(outcome);
    if (this.#ended.has(ref)) this.#complain(ref, `ended again as ${outcome}`);
    this.#ended.add(ref);
  }

  #allow(ref: string, found: ReadonlySet<string>, where: string): void {
    const maybe = mayBeStored(this.#bodies.get(ref) ?? "");
    const leaks = [...found].filter((part) => !maybe.has(part));
    if (leaks.length > 0) this.#complain(ref, `${where} names a person: ${leaks.join(" ")}`);
    for (const part of found) this.#maybe.add(part);
  }

  #checkStored(text: string, what: string): void {
    const leaks = [...personsIn(text)].filter((part) => !this.#maybe.has(part));
    if (leaks.length > 0) this.#complain("", `${what} names a person: ${leaks.join(" ")}: ${text}`);
  }

  #count(what: string): void {
    this.counts[what] = (this.counts[what] ?? 0) + 1;
  }

  #complain(ref: string, why: string): void {
    this.complaints.push(`${ref}: ${why}\n${JSON.stringify(this.#bodies.get(ref))}`);
  }
}
