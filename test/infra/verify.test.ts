import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DeleteItemCommand, GetItemCommand, PutItemCommand, type AttributeValue } from "@aws-sdk/client-dynamodb";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { ledgerStore } from "../../functions/clients.ts";
import { main } from "../../infra/local/cli/main.ts";
import { startHost } from "../../infra/local/host/start-host.ts";
import type { Host } from "../../infra/local/host/host.ts";
import { verifyLedger, type Verification } from "../../shared/store/verify.ts";
import { advanceMessage, deductionMessage, disbursementMessage, prepaymentMessage, reversalMessage, type Fields } from "../support/messages.ts";

type Item = Record<string, AttributeValue>;

const LANE = "H53282200001";
const OTHER = "H53282200002";

let folder: string;
let host: Host;
/** Puts back what a test has changed, the last change first. */
const undo: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "fundflow-verify-"));
  await start();
  // Each batch becomes a page of its lanes: two of OTHER, five of LANE.
  await post(advanceMessage({ setl_id: "S1" }), advanceMessage({ setl_id: "S2" }), advanceMessage({ setl_id: "T1", fixmedins_code: OTHER }));
  await post(prepaymentMessage({ amount: "100.00" }), advanceMessage({ setl_id: "S3" }));
  await post(reversalMessage({ setl_id: "S2" }));
  await host.send("commands", [JSON.stringify({ kind: "close", setlym: "201710", region: "532822" })]);
  await host.drain();
  await post(deductionMessage({ setl_id: "S1" }), disbursementMessage({ amount: "1000.00" }));
});

afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

afterAll(async () => {
  await host.stop();
  rmSync(folder, { recursive: true });
});

async function start(): Promise<void> {
  host = await startHost({ dataDir: join(folder, "data"), log: (line) => expect.unreachable(line) });
}

async function post(...messages: Fields[]): Promise<void> {
  await host.send(
    "intake",
    messages.map((message) => JSON.stringify(message)),
  );
  await host.drain();
}

async function verify(): Promise<Verification> {
  return verifyLedger(ledgerStore(host.environment));
}

/** The findings as lines, "H53282200001 page 2: …". */
async function findings(): Promise<string[]> {
  return (await verify()).findings.map(({ lane, page, what }) => `${lane}${page === undefined ? "" : ` page ${page}`}: ${what}`);
}

type Table = "journal" | "index" | "accounts";
interface Place {
  readonly table: Table;
  readonly key: Item;
}

const page = (version: number, lane = LANE): Place => ({ table: "journal", key: { lane: { S: lane }, version: { N: String(version) } } });
const indexEntry = (key: string): Place => ({ table: "index", key: { lane: { S: LANE }, key: { S: key } } });
const MONTH: Place = { table: "accounts", key: { period: { S: "201710#53" }, owner: { S: `532822#${LANE}` } } };
const PREPAID: Place = { table: "accounts", key: { period: { S: "prepaid#53" }, owner: { S: `532822#${LANE}` } } };

async function find({ table, key: Key }: Place): Promise<Item | undefined> {
  const get = new GetItemCommand({ TableName: host.environment.tables[table], Key, ConsistentRead: true });
  return (await host.clients.dynamodb.send(get)).Item;
}

async function read(place: Place): Promise<Item> {
  const item = await find(place);
  if (item === undefined) throw new Error(`there is no ${place.table} ${JSON.stringify(place.key)}`);
  return item;
}

/** Stores the item at the place, or leaves none there. */
async function store({ table, key: Key }: Place, item: Item | undefined): Promise<void> {
  const TableName = host.environment.tables[table];
  if (item === undefined) await host.clients.dynamodb.send(new DeleteItemCommand({ TableName, Key }));
  else await host.clients.dynamodb.send(new PutItemCommand({ TableName, Item: item }));
}

async function change(place: Place, item: Item | undefined): Promise<void> {
  const before = await find(place);
  undo.push(() => store(place, before));
  await store(place, item);
}

