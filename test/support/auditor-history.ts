import { createHash } from "node:crypto";
import { statementsFunction } from "../../functions/statements/handler.ts";
import { TABLES } from "../../infra/wiring.ts";
import { receiveMessage, rejectRecord } from "../../shared/contract/intake.ts";
import type { StoredRejection } from "../../shared/contract/rejection.ts";
import type { MessageRecord } from "../../shared/lane/record.ts";
import { policyFor } from "../../shared/policy/book.ts";
import type { RetentionRule } from "../../shared/policy/payment-rules.ts";
import type { Policy } from "../../shared/policy/policy.ts";
import { closeThrough } from "../../shared/store/close-month.ts";
import { createDynamoLedgerStore } from "../../shared/store/dynamo-ledger-store.ts";
import { postToLane } from "../../shared/store/post-to-lane.ts";
import { Auditor } from "../simulator/auditor.ts";
import { DynamoModel, type Item as StoredItem } from "../simulator/dynamo-model.ts";
import { auditContext, rawMessage, type Fields } from "./messages.ts";

export type Item = Record<string, string | number>;

/** Something an auditor is told. */
export type Event =
  | { readonly type: "sent" | "commanded"; readonly body: string }
  | { readonly type: "wrote"; readonly table: string; readonly item: Item; readonly before: Item | undefined }
  | { readonly type: "published"; readonly key: string; readonly body: string }
  | { readonly type: "settled"; readonly tables: Readonly<Record<string, readonly Item[]>> };

