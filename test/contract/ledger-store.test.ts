import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { LIMITS } from "../../shared/limits.ts";
import type { AccountKey } from "../../shared/lane/account.ts";
import { createDynamoLedgerStore } from "../../shared/store/dynamo-ledger-store.ts";
import { pageItem } from "../../shared/store/dynamo-items.ts";
import { itemBytes } from "../../shared/store/item-limits.ts";
import type { LedgerStore } from "../../shared/store/ledger-store.ts";
import { createMemoryLedgerStore } from "../support/memory-ledger-store.ts";
import { engineKinds, startDynamoModel, type Engine, type EngineKind } from "../support/engines.ts";
import { someAccount, someEntry, somePage, somePrepaid, someRejection } from "../support/ledger-items.ts";

/** One suite for every engine the store runs on: what one of them takes, refuses or orders, all of them do. */

/** The store's engines; the store in memory, which has none; and the model where it is as unhelpful as DynamoDB may be. */
const benches: readonly (Omit<EngineKind, "name" | "start"> & { readonly name: string; readonly start?: EngineKind["start"] })[] = [
  { name: "memory" },
  ...engineKinds(),
  { name: "model with small pages and stale weak reads", start: () => startDynamoModel({ pageItems: pageSizes(), stale: () => true }) },
];

/** Page after page has one, two, three items, and one again. */
function pageSizes(): () => number {
  let pages = 0;
  return () => (pages++ % 3) + 1;
}

const LANE = "H53282200012";
const OTHER_LANE = "H53282200013";
/** Characters that need one to four bytes, quotes, line ends, and what JSON and keys treat specially. */
const ODD_TEXT = '勐海县 "医院" #1\n\t%23\\ \u2028 😀 é';

for (const { name, missing, start } of benches) {
  if (missing !== undefined) process.stderr.write(`ledger store on ${name}: NOT TESTED, ${missing}\n`);

  describe.skipIf(missing !== undefined)(`ledger store on ${name}${missing === undefined ? "" : ` (skipped: ${missing})`}`, () => {
    let engine: Engine | undefined;
    let tests = 0;
    let store: LedgerStore;

    beforeAll(async () => {
      engine = await start?.();
    });
    beforeEach(async () => {
      tests += 1;
      store = engine === undefined ? createMemoryLedgerStore() : createDynamoLedgerStore(engine.client, await engine.createTables(`t${tests}`));
    });
    afterAll(() => engine?.stop());

    journal(() => store);
    index(() => store);
    accounts(() => store);
    calendars(() => store);
    rejections(() => store);
    everything(() => store);
  });
}

type Get = () => LedgerStore;

