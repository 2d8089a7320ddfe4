import { defineConfig } from "vitest/config";

/**
 * The tests a mutant of shared/money, shared/lane or shared/policy has to get past: those about these folders that take no more than an instant.
 * Random histories, simulations, processes and demo months are left out: a mutant that survives would wait for all of them, and one that only
 * they notice deserves a case that says which rule it broke.
 */
const UNIT =
  "{allotments,benefit-golden,decide,diseases,entry,fold,fund-pay-types,golden-run,judge,lane-invariants,lane-view,limits,money-errors,page,parameters," +
  "payment-rules,policy,policy-book,policy-explanation,policy-golden,rate,review,shares,split,walk,yuan}";
const PROP = "{rate,ratio,split,yuan}";

export default defineConfig({
  test: {
    include: [`test/unit/${UNIT}.test.ts`, `test/prop/${PROP}.test.ts`],
    // A test that a busy machine slows down must not look as if it had noticed the mutant; Stryker's own limit ends what never ends.
    testTimeout: 600_000,
  },
});
