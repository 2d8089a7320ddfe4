import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CLASSES, type Reconciliation } from "../../shared/reconcile/reconciliation.ts";
import { advanceMessage, reversalMessage, type Fields } from "../support/messages.ts";
import { runMain, type Said } from "../support/run-main.ts";

/*
 * 勐海县人民医院 posts October 2017; every settlement has medfee_sumamt 1654.00 and fund_pay_sumamt 1533.50. Its own list has "same" and "late", which
 * came after the close, "refused", whose amounts don't add up, and "never", which was never sent; it lacks "forgotten". "back" it has, though it took
 * it back.
 */
const H = "H53282200001";
const PERSON = "53280000000000012345";
const advance = (setl_id: string, more: Fields = {}) => advanceMessage({ setl_id, ...more });
const REFUSED = { fund_pay_sumamt: "1534.50" };
const BEFORE = [
  advance("same"),
  advance("forgotten"),
  advance("back"),
  reversalMessage({ setl_id: "back" }),
  advance("refused", REFUSED),
  advance("another", { fixmedins_code: "H53282200002" }),
];
const LIST = [advance("same"), advance("late"), advance("back"), advance("refused", REFUSED), advance("never")];

let folder: string;
let data: string;
let listFile: string;

const write = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const lines = (messages: readonly Fields[]): string => messages.map((one) => JSON.stringify(one)).join("\n");
const table = (columns: readonly string[], rows: readonly Fields[]): string =>
  [columns, ...rows.map((row) => columns.map((column) => (typeof row[column] === "string" ? row[column] : "")))]
    .map((cells) => cells.join(","))
    .join("\r\n");
