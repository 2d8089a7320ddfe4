import { beforeEach, describe, expect, it } from "vitest";
import { watchFunction, type WatchPorts } from "../../functions/watch/handler.ts";
import type { NoticeMessage } from "../../shared/notice/notice.ts";
import type { EmfLine } from "../../shared/watch/metrics.ts";
import { createMemoryLedgerStore, type MemoryLedgerStore } from "../support/memory-ledger-store.ts";
import { createMemoryNoticeStore } from "../support/memory-notice-store.ts";
import { account, totals } from "../support/statement-accounts.ts";

const SETTINGS = { reminderDays: 7, claimSeconds: 300, closeDay: 11 };
const at = (time: string): number => Date.parse(`${time.replace(" ", "T")}+08:00`);

let ledger: MemoryLedgerStore;
let notices: ReturnType<typeof createMemoryNoticeStore>;
let sent: NoticeMessage[];
let metrics: EmfLine[];
let nowEpochMs: number;

/** 勐海县: 100.00 of October due on 5 December. */
async function pay(paidFen: number, version: number): Promise<void> {
  const funds = { basic: totals({ count: 1, accrued: 100_00, disbursed: paidFen }) };
  await ledger.putAccount({ ...account("201710", "532822", "H1", funds, { closedOn: "2017-11-05" }), version });
}

function run(body: unknown, ports: Partial<WatchPorts> = {}) {
  const publish = (message: NoticeMessage): Promise<void> => {
    sent.push(message);
    return Promise.resolve();
  };
  const own: WatchPorts = {
    store: ledger,
    notices,
    publish,
    nowEpochMs: () => nowEpochMs,
    emit: (line) => metrics.push(line),
    dueDays: () => 30,
    ...ports,
  };
  const message = { messageId: "m1", body: typeof body === "string" ? body : JSON.stringify(body), attributes: {}, messageAttributes: {} };
  return watchFunction(SETTINGS, own)({ Records: [message] });
}

const DONE = { batchItemFailures: [], outcomes: [{ ref: "m1", outcome: "posted" }] };
const BACK = { batchItemFailures: [{ itemIdentifier: "m1" }], outcomes: [] };
const regions = (): (string | undefined)[] => sent.map(({ attributes }) => attributes["region"]).sort();

beforeEach(async () => {
  [ledger, notices, sent, metrics] = [createMemoryLedgerStore(), createMemoryNoticeStore(), [], []];
  nowEpochMs = at("2017-12-05 08:00:00");
  await pay(0, 1);
});

describe("a scheduled watch", () => {
  it("tells of the county, the prefecture and the province, and nothing more when it runs again", async () => {
    expect(await run({})).toEqual(DONE);
    expect(regions()).toEqual(["53", "5328", "532822"]);
    expect(await run({})).toEqual(DONE);
    expect(sent).toHaveLength(3);
  });

  it("looks at the day in China: one second before midnight is the day before", async () => {
    nowEpochMs = at("2017-12-04 23:59:59");
    await run({});
    expect(sent).toEqual([]);
    nowEpochMs = at("2017-12-05 00:00:00");
    await run({});
    expect(sent).toHaveLength(3);
  });

  it("publishes metrics of today, and none of another day", async () => {
    await run({});
    expect(metrics.map((line) => line["Region"])).toEqual(["53", "5328", "532822", undefined]);
    await run({ date: "2017-12-04" });
    expect(metrics).toHaveLength(4);
  });

  it("tells when it is over, once", async () => {
    await run({});
    await pay(85_00, 2);
    sent = [];
    nowEpochMs = at("2017-12-06 08:00:00");
    await run({});
    await run({});
    expect(sent.map(({ attributes }) => `${attributes["region"]} ${attributes["news"]}`).sort()).toEqual(["53 over", "5328 over", "532822 over"]);
  });

  it("reads what was told before it looks at what is, so that it never tells what another run has overtaken", async () => {
    const order: string[] = [];
    ledger = createMemoryLedgerStore({ before: (operation) => void order.push(operation) });
    await pay(0, 1);
    order.length = 0;
    await run({ region: "53" }, { notices: { ...notices, notices: (series) => (order.push("told"), notices.notices(series)) } });
    expect(order.indexOf("told")).toBe(0);
    expect(order).toContain("monthAccounts");
    expect(order.lastIndexOf("told")).toBe(0);
  });

  it("looks at one region and those in it where it is asked to", async () => {
    await run({ region: "5328" });
    expect(regions()).toEqual(["5328", "532822"]);
    await run({ region: "62" });
    expect(sent).toHaveLength(2);
  });

  it("looks at last year too, as long as nothing of this one is due", async () => {
    nowEpochMs = at("2018-01-05 08:00:00");
    await run({});
    expect(regions()).toEqual(["53", "5328", "532822"]);
  });
});

