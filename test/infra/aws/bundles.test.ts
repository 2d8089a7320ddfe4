import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { App } from "aws-cdk-lib";
import { afterAll, expect, it } from "vitest";
import type { lambdaHandler } from "../../../functions/lambda.ts";
import { BUNDLE_BUDGETS_KIB, bundleProblems, packageBytes } from "../../../infra/aws/bundle-budgets.ts";
import { buildApp } from "../../../infra/aws/build-app.ts";
import { bundleFunctions, type Bundle } from "../../../infra/aws/bundle-functions.ts";
import { FUNCTIONS } from "../../../infra/wiring.ts";
import { DEFAULT_CONTEXT } from "../../support/aws-app.ts";

const folder = mkdtempSync(join(tmpdir(), "fundflow-bundles-"));
writeOfAnEarlierRun();
const bundles = bundleFunctions(FUNCTIONS, folder);
const intake = bundles["intake"]!;

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function writeOfAnEarlierRun(): void {
  bundleFunctions({ intake: FUNCTIONS.watch }, folder);
  writeFileSync(join(folder, "intake", "chunk-OLD.mjs"), "");
}

it.each(Object.entries(bundles))("%s needs nothing beside its bundle and says what it lacks", async (_name, bundle) => {
  const module = (await import(pathToFileURL(join(bundle.folder, "index.mjs")).href)) as { readonly handler: ReturnType<typeof lambdaHandler> };
  // The runtime of Node 24 refuses a handler that has a third parameter, a callback.
  expect(module.handler.length).toBeLessThanOrEqual(2);
  // The environment of this test has none of the variables; what runs is what was bundled.
  await expect(module.handler({ Records: [] }, { awsRequestId: "1" } as Parameters<typeof module.handler>[1])).rejects.toThrow(
    "environment variable TABLE_JOURNAL is not set",
  );
});

it.each(Object.entries(bundles))(
  "%s: the folder holds what the bundle counts and the maps of the product's sources, and nothing an earlier run left",
  (_name, bundle) => {
    const files = readdirSync(bundle.folder);
    const modules = files.filter((file) => file.endsWith(".mjs"));
    expect(modules.reduce((sum, file) => sum + statSync(join(bundle.folder, file)).size, 0)).toBe(bundle.bytes);
    // Node looks for a map at every module that names one.
    const naming = modules.filter((file) => readFileSync(join(bundle.folder, file), "utf8").includes("//# sourceMappingURL="));
    expect(naming).toContain("index.mjs");
    expect(files.filter((file) => !file.endsWith(".mjs")).sort()).toEqual(naming.map((file) => `${file}.map`).sort());
    expect(existsSync(join(bundle.folder, "chunk-OLD.mjs"))).toBe(false);
  },
);

it("bundles are within their budgets", () => {
  expect(bundleProblems(bundles)).toEqual([]);
  expect(Object.keys(BUNDLE_BUDGETS_KIB).sort()).toEqual(Object.keys(FUNCTIONS).sort());
});

it("a bundle over its budget, or without one, stops the synthesis and says what takes the room", () => {
  const large: Bundle = { ...intake, bytes: 601 * 1024, sources: new Map([["node_modules/@scope/large/a.js", 1024 * 512]]) };
  expect(bundleProblems({ other: intake })).toEqual(["the bundle of other has no budget"]);
  expect(bundleProblems({ intake: { ...large, bytes: 600 * 1024 } })).toEqual([]);
  const app = new App({ outdir: join(folder, "out"), context: DEFAULT_CONTEXT, treeMetadata: false });
  buildApp(app, { ...bundles, intake: large });
  expect(() => app.synth()).toThrow("the bundle of intake has 601.0 KiB, its budget is 600 KiB; the most is taken by @scope/large 512.0");
});

/** Functions whose bundles have something of a package, or of a folder of the product. */
function holders(of: string): string[] {
  return Object.entries(bundles).flatMap(([name, { sources }]) => (packageBytes(sources).has(of) ? [name] : []));
}

it.each([
  ["writer of workbooks", "hucre", ["papers"]],
  ["renderers of papers", "shared/paper", ["papers"]],
  ["secrets' client", "@aws-sdk/client-secrets-manager", ["intake"]],
  ["objects' client", "@aws-sdk/client-s3", ["papers", "statements"]],
  ["topics' client", "@aws-sdk/client-sns", ["papers", "watch"]],
  ["queues' client", "@aws-sdk/client-sqs", ["close", "intake", "ledger"]],
])("the %s (%s) is in the bundles of the functions that use it, and in no others", (_what, of, wanted) => {
  expect(holders(of).sort()).toEqual(wanted);
});

it("no bundle has an embedded engine, a tool, a test, or a second version of a package", () => {
  const all = new Set(Object.values(bundles).flatMap(({ sources }) => [...sources.keys()]));
  const packages = new Set(Object.values(bundles).flatMap(({ sources }) => [...packageBytes(sources).keys()]));
  for (const none of ["dynalite", "fauxqs", "aws-cdk-lib", "constructs", "commander", "cli-table3", "esbuild", "bowser"])
    expect(packages).not.toContain(none);
  expect([...all].filter((path) => /^(infra|test)\//.test(path))).toEqual([]);
  expect([...all].filter((path) => path.split("node_modules/").length > 2)).toEqual([]);
});

it("every error of the product says its name itself, because a bundle's classes have lost theirs", () => {
  const own = new Set(Object.values(bundles).flatMap(({ sources }) => [...sources.keys()].filter((path) => !path.includes("node_modules/"))));
  const classes = [...own].flatMap((path) => [
    ...readFileSync(join(import.meta.dirname, "../../..", path), "utf8").matchAll(
      /class (?<name>\w+) extends \w*(?:Error|Exception|Fault) \{\n(?<first>.*)/g,
    ),
  ]);
  expect(classes.length).toBeGreaterThan(5);
  for (const { groups } of classes) expect(groups?.["first"]?.trim()).toBe(`override readonly name = "${groups?.["name"] ?? ""}";`);
});
