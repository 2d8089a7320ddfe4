import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { EndOutcome } from "../../shared/contract/outcome-report.ts";
import { createDynamoOutcomeStore } from "../../shared/store/dynamo-outcomes.ts";
import type { OutcomeStore } from "../../shared/store/outcome-store.ts";
import { engineKinds, type Engine } from "../support/engines.ts";
import { someRejection } from "../support/ledger-items.ts";

const posted = (ref: string): EndOutcome => ({ ref, outcome: "posted" });
const applied = (ref: string): EndOutcome => ({ ref, outcome: "already_applied" });
const rejected = (ref: string): EndOutcome => ({ ref, outcome: "rejected", rejection: someRejection("i1", { original: '{"name":"勐海县 😀"}' }) });

/** One suite for every engine the outcomes stand on. The simulator's model is none of them: the simulator asks for no outcomes. */
for (const { name, missing, start } of engineKinds().filter((one) => one.name !== "model")) {
  if (missing !== undefined) process.stderr.write(`outcome store on ${name}: NOT TESTED, ${missing}\n`);

  describe.skipIf(missing !== undefined)(`outcome store on ${name}${missing === undefined ? "" : ` (skipped: ${missing})`}`, () => {
    let engine: Engine;
    let tests = 0;
    let store: OutcomeStore;

    beforeAll(async () => {
      engine = await start();
    });
    beforeEach(async () => {
      tests += 1;
      store = createDynamoOutcomeStore(engine.client, (await engine.createTables(`t${tests}`)).outcomes, { nowEpochMs: () => 1_000 });
    });
    afterAll(() => engine.stop());

    test("answers with the outcomes that are there, each with every character it was stored with", async () => {
      await store.putOutcomes([posted("report:a"), rejected("report:b")]);
      const found = await store.outcomes(["report:a", "report:b", "report:c"]);
      expect([...found.values()]).toEqual([posted("report:a"), rejected("report:b")]);
      expect((await store.outcomes([])).size).toBe(0);
    });

    test("of two outcomes of a message the one that says more stays, whichever comes first", async () => {
      const ranked = [rejected, applied, posted];
      for (const [low, first] of ranked.entries()) {
        for (const [high, second] of ranked.entries()) {
          const ref = `report:${low}-${high}`;
          await store.putOutcomes([first(ref)]);
          await store.putOutcomes([second(ref)]);
          expect((await store.outcomes([ref])).get(ref), ref).toEqual((low > high ? first : second)(ref));
        }
      }
      await store.putOutcomes([posted("report:x"), rejected("report:x"), applied("report:x")]);
      expect((await store.outcomes(["report:x"])).get("report:x")).toEqual(posted("report:x"));
    });

    test("answers for more refs than one request takes", async () => {
      const refs = Array.from({ length: 230 }, (_, index) => `report:${index}`);
      await store.putOutcomes(refs.map(applied));
      expect([...(await store.outcomes(refs)).keys()].sort()).toEqual(refs.toSorted());
    });

    test("throws a fault, and nothing else, where the table is not there", async () => {
      const gone = createDynamoOutcomeStore(engine.client, "gone", { nowEpochMs: () => 1_000 });
      const fault = { name: "StoreFault", code: "unavailable", table: "outcomes" };
      await expect(gone.putOutcomes([posted("report:a")])).rejects.toMatchObject(fault);
      await expect(gone.outcomes(["report:a"])).rejects.toMatchObject(fault);
    });
  });
}
