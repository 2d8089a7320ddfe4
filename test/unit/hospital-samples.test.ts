import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readBeside, type BesideOptions } from "../../infra/local/cli/beside.ts";
import { readMessages, type InputMessage } from "../../infra/local/cli/read-messages.ts";
import { receiveMessage, type IntakeResult } from "../../shared/contract/intake.ts";
import { auditContext, rawMessage } from "../support/messages.ts";

const sample = (name: string): string => fileURLToPath(new URL(`../samples/${name}`, import.meta.url));
const FILES: BesideOptions = {
  persons: sample("hospital-persons.csv"),
  institutions: sample("hospital-institutions.csv"),
  defaults: { fixmedins_code: "H53282200001" },
};

async function messagesOf(path: string, options: BesideOptions = {}): Promise<{ messages: InputMessage[]; warnings: string[] }> {
  const [messages, warnings]: [InputMessage[], string[]] = [[], []];
  const beside = await readBeside(options);
  for await (const message of readMessages(path, { beside, warn: (text) => warnings.push(text) })) messages.push(message);
  return { messages, warnings };
}

function receive({ body, problem }: InputMessage): IntakeResult {
  return receiveMessage(rawMessage(body, problem === undefined ? {} : { defect: JSON.stringify(problem) }), auditContext());
}

/** A record without the text it came as, or the rejection's code and words. */
function said(message: InputMessage): unknown {
  const result = receive(message);
  if ("rejection" in result) return `${result.rejection.id ?? ""} ${result.rejection.code}: ${result.rejection.message}`;
  return { ...result.record, original: undefined };
}

const MISSING =
  "is missing and no field of the national result: send it beside setlinfo, or give fundflow post --persons, --institutions or a default";

describe("the samples of a hospital's own results", () => {
  it.each(["hospital-2304.jsonl", "hospital-2207.json", "hospital-setlinfo.csv"])("%s become the records of their twins", async (name) => {
    const { messages, warnings } = await messagesOf(sample(name), FILES);
    const twins = await messagesOf(sample("hospital-twins.jsonl"));
    expect(messages).toHaveLength(7);
    expect(messages.slice(0, 5).map(said)).toEqual(twins.messages.map(said));
    expect(messages.slice(5).map(said)).toEqual([
      "HF-0006 amounts_do_not_add_up: fund_pay_sumamt is 4500.00 but setldetail 390100 + setldetail 610100 + setldetail 640100 is 4450.00",
      `HF-0007 invalid_message: insu_admdvs ${MISSING}; poverty_status ${MISSING}`,
    ]);
    expect(warnings).toEqual([]);
  });

  it.each(["hospital-2304.jsonl", "hospital-2207.json", "hospital-setlinfo.csv"])(
    "%s send no name, certificate number or birth date",
    async (name) => {
      const { messages } = await messagesOf(sample(name), FILES);
      for (const { body } of messages) expect(body).not.toMatch(/样本人|FAKE-CERT|1960-01-01|setl_proc_info|err_msg/);
      expect(JSON.stringify(messages.map(receive))).not.toContain("532822FAKE");
    },
  );

  it("say of a table which columns neither it nor anything beside has", async () => {
    const { warnings } = await messagesOf(sample("hospital-setlinfo.csv"));
    expect(warnings.join()).toContain("the header lacks the column fixmedins_code, insu_admdvs, poverty_status; every row will be rejected for it");
  });

  it("follow a row of the settlement before one of the person, and a default last", async () => {
    const { messages } = await messagesOf(sample("hospital-2304.jsonl"), { ...FILES, defaults: { ...FILES.defaults, poverty_status: "unlifted" } });
    const status = messages.map(({ body }) => (JSON.parse(body) as { poverty_status: string }).poverty_status);
    // HF-0005 is of a person who is unlifted, and lifted in its own row; HF-0007 has the default.
    expect(status).toEqual(["lifted", "unlifted", "lifted", "lifted", "lifted", "lifted", "unlifted"]);
  });
});

describe("files of one's own", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "fundflow-beside-"));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const write = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };

  it("with a field twice in a result are told so, though only one is sent on", async () => {
    const path = write("twice.jsonl", '{"setlinfo":{"setl_id":"S","hifp_pay":1,"hifp_pay":2}}\n');
    const { messages } = await messagesOf(path);
    expect(messages.map(said)).toEqual([" invalid_message: hifp_pay stands in the message more than once"]);
  });

  it.each([
    ["persons", "name,poverty_status\n样本人,lifted\n", "the header lacks the column setl_id or psn_no"],
    ["persons", "psn_no,name\n1,样本人\n", "the header has none of the columns poverty_status, insu_admdvs, refl_flag, dise_codg, dise_name"],
    ["persons", "psn_no,poverty_status\nP-1,lifted\nP-2,poor\n", 'line 3: poverty_status "poor" is no value of the field: lifted, unlifted'],
    ["persons", "psn_no,poverty_status\nP-1,lifted\nP-1,unlifted\n", "line 3 says otherwise of a psn_no that an earlier line has"],
    ["persons", "psn_no,poverty_status\n,lifted\n", "line 2 has no setl_id or psn_no"],
    ["institutions", "fixmedins_code,hosp_lv\nH1,三甲\n", 'line 2: hosp_lv "三甲" is no value of the field: township, county, prefecture, province'],
    ["persons", 'psn_no,poverty_status\n"P-1,lifted\n', "is not CSV: line 2 has a quote that is not closed"],
    ["persons", "psn_no,poverty_status\nP-1,lifted,样本人\n", "is not CSV: line 2 has a quote that is not closed, or other columns than the header"],
  ] as const)("beside are refused where they can't be used: %s %j", async (option, text, reason) => {
    const path = write("beside.csv", text);
    const message = await readBeside({ [option]: path }).then(
      () => "not refused",
      (error: unknown) => (error as Error).message,
    );
    expect(message).toContain(reason);
    expect(message).toContain(path);
    expect(message).not.toMatch(/P-1|样本人/);
  });
});