async function remove(place: Place): Promise<void> {
  await read(place);
  await change(place, undefined);
}

/** Replaces a part of an item's body that stands there. */
async function edit(place: Place, from: string, to: string, alsoChanged: (body: string) => Item = () => ({})): Promise<void> {
  const item = await read(place);
  const body = item["body"]?.S ?? "";
  expect(body).toContain(from);
  const changed = body.replace(from, to);
  await change(place, { ...item, body: { S: changed }, ...alsoChanged(changed) });
}

/** The hash a page's body must have, worked out as the journal does. */
const hashFixed = (body: string): Item => ({ hash: { S: createHash("sha256").update(body).digest("base64url") } });

const monthDiffers = `${LANE}: account 201710#532822#${LANE} differs from the journal`;
const statesOtherwise = (version: number, account = "201710"): string =>
  `${LANE} page ${version}: states account ${account}#532822#${LANE} otherwise than its entries add up to`;

describe("an honest folder", () => {
  it("has no finding, and everything in it was looked at", async () => {
    // LANE: S1, S2 · prepayment, S3 · reversal · close · deduction, disbursement. OTHER: T1 · close. A close takes no id, a reversal and a
    // deduction of an advance take two.
    expect(await verify()).toEqual({ lanes: 2, pages: 7, entries: 10, indexEntries: 10, accounts: 3, findings: [] });
  });
});

describe("a page that was changed", () => {
  it("has another hash than it was stored with", async () => {
    await edit(page(2), '"id":"S3"', '"id":"S9"');
    expect(await findings()).toContain(`${LANE} page 2: page 2 of lane ${LANE} does not have the hash it was stored with`);
  });

  it("is found by the page after it where its own hash was fixed, and by the index", async () => {
    await edit(page(2), '"id":"S3"', '"id":"S9"', hashFixed);
    expect(await findings()).toEqual([
      `${LANE} page 3: does not hold the hash of the page before it`,
      `${LANE} page 2: index entry advance#S3 names an id that stands in no page`,
      `${LANE} page 2: index entry advance#S9 is missing`,
    ]);
  });

  it("is found by the page after it where only a text in it was changed", async () => {
    await edit(page(3), "重复结算", "患者要求", hashFixed);
    expect(await findings()).toEqual([`${LANE} page 4: does not hold the hash of the page before it`]);
  });

  it("is found by its shares where they were moved from one tier to another", async () => {
    // 123457 by 10:3:12 are 49383, 14815, 59259.
    await edit(page(1), '"basic":[123457,49383,14815,59259]', '"basic":[123457,49382,14815,59260]', hashFixed);
    const found = await findings();
    expect(found[0]).toBe(`${LANE} page 1: advance S1: shares of basic do not follow xishuangbanna-2017@1/pooled-lifted`);
    expect(found).toContain(`${LANE} page 2: does not hold the hash of the page before it`);
    expect(found).toContain(monthDiffers);
  });

  it("is found by its shares where they no longer sum to the amount", async () => {
    await edit(page(1), '"basic":[123457,49383,14815,59259]', '"basic":[123456,49383,14815,59259]', hashFixed);
    expect(await findings()).toContain(`${LANE} page 1: advance S1: shares do not sum to the amount`);
  });

  it("is found by the accounts where it is the newest, after which there is no page", async () => {
    await edit(page(5), '"fund":"basic","amount":100000', '"fund":"basic","amount":90000', hashFixed);
    expect(await findings()).toEqual([statesOtherwise(5), monthDiffers]);
  });

  it("is found where all but its own account was changed with it", async () => {
    // 110000 are the 100000 paid and the 10000 set off.
    await edit(page(5), '"fund":"basic","amount":100000', '"fund":"basic","amount":90000', hashFixed);
    const { key } = page(5);
    await edit({ table: "journal", key }, '"disbursed":110000', '"disbursed":100000', hashFixed);
    expect(await findings()).toEqual([monthDiffers]);
  });

  it("is found where it is no JSON any more, although its hash was fixed", async () => {
    await edit(page(2), "{", "", hashFixed);
    expect((await findings())[0]).toMatch(new RegExp(`^${LANE} page 2: Unexpected .* JSON`));
  });

  it("is found where its entries are none, although its hash was fixed, and the walk goes on", async () => {
    await edit(page(2), '"entries":[{', '"entries":[null,{', hashFixed);
    expect(await findings()).toEqual(
      expect.arrayContaining([expect.stringMatching(`^${LANE} page 2: `), expect.stringMatching(`^${LANE} page 3: `)]),
    );
  });
});