function journal(store: Get): void {
  describe("journal", () => {
    test("a lane without pages has no newest page, and no page of any version", async () => {
      expect(await store().newestPage(LANE)).toBeUndefined();
      expect(await store().page(LANE, 1)).toBeUndefined();
    });

    test("append stores the first page of a version and refuses every later one, the same or another", async () => {
      const first = somePage(LANE, 1, "first");
      expect(await store().append(first)).toBe(true);
      expect(await store().append(first)).toBe(false);
      expect(await store().append(somePage(LANE, 1, "second"))).toBe(false);
      expect(await store().page(LANE, 1)).toEqual(first);
    });

    test("of concurrent appends of one version exactly one says true, and its page is the one stored", async () => {
      for (let version = 1; version <= 10; version += 1) {
        const pages = ["a", "b", "c", "d"].map((writer) => somePage(LANE, version, `${version} by ${writer}`));
        const won = await Promise.all(pages.map((page) => store().append(page)));
        expect(won.filter(Boolean)).toHaveLength(1);
        expect(await store().page(LANE, version)).toEqual(pages[won.indexOf(true)]);
      }
    });

    test("the newest page is the one with the highest number, not the last in text order", async () => {
      for (let version = 1; version <= 11; version += 1) {
        await store().append(somePage(LANE, version));
        expect((await store().newestPage(LANE))?.version).toBe(version);
      }
      expect(await store().page(LANE, 9)).toEqual(somePage(LANE, 9));
    });

    test("lanes keep their own versions, also where one's name begins with the other's", async () => {
      await store().append(somePage(LANE, 1));
      await store().append(somePage(`${LANE}0`, 7));
      expect((await store().newestPage(LANE))?.version).toBe(1);
      expect(await store().append(somePage(`${LANE}0`, 1))).toBe(true);
    });

    test("a page comes back with every character it was stored with", async () => {
      const page = somePage("POOL#532822", 1, ODD_TEXT);
      await store().append(page);
      expect(await store().newestPage("POOL#532822")).toEqual(page);
    });

    test("a page that is changed after it was stored or read changes nothing in the store", async () => {
      const page = { ...somePage(LANE, 1, "as stored") };
      await store().append(page);
      page.body = "changed by the writer";
      const read = (await store().newestPage(LANE)) as { body: string };
      read.body = "changed by the reader";
      expect((await store().newestPage(LANE))?.body).toBe("as stored");
    });

    test("a page of LIMITS.itemBytes is stored, a byte more is refused", async () => {
      const page = pageOfBytes(LIMITS.itemBytes);
      expect(await store().append(page)).toBe(true);
      expect((await store().newestPage(LANE))?.body).toHaveLength(page.body.length);
      await expect(store().append({ ...page, version: 2, body: `${page.body}x` })).rejects.toMatchObject({ name: "StoreFault", code: "refused" });
      expect(await store().page(LANE, 2)).toBeUndefined();
    });

    test("a page's size counts UTF-8 bytes: 140,000 Chinese characters are refused", async () => {
      await expect(store().append(somePage(LANE, 1, "医".repeat(140_000)))).rejects.toMatchObject({ code: "refused", table: "journal" });
    });

    test("a lane without a name is refused", async () => {
      await expect(store().append(somePage("", 1))).rejects.toMatchObject({ code: "refused", table: "journal" });
      await expect(store().newestPage("")).rejects.toMatchObject({ code: "refused", table: "journal" });
    });
  });
}

/** A page whose item has exactly so many bytes by the store's count. */
function pageOfBytes(bytes: number) {
  const rest = itemBytes(pageItem(somePage(LANE, 1, "")));
  const hash = somePage(LANE, 1, "x".repeat(40)).hash;
  return { ...somePage(LANE, 1, "x".repeat(bytes - rest - (hash.length - somePage(LANE, 1, "").hash.length))), hash };
}

