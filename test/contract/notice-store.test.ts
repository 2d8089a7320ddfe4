import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createDynamoNoticeStore } from "../../shared/store/dynamo-notices.ts";
import type { NoticeStore } from "../../shared/store/notice-store.ts";
import { engineKinds, type Engine, type EngineKind } from "../support/engines.ts";
import { someNotice } from "../support/ledger-items.ts";
import { createMemoryNoticeStore } from "../support/memory-notice-store.ts";

/**
 * One suite for every engine the notices stand on, and for the store in memory. The simulator's model of DynamoDB is none of them: it knows the
 * expressions of the ledger, and the simulator keeps no notices.
 */
const benches: readonly (Omit<EngineKind, "name" | "start"> & { readonly name: string; readonly start?: EngineKind["start"] })[] = [
  { name: "memory" },
  ...engineKinds().filter(({ name }) => name !== "model"),
];

const SERIES = "rate#53";

for (const { name, missing, start } of benches) {
  if (missing !== undefined) process.stderr.write(`notice store on ${name}: NOT TESTED, ${missing}\n`);

  describe.skipIf(missing !== undefined)(`notice store on ${name}${missing === undefined ? "" : ` (skipped: ${missing})`}`, () => {
    let engine: Engine | undefined;
    let tests = 0;
    let store: NoticeStore;

    beforeAll(async () => {
      engine = await start?.();
    });
    beforeEach(async () => {
      tests += 1;
      store =
        engine === undefined ? createMemoryNoticeStore() : createDynamoNoticeStore(engine.client, (await engine.createTables(`t${tests}`)).notices);
    });
    afterAll(() => engine?.stop());

    test("a series nobody was told anything of is empty", async () => {
      expect(await store.notices(SERIES)).toEqual([]);
    });

    test("a first version is stored once: the same again and another are refused", async () => {
      const first = someNotice(SERIES, "2017#532822");
      expect(await store.putNotice(first)).toBe(true);
      expect(await store.putNotice(first)).toBe(false);
      expect(await store.putNotice({ ...first, state: "ok" })).toBe(false);
      expect(await store.notices(SERIES)).toEqual([first]);
    });

    test("a later version takes the place of the one before, and of no other", async () => {
      const first = someNotice(SERIES, "2017#532822");
      const second = { ...first, version: 2, announced: true };
      expect(await store.putNotice(second)).toBe(false);
      await store.putNotice(first);
      expect(await store.putNotice({ ...first, version: 3 })).toBe(false);
      expect(await store.putNotice(second)).toBe(true);
      expect(await store.putNotice({ ...second, version: 2, state: "ok" })).toBe(false);
      expect(await store.notices(SERIES)).toEqual([second]);
    });

    test("of concurrent writers of one version exactly one succeeds, and its notice is the one stored", async () => {
      for (let version = 1; version <= 10; version += 1) {
        const notices = ["a", "b", "c", "d"].map((state) => someNotice(SERIES, "2017#532822", { version, state }));
        const won = await Promise.all(notices.map((notice) => store.putNotice(notice)));
        expect(won.filter(Boolean)).toHaveLength(1);
        expect(await store.notices(SERIES)).toEqual([notices[won.indexOf(true)]]);
      }
    });

    test("a series has its own topics, in their order, also where one's name begins with the other's", async () => {
      for (const topic of ["2017#5328", "2018#53", "2017#53", "2017#532822"]) await store.putNotice(someNotice(SERIES, topic));
      await store.putNotice(someNotice("rate#532", "2017#53"));
      await store.putNotice(someNotice("paper#201710", "532822"));
      expect((await store.notices(SERIES)).map(({ topic }) => topic)).toEqual(["2017#53", "2017#5328", "2017#532822", "2018#53"]);
      expect(await store.notices("paper#201710")).toEqual([someNotice("paper#201710", "532822")]);
    });

    test("a notice comes back with every character it was stored with", async () => {
      const notice = someNotice(SERIES, '勐海县 "#1" 😀', {
        message: { id: "1", subject: "【预警】", text: "一\n二\t\u2028", attributes: { a: "" } },
      });
      await store.putNotice(notice);
      expect(await store.notices(SERIES)).toEqual([notice]);
    });

    test("a notice without a topic, or larger than an item, is refused", async () => {
      const refused = { name: "StoreFault", code: "refused" };
      await expect(store.putNotice(someNotice(SERIES, ""))).rejects.toMatchObject(refused);
      const large = { id: "1", subject: "s", text: "x".repeat(410_000), attributes: {} };
      await expect(store.putNotice(someNotice(SERIES, "2017#53", { message: large }))).rejects.toMatchObject(refused);
      expect(await store.notices(SERIES)).toEqual([]);
    });
  });
}
