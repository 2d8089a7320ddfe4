import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { firstDifference, readManual, runStep } from "../support/manual.ts";

/* The commands are run as the reader types them: relative paths, in a folder that has the samples where the product's own folder has them. */
const steps = readManual(readFileSync("docs/操作手册.md", "utf8"));
const folder = mkdtempSync(join(tmpdir(), "fundflow-manual-"));
const before = process.cwd();

beforeAll(() => {
  mkdirSync(join(folder, "test"));
  symlinkSync(resolve("test/samples"), join(folder, "test/samples"));
  process.chdir(folder);
});

afterAll(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true, force: true });
});

describe("the manual", () => {
  it("goes through the month with every command it is about", () => {
    const used = new Set(steps.flatMap(({ commands }) => commands.flatMap((one) => (one.kind === "fundflow" ? [one.args[0]] : []))));
    const month = "post rejections findings explain close statement reconcile reviews papers deliver disburse rate watch circular year verify";
    expect([...used].toSorted()).toEqual(month.split(" ").toSorted());
  });

  // In order: each step works on what the ones before it left.
  it.each(steps.map((step) => [step.line, step] as const))(
    "shows at line %i what the commands answer",
    async (_line, step) => {
      const answered = await runStep(step);
      expect(step.shown === undefined ? undefined : firstDifference(step.shown, answered), answered.join("\n")).toBeUndefined();
    },
    60_000,
  );
});

describe("a shown answer", () => {
  it("is compared line by line, but for what is left out", () => {
    const answered = ["a", "b", "c", "d"];
    expect(firstDifference(["a", "b", "c", "d"], answered)).toBeUndefined();
    expect(firstDifference(["a", "…", "d"], answered)).toBeUndefined();
    expect(firstDifference(["…", "b", "c", "…"], answered)).toBeUndefined();
    expect(firstDifference(["a", "c", "…"], answered)).toBe("c");
    expect(firstDifference(["a", "…", "c"], answered)).toBe("d");
    expect(firstDifference(["a", "b", "c", "d", "e"], answered)).toBe("e");
  });

  it("is of commands that a test can run", () => {
    expect(() => readManual("```bash\nrm -rf menghai\n```\n")).toThrow("no test runs this command: rm -rf menghai");
  });
});