const reconcile = (...args: string[]): Promise<Said> => runMain(["reconcile", ...args, "--month", "2017-10", "--institution", H, "--data", data]);
const asJson = async (...args: string[]): Promise<Reconciliation> => {
  const { code, answer } = await reconcile(...args, "--format", "json");
  expect(code).toBe(0);
  return JSON.parse(answer) as Reconciliation;
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "fundflow-reconcile-"));
  data = join(folder, "data");
  listFile = write("list.jsonl", lines(LIST));
  const commands = [
    ["post", write("before.jsonl", lines(BEFORE))],
    ["close", "2017-10", "--region", "532822"],
    ["post", write("after.jsonl", lines([advance("late")]))],
  ];
  for (const command of commands) expect(await runMain([...command, "--data", data])).toMatchObject({ code: 0 });
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe("fundflow reconcile", () => {
  it("finds every difference between a list and what was posted, and writes them to a file", async () => {
    const out = join(folder, "result.csv");
    const result = await asJson(listFile, "--out", out);
    expect(result).toMatchObject({
      month: "2017-10",
      institution: H,
      institutionName: "勐海县人民医院",
      rows: 5,
      matched: 1,
      only_hospital: [{ line: 5, setl_id: "never" }],
      only_ledger: [{ setl_id: "forgotten", ledger: { fund_pay_sumamt: "1533.50" } }],
      amount_differs: [],
      reversed: [{ setl_id: "back", reversal: { reversal_id: "REV-0001", month: "2017-10" } }],
      other_month: [{ setl_id: "late", month: "2017-11", late: true }],
      rejected_here: [{ setl_id: "refused", code: "amounts_do_not_add_up" }],
      duplicate_in_file: [],
      // 5 rows against same and forgotten: 4 × 1533.50 + 1534.50, and 2 × 1533.50.
      totals: {
        count: { hospital: 5, ledger: 2, difference: 3 },
        fund_pay_sumamt: { hospital: "7668.50", ledger: "3067.00", difference: "4601.50" },
      },
      stmt_rslt: "1",
    });
    const rows = parse<Record<string, string>>(readFileSync(out, "utf8"), { bom: true, columns: true });
    expect(rows.map((row) => [row["结果"], row["结算编号"]])).toEqual([
      ["仅医院有", "never"],
      ["仅账上有", "forgotten"],
      ["账上已冲正", "back"],
      ["账上属其他月份", "late"],
      ["本系统已退回", "refused"],
    ]);
  });

  it("reads the list as a table in the contract's columns, and in 3202's", async () => {
    const contract = write("contract.csv", `\ufeff${table(Object.keys(advance("x")), LIST)}`);
    const short = write("3202.csv", table(["psn_no", "setl_id", "refd_setl_flag", "medfee_sumamt", "fund_pay_sumamt", "acct_pay"], LIST));
    const ofDifferences = (result: Reconciliation): unknown => CLASSES.map((name) => result[name].map((difference) => ({ ...difference, line: 0 })));
    const read = await asJson(listFile);
    for (const file of [contract, short]) {
      const found = await asJson(file);
      expect(ofDifferences(found)).toEqual(ofDifferences(read));
      expect(found.totals.fund_pay_sumamt).toEqual(read.totals.fund_pay_sumamt);
      expect(found.totals.hifp_pay.hospital).toBe(file === short ? null : read.totals.hifp_pay.hospital);
    }
  });

  it("compares totals alone, from the command line or 3201's own fields", async () => {
    const input = { stmt_begndate: "2017-10-01", stmt_enddate: "2017-10-31", medfee_sumamt: "3308.00", fund_pay_sumamt: 3067, fixmedins_setl_cnt: 4 };
    const file = write("3201.json", JSON.stringify({ infno: "3201", input: { data: input } }));
    // same, forgotten, and back with its refund.
    const expected = { stmt_rslt: "0", totals: { count: { hospital: 4, ledger: 4 }, medfee_sumamt: { difference: "0.00" } }, only_ledger: [] };
    expect(await asJson("--totals", file)).toMatchObject(expected);
    expect(await asJson("--count", "4", "--medfee-sumamt", "3308", "--fund-pay-sumamt", "3067.00")).toMatchObject(expected);
    expect(await asJson("--count", "2", "--refd-setl-flag", "0")).toMatchObject({ stmt_rslt: "0" });
    expect(await asJson("--totals", file, "--medfee-sumamt", "3308.01")).toMatchObject({
      stmt_rslt: "1",
      totals: { medfee_sumamt: { hospital: "3308.01", ledger: "3308.00", difference: "0.01" } },
    });
  });

  it("shows a person's number nowhere", async () => {
    const out = join(folder, "private.csv");
    const other = write("other.jsonl", lines([advance("same", { psn_no: "53280000000000054321", dise_name: PERSON })]));
    const said = [await reconcile(other, "--out", out), await reconcile(other, "--format", "json")];
    const text = `${JSON.stringify(said)}${readFileSync(out, "utf8")}`;
    expect(text).toContain("人员编号");
    expect(text).not.toMatch(/12345|54321/);
  });

  it.each([
    ["a file that does not exist", () => ["nowhere.csv"], "there is no file nowhere.csv"],
    ["a file without a row", () => [write("empty.jsonl", "\n")], "holds no row"],
    [
      "another institution's list",
      () => [write("other-h.jsonl", lines([advance("x", { fixmedins_code: "H9" })]))],
      "none of its 1 rows is a settlement",
    ],
    ["a table of something else", () => [write("prices.csv", "drug,price\na,1")], "line 1 is no header"],
    [
      "a list without sums",
      () => [write("no-sums.csv", "setl_id,psn_no\na,1\nb,2")],
      "line 2: medfee_sumamt is missing, fund_pay_sumamt is missing; line 3",
    ],
    ["neither list nor totals", () => [], "reconcile needs the hospital's list, or totals"],
    [
      "totals of another month",
      () => ["--totals", write("nov.json", '{"stmt_begndate":"2017-11-01","medfee_sumamt":1}')],
      'stmt_begndate "2017-11-01" is not in 2017-10',
    ],
    [
      "totals with an amount in words",
      () => ["--totals", write("words.json", '{"medfee_sumamt":"1,000"}')],
      'medfee_sumamt "1,000" is not an amount in yuan',
    ],
    ["totals that are no JSON", () => ["--totals", write("totals.csv", "medfee_sumamt\n1")], "is not a JSON object with the fields of 3201"],
    ["a result file where there is no folder", () => [listFile, "--out", join(folder, "no", "r.csv")], "can't be written: ENOENT"],
  ])("of %s says what is wrong", async (_title, args, note) => {
    const { code, answer, notes } = await reconcile(...args());
    expect({ code, answer }).toEqual({ code: 1, answer: "" });
    expect(notes.join("\n")).toContain(note);
  });

  it("tells where the institution has posted nothing", async () => {
    const { code, notes } = await runMain(["reconcile", "--count", "1", "--month", "2017-10", "--institution", "H53282200009", "--data", data]);
    expect({ code, notes }).toEqual({ code: 0, notes: ["fundflow: institution H53282200009 has posted nothing here 该机构没有入账记录"] });
    expect((await runMain(["reconcile", "--month", "2017-10", "--institution", "机构", "--data", data])).code).toBe(2);
  });
});
