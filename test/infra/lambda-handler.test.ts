import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { VARIABLES } from "../../functions/environment.ts";
import type { QueueEvent } from "../../functions/function.ts";
import { handler as intake } from "../../functions/intake/handler.ts";
import { handler as ledger } from "../../functions/ledger/handler.ts";
import { handler as watch } from "../../functions/watch/handler.ts";
import { wrapFunction, type LambdaHandler } from "../../functions/lambda.ts";
import type { Host } from "../../infra/local/host/host.ts";
import { startHost } from "../../infra/local/host/start-host.ts";
import { advanceMessage } from "../support/messages.ts";

/** The handlers Lambda calls, with nothing but environment variables to tell them where they are. */
describe("the handlers of the functions", () => {
  let folder: string;
  let host: Host;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "fundflow-lambda-"));
    host = await startHost({ dataDir: folder, functions: {} });
    const { tables, queues, statementsBucket, noticesTopic, personKey, endpoints } = host.environment;
    const variables: Record<string, string> = {
      [VARIABLES.journalTable]: tables.journal,
      [VARIABLES.indexTable]: tables.index,
      [VARIABLES.accountsTable]: tables.accounts,
      [VARIABLES.calendarsTable]: tables.calendars,
      [VARIABLES.rejectionsTable]: tables.rejections,
      [VARIABLES.noticesTable]: tables.notices,
      [VARIABLES.outcomesTable]: tables.outcomes,
      [VARIABLES.intakeQueue]: queues.intake,
      [VARIABLES.lanesQueue]: queues.lanes,
      [VARIABLES.commandsQueue]: queues.commands,
      [VARIABLES.statementsQueue]: queues.statements,
      [VARIABLES.statementsBucket]: statementsBucket,
      [VARIABLES.noticesTopic]: noticesTopic,
      [VARIABLES.personKey]: personKey ?? "",
      [VARIABLES.deferSeconds]: "1",
      [VARIABLES.deferAttempts]: "2",
      [VARIABLES.closeDay]: "11",
      AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb ?? "",
      AWS_ENDPOINT_URL_SQS: endpoints.sqs ?? "",
      AWS_ENDPOINT_URL_SNS: endpoints.sns ?? "",
    };
    for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  });

  afterAll(async () => {
    vi.unstubAllEnvs();
    await host.stop();
    await rm(folder, { recursive: true });
  });

  const event = (body: string): QueueEvent => ({ Records: [{ messageId: "m1", body, attributes: { MessageGroupId: "g" }, messageAttributes: {} }] });
  const context = { getRemainingTimeInMillis: () => 60_000 } as Parameters<LambdaHandler>[1];

  it("read their environment on the first call and answer with the messages to deliver again", async () => {
    expect(await intake(event("no JSON"), context)).toEqual({ batchItemFailures: [] });
    expect(await intake(event(JSON.stringify(advanceMessage())), context)).toEqual({ batchItemFailures: [] });
  });

  it("report a message they can't get done by its id, and log the fault without the message's body", async () => {
    const written = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    try {
      expect(await ledger(event('{"lane":"H1","records":[{"kind":"mystery","psn_no":"secret"}]}'), context)).toMatchObject({
        batchItemFailures: [{ itemIdentifier: "m1" }],
      });
      const log = written.mock.calls.map(([text]) => String(text)).join("");
      expect(log).toContain('"messageId":"m1"');
      expect(log).not.toContain("secret");
    } finally {
      written.mockRestore();
    }
  });

  it("write metrics as lines of JSON on standard output, where CloudWatch takes them from", async () => {
    const written = vi.spyOn(process.stdout, "write").mockReturnValue(true);
    try {
      expect(await watch(event("{}"), context)).toEqual({ batchItemFailures: [] });
      const lines = written.mock.calls.map(([text]) => String(text));
      expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
        { WatchRuns: 1, environment: "unnamed", _aws: { CloudWatchMetrics: [{ Dimensions: [["environment"]] }] } },
        { Messages: 1, Posted: 1, service: "watch", environment: "unnamed" },
      ]);
      expect(lines.every((line) => line.endsWith("}\n"))).toBe(true);
    } finally {
      written.mockRestore();
    }
  });

  it("log a fault of the whole batch before they throw it", async () => {
    const written = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    try {
      const failing = wrapFunction("failing", () => Promise.reject(new Error("the table is gone")));
      await expect(failing(event("secret"), context)).rejects.toThrow("the table is gone");
      const log = written.mock.calls.map(([text]) => String(text)).join("");
      expect(JSON.parse(log)).toMatchObject({ level: "error", function: "failing", messageIds: ["m1"], fault: { message: "the table is gone" } });
      expect(log).not.toContain("secret");
    } finally {
      written.mockRestore();
    }
  });
});