describe("a watch that can't be done as asked", () => {
  it.each([
    ["no JSON", "{", "invalid_message"],
    ["no object", [], "invalid_message"],
    ["a month", { date: "2017-12" }, "invalid_message"],
    ["no day", { date: "2017-02-30" }, "invalid_message"],
    ["a number", { date: 20171205 }, "invalid_message"],
    ["a day to come", { date: "2017-12-06" }, "future_settlement"],
    ["no region", { region: "99" }, "unknown_region"],
    ["no text", { region: 53 }, "invalid_message"],
  ])("is rejected, with its reason stored: %s", async (_what, body, code) => {
    const { outcomes, batchItemFailures } = await run(body);
    expect(batchItemFailures).toEqual([]);
    expect(outcomes).toMatchObject([{ ref: "m1", outcome: "rejected", rejection: { code, kind: "watch" } }]);
    expect(await ledger.rejections()).toMatchObject([{ code }]);
    expect([sent, metrics]).toEqual([[], []]);
  });
});

describe("when something fails", () => {
  it("a message that can't be sent fails the run, and the next one sends what is left, each once", async () => {
    let calls = 0;
    const publish = (message: NoticeMessage): Promise<void> => {
      if ((calls += 1) === 2) return Promise.reject(new Error("topic is throttled"));
      sent.push(message);
      return Promise.resolve();
    };
    await expect(run({}, { publish })).rejects.toThrow("topic is throttled");
    expect(metrics).toEqual([]);
    // It comes back while the claim still holds: the other regions are told, the message is given back.
    expect(await run({})).toEqual(BACK);
    nowEpochMs += SETTINGS.claimSeconds * 1000;
    expect(await run({})).toEqual(DONE);
    expect(regions()).toEqual(["53", "5328", "532822"]);
  });

  it("a notice that can't be stored fails the run before anything is sent of it", async () => {
    const putNotice = (): Promise<boolean> => Promise.reject(new Error("table is gone"));
    await expect(run({}, { notices: { ...notices, putNotice } })).rejects.toThrow("table is gone");
    expect(sent).toEqual([]);
    await run({});
    expect(sent).toHaveLength(3);
  });

  it("a message of a year that is followed no more is sent all the same", async () => {
    const publish = (): Promise<void> => Promise.reject(new Error("topic is gone"));
    nowEpochMs = at("2018-03-12 08:00:00");
    await expect(run({ region: "532822" }, { publish })).rejects.toThrow();
    const funds = { basic: totals({ count: 1, accrued: 100_00, disbursed: 100_00 }) };
    await ledger.putAccount(account("201801", "532822", "H1", funds, { closedOn: "2018-02-11" }));
    nowEpochMs = at("2018-03-13 08:00:00");
    expect(await run({})).toEqual(DONE);
    expect(sent.filter(({ attributes }) => attributes["region"] === "532822").map(({ attributes }) => attributes["year"])).toEqual(["2017"]);
  });

  it("two runs at once tell everything once; the one that was in the way comes back and finds it done", async () => {
    const both = await Promise.all([run({}), run({})]);
    expect(regions()).toEqual(["53", "5328", "532822"]);
    for (const answer of both) expect([DONE, BACK]).toContainEqual(answer);
    expect(await run({})).toEqual(DONE);
    expect(sent).toHaveLength(3);
  });
});