describe("a page in the wrong place", () => {
  it("is found where it was copied behind the newest", async () => {
    await change(page(6), { ...(await read(page(5))), version: { N: "6" } });
    expect(await findings()).toContain(`${LANE} page 6: page 6 of lane ${LANE} calls itself page 5 of lane ${LANE}`);
  });

  it("is found where it was copied to another lane", async () => {
    await change(page(1, "H53282200003"), { ...(await read(page(1, OTHER))), lane: { S: "H53282200003" } });
    expect(await findings()).toEqual([`H53282200003 page 1: page 1 of lane H53282200003 calls itself page 1 of lane ${OTHER}`]);
  });
});

describe("a page that was deleted", () => {
  it.each([
    [1, 2, ["advance#S1", "advance#S2"]],
    [2, 3, ["advance#S3", "prepayment#PRE-0001"]],
    [3, 4, ["reversal#REV-0001", "reversed#S2"]],
  ])("is missed by the page after it, by the accounts and by the index: page %i", async (version, next, keys) => {
    await remove(page(version));
    const found = await findings();
    expect(found.slice(0, 2)).toEqual([
      `${LANE} page ${next}: follows page ${version - 1}: pages between are missing`,
      `${LANE} page ${next}: does not hold the hash of the page before it`,
    ]);
    expect(found).toContain(monthDiffers);
    expect(found).toEqual(
      expect.arrayContaining(keys.map((key) => `${LANE} page ${version}: index entry ${key} names an id that stands in no page`)),
    );
  });

  it("is missed by accounts and index where it was the newest", async () => {
    await remove(page(5));
    expect(await findings()).toEqual([
      monthDiffers,
      ...["deducted#0#S1", "deduction#DED-0001", "disbursement#DIS-0001"].map(
        (key) => `${LANE} page 5: index entry ${key} names an id that stands in no page`,
      ),
    ]);
  });

  it("is missed where its lane has none left", async () => {
    await remove(page(1, OTHER));
    await remove(page(2, OTHER));
    expect(await findings()).toEqual([
      `${OTHER}: account 201710#532822#${OTHER} stands in no page of the journal`,
      `${OTHER} page 1: index entry advance#T1 names an id that stands in no page`,
    ]);
  });
});

