import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import iconv from "iconv-lite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { build as intake } from "../../functions/intake/handler.ts";
import { build as ledger } from "../../functions/ledger/handler.ts";
import type { PostReport } from "../../infra/local/cli/post.ts";
import { startHost } from "../../infra/local/host/start-host.ts";
import type { StoredRejection } from "../../shared/contract/rejection.ts";
import type { AdvanceExplanation } from "../../shared/statement/advance-explanation.ts";
import type { FindingRow } from "../../shared/statement/finding-rows.ts";
import type { Statement } from "../../shared/statement/statement.ts";
import { advanceMessage, reversalMessage, type Fields } from "../support/messages.ts";
import { runMain, type Said } from "../support/run-main.ts";

const sample = (name: string): string => fileURLToPath(new URL(`../samples/${name}`, import.meta.url));
const BESIDE = ["--persons", sample("hospital-persons.csv"), "--institutions", sample("hospital-institutions.csv"), "--institution", "H53282200001"];
const FORMS = ["hospital-2304.jsonl", "hospital-2207.json", "hospital-setlinfo.csv"];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "fundflow-hospital-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const fundflow = (data: string, ...args: string[]): Promise<Said> => runMain([...args, "--data", join(folder, data)]);
const json = async <T>(data: string, ...args: string[]): Promise<T> => JSON.parse((await fundflow(data, ...args, "--format", "json")).answer) as T;
const post = (data: string, name: string, beside: readonly string[] = BESIDE): Promise<PostReport> => json(data, "post", sample(name), ...beside);

describe("a hospital's own files", () => {
  it.each(FORMS)("%s posts what its twin in the contract's fields says, and says why the others are rejected", async (name) => {
    const report = await post(name, name);
    expect(report).toMatchObject({ posted: 5, already_applied: 0, rejected: 2, dead_lettered: 0 });
    expect(report.rejections.map(({ id, code, message }) => `${id} ${code}: ${message}`)).toEqual([
      "HF-0006 amounts_do_not_add_up: fund_pay_sumamt is 4500.00 but setldetail 390100 + setldetail 610100 + setldetail 640100 is 4450.00",
      "HF-0007 invalid_message: " +
        ["insu_admdvs", "poverty_status"]
          .map(
            (field) =>
              `${field} is missing and no field of the national result: send it beside setlinfo, or give fundflow post --persons, --institutions or a default`,
          )
          .join("; "),
    ]);
    expect(await post(name, "hospital-twins.jsonl", [])).toMatchObject({ posted: 0, already_applied: 5, rejected: 0 });
    expect(await json(name, "verify")).toMatchObject({ lanes: 1, findings: [] });
  });

  it("leave no name and no certificate number behind, and no number but its keyed hash", async () => {
    const stored = JSON.stringify(await json("hospital-2304.jsonl", "rejections"));
    expect(stored).not.toMatch(/样本人|FAKE|1960-01-01/);
  });

  it("pay nothing of an unknown kind from a fund, and list it as a finding with its kind and amount", async () => {
    const explained = await json<AdvanceExplanation>("hospital-2304.jsonl", "explain", "HF-0003", "--institution", "H53282200001");
    // 190.00 of other payments: 90.00 the backstop's, 100.00 the accident fund's.
    expect(explained.facts).toMatchObject({ unmapped_pay: "100.00", unmapped: "390400=100.00", hosp_lv: "county" });
    expect(Object.fromEntries(explained.funds.map(({ fund, amount }) => [fund, amount]))).toMatchObject({
      basic: "2465.00",
      assistance: "145.00",
      backstop: "90.00",
    });
    expect(explained.funds.every(({ changed }) => !changed)).toBe(true);
    const rows = await json<FindingRow[]>("hospital-2304.jsonl", "findings", "2017-10", "--region", "532822");
    const named = rows.filter(({ missing }) => missing.includes("unmapped:390400=100.00"));
    expect(named.map(({ setl_id, fund }) => `${setl_id} ${fund}`)).toEqual(["HF-0003 basic", "HF-0003 assistance", "HF-0003 backstop"]);
    const table = (await fundflow("hospital-2304.jsonl", "findings", "2017-10", "--region", "532822")).answer;
    expect(table).toContain("结算明细支付类型的归属（390400=100.00元）");
    expect((await fundflow("hospital-2304.jsonl", "explain", "HF-0003", "--institution", "H53282200001")).answer).toContain(
      "未归入基金的支付类型 390400=100.00",
    );
  });

  it("take a default where no file knows, in GB18030 as well", async () => {
    const path = join(folder, "gb18030.csv");
    writeFileSync(path, iconv.encode(readFileSync(sample("hospital-setlinfo.csv"), "utf8").slice(1), "gb18030"));
    const defaults = ["--poverty-status", "lifted", "--hosp-lv", "county", "--institution", "H53282200001", "--insu-admdvs", "532822"];
    const { posted, rejections } = await json<PostReport>("defaults", "post", path, ...defaults);
    expect(posted).toBe(6);
    expect(rejections.map(({ id, line }) => `${id} ${line}`)).toEqual(["HF-0006 7"]);
  });

  it("one response alone, over many lines, posts; a list that was cut off says so", async () => {
    const responses = JSON.parse(readFileSync(sample("hospital-2207.json"), "utf8")) as unknown[];
    const [alone, cut] = [join(folder, "alone.json"), join(folder, "cut.json")];
    writeFileSync(alone, JSON.stringify(responses[0], undefined, 2));
    writeFileSync(cut, JSON.stringify(responses, undefined, 2).slice(0, -200));
    expect(await json<PostReport>("alone", "post", alone, ...BESIDE)).toMatchObject({ posted: 1, rejected: 0 });
    const said = await fundflow("alone", "post", cut, ...BESIDE);
    expect(said.code).toBe(1);
    expect(said.notes.join("\n")).toContain("cut.json ends inside its list: it was cut off; the messages before that were sent");
  });
});

