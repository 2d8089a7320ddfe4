import { createHmac } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ScanCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { build as buildIntake } from "../../functions/intake/handler.ts";
import { build as buildLedger } from "../../functions/ledger/handler.ts";
import type { PostReport } from "../../infra/local/cli/post.ts";
import { startHost } from "../../infra/local/host/start-host.ts";
import type { Host } from "../../infra/local/host/host.ts";
import { runCli, type CliResult } from "../support/cli.ts";
import { advanceMessage, deductionMessage, disbursementMessage, prepaymentMessage, reversalMessage, type Fields } from "../support/messages.ts";

/** Made up: no such person. */
const PERSON = { psn_no: "YNP88120437", psn_name: "欧阳岩罕", certno: "532822196503045180", brdy: "1965-03-04", tel: "13800138107" };
/** The same numbers as a careless export writes them. */
const NUMBERS = { psn_no: 88120437001, certno: "53282219650304518X", mob: 13800138107 };
const SECRETS = [PERSON.psn_no, PERSON.psn_name, PERSON.certno, PERSON.brdy, PERSON.tel, String(NUMBERS.psn_no), NUMBERS.certno];
/** Where a text with the person in it may be looked for, every way it could be written. */
const NEEDLES = SECRETS.flatMap((secret) => [secret, escaped(secret)]);

function escaped(text: string): string {
  return text.replace(/[^ -~]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

const line = (factory: (fields: Fields) => Fields, fields: Fields = {}): string => JSON.stringify(factory({ ...PERSON, ...fields }));
const text = (id: string, fields: Fields = {}): string => line(advanceMessage, { setl_id: id, ...fields });

/** Messages that carry the person, right ones and wrong ones, and how many lines of them must be posted. */
const MESSAGES: readonly (readonly [title: string, line: string, posted?: true])[] = [
  ["a right advance", text("right"), true],
  ["a right advance with the number as a number", text("number", NUMBERS), true],
  ["a right advance with a certificate number in a name", text("named", { dise_name: `骨折 ${PERSON.certno}` }), true],
  ["the same id for another person", text("right", { psn_no: "another" })],
  ["a wrong amount", text("amount", { hifp_pay: "1e3" })],
  ["an unknown county", text("county", { insu_admdvs: "532899" })],
  ["a settlement of the future", text("future", { setl_time: "2999-01-01 00:00:00" })],
  ["a person in place of a text", text("object", { med_type: PERSON, dise_name: [PERSON.psn_name], reason: { source: PERSON.psn_name } })],
  ["a person in place of an id", line(advanceMessage, { setl_id: PERSON })],
  ["a person in place of the kind", text("kind", { kind: PERSON })],
  ["a person in place of the number", text("psn_no", { psn_no: PERSON })],
  ["a person in setldetail", text("detail", { setldetail: [{ fund_pay_type: "390100", fund_payamt: "1234.57", ...PERSON }] }), true],
  ["a person as setldetail's values", text("values", { setldetail: [{ fund_pay_type: PERSON, fund_payamt: [PERSON.psn_name] }, PERSON.psn_name] })],
  ["the number given twice", text("twice").replace("{", `{"psn_no":"${PERSON.psn_no}","psn_no":${NUMBERS.psn_no},`)],
  ["JSON cut off", text("cut").slice(0, -30)],
  ["JSON cut off in the name", text("cut").split("阳岩罕")[0]!],
  ["JSON without a comma", text("comma").replace('","', '" "')],
  ["JSON without a quote", text("quote").replace(`"${PERSON.psn_name}`, PERSON.psn_name)],
  ["JSON without the number's quotes", text("bare").replace(`"${PERSON.psn_no}"`, PERSON.psn_no)],
  ["JSON in single quotes", text("single").replaceAll('"', "'")],
  ["JSON with escapes, cut off", escaped(text("escape")).slice(0, -3)],
  ["JSON in a list", `[${text("list")}]`],
  ["JSON in a text", JSON.stringify(text("string"))],
  ["JSON nested too deep", `${"[".repeat(200)}${text("deep")}${"]".repeat(200)}`],
  ["JSON longer than a message", text("long", { x: " ".repeat(70_000) })],
  ["JSON with a control character", text("control").replace("欧阳", "欧\u0007阳")],
  ["no JSON at all", Object.values(PERSON).join(" ")],
  ["a reversal whose advance never came", line(reversalMessage, { setl_id: "never", reason: `重复结算 ${NUMBERS.certno}` })],
  ["a reversal", line(reversalMessage, { reversal_id: "back", setl_id: "number", reason: `证件${PERSON.certno}有误` }), true],
  ["a deduction before the close", line(deductionMessage, { setl_id: "right", reason: PERSON.certno })],
  ["a prepayment", line(prepaymentMessage), true],
  ["a disbursement before the close", line(disbursementMessage)],
];

const COLUMNS = ["setl_id", "psn_name", "certno", ...Object.keys(advanceMessage()).filter((field) => !["kind", "setl_id"].includes(field)), "tel"];
const rowOf = (id: string, fields: Fields = {}): string[] => {
  const message = advanceMessage({ ...PERSON, setl_id: id, ...fields });
  return COLUMNS.map((column) => (message[column] ?? "") as string);
};
const shifted = rowOf("shifted");
const TABLE = [
  COLUMNS,
  rowOf("table-right"),
  rowOf("table-wrong", { hifp_pay: "12.345" }),
  // A comma in the hospital's name, unquoted, moves all cells behind it one column on; another row has lost a cell.
  rowOf("table-many", { fixmedins_name: "勐海县人民医院, 住院部" }),
  [PERSON.psn_name, ...shifted],
  shifted.slice(1),
  [`"${shifted[0]!}`, ...shifted.slice(1)],
  [PERSON.psn_name, PERSON.psn_no],
  rowOf('a"b'),
].map((cells) => cells.join(","));

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "fundflow-privacy-"));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Where the person is found: "path: what", one line each. */
function leaksIn(name: string, content: Buffer): string[] {
  return NEEDLES.filter((needle) => content.includes(needle) || content.includes(Buffer.from(needle, "utf16le"))).map(
    (needle) => `${name}: ${needle}`,
  );
}