describe("an account", () => {
  it("is found by a single fen more", async () => {
    await edit(MONTH, '"disbursed":110000', '"disbursed":110001');
    expect(await findings()).toEqual([monthDiffers]);
  });

  it("is found where it was opened again", async () => {
    await edit(MONTH, '"state":"closed"', '"state":"open"');
    expect(await findings()).toEqual([monthDiffers]);
  });

  it("is found where it has another hospital's name", async () => {
    await edit(MONTH, "勐海县人民医院", "勐海县中医医院");
    expect(await findings()).toEqual([monthDiffers]);
  });

  it("may stand as it was before the newest page, whose writer may have vanished before it applied it, but not by a fen otherwise", async () => {
    const [before] = (JSON.parse((await read(page(4)))["body"]!.S!) as { accounts: unknown[] }).accounts;
    await change(MONTH, { ...(await read(MONTH)), version: { N: "4" }, body: { S: JSON.stringify(before) } });
    expect(await findings()).toEqual([]);
    await edit(MONTH, '"disbursed":10000', '"disbursed":10001');
    expect(await findings()).toEqual([monthDiffers]);
  });

  it("of prepayments is found where money was put into it", async () => {
    await edit(PREPAID, '"basic":0', '"basic":10000');
    expect(await findings()).toEqual([`${LANE}: account prepaid#532822#${LANE} differs from the journal`]);
  });

  it.each([
    ["of a month", MONTH, "201710"],
    ["of prepayments", PREPAID, "prepaid"],
  ])("%s is missed where it was deleted", async (_title, place, period) => {
    await remove(place);
    expect(await findings()).toEqual([`${LANE}: account ${period}#532822#${LANE} is missing`]);
  });

  it("is found where no page knows it", async () => {
    const item = await read(MONTH);
    const body = item["body"]!.S!.replace('"month":"201710"', '"month":"201711"');
    await change({ ...MONTH, key: { ...MONTH.key, period: { S: "201711#53" } } }, { ...item, period: { S: "201711#53" }, body: { S: body } });
    expect(await findings()).toEqual([`${LANE}: account 201711#532822#${LANE} stands in no page of the journal`]);
  });

  it("that can't be read is found, and so is everything else", async () => {
    const damaged = `?: accounts: item 201710#53 532822#${LANE}`;
    const missing = `${LANE}: account 201710#532822#${LANE} is missing`;
    await remove(indexEntry("advance#S1"));
    const indexMissing = expect.stringContaining("index entry advance#S1 is missing") as string;
    await change(MONTH, { ...(await read(MONTH)), version: { N: "9" } });
    expect(await findings()).toEqual([expect.stringContaining(`${damaged} has another version than its body`), missing, indexMissing]);
    await edit(MONTH, "{", "");
    expect(await findings()).toEqual([expect.stringContaining(`${damaged} has a body that is no JSON`), missing, indexMissing]);
  });
});

describe("an index entry", () => {
  it.each([
    ["of an old page", "advance#S1", 1],
    ["of the newest page", "disbursement#DIS-0001", 5],
    ["that says an advance is reversed", "reversed#S2", 3],
  ])("%s is missed where it was deleted", async (_title, key, version) => {
    await remove(indexEntry(key));
    expect(await findings()).toEqual([`${LANE} page ${version}: index entry ${key} is missing`]);
  });

  it.each([
    ["to another page", { page: { N: "2" } }],
    ["to other content", { hash: { S: "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" } }],
  ])("is found where it points %s", async (_title, changed) => {
    await change(indexEntry("advance#S1"), { ...(await read(indexEntry("advance#S1"))), ...changed });
    expect(await findings()).toEqual([`${LANE} page 1: index entry advance#S1 differs from the journal`]);
  });

  it("is found where no page knows its id", async () => {
    await change(indexEntry("advance#S7"), { ...(await read(indexEntry("advance#S1"))), key: { S: "advance#S7" } });
    expect(await findings()).toEqual([`${LANE} page 1: index entry advance#S7 names an id that stands in no page`]);
  });
});

describe("fundflow verify", () => {
  async function fundflowVerify(...args: string[]): Promise<{ code: number; answers: string[] }> {
    const answers: string[] = [];
    await host.stop();
    try {
      const output = {
        answer: (text: string) => answers.push(text),
        note: expect.unreachable,
        progress: () => ({ update: () => undefined, stop: () => undefined }),
      };
      return { code: await main(["verify", "--data", host.dataDir, ...args], output), answers };
    } finally {
      await start();
    }
  }

  it("fails where there is a finding, and names the lane, the page and what it is", async () => {
    await remove(indexEntry("advance#S1"));
    const { code, answers } = await fundflowVerify();
    expect(code).toBe(1);
    expect(answers).toEqual([
      "2 lanes, 7 pages, 10 entries, 9 index entries, 3 accounts: 1 findings",
      `  lane ${LANE} page 1: index entry advance#S1 is missing`,
    ]);
  });

  it("is content where there is none", async () => {
    const { code, answers } = await fundflowVerify("--format", "json");
    expect(code).toBe(0);
    expect(JSON.parse(answers.join(""))).toMatchObject({ lanes: 2, pages: 7, findings: [] });
  });
});
