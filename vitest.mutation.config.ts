import { defineConfig } from "vitest/config";

/**
 * The tests a mutant of shared/money, shared/lane or shared/policy has to get past. Simulations, processes and demo months are left out: they
 * would notice many a mutant, but say little about which rule it broke, and every mutant that survives waits for all of them.
 */
const UNIT = "{decide,fold,lane-invariants,lane-view,limits,money-errors,policy,policy-golden,rate,split,walk,yuan}";
const PROP = "{lane,rate,ratio,split,yuan}";

export default defineConfig({
  test: {
    include: [`test/unit/${UNIT}.test.ts`, `test/prop/${PROP}.test.ts`],
    testTimeout: 20_000,
  },
});
