import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * The tests a mutant of shared/money, shared/lane or shared/policy has to get past. Simulations, processes and demo months are left out: they
 * would notice many a mutant, but say little about which rule it broke, and every mutant that survives waits for all of them.
 */
const UNIT = "{decide,fold,lane-invariants,lane-view,limits,money-errors,policy,policy-golden,rate,split,walk,yuan}";
const PROP = "{lane,rate,ratio,split,yuan}";

/** The first test that fails ends a mutant's run, so those that take long come last. */
class QuickFirst extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isSlow = ({ moduleId }: TestSpecification): number => Number(moduleId.includes("/test/prop/"));
    return Promise.resolve(files.toSorted((a, b) => isSlow(a) - isSlow(b)));
  }
}

export default defineConfig({
  test: {
    include: [`test/unit/${UNIT}.test.ts`, `test/prop/${PROP}.test.ts`],
    testTimeout: 20_000,
    sequence: { sequencer: QuickFirst },
  },
});