describe("a hospital system that sends the platform's answers to the intake queue itself", () => {
  it("has them posted as the command line has, names and all left out", async () => {
    const dataDir = join(folder, "queue");
    const responses = JSON.parse(readFileSync(sample("hospital-2207.json"), "utf8")) as Fields[];
    const twins = readFileSync(sample("hospital-twins.jsonl"), "utf8").trim().split("\n");
    // What the answers lack stands beside them, here as their twins have it.
    const bodies = responses.map((response, place) => {
      const { fixmedins_code, fixmedins_name, insu_admdvs, poverty_status, hosp_lv } = JSON.parse(twins[Math.min(place, 4)]!) as Fields;
      return JSON.stringify({ ...response, fixmedins_code, fixmedins_name, insu_admdvs, poverty_status, hosp_lv });
    });
    const host = await startHost({ dataDir, functions: { intake, ledger }, log: () => undefined });
    await host.send("intake", bodies);
    await host.drain();
    await host.stop();
    const rejections = await json<StoredRejection[]>("queue", "rejections");
    // HF-0007, of which no side file says the status, has it here.
    expect(rejections.map(({ id, code }) => `${id ?? ""} ${code}`)).toEqual(["HF-0006 amounts_do_not_add_up"]);
    expect(JSON.stringify(rejections)).not.toMatch(/样本人|FAKE/);
    expect(await post("queue", "hospital-twins.jsonl", [])).toMatchObject({ posted: 0, already_applied: 5, rejected: 0 });
    expect(await post("queue", "hospital-2304.jsonl")).toMatchObject({ posted: 0, already_applied: 5, rejected: 2 });
  });
});