function filesUnder(path: string): { readonly name: string; readonly content: Buffer }[] {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({ name: file.slice(path.length + 1), content: readFileSync(file) }));
}

const isQueueFile = ({ name }: { readonly name: string }): boolean => name.startsWith("queues");

async function openFolder(dataDir: string): Promise<Host> {
  return startHost({ dataDir, functions: {}, log: () => undefined });
}

/** Everything the tables hold, as the engine reads it: LevelDB may keep it compressed. */
async function dumpTables(host: Host): Promise<string> {
  const items: unknown[] = [];
  for (const TableName of Object.values(host.environment.tables)) {
    let ExclusiveStartKey: Record<string, never> | undefined;
    do {
      const scan = await host.clients.dynamodb.send(
        new ScanCommand({ TableName, ...(ExclusiveStartKey === undefined ? {} : { ExclusiveStartKey }) }),
      );
      items.push(...(scan.Items ?? []));
      ExclusiveStartKey = scan.LastEvaluatedKey as typeof ExclusiveStartKey;
    } while (ExclusiveStartKey !== undefined);
  }
  return JSON.stringify(items);
}

describe("the search", () => {
  it("finds the person where it stands: in a queue that nobody has emptied", async () => {
    const dataDir = join(folder, "waiting");
    const host = await openFolder(dataDir);
    await host.send("intake", [text("waiting"), text("number", NUMBERS)]);
    await host.stop();
    const found = new Set(filesUnder(dataDir).flatMap(({ name, content }) => leaksIn(name, content).map((leak) => leak.split(": ")[1])));
    expect([...found].sort()).toEqual([...SECRETS].sort());
  });
});

