import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readMessages, type InputMessage } from "../../infra/local/cli/read-messages.ts";
import { UserError } from "../../infra/local/cli/user-error.ts";
import { seededRandom } from "../../infra/local/demo/random.ts";
import { FILE_MUTATION_NAMES, mutateFile, type MutantFile } from "../support/fuzz-files.ts";
import { FuzzLedger } from "../support/fuzz-ledger.ts";
import { SampleSource } from "../support/fuzz-messages.ts";
import { personsIn } from "../support/fuzz-persons.ts";
import { rawMessage } from "../support/messages.ts";

/** FUZZ_SEED=<seed> FUZZ_FILE=<place> runs that one file again. */
const SEED = Number(process.env["FUZZ_SEED"] ?? 20171024);
const ONE_FILE = process.env["FUZZ_FILE"];
const FILES = 1_000;
const FILES_OF_A_LEDGER = 200;

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "fundflow-fuzz-"));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** What a file comes to: its messages, or why it can't be read; and what the person at the command line is told meanwhile. */
interface Read {
  readonly messages: readonly InputMessage[];
  readonly told: readonly string[];
  readonly error?: unknown;
}

async function read(path: string, encoding?: "utf-8" | "gb18030"): Promise<Read> {
  const messages: InputMessage[] = [];
  const told: string[] = [];
  try {
    const options = { warn: (text: string) => void told.push(text), ...(encoding === undefined ? {} : { encoding }) };
    for await (const message of readMessages(path, options)) messages.push(message);
  } catch (error) {
    if (error instanceof Error) told.push(error.message);
    return { messages, told, error };
  }
  return { messages, told };
}

function complaintsAbout(path: string, { bytes, ids }: MutantFile, { messages, told, error }: Read): string[] {
  const complaints: string[] = [];
  const lines = bytes.toString("latin1").split("\n").length;
  const read = messages.flatMap(({ body }) => body.match(/MH201710-\d{4}/g) ?? []);
  if (error === undefined && ids.length > 0 && read.join() !== ids.join()) complaints.push(`is read as ${read.join()}, not ${ids.join()}`);
  if (error !== undefined && !(error instanceof UserError)) complaints.push(`reading threw ${error instanceof Error ? error.stack : "no error"}`);
  if (error !== undefined && messages.length > 0) complaints.push(`is given up after ${messages.length} messages`);
  for (const text of told) {
    if (!text.startsWith(path)) complaints.push(`does not name the file: ${text}`);
    if (!/\bline \d+|\bthe header\b|it looks like UTF-16/.test(text)) complaints.push(`does not name the place: ${text}`);
    if (personsIn(text).size > 0) complaints.push(`names a person: ${text}`);
  }
  for (const [place, { line }] of messages.entries()) {
    if (line <= (messages[place - 1]?.line ?? 0) || line > lines) complaints.push(`message ${place + 1} stands in line ${line} of ${lines}`);
  }
  return complaints;
}

describe("mutated files", () => {
  const places = ONE_FILE === undefined ? Array.from({ length: FILES }, (_, place) => place) : [Number(ONE_FILE)];

  it(`are read to messages, all of which end, or refused with the place, and nobody's number or name is stored or shown (${places.length} of seed ${SEED})`, async () => {
    const counts: Record<string, number> = {};
    const count = (what: string, times = 1): void => {
      counts[what] = (counts[what] ?? 0) + times;
    };
    const complaints: string[] = [];
    let ledger = new FuzzLedger();
    const finish = async (): Promise<void> => {
      await ledger.finish();
      complaints.push(...ledger.complaints);
      for (const [what, times] of Object.entries(ledger.counts)) count(what, times);
      ledger = new FuzzLedger();
    };
    for (const place of places) {
      const random = seededRandom(SEED, place);
      const file = mutateFile(new SampleSource(random), random);
      const { ending, bytes, named, mutations } = file;
      const path = join(folder, `${place}.${ending}`);
      writeFileSync(path, bytes);
      const found = await read(path, named);
      const repeat = `FUZZ_SEED=${SEED} FUZZ_FILE=${place} npx vitest run --project prop test/prop/fuzz-files.test.ts`;
      complaints.push(...complaintsAbout(path, file, found).map((why) => `${repeat}\n${mutations.join(", ")}\n${why}`));
      mutations.forEach((name) => {
        count(name);
      });
      count(found.error !== undefined ? "refused" : found.messages.length === 0 ? "without a message" : "read");
      const raws = found.messages.map(({ body, line, problem }) => {
        if (problem !== undefined) count(`problem of a ${problem.field}`);
        return rawMessage(body, { ref: `FUZZ_FILE=${place} line ${line}`, defect: problem === undefined ? undefined : JSON.stringify(problem) });
      });
      await ledger.take(raws);
      if (place % FILES_OF_A_LEDGER === FILES_OF_A_LEDGER - 1) await finish();
    }
    await finish();
    expect(complaints.slice(0, 3), `${complaints.length} complaints`).toEqual([]);
    if (ONE_FILE !== undefined) return;
    const reached = [...FILE_MUTATION_NAMES, "read", "refused", "without a message", "problem of a row", "problem of a message"];
    for (const what of [...reached, "posted", "already_applied", "rejected"]) expect(counts[what] ?? 0, what).toBeGreaterThan(5);
  }, 600_000);
});