function index(store: Get): void {
  const load = async (lane: string, keys: readonly string[]) => (await store().load(lane, { index: keys, accounts: [], calendars: [] })).index;

  describe("index", () => {
    test("more entries than a batch of either kind takes are stored and found, each once", async () => {
      const entries = Array.from({ length: 230 }, (_, number) => someEntry(`advance#S${number}`, number + 1));
      await store().putIndex(LANE, entries);
      const keys = entries.map((entry) => entry.key);
      expect(byKey(await load(LANE, [...keys, "advance#absent", ...keys]))).toEqual(byKey(entries));
    });

    test("entries belong to their lane", async () => {
      await store().putIndex(LANE, [someEntry("advance#S1")]);
      expect(await load(OTHER_LANE, ["advance#S1"])).toEqual([]);
    });

    test("an entry stored twice, in two calls or in one, is there once", async () => {
      await store().putIndex(LANE, [someEntry("advance#S1"), someEntry("advance#S1"), someEntry("advance#S2")]);
      await store().putIndex(LANE, [someEntry("advance#S1")]);
      expect(byKey(await load(LANE, ["advance#S1", "advance#S2"]))).toEqual([someEntry("advance#S1"), someEntry("advance#S2")]);
    });

    test("an id may hold any characters and come near the limit of a key", async () => {
      const entries = [someEntry(ODD_TEXT), someEntry(`advance#${"医".repeat(64)}`), someEntry("x".repeat(1024))];
      await store().putIndex(LANE, entries);
      const keys = entries.map((entry) => entry.key);
      expect(byKey(await load(LANE, keys))).toEqual(byKey(entries));
    });

    test("a key that is empty, over 1,024 bytes, or half a surrogate pair is refused, written or read", async () => {
      for (const key of ["", "x".repeat(1025), "医".repeat(342), "\ud83d"]) {
        await expect(store().putIndex(LANE, [someEntry(key)])).rejects.toMatchObject({ code: "refused", table: "index" });
        await expect(load(LANE, [key])).rejects.toMatchObject({ code: "refused", table: "index" });
      }
    });

    test("nothing to store and nothing to load is no error", async () => {
      await store().putIndex(LANE, []);
      expect(await store().load(LANE, { index: [], accounts: [], calendars: [] })).toEqual({ index: [], accounts: [], calendars: [] });
    });

    test("load finds index entries, accounts and calendars together, over many batches, and leaves out what does not exist", async () => {
      const entries = Array.from({ length: 70 }, (_, number) => someEntry(`advance#S${number}`));
      const stored = Array.from({ length: 70 }, (_, number) => someAccount(String(530101 + number), LANE));
      const counties = stored.map((account) => account.county);
      await store().putIndex(LANE, entries);
      await Promise.all(stored.map((account) => store().putAccount(account)));
      await Promise.all(counties.map((county) => store().advanceCalendar(county, { firstOpen: "201710" })));
      const keys = stored.map(({ county, institution }): AccountKey => ({ period: "201710", county, institution }));
      const found = await store().load(LANE, {
        index: [...entries.map((entry) => entry.key), "advance#absent"],
        accounts: [...keys, { period: "201711", county: "530101", institution: LANE }, ...keys],
        calendars: [...counties, "539999", ...counties],
      });
      expect(byKey(found.index)).toEqual(byKey(entries));
      expect(found.accounts.toSorted((a, b) => Number(a.county) - Number(b.county))).toEqual(stored);
      expect(found.calendars.map((calendar) => calendar.county).toSorted()).toEqual(counties);
    });

    test("load finds more than the engine answers at once", async () => {
      const stored = Array.from({ length: 60 }, (_, number) => someAccount(String(530101 + number), LANE, { institutionName: "x".repeat(60_000) }));
      await Promise.all(stored.map((account) => store().putAccount(account)));
      const keys = stored.map(({ county, institution }): AccountKey => ({ period: "201710", county, institution }));
      const found = await store().load(LANE, { index: [], accounts: keys, calendars: [] });
      expect(found.accounts.map((account) => account.county).toSorted()).toEqual(stored.map((account) => account.county));
    });
  });
}

function byKey<T extends { readonly key: string }>(entries: readonly T[]): T[] {
  return entries.toSorted((a, b) => (a.key < b.key ? -1 : 1));
}