describe("an advance that no fund of the policies paid", () => {
  // An ordinary outpatient visit, of which no policy says what a fund must pay at least.
  const PAID_BY_NONE = { med_type: "11", hifp_pay: "0", maf_pay: "0", oth_pay: "300.00", psn_part_amt: "1200.00" };
  const unpaid = (setl_id: string, more: Fields = {}): string =>
    JSON.stringify(advanceMessage({ setl_id, ...PAID_BY_NONE, setldetail: [{ fund_pay_type: "390400", fund_payamt: "300.00" }], ...more }));
  const findings = (...more: string[]): Promise<FindingRow[]> => json("unpaid", "findings", "2017-10", "--region", "532822", ...more);
  const backstopOf = async (): Promise<unknown> =>
    (await json<Statement>("unpaid", "statement", "2017-10", "--region", "532822")).totals.backstop?.findings;

  beforeAll(async () => {
    const path = join(folder, "unpaid.jsonl");
    // Of "part" the basic fund paid 1275.00, so that its finding tells; of "none" nothing tells but the payment itself.
    writeFileSync(path, [unpaid("none"), unpaid("part", { hifp_pay: "1275.00" }), unpaid("taken")].join("\n"));
    expect(await json<PostReport>("unpaid", "post", path)).toMatchObject({ posted: 3, rejected: 0 });
  });

  it("is listed by its payment, with the fund whose field counts it, and counted on the statement", async () => {
    const rows = await findings();
    expect(rows.map(({ setl_id, fund, verdict, paid, unmapped_pay }) => `${setl_id} ${fund} ${verdict} ${paid} ${unmapped_pay ?? ""}`)).toEqual([
      "none backstop not_checkable 0.00 300.00",
      "part basic not_checkable 1275.00 300.00",
      "taken backstop not_checkable 0.00 300.00",
    ]);
    expect(rows.every(({ missing }) => missing.includes("unmapped:390400=300.00"))).toBe(true);
    expect(await backstopOf()).toEqual({ over: 0, under: 0, notCheckable: 2 });
    const table = (await fundflow("unpaid", "findings", "2017-10", "--region", "532822")).answer;
    expect(table).toContain("其中 3 笔垫付的结算明细有未归入基金的支付类型，共 900.00 元没有基金支付");
    const csv = (await fundflow("unpaid", "findings", "2017-10", "--region", "532822", "--format", "csv")).answer;
    expect(csv.split("\r\n").filter((line) => line.includes(",300.00,"))).toHaveLength(3);
  });

  it("is explained as it was noted, and stands in no fund's amounts", async () => {
    const explained = await json<AdvanceExplanation>("unpaid", "explain", "none", "--institution", "H53282200001");
    expect(explained.funds.filter(({ noted }) => noted !== undefined)).toMatchObject([{ fund: "backstop", amount: "0.00", changed: false }]);
    expect((await json<Statement>("unpaid", "statement", "2017-10", "--region", "532822")).totals.all.accrued).toBe("1275.00");
    expect(await json("unpaid", "verify")).toMatchObject({ findings: [] });
  });

  it("is no longer counted once it is reversed", async () => {
    const path = join(folder, "taken.jsonl");
    writeFileSync(path, JSON.stringify(reversalMessage({ reversal_id: "r1", setl_id: "taken" })));
    expect(await json<PostReport>("unpaid", "post", path)).toMatchObject({ posted: 1 });
    expect(await backstopOf()).toEqual({ over: 0, under: 0, notCheckable: 1 });
    expect((await findings("--fund", "backstop")).map(({ setl_id, reversed }) => `${setl_id} ${reversed}`)).toEqual(["none false", "taken true"]);
    expect((await fundflow("unpaid", "findings", "2017-10", "--region", "532822")).answer).toContain("其中 2 笔垫付的");
  });
});

describe("what is given beside", () => {
  it("is refused before anything is sent where there is no such file, or no such value", async () => {
    const file = sample("hospital-2304.jsonl");
    const missing = await fundflow("refused", "post", file, "--persons", join(folder, "nowhere.csv"));
    expect(missing.code).toBe(1);
    expect(missing.notes.join("\n")).toContain("there is no file");
    expect((await fundflow("refused", "post", file, "--poverty-status", "poor")).code).toBe(2);
    expect((await fundflow("refused", "post", file, "--institution", "医院")).notes.join("\n")).toContain(
      '--institution: fixmedins_code "医院" is no value of the field',
    );
  });
});
