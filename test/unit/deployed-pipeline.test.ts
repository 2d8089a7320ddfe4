import { describe, expect, it } from "vitest";
import { DeployedPipeline, type DeployedPipelineOptions } from "../../infra/deployed/deployed-pipeline.ts";
import { explainFault } from "../../infra/deployed/explain-fault.ts";
import type { EndOutcome } from "../../shared/contract/outcome-report.ts";
import { StoreFault } from "../../shared/store/store-fault.ts";

/** A pipeline that knows these outcomes, and what was asked for, look by look. */
function pipelineOf(known: (ref: string, look: number) => boolean, waitMs = 0) {
  const looks: (readonly string[])[] = [];
  const outcomes = (refs: readonly string[]): Promise<ReadonlyMap<string, EndOutcome>> => {
    looks.push(refs);
    return Promise.resolve(new Map(refs.filter((ref) => known(ref, looks.length)).map((ref) => [ref, { ref, outcome: "posted" }])));
  };
  const nothing = {} as unknown as DeployedPipelineOptions;
  return { looks, pipeline: new DeployedPipeline({ ...nothing, outcomes: { outcomes }, waitMs }) };
}

const refs = (count: number, name = "r"): string[] => Array.from({ length: count }, (_, index) => `report:${name}${index}`);

describe("waiting for messages on a stack", () => {
  it("finds those that have ended behind any number of others that have not", async () => {
    const { pipeline } = pipelineOf((ref) => ref.startsWith("report:done"));
    const all = [...refs(1_200, "stuck"), ...refs(1_200, "done")];
    await pipeline.settle(all);
    expect(pipeline.ended).toBe(1_200);
    expect(all.map((ref) => pipeline.endingOf(ref).outcome)).toEqual([
      ...Array.from({ length: 1_200 }, () => "waiting"),
      ...Array.from({ length: 1_200 }, () => "posted"),
    ]);
  });

  it("asks for each once where all have ended, and for none again that is known", async () => {
    const { pipeline, looks } = pipelineOf(() => true);
    const all = refs(1_100);
    let told = 0;
    await pipeline.settle(all, () => (told += 1));
    expect(looks.flat()).toEqual(all);
    expect(told).toBeGreaterThanOrEqual(looks.length);
    await pipeline.settle([...all, ...refs(1, "one more ")]);
    expect(looks.flat()).toHaveLength(1_101);
  });

  it("looks again until the time is over, and once more at all that is left", async () => {
    const { pipeline, looks } = pipelineOf((_, look) => look >= 3, 60_000);
    await pipeline.settle(["report:a"]);
    expect([looks.length, pipeline.endingOf("report:a").outcome]).toEqual([3, "posted"]);
  });

  it("does not ask where nothing was sent", async () => {
    const { pipeline, looks } = pipelineOf(() => true);
    await pipeline.settle([]);
    expect(looks).toEqual([]);
  });
});

describe("what a person can mend of a fault", () => {
  const asked = { stack: "FundFlow-prod-Data", region: "cn-north-1" };
  const named = (name: string, message: string): Error => Object.assign(new Error(message), { name });

  it.each([
    [
      named("AccessDenied", "User: x is not authorized to perform: sqs:SendMessage"),
      "these credentials lack a right (docs/command-line.md lists them)",
    ],
    [
      new StoreFault("unavailable", "index", "…", { cause: named("AccessDeniedException", "dynamodb:BatchGetItem\non resource: y") }),
      "lists them): dynamodb:BatchGetItem on resource: y",
    ],
    [named("ExpiredTokenException", "The security token is expired"), "AWS does not take these credentials: The security token is expired"],
    [new AggregateError([Object.assign(new Error("connect"), { code: "ECONNREFUSED" })]), "AWS can't be reached: connect"],
    [named("NoSuchBucket", "The specified bucket does not exist"), "what the stack names does not exist: The specified bucket does not exist"],
  ])("is one line that names stack and region: %s", (fault, says) => {
    const message = explainFault(fault, asked)?.message ?? "";
    expect(message).toMatch(/^stack FundFlow-prod-Data in cn-north-1: .*$/);
    expect(message).toContain(says);
  });

  it("is nothing of a bug, nor of what is no error", () => {
    expect(explainFault(new TypeError("undefined is not a function"), asked)).toBeUndefined();
    expect(explainFault("text", asked)).toBeUndefined();
  });
});