function accounts(store: Get): void {
  const read = async (...keys: AccountKey[]) => (await store().load(LANE, { index: [], accounts: keys, calendars: [] })).accounts;
  const key: AccountKey = { period: "201710", county: "532822", institution: LANE };
  const owners = async (month: string, region: string) =>
    (await store().monthAccounts(month, region)).map(({ county, institution }) => `${county} ${institution}`);

  describe("accounts", () => {
    test("bear stores an account where none is, and changes none that is", async () => {
      await store().bear(someAccount("532822", LANE, { version: 0 }));
      expect(await read(key)).toEqual([someAccount("532822", LANE, { version: 0 })]);
      await store().putAccount(someAccount("532822", LANE, { version: 3, state: "closed" }));
      await store().bear(someAccount("532822", LANE, { version: 0 }));
      await store().bear(someAccount("532822", LANE, { version: 9 }));
      expect(await read(key)).toEqual([someAccount("532822", LANE, { version: 3, state: "closed" })]);
    });

    test("putAccount stores a newer version and never goes back, and never changes a version", async () => {
      await store().putAccount(someAccount("532822", LANE, { version: 2 }));
      await store().putAccount(someAccount("532822", LANE, { version: 10 }));
      await store().putAccount(someAccount("532822", LANE, { version: 9, state: "closed" }));
      await store().putAccount(someAccount("532822", LANE, { version: 10, state: "closed" }));
      expect(await read(key)).toEqual([someAccount("532822", LANE, { version: 10 })]);
    });

    test("of concurrent puts the highest version stays, whatever the order", async () => {
      const versions = [3, 11, 1, 7, 12, 2, 9, 5, 10, 4, 8, 6];
      await Promise.all(versions.map((version) => store().putAccount(someAccount("532822", LANE, { version }))));
      await Promise.all([store().bear(someAccount("532822", LANE, { version: 0 })), store().putAccount(someAccount("532822", LANE, { version: 5 }))]);
      expect((await read(key))[0]?.version).toBe(12);
    });

    test("an account's months and its prepaid balance are accounts of their own", async () => {
      await store().putAccount(someAccount("532822", LANE));
      await store().putAccount(someAccount("532822", LANE, { month: "201711", version: 2 }));
      await store().putAccount(somePrepaid("532822", LANE, 3, -250));
      expect(await read({ ...key, period: "prepaid" })).toEqual([somePrepaid("532822", LANE, 3, -250)]);
      expect(await store().monthAccounts("201710", "53")).toEqual([someAccount("532822", LANE)]);
    });

    test("prepaidAccounts lists what is prepaid under a region, and no month", async () => {
      const places = ["532822 H2", "532822 H10", "532801 H9", "530102 H1", "620102 H1"];
      for (const place of places) {
        const [county = "", institution = ""] = place.split(" ");
        await store().putAccount(somePrepaid(county, institution, 1, 5));
        await store().putAccount(someAccount(county, institution));
      }
      const found = async (region: string) =>
        (await store().prepaidAccounts(region)).map(({ type, county, institution }) => [type, county, institution].join(" "));
      expect(await found("5328")).toEqual(["prepaid 532801 H9", "prepaid 532822 H10", "prepaid 532822 H2"]);
      expect(await found("53")).toHaveLength(4);
      expect(await found("532823")).toEqual([]);
    });

    test("an account that is changed after it was stored or read changes nothing in the store", async () => {
      const account = { ...someAccount("532822", LANE) };
      await store().putAccount(account);
      account.version = 99;
      ((await read(key))[0] as { version: number }).version = 98;
      ((await store().monthAccounts("201710", "53"))[0] as { version: number }).version = 97;
      expect((await read(key))[0]?.version).toBe(1);
    });

    test("monthAccounts lists a month of a province, a prefecture or a county, ordered by county and institution", async () => {
      const places = ["532822 H2", "532822 H10", "532801 h1", "532822 H1", "532801 H9", "530102 H1", "620102 H1", "532823 医院"];
      for (const place of places) await store().putAccount(someAccount(place.slice(0, 6), place.slice(7)));
      await store().putAccount(someAccount("532822", "H1", { month: "201711" }));
      await store().bear(someAccount("532901", "H1", { version: 0 }));
      const xishuangbanna = ["532801 H9", "532801 h1", "532822 H1", "532822 H10", "532822 H2", "532823 医院"];
      expect(await owners("201710", "53")).toEqual(["530102 H1", ...xishuangbanna, "532901 H1"]);
      expect(await owners("201710", "5328")).toEqual(xishuangbanna);
      expect(await owners("201710", "532822")).toEqual(["532822 H1", "532822 H10", "532822 H2"]);
      expect(await owners("201710", "62")).toEqual(["620102 H1"]);
      expect(await owners("201711", "53")).toEqual(["532822 H1"]);
      expect(await owners("201712", "53")).toEqual([]);
      expect(await owners("201710", "54")).toEqual([]);
      // What is shorter than a province's two digits is no region.
      for (const text of ["", "5"]) expect(await owners("201710", text)).toEqual([]);
    });

    test("monthAccounts lists more than the 1 MB a query answers at once, in order", async () => {
      const institutions = Array.from({ length: 45 }, (_, number) => `H${number + 10}`);
      const institutionName = `医${"x".repeat(40_000)}`;
      await Promise.all(institutions.map((institution) => store().putAccount(someAccount("532822", institution, { institutionName }))));
      const found = await store().monthAccounts("201710", "5328");
      expect(found.map((account) => account.institution)).toEqual(institutions);
      expect(found.every((account) => account.institutionName === institutionName)).toBe(true);
    });
  });
}

