import { chmodSync, closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readdirSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import iconv from "iconv-lite";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { ledgerStore } from "../../functions/clients.ts";
import { main } from "../../infra/local/cli/main.ts";
import type { PostReport } from "../../infra/local/cli/post.ts";
import { terminal } from "../../infra/local/cli/terminal.ts";
import { startHost } from "../../infra/local/host/start-host.ts";
import type { StoredRejection } from "../../shared/contract/rejection.ts";
import { runCli } from "../support/cli.ts";
import { advanceMessage, disbursementMessage, reversalMessage, type Fields } from "../support/messages.ts";

let folder: string;
let data: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "fundflow-bad-input-"));
  data = join(folder, "data");
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

interface Answer {
  readonly code: number;
  readonly answers: readonly string[];
  readonly notes: readonly string[];
}

/** Runs one command in this process. */
async function fundflow(...args: string[]): Promise<Answer> {
  const [answers, notes]: [string[], string[]] = [[], []];
  const code = await main(args, {
    answer: (text) => answers.push(text),
    note: (text) => notes.push(text),
    progress: () => ({ update: () => undefined, stop: () => undefined }),
  });
  return { code, answers, notes };
}

async function post(...args: string[]): Promise<Answer & { report: PostReport }> {
  const answer = await fundflow("post", ...args, "--data", data, "--format", "json");
  expect(answer.answers).toHaveLength(1);
  return { ...answer, report: JSON.parse(answer.answers[0]!) as PostReport };
}