describe("a patient who is named in every message, right or wrong", () => {
  let dataDir: string;
  let result: CliResult;
  let report: PostReport;
  let tables: string;

  beforeAll(async () => {
    dataDir = join(folder, "data");
    const messages = join(folder, "messages.jsonl");
    const table = join(folder, "table.csv");
    writeFileSync(messages, MESSAGES.map(([, one]) => one).join("\n"));
    writeFileSync(table, TABLE.join("\n"));
    result = await runCli(["post", messages, table, "--data", dataDir, "--format", "json"], { env: { FUNDFLOW_PERSON_KEY: "key of this test" } });
    await runCli(["close", "2017-10", "--region", "53", "--data", dataDir]);
    report = JSON.parse(result.stdout) as PostReport;
    const host = await openFolder(dataDir);
    tables = await dumpTables(host);
    await host.stop();
  });

  it("has all of them decided", () => {
    const expected = MESSAGES.filter(([, , posted]) => posted).length + 1;
    const { posted, already_applied, rejected, dead_lettered } = report;
    expect({ posted, already_applied, rejected, dead_lettered }).toEqual({
      posted: expected,
      already_applied: 0,
      rejected: MESSAGES.length + TABLE.length - 1 - expected,
      dead_lettered: 0,
    });
    expect(result.code).toBe(0);
  });

  it("is known by a keyed hash", () => {
    for (const psnNo of [PERSON.psn_no, String(NUMBERS.psn_no)]) {
      expect(tables).toContain(createHmac("sha256", "key of this test").update(psnNo).digest("base64url").slice(0, 22));
    }
  });

  it("is not in the answer, with its rejections and their originals", () => {
    expect(report.rejections.length).toBeGreaterThan(25);
    expect(leaksIn("answer", Buffer.from(result.stdout))).toEqual([]);
  });

  it("is not in what the functions logged", () => {
    expect(leaksIn("log", Buffer.from(result.stderr))).toEqual([]);
  });

  it("is not in the tables", () => {
    expect(tables.length).toBeGreaterThan(20_000);
    expect(leaksIn("tables", Buffer.from(tables))).toEqual([]);
  });

  it("is in no file of the folder but the queues'", () => {
    const files = filesUnder(dataDir).filter((file) => !isQueueFile(file));
    expect(files.map(({ name }) => name)).toContain("statements/2017-10/532822.json");
    expect(files.map(({ name }) => name)).toContainEqual(expect.stringMatching(/^dynamodb\//));
    expect(files.flatMap(({ name, content }) => leaksIn(name, content))).toEqual([]);
  });

  // SQLite leaves the content of deleted rows in its free pages, and with it every message that ever waited, unless it is told not to.
  it("is not in the queues' file after the queues were emptied", () => {
    const files = filesUnder(dataDir).filter(isQueueFile);
    expect(files).not.toEqual([]);
    expect(files.flatMap(({ name, content }) => leaksIn(name, content))).toEqual([]);
  });
});

describe("a message that a function can't get done", () => {
  it("is neither in the log nor, once it was audited, on its way to the ledger", async () => {
    const logged: string[] = [];
    const toError = vi.spyOn(process.stderr, "write").mockImplementation((chunk) => logged.push(String(chunk)) > 0);
    const host = await startHost({
      dataDir: join(folder, "faulty"),
      functions: {
        intake: buildIntake,
        ledger: (environment, tools) => buildLedger({ ...environment, tables: { ...environment.tables, journal: "no-such-table" } }, tools),
      },
      log: (one) => logged.push(one),
    });
    try {
      await host.send("intake", [text("faulty"), text("faulty-number", NUMBERS)]);
      while (!logged.some((one) => one.includes("ledger"))) await sleep(20);
      // What waits now is the fold, in the queue of the lanes.
      const waiting = await (await fetch(`${host.environment.endpoints.sqs!}/_fauxqs/queues/lanes.fifo`)).text();
      expect(waiting).toContain("faulty-number");
      expect(leaksIn("lanes", Buffer.from(waiting))).toEqual([]);
    } finally {
      await host.stop();
      toError.mockRestore();
    }
    expect(logged.join("\n")).toMatch(/no-such-table|ResourceNotFound/);
    expect(leaksIn("log", Buffer.from(logged.join("\n")))).toEqual([]);
  });
});