function calendars(store: Get): void {
  const read = async () => (await store().calendars(["532822"]))[0];

  describe("calendars", () => {
    test("a calendar nobody has advanced does not exist, and advancing nothing makes none", async () => {
      await store().advanceCalendar("532822", {});
      expect(await store().calendars(["532822"])).toEqual([]);
    });

    test("a field nobody has set reads as the empty text", async () => {
      await store().advanceCalendar("532822", { firstOpen: "201711" });
      expect(await read()).toEqual({ county: "532822", firstOpen: "201711", settledThrough: "" });
      await store().advanceCalendar("532823", { settledThrough: "201710" });
      expect(await store().calendars(["532823"])).toEqual([{ county: "532823", firstOpen: "", settledThrough: "201710" }]);
    });

    test("each field moves forward only, on its own, also across the turn of a year", async () => {
      await store().advanceCalendar("532822", { firstOpen: "201711" });
      await store().advanceCalendar("532822", { firstOpen: "201710", settledThrough: "201710" });
      expect(await read()).toEqual({ county: "532822", firstOpen: "201711", settledThrough: "201710" });
      await store().advanceCalendar("532822", { firstOpen: "201801", settledThrough: "201709" });
      expect(await read()).toEqual({ county: "532822", firstOpen: "201801", settledThrough: "201710" });
      await store().advanceCalendar("532822", { settledThrough: "201712" });
      await store().advanceCalendar("532822", { firstOpen: "201801", settledThrough: "201712" });
      expect(await read()).toEqual({ county: "532822", firstOpen: "201801", settledThrough: "201712" });
    });

    test("of concurrent advances the furthest stays", async () => {
      const months = ["201803", "201711", "201812", "201801", "201802"];
      await Promise.all(months.map((firstOpen) => store().advanceCalendar("532822", { firstOpen })));
      expect((await read())?.firstOpen).toBe("201812");
    });

    test("calendars of more counties than a batch takes are found, each once; no counties have none", async () => {
      const counties = Array.from({ length: 130 }, (_, number) => String(530101 + number));
      await Promise.all(counties.map((county) => store().advanceCalendar(county, { firstOpen: "201711" })));
      const found = await store().calendars(["539999", ...counties, ...counties]);
      expect(found.map((calendar) => calendar.county).toSorted()).toEqual(counties);
      expect(await store().calendars([])).toEqual([]);
    });
  });
}

