import { mkdtemp, rm } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { build as intake } from "../../functions/intake/handler.ts";
import { build as ledger } from "../../functions/ledger/handler.ts";
import { main } from "../../infra/local/cli/main.ts";
import type { Output } from "../../infra/local/cli/output.ts";
import { startHost } from "../../infra/local/host/start-host.ts";
import { advanceMessage } from "../support/messages.ts";

/** A ledger whose journal is gone can post nothing: an operating fault, so that the message comes back until it is a dead letter. */
describe("a message that a fault keeps from being posted", () => {
  let folder: string;

  async function run(...args: string[]): Promise<string> {
    const answers: string[] = [];
    const output: Output = {
      answer: (text) => void answers.push(text),
      note: () => undefined,
      progress: () => ({ update: () => undefined, stop: () => undefined }),
    };
    expect(await main([...args, "--data", folder, "--format", "json"], output)).toBe(0);
    return answers.join("");
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "fundflow-dead-letters-"));
    const host = await startHost({
      dataDir: folder,
      functions: { intake, ledger: (environment, tools) => ledger({ ...environment, tables: { ...environment.tables, journal: "gone" } }, tools) },
      log: () => undefined,
    });
    await host.send("intake", [JSON.stringify(advanceMessage({ setl_id: "S1" }))]);
    while ((await host.deadLetters()).length === 0) await sleep(100);
    await host.stop();
  });

  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  it("waits in the dead-letter queue, where it can be read, and is no rejection", async () => {
    const letters = JSON.parse(await run("dead-letters")) as { queue: string; body: string }[];
    expect(letters).toMatchObject([{ queue: "lanes" }]);
    expect(letters[0]?.body).toContain('"id":"S1"');
    expect(JSON.parse(await run("rejections"))).toEqual([]);
  });

  it("is posted once it is sent again and the fault is gone", async () => {
    await run("dead-letters", "--repost");
    expect(JSON.parse(await run("dead-letters"))).toEqual([]);
    expect(JSON.parse(await run("verify"))).toMatchObject({ lanes: 1, entries: 1, findings: [] });
  });
});