/** The product's own code at work on the model of DynamoDB, and everything an auditor would be told of it. */
export class History {
  readonly events: Event[] = [];
  readonly #model = new DynamoModel(TABLES, {
    onWrite: (table, item, before) => {
      this.events.push({ type: "wrote", table, item: plain(item), before: before === undefined ? undefined : plain(before) });
    },
  });
  readonly #store = createDynamoLedgerStore(
    this.#model.client(),
    { journal: "journal", index: "index", accounts: "accounts", calendars: "calendars", rejections: "rejections" },
    { sleep: () => Promise.resolve(), random: () => 0 },
  );
  readonly #now: string;
  readonly #retention: RetentionRule | undefined;

  /** With a retention, closes keep it back, as no document says. */
  constructor(now = "2017-12-31 12:00:00", retention?: RetentionRule) {
    this.#now = now;
    this.#retention = retention;
  }

  /** Sends messages and posts them, a lane's together. */
  async post(...messages: readonly (Fields | string)[]): Promise<void> {
    const lanes = new Map<string, MessageRecord[]>();
    for (const message of messages) {
      const raw = rawMessage(message);
      this.events.push({ type: "sent", body: raw.body });
      const result = receiveMessage(raw, auditContext({ now: this.#now }));
      if ("rejection" in result) await this.#store.putRejections([result.rejection]);
      else lanes.set(result.lane, [...(lanes.get(result.lane) ?? []), result.record]);
    }
    for (const [lane, records] of lanes) {
      const decisions = await postToLane(this.#store, lane, records, { deferAttempts: 0 });
      const rejections = decisions.flatMap((one): StoredRejection[] =>
        one.outcome === "rejected" ? [rejectRecord(lane, one.record, one.reason, this.#now)] : [],
      );
      await this.#store.putRejections(rejections);
    }
  }

  async close(month: string, region: string): Promise<void> {
    this.events.push({ type: "commanded", body: JSON.stringify({ setlym: month, region }) });
    await closeThrough(this.#store, region, month, {
      send: async (folds) => {
        for (const { lane, records } of folds) await postToLane(this.#store, lane, records, { deferAttempts: 0 });
      },
      sleep: () => Promise.resolve(),
      on: this.#now.slice(0, 10),
      policyFor: (county, day) => this.#withRetention(policyFor(county, day)),
    });
    await this.publish(month, region);
  }

  #withRetention(policy: Policy | undefined): Policy | undefined {
    if (policy === undefined || this.#retention === undefined) return policy;
    return { ...policy, payment: { ...policy.payment, retention: this.#retention } };
  }

  async publish(month: string, region: string): Promise<void> {
    const put = (key: string, body: string): Promise<void> => {
      this.events.push({ type: "published", key, body });
      return Promise.resolve();
    };
    const call = statementsFunction({ store: this.#store, objects: { put } });
    const body = JSON.stringify({ setlym: month, region });
    await call({ Records: [{ messageId: "m", body, attributes: {}, messageAttributes: {} }] });
  }

  settle(): void {
    const tables = Object.fromEntries(Object.keys(TABLES).map((table) => [table, this.#model.items(table).map(plain)]));
    this.events.push({ type: "settled", tables });
  }
}

/** Tells a new auditor everything, and gives its complaints. */
export function audit(events: readonly Event[], auditor = new Auditor()): readonly string[] {
  for (const event of events) {
    switch (event.type) {
      case "sent":
        auditor.sent(event.body);
        break;
      case "commanded":
        auditor.commanded(event.body);
        break;
      case "wrote":
        auditor.wrote(event.table, event.item, event.before);
        break;
      case "published":
        auditor.published(event.key, event.body);
        break;
      case "settled":
        auditor.settled(event.tables);
    }
  }
  return auditor.complaints;
}

/** A page's body as plain JSON that may be changed. */
export interface PageBody {
  lane: string;
  previous: string;
  version: number;
  rules: Record<string, { rule: string; ratio: string }>[];
  notes?: [string[], string[]][];
  entries: (Record<string, unknown> & { kind: string; id: string; funds: Record<string, number[]>; rules: number })[];
  accounts: (Record<string, unknown> & { month?: string; version: number })[];
}

/**
 * The history with pages changed, as a product would have written them: the hashes fit, also of the pages that follow. Throws where the
 * change touches no page: a test that tampers with nothing shows nothing.
 */
export function withPages(events: readonly Event[], change: (page: PageBody, item: Item) => boolean): Event[] {
  const hashes = new Map<string, string>();
  let changed = 0;
  const result = events.map((event): Event => {
    if (event.type !== "wrote" || event.table !== "journal") return event;
    const page = JSON.parse(String(event.item["body"])) as PageBody;
    const lane = String(event.item["lane"]);
    if (change(page, event.item)) changed += 1;
    page.previous = hashes.get(lane) ?? "";
    const body = JSON.stringify(page);
    const hash = hashOf(body);
    hashes.set(lane, hash);
    return { ...event, item: { ...event.item, body, hash } };
  });
  if (changed === 0) throw new Error("no page was changed");
  return result;
}

/** The history with the first item of a table that fits changed. */
export function withItem(events: readonly Event[], table: string, change: (item: Item) => Item | undefined): Event[] {
  for (const [place, event] of events.entries()) {
    const item = event.type === "wrote" && event.table === table ? change({ ...event.item }) : undefined;
    if (item !== undefined) return events.with(place, { ...event, item } as Event);
  }
  throw new Error(`no item of ${table} was changed`);
}

/** The history with every event changed, or left out where the change gives none. */
export function withEvents(events: readonly Event[], change: (event: Event) => Event | undefined): Event[] {
  const result = events.map(change);
  if (result.every((event, place) => event === events[place])) throw new Error("no event was changed");
  return result.filter((event) => event !== undefined);
}

/** Changes the entry of this id and kind, if the page has it. */
export function editEntry(entries: PageBody["entries"], id: string, kind: string, change: (entry: PageBody["entries"][number]) => unknown): boolean {
  const entry = entries.find((one) => one.id === id && one.kind === kind);
  if (entry !== undefined) change(entry);
  return entry !== undefined;
}

export function bodyOf(item: Item): Record<string, unknown> {
  return JSON.parse(String(item["body"])) as Record<string, unknown>;
}

export function hashOf(body: string): string {
  return createHash("sha256").update(body).digest("base64url");
}

function plain(item: StoredItem): Item {
  return Object.fromEntries(Object.entries(item).map(([name, { S, N }]) => [name, S ?? Number(N)]));
}