function rejections(store: Get): void {
  const ids = async (region?: string) => (await store().rejections(region)).map((rejection) => rejection.rejection_id);

  describe("rejections", () => {
    test("are found under every region their code begins with, also where no county has the code", async () => {
      await store().putRejections([
        someRejection("known", { insu_admdvs: "532822" }),
        someRejection("no such county", { insu_admdvs: "532899" }),
        someRejection("no such prefecture", { insu_admdvs: "5399" }),
        someRejection("gansu", { insu_admdvs: "620102" }),
        someRejection("no such province", { insu_admdvs: "990102" }),
        someRejection("too short", { insu_admdvs: "5" }),
        someRejection("none"),
      ]);
      expect(await ids("53")).toEqual(["known", "no such county", "no such prefecture"]);
      expect(await ids("5328")).toEqual(["known", "no such county"]);
      expect(await ids("532822")).toEqual(["known"]);
      expect(await ids("532899")).toEqual(["no such county"]);
      expect(await ids("62")).toEqual(["gansu"]);
      expect(await ids("99")).toEqual(["no such province"]);
      expect(await ids("5")).toEqual(["too short", "known", "no such county", "no such prefecture"]);
      expect(await ids("54")).toEqual([]);
      expect(await ids()).toEqual(["none", "too short", "known", "no such county", "no such prefecture", "gansu", "no such province"]);
    });

    test("come ordered by county, institution and id, whatever they were sent in", async () => {
      const places = ["532822 H2 a", "532822 H10 b", "532801 H9 d", "532822 H2 c", "530102 H3 e", "532822 H1 z"];
      const list = places.map((place) => {
        const [insu_admdvs = "", fixmedins_code = "", id = ""] = place.split(" ");
        return someRejection(id, { insu_admdvs, fixmedins_code });
      });
      await store().putRejections(list.slice(3));
      await store().putRejections(list.slice(0, 3));
      expect(await ids("53")).toEqual(["e", "d", "z", "b", "a", "c"]);
    });

    test("come back whole, whatever text the message had", async () => {
      const list = [
        someRejection("odd", { insu_admdvs: ODD_TEXT, fixmedins_code: ODD_TEXT, sender: ODD_TEXT, original: ODD_TEXT }),
        someRejection("empty", { insu_admdvs: "", fixmedins_code: "" }),
        someRejection("long", { insu_admdvs: "53".repeat(5_000), fixmedins_code: "医".repeat(5_000), id: "😀".repeat(5_000) }),
        someRejection("signs", { insu_admdvs: " ".repeat(500), fixmedins_code: "#".repeat(500) }),
        someRejection("half", { insu_admdvs: "53\ud83d", fixmedins_code: "\udc00" }),
        someRejection("control", { insu_admdvs: "\u0000\u0001", fixmedins_code: "\u007f" }),
      ];
      await store().putRejections(list);
      const found = await store().rejections();
      const order = (one: { rejection_id: string }): number => list.findIndex(({ rejection_id }) => rejection_id === one.rejection_id);
      expect(found.toSorted((a, b) => order(a) - order(b))).toEqual(list);
      expect(await ids("53")).toEqual(["long", "half"]);
    });

    test("whose codes and ids run together alike stay apart", async () => {
      const list = [
        someRejection("x", { insu_admdvs: "53#H1", fixmedins_code: "H2" }),
        someRejection("x", { insu_admdvs: "53", fixmedins_code: "H1#H2" }),
        someRejection("x", { insu_admdvs: "53%23H1", fixmedins_code: "H2" }),
        someRejection("x", { insu_admdvs: "53", fixmedins_code: "H1" }),
      ];
      await store().putRejections(list);
      const found = (await store().rejections("53")).map(({ insu_admdvs, fixmedins_code }) => `${insu_admdvs} ${fixmedins_code}`);
      expect(found).toEqual(["53 H1", "53 H1#H2", "53#H1 H2", "53%23H1 H2"]);
    });

    test("stored twice, in two calls or in one, are there once", async () => {
      const one = someRejection("a", { insu_admdvs: "532822" });
      await store().putRejections([one, one, someRejection("b", { insu_admdvs: "532822" })]);
      await store().putRejections([one]);
      expect(await ids("53")).toEqual(["a", "b"]);
    });

    test("more than a batch takes are stored, and more than 1 MB is read, in order", async () => {
      const list = Array.from({ length: 60 }, (_, number) =>
        someRejection(String(number + 100), { insu_admdvs: "532822", original: `医${"x".repeat(30_000)}` }),
      );
      await store().putRejections(list.toReversed());
      expect(await store().rejections("532822")).toEqual(list);
    });

    test("of one institution are found in every region and of no other, beyond what one request reads", async () => {
      const own = ["532822", "532899", "620102", "990102", "", undefined].map((insu_admdvs, place) =>
        someRejection(`own ${place}`, { ...(insu_admdvs === undefined ? {} : { insu_admdvs }), fixmedins_code: "H1" }),
      );
      const others = Array.from({ length: 60 }, (_, place) =>
        someRejection(`other ${place}`, { insu_admdvs: "532822", fixmedins_code: place === 0 ? "H1#" : "H2", original: "x".repeat(30_000) }),
      );
      await store().putRejections([...others, ...own, someRejection("none")]);
      const found = await Array.fromAsync(store().rejectionsOf("H1"));
      expect(found.toSorted((a, b) => (a.rejection_id < b.rejection_id ? -1 : 1))).toEqual(own);
      expect(await Array.fromAsync(store().rejectionsOf("H3"))).toEqual([]);
    });

    test("no rejections are stored without error", async () => {
      await store().putRejections([]);
      expect(await store().rejections()).toEqual([]);
    });
  });
}