function write(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function reasonAt(report: PostReport, path: string, line: number): string | undefined {
  const found = report.rejections.find((one) => one.file === path && one.line === line);
  return found === undefined ? undefined : `${found.code}: ${found.message}`;
}

/** What the tables hold: ids by hospital, in order, and all rejections. */
async function readStored(): Promise<{ index: string[]; rejections: StoredRejection[] }> {
  const host = await startHost({ dataDir: data, functions: {}, log: () => undefined });
  try {
    const store = ledgerStore(host.environment);
    const index: string[] = [];
    for await (const { lane, key } of store.allIndexEntries()) index.push(`${lane} ${key}`);
    return { index: index.sort(), rejections: await store.rejections() };
  } finally {
    await host.stop();
  }
}

const advance = (fields: Fields = {}): string => JSON.stringify(advanceMessage(fields));

/** An advance with a JSON number (or what a careless program takes for one) in the field. */
const advanceWithBare = (field: string, value: string, fields: Fields = {}): string =>
  JSON.stringify(advanceMessage({ ...fields, [field]: "@" })).replace('"@"', value);

/** An advance and more JSON. */
const advanceAnd = (setl_id: string, json: string): string => `${advance({ setl_id }).slice(0, -1)},${json}}`;

const unknownFields = (count: number): Fields => Object.fromEntries(Array.from({ length: count }, (_, place) => [`x${place}`, ""]));

/** Lines of one hospital's file, and why each must be rejected; those without a reason must be posted. */
const LINES: readonly (readonly [title: string, line: string, reason?: string])[] = [
  ["a good advance", advance({ setl_id: "good-1" })],
  ["broken JSON", '{"setl_id":"broken", oops}', "invalid_message: message is not JSON at character 22 of 26"],
  ["JSON that ends too early", '{"setl_id":"early",', "invalid_message: message is not JSON: it ends too early"],
  ["an amount 1e3 as text", advance({ hifp_pay: "1e3" }), 'invalid_message: hifp_pay "1e3" is not an amount in yuan such as 1234.56'],
  ["an amount 1e3 as number", advanceWithBare("hifp_pay", "1e3"), 'invalid_message: hifp_pay "1e3" is not an amount in yuan such as 1234.56'],
  ["three decimals as text", advance({ maf_pay: "12.345" }), 'invalid_message: maf_pay "12.345" has more than two decimals'],
  ["three decimals as number", advanceWithBare("maf_pay", "12.345"), 'invalid_message: maf_pay "12.345" has more than two decimals'],
  ["a negative amount", advanceWithBare("oth_pay", "-1"), 'invalid_message: oth_pay "-1" is less than zero'],
  ["the text NaN", advance({ hifp_pay: "NaN" }), 'invalid_message: hifp_pay "NaN" is not an amount in yuan such as 1234.56'],
  ["a bare NaN, which is no JSON", advanceWithBare("hifp_pay", "NaN"), "invalid_message: message is not JSON"],
  ["a space before an amount", advance({ hifp_pay: " 12.00" }), 'invalid_message: hifp_pay " 12.00" is not an amount in yuan such as 1234.56'],
  [
    "10^15 yuan",
    advanceWithBare("hifp_pay", "1000000000000000"),
    'invalid_message: hifp_pay "1000000000000000" is more than 1000000000.00 yuan, the most one message may name',
  ],
  [
    "two wrong fields, both of which are named",
    advance({ setl_time: "2017-02-30 08:00:00", poverty_status: "poor" }),
    'invalid_message: poverty_status "poor" is none of the values the field may have; setl_time "2017-02-30 08:00:00" is not a point in time written yyyy-MM-dd HH:mm:ss',
  ],
  ["an unknown county", advance({ insu_admdvs: "532899" }), 'unknown_region: insu_admdvs "532899" is not the code of a county'],
  ["an array", `[${advance()}]`, "invalid_message: message is not a JSON object"],
  ["a bare number", "5", "invalid_message: message is not a JSON object"],
  ["an empty object", "{}", "invalid_message: kind is missing"],
  ["a kind nobody knows", advance({ kind: "refund" }), 'invalid_message: kind "refund" is no kind of message that can be posted'],
  [
    "5,000 lists in each other in a field of nobody's",
    advanceAnd("deep", `"x":${"[".repeat(5_000)}${"]".repeat(5_000)}`),
    "invalid_message: message is nested more than 100 levels deep",
  ],
  ["an object in place of an id", advance({ setl_id: { id: 1 } }), "invalid_message: setl_id is not a text"],
  [
    "a control character as it is",
    advanceAnd("control", '"x":"\u0001"'),
    "invalid_message: message holds control characters, which no queue accepts",
  ],
  ["an escaped control character", advance({ setl_id: "a\u0001" }), 'invalid_message: setl_id "a\\u0001" holds control characters'],
  [
    "half of a surrogate pair",
    advance({ setl_id: "a\ud800" }),
    'invalid_message: setl_id "a\ufffd" holds half of a character (an unpaired surrogate)',
  ],
  [
    // 10,000 of them alone are `"x0":"",` and so on: 10 × 8 + 90 × 9 + 900 × 10 + 9,000 × 11 bytes.
    "10,000 unknown fields, 108,890 bytes",
    JSON.stringify(unknownFields(10_000)),
    "invalid_message: message has 108891 bytes; a message may have 65536",
  ],
  ["4,000 unknown fields, which are left aside", advance({ ...unknownFields(4_000), setl_id: "good-2" })],
  ["a field named __proto__", advanceAnd("good-3", '"__proto__":{"setl_id":"other"}')],
  ["an amount given twice", advanceAnd("twice", '"hifp_pay":"1234.56"'), "invalid_message: hifp_pay stands in the message more than once"],
  [
    "fields given twice, one of them written with an escape",
    advanceAnd("twice", '"maf\\u005fpay" : 0, "setl_id" : "once"'),
    "invalid_message: maf_pay stands in the message more than once; setl_id stands in the message more than once",
  ],
  ["fields of nobody's given twice, and the contract's inside them", advanceAnd("good-6", '"x":{"setl_id":1,"setl_id":2},"x":"\\"setl_id\\":3"')],
  ["month 201713", JSON.stringify(disbursementMessage({ setlym: "201713" })), 'invalid_message: setlym "201713" is not a month written yyyyMM'],
  [
    "a disbursement before the close",
    JSON.stringify(disbursementMessage()),
    "month_not_closed: month 2017-10 of county 532822 is not closed for this institution",
  ],
  ["the hospital's patient of another county", advance({ setl_id: "good-4", insu_admdvs: "532823" })],
  ["an id that another hospital has given too", advance({ setl_id: "good-1", fixmedins_code: "H53282200002" })],
  [
    "the hospital's own id again, under another county",
    advance({ setl_id: "good-1", insu_admdvs: "532823" }),
    "conflict: advance good-1 was already posted with other content (page 1 of the institution's journal)",
  ],
  ["a reversal", JSON.stringify(reversalMessage({ reversal_id: "back-1", setl_id: "good-2" }))],
  [
    "a second reversal of the same advance",
    JSON.stringify(reversalMessage({ reversal_id: "back-2", setl_id: "good-2" })),
    "already_reversed: advance good-2 was already reversed",
  ],
  [
    "a reversal of a reversal",
    JSON.stringify(reversalMessage({ reversal_id: "back-3", setl_id: "back-1" })),
    "unknown_original: setl_id back-1 names no advance it could refer to: it is itself a reversal, which can't be reversed",
  ],
  ["a good advance after them all", advance({ setl_id: "good-5" })],
];

/** What must stand in the journals after them. */
const POSTED = [
  "H53282200001 advance#good-1",
  "H53282200001 advance#good-2",
  "H53282200001 advance#good-3",
  "H53282200001 advance#good-4",
  "H53282200001 advance#good-5",
  "H53282200001 advance#good-6",
  "H53282200001 reversal#back-1",
  "H53282200001 reversed#good-2",
  "H53282200002 advance#good-1",
];

describe("a file in which most messages are wrong", () => {
  let file: string;
  let answer: Awaited<ReturnType<typeof post>>;
  let stored: { readonly index: readonly string[]; readonly rejections: readonly StoredRejection[] };

  beforeAll(async () => {
    // Empty lines stand between, the first message comes again at the end, and the last line has no end.
    file = write("messages.jsonl", [...LINES.map(([, line]) => line), LINES[0]![1]].join("\n\n"));
    answer = await post(file);
    stored = await readStored();
  });

  it.each(LINES.map(([title, , reason], place) => [title, reason, place * 2 + 1] as const))("is told of %s", (_title, reason, line) => {
    expect(reasonAt(answer.report, file, line)).toBe(reason);
  });

  it("has every message in one count and no failure", () => {
    const { posted, already_applied, rejected, dead_lettered } = answer.report;
    expect({ posted, already_applied, rejected, dead_lettered }).toEqual({ posted: 8, already_applied: 1, rejected: 30, dead_lettered: 0 });
    expect(LINES).toHaveLength(38);
    expect(answer.code).toBe(0);
    expect(answer.notes).toEqual([]);
  });

  it("has its good messages in the journals and nothing else", () => {
    expect(stored.index).toEqual(POSTED);
  });

  it("has every rejection stored, with the original's id where it could be read", () => {
    const told = answer.report.rejections;
    for (const rejection of stored.rejections) expect(told).toContainEqual(expect.objectContaining(rejection));
    expect(new Set(stored.rejections.map(({ rejection_id }) => rejection_id))).toEqual(new Set(told.map(({ rejection_id }) => rejection_id)));
    expect(stored.rejections).toHaveLength(told.length);
    expect(stored.rejections.find(({ code }) => code === "conflict")).toMatchObject({ severity: "alarm", id: "good-1", insu_admdvs: "532823" });
    expect(stored.rejections.find(({ original }) => original.includes('"broken"'))).toMatchObject({ code: "invalid_message" });
    const twice = stored.rejections.find(({ message }) => message.startsWith("hifp_pay stands"));
    expect(twice).toMatchObject({ id: "twice", insu_admdvs: "532822", sender: "H53282200001" });
    expect(twice!.original).toMatch(/"hifp_pay":"1234.57" .*"hifp_pay":"1234.56" /);
  });
});

describe("tables and files that are not what they should be", () => {
  const HOSPITAL = "H53282200003";
  const HEADER = [...Object.keys(advanceMessage()).filter((field) => field !== "kind"), "setldetail"];
  const rowOf = (setl_id: string, fields: Fields = {}): string => {
    const message = advanceMessage({ fixmedins_code: HOSPITAL, fixmedins_name: "勐海县中医医院", ...fields, setl_id });
    return HEADER.map((field) => (message[field] ?? "") as string).join(",");
  };
  const goodRows = (from: number, to: number): Row[] =>
    Array.from({ length: to - from + 1 }, (_, place) => ["a good row", rowOf(`row-${from + place}`)] as const);
  const NOT_CSV = "invalid_message: row is not a CSV row: a quote is not closed or stands inside a cell";

  /** Lines of the table below its header; those without a reason must be posted. */
  type Row = readonly [title: string, line: string, reason?: string];
  const linesOf = (rows: readonly Row[]): number => rows.reduce((sum, [, line]) => sum + line.split("\n").length, 0);
  const longRow = rowOf("long", { dise_name: "长".repeat(30_000) });
  const ROWS: readonly Row[] = [
    ...goodRows(1, 1),
    ["a row with a cell too many", `${rowOf("many")},x`, "invalid_message: row has 23 cells; the header has 22"],
    ["a row with one cell", "few", "invalid_message: row has 1 cells; the header has 22"],
    ["a quoted cell with comma and quotes", rowOf("row-2", { fixmedins_name: '"勐海县, ""中医""医院"' })],
    ["a quote that is never closed, with many rows after it", `"${rowOf("open-1")}`, NOT_CSV],
    ...goodRows(3, 30),
    ["a stray quote", `"${rowOf("stray-1")}`, NOT_CSV],
    ...goodRows(31, 32),
    ["another stray quote, as if all between were one cell", rowOf('stray-2"'), NOT_CSV],
    ...goodRows(33, 33),
    ["an amount 1e3", rowOf("e", { hifp_pay: "1e3" }), 'invalid_message: hifp_pay "1e3" is not an amount in yuan such as 1234.56'],
    ["an unknown county", rowOf("county", { insu_admdvs: "530000" }), 'unknown_region: insu_admdvs "530000" is not the code of a county'],
    ["a cell left empty", rowOf("empty", { hifp_pay: "" }), "invalid_message: hifp_pay is missing"],
    [
      "a line break in a quoted cell",
      rowOf("break", { fixmedins_name: '"勐海县\n中医医院"' }),
      'invalid_message: fixmedins_name "勐海县\\n中医医院" holds control characters',
    ],
    [
      "an amount 1e3 in the JSON of setldetail",
      rowOf("detail", { setldetail: '"[{""fund_pay_type"":""390100"",""fund_payamt"":1e3}]"' }),
      'invalid_message: setldetail.0.fund_payamt "1e3" is not an amount in yuan such as 1234.56',
    ],
    [
      "JSON nested 20,000 deep in setldetail",
      rowOf("deep", { setldetail: "[".repeat(20_000) + "]".repeat(20_000) }),
      "invalid_message: setldetail is not a list of rows",
    ],
    ["a row longer than a message may be", longRow, `invalid_message: message has ${Buffer.byteLength(longRow)} bytes; a message may have 65536`],
    ...goodRows(34, 34),
    ["a quote that is never closed, in the last row but one", `"${rowOf("open-2")}`, NOT_CSV],
    ...goodRows(35, 35),
  ];

  const table = (...rows: string[]): string => [HEADER.join(","), ...rows].join("\n");
  let files: ReturnType<typeof writeFiles>;
  let answer: Awaited<ReturnType<typeof post>>;
  let grownBytes: number;

  function writeFiles() {
    return {
      table: write("table.csv", table(...ROWS.map(([, line]) => line))),
      missing: write("missing.csv", ["setl_id,fixmedins_code", "short-1,H1", "short-2,H1"].join("\n")),
      excel: write("EXCEL.CSV", `\ufeff${table(rowOf("crlf-1"), rowOf("crlf-2"), "").replaceAll("\n", "\r\n")}`),
      gb18030: write(
        "gb18030.csv",
        iconv.encode(table(...["gb-1", "gb-2"].map((id) => rowOf(id, { insu_admdvs: "532801", fixmedins_name: "景洪市妇幼保健院" }))), "gb18030"),
      ),
      long: writeSparse("long.jsonl", 300_000_000, [
        advance({ setl_id: "before", fixmedins_code: HOSPITAL }),
        advance({ setl_id: "after", fixmedins_code: HOSPITAL }),
      ]),
      utf16: write("utf16.csv", Buffer.from(`\ufeff${table(rowOf("utf16"))}`, "utf16le")),
      bytes: write("bytes.jsonl", Buffer.from([0x7b, 0x22, 0xff, 0xff, 0x22, 0x7d])),
      empty: write("empty.jsonl", ""),
      blank: write("blank.jsonl", "\n \r\n\n"),
      emptyTable: write("empty.csv", ""),
      headerOnly: write("header-only.csv", `${HEADER.join(",")}\n`),
      noHeader: write("no-header.csv", rowOf("no-header")),
      semicolons: write("semicolons.csv", table(rowOf("semicolon")).replaceAll(",", ";")),
      twice: write("twice.csv", "setl_id,hifp_pay,hifp_pay\n1,2,3"),
      openHeader: write("open-header.csv", `"${table(rowOf("open-header"))}`),
      last: write("last.jsonl", advance({ setl_id: "last", fixmedins_code: HOSPITAL })),
    };
  }

  beforeAll(async () => {
    files = writeFiles();
    const before = process.memoryUsage().rss;
    let peak = before;
    const timer = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 10);
    answer = await post(...Object.values(files));
    clearInterval(timer);
    grownBytes = peak - before;
  });

  it.each(ROWS.flatMap(([title, , reason], place) => (reason === undefined ? [] : [[title, reason, 2 + linesOf(ROWS.slice(0, place))] as const])))(
    "are told of %s",
    (_title, reason, line) => {
      expect(reasonAt(answer.report, files.table, line)).toBe(reason);
    },
  );

  it("have their good rows posted, as far as they are tables, whatever stands around them", async () => {
    const numbered = (name: string, count: number): string[] => Array.from({ length: count }, (_, place) => `${name}-${place + 1}`);
    const ids = [...numbered("row", 35), ...numbered("crlf", 2), ...numbered("gb", 2), "before", "after", "last"];
    const { index } = await readStored();
    expect(index.filter((one) => one.startsWith(HOSPITAL))).toEqual(ids.map((id) => `${HOSPITAL} advance#${id}`).sort());
    expect(answer.report).toMatchObject({ posted: ids.length, already_applied: 0, dead_lettered: 0 });
  });

  it("have no other rejection but those of a table that lacks columns and of a line of 300 MB", () => {
    const others = answer.report.rejections.filter(({ file }) => file !== files.table).map(({ file, line }) => `${file} ${line}`);
    expect(others).toEqual([`${files.missing} 2`, `${files.missing} 3`, `${files.long} 2`]);
    const missing =
      "insu_admdvs psn_no poverty_status setl_time med_type medfee_sumamt inscp_scp_amt hifp_pay hifmi_pay maf_pay oth_pay fund_pay_sumamt psn_part_amt";
    const reason = `invalid_message: ${missing.replaceAll(" ", " is missing; ")} is missing`;
    expect([reasonAt(answer.report, files.missing, 2), reasonAt(answer.report, files.missing, 3)]).toEqual([reason, reason]);
    expect(reasonAt(answer.report, files.long, 2)).toBe("invalid_message: message has 300000000 bytes; a message may have 65536");
    expect(answer.notes[0]).toBe(`${files.missing}: the header lacks the column ${missing.replaceAll(" ", ", ")}; every row will be rejected for it`);
  });

  it("are read in the memory of a line, of which only the beginning is kept", () => {
    expect(grownBytes).toBeLessThan(250_000_000);
    expect(answer.report.rejections.map(({ original }) => original.length).reduce((a, b) => Math.max(a, b))).toBeLessThan(4_000);
  });

  it("are named one by one where nothing of them could be sent, and fail the command", () => {
    const noHeader = "line 1 is no header of an advance file; it must name the fields setl_id, fixmedins_code and so on";
    expect(answer.notes.slice(1)).toEqual([
      `fundflow: ${files.utf16} is neither valid UTF-8 nor valid GB18030 text: it looks like UTF-16; save it as UTF-8`,
      `fundflow: ${files.bytes} is neither valid UTF-8 (line 1) nor valid GB18030 text (line 1)`,
      `fundflow: ${files.empty} holds no message: nothing of it was sent`,
      `fundflow: ${files.blank} holds no message: nothing of it was sent`,
      `fundflow: ${files.emptyTable} holds no message: nothing of it was sent`,
      `fundflow: ${files.headerOnly} holds no message: nothing of it was sent`,
      `fundflow: ${files.noHeader}: ${noHeader}`,
      `fundflow: ${files.semicolons}: ${noHeader}`,
      `fundflow: ${files.twice}: the header names the column "hifp_pay" twice`,
      `fundflow: ${files.openHeader}: ${noHeader}`,
    ]);
    expect(answer.code).toBe(1);
  });

  it("are taken in the encoding named, which reads the same as the one detected", async () => {
    const { report, code, notes } = await post(files.gb18030, "--encoding", "gb18030");
    expect({ report, code, notes }).toEqual({
      report: { posted: 0, already_applied: 2, rejected: 0, dead_lettered: 0, rejections: [] },
      code: 0,
      notes: [],
    });
    const { answers } = await fundflow("statement", "2017-10", "--region", "532801", "--data", data, "--format", "json");
    expect(JSON.parse(answers[0]!)).toMatchObject({ lines: [{ memberName: "景洪市妇幼保健院" }, {}, {}] });
  });

  it("are not taken in an encoding they are not written in: nothing is posted with names that nobody wrote", async () => {
    const { report, code, notes } = await post(files.gb18030, "--encoding", "utf-8");
    expect(report).toEqual({ posted: 0, already_applied: 0, rejected: 0, dead_lettered: 0, rejections: [] });
    expect({ code, notes }).toEqual({ code: 1, notes: [`fundflow: ${files.gb18030}: line 2 is not valid UTF-8 text`] });
  });

  it("are passed over where the system won't read them, and those beside are posted", async () => {
    const good = write("beside.jsonl", advance({ setl_id: "beside", fixmedins_code: "H53282200009" }));
    const { report, code, notes } = await post(unreadableFile(), good);
    expect({ posted: report.posted, code }).toEqual({ posted: 1, code: 1 });
    expect(notes).toEqual([expect.stringMatching(/^fundflow: .* can't be read \((EIO|EACCES).*\): 0 messages of it were sent$/)]);
  });

  /** Root may read every file, but not the memory that nothing is mapped to. */
  function unreadableFile(): string {
    if (process.platform === "linux") return "/proc/self/mem";
    const file = write("locked.jsonl", advance());
    chmodSync(file, 0);
    return file;
  }

  it.each([
    ["does not exist", () => join(folder, "nowhere.jsonl"), (path: string) => `fundflow: there is no file ${path}`],
    ["is a folder", () => folder, (path: string) => `fundflow: ${path} is not a file`],
  ])("send nothing, not even of a good file beside, where one %s", async (_title, pathOf, note) => {
    const good = write("never-sent.jsonl", advance({ setl_id: "never-sent" }));
    const unused = join(folder, "unused");
    expect(await fundflow("post", good, pathOf(), "--data", unused)).toEqual({ code: 1, answers: [], notes: [note(pathOf())] });
    expect(existsSync(unused)).toBe(false);
  });
});

describe("a command line that is wrong", () => {
  const NO_REGION = "is not the code of a province (53), prefecture (5328) or county (532822).";

  it.each([
    ["close 201713 --region 53", '"201713" is not a month; write it as 2017-10.'],
    ["statement 2017-1 --region 53", '"2017-1" is not a month; write it as 2017-10.'],
    ["close 2017-10 --region 99", `"99" ${NO_REGION}`],
    ["rate 2017-10 --region 532899", `"532899" ${NO_REGION}`],
    ["rejections --region Yunnan", '"Yunnan" is not a region\'s code prefix such as 53 or 532822.'],
    ["close 2017-10", "required option '--region <code>' not specified"],
    ["close 2017-10 2017-11 --region 53", "too many arguments for 'close'. Expected 1 argument but got 2: 2017-10, 2017-11."],
    ["settle 2017-10", "unknown command 'settle'"],
    ["verify --colour", "unknown option '--colour'"],
    ["post", "missing required argument 'file'"],
    ["post a.csv --encoding latin1", "argument 'latin1' is invalid. Allowed choices are utf-8, gb18030."],
    ["post a.csv --format xlsx", "argument 'xlsx' is invalid. Allowed choices are table, json."],
    ["statement 2017-10 --region 53 --format pdf", "argument 'pdf' is invalid. Allowed choices are table, json, csv, html, xlsx."],
    ["papers --region 53 --out a", "missing required argument 'month'"],
    ["demo --advances 1e6", '"1e6" is not a whole number from'],
  ])("%s is told what, and nothing is done", async (line, note) => {
    const unused = join(folder, "unused");
    const { code, answers, notes } = await fundflow(...line.split(" "), "--data", unused);
    expect({ code, answers }).toEqual({ code: 2, answers: [] });
    expect(notes.join("\n")).toContain(note);
    expect(existsSync(unused)).toBe(false);
  });

  it("without a command is shown how it is used", async () => {
    const { code, answers, notes } = await fundflow();
    expect({ code, answers }).toEqual({ code: 2, answers: [] });
    expect(notes.join("\n")).toMatch(/^Usage: fundflow [^]*post[^]*close[^]*statement[^]*verify/);
  });

  it("that asks for help gets it as the answer", async () => {
    const { code, answers, notes } = await fundflow("post", "--help");
    expect({ code, notes }).toEqual({ code: 0, notes: [] });
    expect(answers.join("\n")).toMatch(/^Usage: fundflow post [^]*--encoding/);
  });
});

describe("a data folder that can't be used", () => {
  const newFolder = (name: string, file: string, content: string): string => {
    mkdirSync(join(folder, name));
    return write(join(name, file), content).slice(0, -file.length - 1);
  };

  it("is left alone where another version wrote it", async () => {
    const other = newFolder("other-version", "meta.json", '{"format":2,"personKey":"k"}');
    const { code, answers, notes } = await fundflow("verify", "--data", other);
    expect({ code, answers }).toEqual({ code: 1, answers: [] });
    expect(notes).toEqual([
      `fundflow: ${other} has data format 2, which this version cannot read; this version reads format 1: open it with the version that wrote it, or choose another folder with --data`,
    ]);
  });

  it("is left alone where it is somebody's own", async () => {
    const own = newFolder("photos", "harvest.jpg", "");
    for (const command of [
      ["verify"],
      ["post", write("own.jsonl", advance())],
      ["close", "2017-10", "--region", "53"],
      ["demo", "--advances", "1000"],
    ]) {
      const { code, answers, notes } = await fundflow(...command, "--data", own);
      expect({ code, answers }).toEqual({ code: 1, answers: [] });
      expect(notes).toEqual([
        `fundflow: ${own} is not a data folder of Fund Flow: it has no meta.json but harvest.jpg; choose an empty or a new folder with --data`,
      ]);
    }
    expect(readdirSync(own)).toEqual(["harvest.jpg"]);
  });

  it.each([
    ["queues", "queues/fauxqs.db", /queue engine failed: file is not a database$/],
    ["tables", "dynamodb/CURRENT", /table engine failed: /],
  ])("is named where the files of its %s are damaged", async (name, file, why) => {
    const damaged = join(folder, `damaged-${name}`);
    await fundflow("post", write(`${name}.jsonl`, advance()), "--data", damaged);
    writeFileSync(join(damaged, file), "damaged");
    const { code, answers, notes } = await fundflow("verify", "--data", damaged);
    expect({ code, answers }).toEqual({ code: 1, answers: [] });
    expect(notes).toEqual([expect.stringMatching(why)]);
    expect(notes[0]!.startsWith(`fundflow: ${damaged} can't be opened: the `)).toBe(true);
  });

  it("is no folder where it is a file", async () => {
    const file = write("data.txt", "");
    const { code, notes } = await fundflow("rejections", "--data", file);
    expect({ code, notes }).toEqual({
      code: 1,
      notes: [`fundflow: ${file} is not a data folder of Fund Flow: there is a file of that name; choose another folder with --data`],
    });
  });

  it.each(["verify", "rejections", "dead-letters", "statement 2017-10 --region 53", "rate 2017-10 --region 53"])(
    "is not made by %s, whose answer would then be that all is well",
    async (line) => {
      const typo = join(folder, "dtaa");
      expect(await fundflow(...line.split(" "), "--data", typo)).toEqual({
        code: 1,
        answers: [],
        notes: [`fundflow: there is no data folder ${typo}: post something first, or name another folder with --data`],
      });
      expect(existsSync(typo)).toBe(false);
    },
  );

  it("is refused to a second process as long as the first has it", async () => {
    const host = await startHost({ dataDir: data, functions: {}, log: () => undefined });
    try {
      const { code, stdout, stderr } = await runCli([
        "post",
        write("second.jsonl", advance({ setl_id: "second" })),
        "--data",
        data,
        "--format",
        "json",
      ]);
      expect({ code, stdout, stderr }).toEqual({
        code: 1,
        stdout: "",
        stderr: `fundflow: ${data} is in use by process ${process.pid}; stop it first, or choose another folder with --data\n`,
      });
    } finally {
      await host.stop();
    }
    const { index } = await readStored();
    expect(index).not.toContain("H53282200001 advance#second");
  });
});

describe("a month that can't be closed, or not paid", () => {
  it("is not closed before it is over", async () => {
    const { code, answers, notes } = await fundflow("close", "2999-12", "--region", "53", "--data", data, "--format", "json");
    expect({ code, answers }).toEqual({ code: 1, answers: [] });
    expect(notes).toEqual([expect.stringMatching(/^fundflow: month_not_over: month 2999-12 is not over \(now 2\d{3}-\d\d-\d\d \d\d:\d\d:\d\d\)$/)]);
  });

  it("is closed for a county nobody has posted for, and says that nobody has", async () => {
    const { code, answers, notes } = await fundflow("close", "2017-10", "--region", "532301", "--data", data, "--format", "json");
    expect(code).toBe(0);
    expect(JSON.parse(answers.join(""))).toEqual({
      month: "2017-10",
      region: "532301",
      regionName: "楚雄市",
      status: "closed",
      accounts: 0,
      statements: ["csv", "json"].map((ending) => join(data, "statements", "2017-10", `532301.${ending}`)),
    });
    expect(notes).toEqual(["fundflow: no institution has an account in 楚雄市 532301 in 2017-10; later records of that month go to the next one"]);
  });

  it("is paid what is left of it to the fen, and no fen more", async () => {
    await fundflow("close", "2017-10", "--region", "532822", "--data", data);
    // H53282200001 has good-1, good-3, good-5 and good-6 there; good-2 was taken back: 4 × 1234.57 = 4938.28 of the basic fund.
    const amounts = ["4938.29", "4938.28", "0.01"];
    const payments = amounts.map((amount, place) => JSON.stringify(disbursementMessage({ disbursement_id: `pay-${place}`, amount })));
    const file = write("payments.jsonl", payments.join("\n"));
    const { report, code } = await post(file);
    expect({ code, posted: report.posted }).toEqual({ code: 0, posted: 1 });
    expect(report.rejections.map(({ line, code, message, numbers }) => ({ line, code, message, numbers }))).toEqual([
      {
        line: 1,
        code: "exceeds_payable",
        message: "amount 4938.29 is more than the 4938.28 that basic has left in 2017-10",
        numbers: { needed: "4938.29", available: "4938.28" },
      },
      {
        line: 3,
        code: "exceeds_payable",
        message: "amount 0.01 is more than the 0.00 that basic has left in 2017-10",
        numbers: { needed: "0.01", available: "0.00" },
      },
    ]);
  });
});

describe("what a command writes", () => {
  it("is JSON alone on standard output and its complaints on standard error, with no progress where that is no terminal", async () => {
    const [good, empty] = [write("alone.jsonl", advance({ setl_id: "alone" })), write("alone-empty.jsonl", "")];
    const { code, stdout, stderr } = await runCli(["post", good, empty, "--data", data, "--format", "json"]);
    expect(JSON.parse(stdout)).toEqual({ posted: 1, already_applied: 0, rejected: 0, dead_lettered: 0, rejections: [] });
    expect(stderr).toBe(`fundflow: ${empty} holds no message: nothing of it was sent\n`);
    expect(code).toBe(1);
  });

  it("shows progress on standard error where that is a terminal, and takes it away when it is done", () => {
    const terminals = Object.getOwnPropertyDescriptor(process.stderr, "isTTY");
    const [toError, toOutput] = [process.stderr, process.stdout].map((stream) => vi.spyOn(stream, "write").mockReturnValue(true));
    const showOn = (isTTY: boolean): void => void Object.defineProperty(process.stderr, "isTTY", { value: isTTY, configurable: true });
    try {
      showOn(false);
      terminal.progress("posting").stop();
      expect(toError).not.toHaveBeenCalled();
      showOn(true);
      const progress = terminal.progress("posting");
      progress.update(1, 4);
      progress.stop();
      expect(toError!.mock.calls.join("")).toMatch(/posting .* 25% 1\/4/);
      expect(toOutput).not.toHaveBeenCalled();
    } finally {
      vi.restoreAllMocks();
      if (terminals === undefined) Reflect.deleteProperty(process.stderr, "isTTY");
      else Object.defineProperty(process.stderr, "isTTY", terminals);
    }
  });
});

/** A file of lines with a line of zeros between each, which takes no room on the disk. */
function writeSparse(name: string, bytes: number, lines: readonly string[]): string {
  const path = join(folder, name);
  const file = openSync(path, "w");
  let place = 0;
  for (const line of lines) {
    place += writeSync(file, `${place === 0 ? "" : "\n"}${line}\n`, place) + bytes;
  }
  closeSync(file);
  return path;
}
