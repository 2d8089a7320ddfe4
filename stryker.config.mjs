// Mutation testing (npm run mutate): what it is for and what it last said stands in docs/mutation.md.

/** @type {import("@stryker-mutator/api/core").PartialStrykerOptions} */
export default {
  mutate: ["shared/money/**/*.ts", "shared/lane/**/*.ts", "shared/policy/**/*.ts"],
  testRunner: "vitest",
  vitest: { configFile: "vitest.mutation.config.ts" },
  coverageAnalysis: "perTest",
  concurrency: 1,
  // Only a loop that never ends takes so long: a machine that is busy must not make a mutant look killed.
  timeoutMS: 60_000,
  dryRunTimeoutMinutes: 20,
  reporters: ["clear-text", "html", "json"],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  htmlReporter: { fileName: "reports/mutation.html" },
  jsonReporter: { fileName: "reports/mutation.json" },
  thresholds: { high: 95, low: 90, break: 90 },
  // Data of runs of the product, which would only be copied for nothing.
  ignorePatterns: [".fundflow", "reports"],
};