function everything(store: Get): void {
  describe("everything, for verify", () => {
    test("an empty ledger holds nothing", async () => {
      expect(await Array.fromAsync(store().allPages())).toEqual([]);
      expect(await Array.fromAsync(store().allIndexEntries())).toEqual([]);
      expect(await Array.fromAsync(store().allAccounts())).toEqual([]);
    });

    test("allPages gives every page, a lane's pages together and ascending, over many requests of 1 MB", async () => {
      const lanes = Array.from({ length: 60 }, (_, number) => `H5328${number}`);
      const versions = Array.from({ length: 12 }, (_, number) => 12 - number);
      // Version by version, so that what comes together was not written together.
      for (const version of versions) {
        await Promise.all(lanes.map((lane) => store().append(somePage(lane, version, `${version} ${"医".repeat(2_000)}`))));
      }
      const seen = (await Array.fromAsync(store().allPages())).map(({ lane, version }) => ({ lane, version }));
      const laneOrder = [...new Set(seen.map((page) => page.lane))];
      expect(laneOrder.toSorted()).toEqual(lanes.toSorted());
      expect(seen).toEqual(laneOrder.flatMap((lane) => versions.toReversed().map((version) => ({ lane, version }))));
    });

    test("allIndexEntries gives every entry with its lane, a lane's entries together", async () => {
      const lanes = ["H1", "H2", "H3", "H4", "H5"];
      const entries = Array.from({ length: 40 }, (_, number) => someEntry(`advance#${ODD_TEXT}${number + 10}`));
      for (const lane of lanes) await store().putIndex(lane, entries);
      const seen = await Array.fromAsync(store().allIndexEntries());
      const laneOrder = [...new Set(seen.map((entry) => entry.lane))];
      expect(laneOrder.toSorted()).toEqual(lanes);
      expect(seen).toEqual(laneOrder.flatMap((lane) => entries.map((entry) => ({ lane, ...entry }))));
    });

    test("allAccounts gives every account of every period, over many requests of 1 MB", async () => {
      const institutionName = `医${"x".repeat(40_000)}`;
      const months = ["201710", "201711"].flatMap((month) =>
        Array.from({ length: 20 }, (_, number) => someAccount("532822", `H${number}`, { month, institutionName })),
      );
      const prepaid = [somePrepaid("532822", "H1", 4, 100), somePrepaid("620102", "H1", 5, 200)];
      await Promise.all([...months, ...prepaid].map((account) => store().putAccount(account)));
      const texts = (await Array.fromAsync(store().allAccounts())).map((account) => JSON.stringify(account));
      expect(texts.toSorted()).toEqual([...months, ...prepaid].map((account) => JSON.stringify(account)).toSorted());
    });
  });
}
