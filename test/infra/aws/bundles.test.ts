import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, expect, it } from "vitest";
import type { lambdaHandler } from "../../../functions/lambda.ts";
import { bundleFunctions } from "../../../infra/aws/bundle-functions.ts";
import { FUNCTIONS } from "../../../infra/wiring.ts";

const folder = mkdtempSync(join(tmpdir(), "fundflow-bundles-"));
const bundles = bundleFunctions(FUNCTIONS, folder);

afterAll(() => {
  rmSync(folder, { recursive: true });
});

it.each(Object.entries(bundles))("%s is one small module that needs nothing beside it and says what it lacks", async (_name, bundle) => {
  const file = join(bundle, "index.mjs");
  const { handler } = (await import(pathToFileURL(file).href)) as { readonly handler: ReturnType<typeof lambdaHandler> };
  // The environment of this test has none of the variables; what runs is what was bundled.
  await expect(handler({ Records: [] }, { awsRequestId: "1" } as Parameters<typeof handler>[1])).rejects.toThrow(
    "environment variable TABLE_JOURNAL is not set",
  );
  expect(statSync(file).size).toBeLessThan(1024 * 1024);
  expect(readFileSync(file, "utf8")).not.toMatch(/dynalite|fauxqs|aws-cdk-lib/);
});

it("the key's client is in the bundle of the function that fetches the key, and in no other", () => {
  const holders = Object.entries(bundles).filter(([, bundle]) => readFileSync(join(bundle, "index.mjs"), "utf8").includes("SecretsManagerClient"));
  expect(holders.map(([name]) => name)).toEqual(["intake"]);
});
