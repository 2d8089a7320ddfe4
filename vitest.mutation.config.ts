import { defineConfig } from "vitest/config";

/**
 * The tests a mutant of shared/money, shared/lane or shared/policy has to get past. Simulations, processes and demo months are left out: they
 * would notice many a mutant, but say little about which rule it broke, and every mutant that survives waits for all of them.
 */
const UNIT = [
  "decide",
  "fold",
  "intake",
  "lane-view",
  "limits",
  "money-faults",
  "page",
  "policy",
  "policy-golden",
  "rate",
  "rates",
  "region",
  "split",
  "statement",
  "walk",
  "yuan",
];
const PROP = ["lane", "rate", "ratio", "split", "statement", "yuan"];

export default defineConfig({
  test: {
    include: [...UNIT.map((name) => `test/unit/${name}.test.ts`), ...PROP.map((name) => `test/prop/${name}.test.ts`)],
    testTimeout: 20_000,
  },
});
