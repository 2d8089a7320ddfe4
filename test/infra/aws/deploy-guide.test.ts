import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { readSettings } from "../../../infra/aws/settings.ts";
import { FUNCTIONS } from "../../../infra/wiring.ts";
import { DEFAULT_CONTEXT, resources, synthesise } from "../../support/aws-app.ts";

const DOCS = join(import.meta.dirname, "../../../docs");
const guide = readFileSync(join(DOCS, "deploy.md"), "utf8");
const { data, pipeline } = synthesise();

it("the guide lists every setting with its default, in the order of cdk.json", () => {
  const [, section = ""] = /^## Settings\n([^]*?)^## /m.exec(guide) ?? [];
  const rows = [...section.matchAll(/^\| `(\w+)` \| `(.*?)` \| .+ \|$/gm)].map(([, name, standard]) => [name, standard]);
  const own = Object.keys(readSettings(DEFAULT_CONTEXT));
  const listed = Object.entries(DEFAULT_CONTEXT).filter(([name]) => own.includes(name));
  expect(rows).toEqual(listed.map(([name, value]) => [name, JSON.stringify(value)]));
});

it("the guide and the runbook ask for outputs the stack has", () => {
  const outputs = Object.keys(data.toJSON()["Outputs"] as Record<string, unknown>);
  const asked = [...guide.matchAll(/\$\(out (\w+)\)|`(\w+PolicyArn)`/g)].map(([, one, other]) => one ?? other);
  expect(asked.length).toBeGreaterThan(10);
  expect(asked.filter((name) => !outputs.includes(name!))).toEqual([]);
});

it("the guide says how many calls the functions set aside, and what is left over when the stacks are gone", () => {
  const most = Object.values(FUNCTIONS).map(({ source }) => source.maxConcurrency);
  const sum = most.reduce<number>((total, one) => total + one, 0);
  expect(guide).toContain(`The functions set ${sum} calls aside`);
  expect(guide).toContain(`the account needs ${sum + 100}`);
  const kept = [
    ["seven tables", data, "AWS::DynamoDB::Table", 7],
    ["twelve queues", data, "AWS::SQS::Queue", 12],
    ["two buckets", data, "AWS::S3::Bucket", 2],
    ["six log groups", pipeline, "AWS::Logs::LogGroup", 6],
    ["the two keys", data, "AWS::KMS::Key", 2],
  ] as const;
  for (const [words, template, type, count] of kept) {
    expect(guide).toContain(words);
    expect(resources(template, type), type).toHaveLength(count);
  }
});

it.each(["deploy.md", "cost.md", "runbook.md"])("every link of %s leads somewhere", (name) => {
  const text = readFileSync(join(DOCS, name), "utf8");
  const links = [...text.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)].map(([, file = "", anchor]) => ({ file, anchor }));
  expect(links.length).toBeGreaterThan(2);
  for (const { file, anchor } of links) {
    const path = file === "" ? join(DOCS, name) : join(dirname(join(DOCS, name)), file);
    expect(existsSync(path), path).toBe(true);
    if (anchor !== undefined) expect(anchorsOf(readFileSync(path, "utf8")), `${file}#${anchor}`).toContain(anchor);
  }
});

/** Headings as GitHub makes anchors of them. */
function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} -]/gu, "")
      .replaceAll(" ", "-"),
  );
}
