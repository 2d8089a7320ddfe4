import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { VARIABLES } from "../../functions/environment.ts";
import type { QueueEvent, QueueResponse, Tools } from "../../functions/function.ts";
import { lambdaHandler, type LambdaContext, type ResolveVariables } from "../../functions/lambda.ts";
import { METRICS } from "../../functions/metrics.ts";
import type { Outcome } from "../../shared/contract/outcome-report.ts";
import { someRejection } from "../support/ledger-items.ts";

type Line = Readonly<Record<string, unknown>>;

const lines: Line[] = [];
const context = { awsRequestId: "request-1" } as LambdaContext;
const event = (...bodies: string[]): QueueEvent => ({
  Records: bodies.map((body, place) => ({ messageId: `m${place}`, body, attributes: {}, messageAttributes: {} })),
});

function handler(respond: (event: QueueEvent, tools: Tools) => Promise<QueueResponse>, resolve?: ResolveVariables): ReturnType<typeof lambdaHandler> {
  return lambdaHandler("ledger", (_environment, tools) => (received) => respond(received, tools), resolve);
}

const answering = (outcomes: readonly Outcome[], failed: readonly string[] = []): ReturnType<typeof lambdaHandler> =>
  handler(() => Promise.resolve({ batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })), outcomes }));

beforeEach(() => {
  lines.length = 0;
  const keep = (text: unknown): boolean =>
    lines.push(
      ...String(text)
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as Line),
    ) > 0;
  vi.spyOn(process.stdout, "write").mockImplementation(keep);
  vi.spyOn(process.stderr, "write").mockImplementation(keep);
  const given = Object.values(VARIABLES).filter((name) => name !== VARIABLES.personKeySecret);
  for (const name of given) vi.stubEnv(name, name === VARIABLES.environmentName ? "prod" : "1");
});

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe("metrics", () => {
  it("count what became of the messages, for the function and the installation", async () => {
    const conflict = { ref: "4", outcome: "rejected", rejection: { ...someRejection("i"), code: "conflict" } } as const;
    const other = { ref: "5", outcome: "rejected", rejection: someRejection("j") } as const;
    const outcomes: Outcome[] = [
      { ref: "1", outcome: "posted" },
      { ref: "2", outcome: "posted" },
      { ref: "3", outcome: "deferred" },
      conflict,
      other,
    ];
    await answering(outcomes, ["m1"])(event("a", "b"), context);
    const [metric] = lines.filter((line) => "_aws" in line);
    expect(metric).toMatchObject({
      service: "ledger",
      environment: "prod",
      [METRICS.messages]: 2,
      [METRICS.failedMessages]: 1,
      [METRICS.posted]: 2,
      [METRICS.deferred]: 1,
      [METRICS.rejected]: 2,
      [METRICS.conflicts]: 1,
      _aws: { CloudWatchMetrics: [{ Namespace: "FundFlow", Dimensions: [expect.arrayContaining(["service", "environment"])] }] },
    });
    expect(metric).not.toHaveProperty(METRICS.alreadyApplied);
  });

  it("count each call by itself", async () => {
    const call = answering([{ ref: "1", outcome: "posted" }]);
    await call(event("a"), context);
    await call(event("b"), context);
    expect(lines.filter((line) => "_aws" in line).map((line) => line[METRICS.posted])).toEqual([1, 1]);
  });
});

describe("the log", () => {
  it("names a rejection by its keys and says nothing of its message", async () => {
    const rejection = {
      ...someRejection("i", { fixmedins_code: "H1", insu_admdvs: "532822" }),
      code: "conflict",
      kind: "advance",
      id: "S1",
      original: "the original",
    } as const;
    await answering([{ ref: "1", outcome: "rejected", rejection }])(event("the body"), context);
    const [line] = lines.filter(({ message }) => message === "rejected");
    expect(line).toMatchObject({
      level: "WARN",
      service: "ledger",
      environment: "prod",
      requestId: "request-1",
      code: "conflict",
      rejection_id: rejection.rejection_id,
    });
    expect(line).toMatchObject({ kind: "advance", id: "S1", lane: "H1", county: "532822" });
    expect(JSON.stringify(lines)).not.toMatch(/the original|the body/);
  });

  it("holds what a function notes and what it complains of", async () => {
    const call = handler((_event, { log, note }) => {
      note?.({ event: "closed", region: "53", month: "201710" });
      log({ level: "error", messageId: "m0", fault: { name: "StoreFault" } });
      return Promise.resolve({ batchItemFailures: [], outcomes: [] });
    });
    await call(event("a"), context);
    expect(lines).toContainEqual(
      expect.objectContaining({ level: "INFO", message: "closed", region: "53", month: "201710", requestId: "request-1" }),
    );
    expect(lines).toContainEqual(expect.objectContaining({ level: "ERROR", message: "fault", messageId: "m0", fault: { name: "StoreFault" } }));
    // The logger would say of a field it does not take that it does not.
    expect(lines.filter((line) => (line as { readonly level?: string }).level === "WARN")).toEqual([]);
  });
});

describe("the handler", () => {
  it("answers with the messages to deliver again and nothing else, however many were rejected", async () => {
    const rejection = { ...someRejection("i"), original: "x".repeat(64 * 1024) };
    const outcomes = Array.from({ length: 200 }, (_, ref): Outcome => ({ ref: String(ref), outcome: "rejected", rejection }));
    // 200 × 64 KB would be more than the 6 MB Lambda takes of an answer.
    expect(await answering(outcomes, ["m0"])(event("a"), context)).toEqual({ batchItemFailures: [{ itemIdentifier: "m0" }] });
  });

  it("resolves its variables once, however many calls come", async () => {
    const resolve = vi.fn<ResolveVariables>((variables) => Promise.resolve(variables));
    const call = handler(() => Promise.resolve({ batchItemFailures: [], outcomes: [] }), resolve);
    await Promise.all([call(event("a"), context), call(event("b"), context)]);
    await call(event("c"), context);
    expect(resolve).toHaveBeenCalledTimes(1);
  });

  it("tries again at the next call where it could not be built", async () => {
    const resolve = vi
      .fn<ResolveVariables>()
      .mockRejectedValueOnce(new Error("no secret"))
      .mockImplementation((variables) => Promise.resolve(variables));
    const call = handler(() => Promise.resolve({ batchItemFailures: [], outcomes: [] }), resolve);
    await expect(call(event("a"), context)).rejects.toThrow("no secret");
    expect(await call(event("a"), context)).toEqual({ batchItemFailures: [] });
  });

  it("throws a fault of the whole batch after it has logged it with the messages' ids", async () => {
    await expect(handler(() => Promise.reject(new Error("the table is gone")))(event("secret"), context)).rejects.toThrow("the table is gone");
    expect(lines).toContainEqual(
      expect.objectContaining({
        level: "ERROR",
        message: "fault",
        messageIds: ["m0"],
        fault: expect.objectContaining({ message: "the table is gone" }) as unknown,
      }),
    );
    expect(JSON.stringify(lines)).not.toContain("secret");
  });
});
