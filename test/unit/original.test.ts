import { describe, expect, it } from "vitest";
import { maskCertificates } from "../../shared/contract/certificate.ts";
import { parseJsonText } from "../../shared/contract/json-text.ts";
import { receiveMessage } from "../../shared/contract/intake.ts";
import { MAX_ORIGINAL_CHARACTERS, originalOfBrokenText, originalOfObject } from "../../shared/contract/original.ts";
import { foldByLane } from "../../shared/lane/fold.ts";
import {
  advanceMessage,
  auditContext,
  hashPerson,
  MESSAGE_FACTORIES,
  rawMessage,
  receive,
  recordOf,
  rejectionOf,
  reversalMessage,
  type Fields,
} from "../support/messages.ts";

/** Made up: no such person. 18 characters as since 1999, the same with X, and the 15 digits used before. */
const CERTIFICATE = "532822196502304518";
const CERTIFICATE_X = "53282219650230451X";
const OLD_CERTIFICATE = "532822650230451";
const NAME = "岩罕龙";

const originalOf = (message: Fields): string => originalOfObject(parseJsonText(JSON.stringify(message)) as Fields, hashPerson);

/** Everything that is stored or sent on of a message, as one text. */
function everything(message: Fields | string, defect?: string): string {
  const result = receiveMessage(rawMessage(message, { defect }), auditContext());
  const folds = "record" in result ? foldByLane([{ ...result, messageId: "M1" }]) : [];
  return JSON.stringify([result, folds]);
}

describe("a certificate number", () => {
  it.each([
    [CERTIFICATE, "***"],
    [CERTIFICATE_X, "***"],
    ["53282219650230451x", "***"],
    [OLD_CERTIFICATE, "***"],
    [`身份证${CERTIFICATE}，已核`, "身份证***，已核"],
    [`${CERTIFICATE}/${OLD_CERTIFICATE}`, "***/***"],
    [`sfz${CERTIFICATE}`, "sfz***"],
    [`No.${CERTIFICATE_X}a`, "No.***a"],
    [`"certno":${CERTIFICATE}}`, '"certno":***}'],
  ])("is hidden in %j", (text, hidden) => {
    expect(maskCertificates(text)).toBe(hidden);
  });

  it("is one of every day of the year, and of no other", () => {
    const twoDigits = (value: number): string => String(value).padStart(2, "0");
    const seen: string[] = [];
    for (let month = 0; month <= 99; month += 1) {
      for (let day = 0; day <= 99; day += 1) {
        const monthAndDay = twoDigits(month) + twoDigits(day);
        const masks = [`1101011965${monthAndDay}451X`, `62010220${twoDigits(17)}${monthAndDay}0019`, `11010165${monthAndDay}451`].map(
          maskCertificates,
        );
        if (masks.every((mask) => mask === "***")) seen.push(monthAndDay);
        else expect(masks).not.toContain("***");
      }
    }
    // Twelve months of 31 days: the form is checked, not the calendar.
    expect(seen).toHaveLength(12 * 31);
    expect([seen[0], seen.at(-1)]).toEqual(["0101", "1231"]);
  });

  it.each([
    "",
    "2017-10-26 09:30:00",
    "1234.57",
    // Month 13, day 32, day 0; a region that begins with 0; a digit more or less.
    "532822196513304518",
    "532822196502324518",
    "532822196502004518",
    "032822196502304518",
    "5328221965023045181",
    "53282219650230451",
    "15328226502304511",
    "H53282200001",
  ])("is not seen in %j", (text) => {
    expect(maskCertificates(text)).toBe(text);
  });
});

describe("the original of a message", () => {
  it("has the contract's fields as they were written and the person's number as its keyed hash", () => {
    const text = `{"kind":"advance","setl_id":"S1","psn_no":"12345","hifp_pay":12.10,"maf_pay":"012.1","oth_pay":1e3,"hosp_part_amt":null,"act_pay_dedc":0.30000000000000004}`;
    expect(originalOfObject(parseJsonText(text) as Fields, hashPerson)).toBe(text.replace('"12345"', `"${hashPerson("12345")}"`));
  });

  it("has the same hash for a person's number written as a number", () => {
    const originals = ['{"psn_no":"12345"}', '{"psn_no":12345}'].map((text) => originalOfObject(parseJsonText(text) as Fields, hashPerson));
    expect(originals[0]).toBe(`{"psn_no":"${hashPerson("12345")}"}`);
    expect(originals[1]).toBe(originals[0]);
  });

  it.each([["psn_name"], ["certno"], ["brdy"], ["tel"], ["PSN_NO"], ["psn_no "], ["__proto__"], ["addr"]])(
    "drops %s, which the contract does not have",
    (field) => {
      const original = originalOf({ setl_id: "S1", [field]: NAME });
      expect(original).toBe('{"setl_id":"S1"}');
    },
  );

  it("keeps of setldetail's rows the two fields of the contract", () => {
    const rows = [{ fund_pay_type: "390100", fund_payamt: 12.1, psn_name: NAME }, NAME, null, [CERTIFICATE], { fund_payamt: { psn_name: NAME } }];
    expect(originalOf({ setldetail: rows })).toBe('{"setldetail":[{"fund_pay_type":"390100","fund_payamt":12.1},"…","…",{},{"fund_payamt":"…"}]}');
  });

  it("has … for lists and objects where the contract has none", () => {
    const message = { med_type: { psn_name: NAME }, dise_name: [NAME], setl_id: { source: NAME }, setldetail: { psn_name: NAME }, reason: true };
    expect(originalOf(message)).toBe('{"med_type":"…","dise_name":"…","setl_id":"…","setldetail":"…","reason":true}');
  });

  it("is cut where it is long, and says so", () => {
    const original = originalOf({ reason: "长".repeat(5_000) });
    expect(original).toMatch(/^\{"reason":"长+… \(5013 characters\)$/);
    expect(original.length).toBeLessThan(MAX_ORIGINAL_CHARACTERS + 30);
  });

  it("is not cut where it just fits", () => {
    // {"reason":"…"} has 13 characters around the text.
    const original = originalOf({ reason: "x".repeat(MAX_ORIGINAL_CHARACTERS - 13) });
    expect(original).toHaveLength(MAX_ORIGINAL_CHARACTERS);
    expect(original).toMatch(/^\{"reason":"x+"\}$/);
  });

  it("is never cut in the middle of a character", () => {
    for (const before of ["", "a"]) expect(originalOf({ reason: before + "𠮷".repeat(3_000) }).isWellFormed()).toBe(true);
  });

  it("has for a message of known kind that kind's fields only, so that it can be read again", () => {
    const stray = { ...reversalMessage(), med_type: "21", dise_name: "长".repeat(5_000), psn_no: "P1", deduction_id: "D1" };
    expect(recordOf(stray).original).toBe(JSON.stringify(reversalMessage()));
  });
});

describe("a message sent again from its original, as one that waits for its advance is", () => {
  it.each([
    ["as it was", {}],
    ["with a certificate number in the reason", { reason: `姓名有误，证件${CERTIFICATE}` }],
    ["with a certificate number as the reason", { reason: Number(OLD_CERTIFICATE) }],
    ["with ids written as numbers", { reversal_id: 20171027000100, setl_id: 900719925474099 }],
    // County, day and sequence number: to the letter the form of a certificate number.
    ["with ids of the form of a certificate number", { reversal_id: "532822201710270001", setl_id: "532822201710260015" }],
    ["without its kind", { kind: undefined }],
    [
      "with every text as long as it may be",
      { reason: '"'.repeat(500), reversal_id: "\\".repeat(64), setl_id: '"'.repeat(64), kind: null, dise_name: "x".repeat(9_000) },
    ],
  ])("is the same message: %s", (_case, overrides) => {
    const first = recordOf(reversalMessage(overrides));
    const again = recordOf(first.original);
    expect(again).toEqual(first);
    expect(recordOf(again.original)).toEqual(first);
  });
});

describe("the original of a text that is no JSON object", () => {
  it("has the pairs of the contract that can be made out, and the person's number as its keyed hash", () => {
    const text = `{"kind":"advance","setl_id":"S1", "psn_no" : "12345","psn_name":"${NAME}","hifp_pay":12.10,"certno":"${CERTIFICATE}",`;
    expect(originalOfBrokenText(text, hashPerson)).toBe(
      `… "kind":"advance" "setl_id":"S1" "psn_no":"${hashPerson("12345")}" "hifp_pay":12.10 … (${text.length} characters, ${hashPerson(text)})`,
    );
  });

  it("has short values and empty texts, too, from its first character on", () => {
    expect(originalOfBrokenText('"reason":"" "hifp_pay":5, "amount" : -7 x', hashPerson)).toMatch(/^… "reason":"" "hifp_pay":5 "amount":-7 … \(/);
  });

  it("hides certificate numbers in the pairs, ids not excepted: nothing tells what stands where in a broken text", () => {
    const text = `{"reason":"证件${CERTIFICATE}" "setl_id":"${CERTIFICATE}" "amount":${OLD_CERTIFICATE} `;
    expect(originalOfBrokenText(text, hashPerson)).toMatch(/^… "reason":"证件\*\*\*" "setl_id":"\*\*\*" "amount":\*\*\* … \(/);
  });

  it.each([
    ["a value without its closing quote", `{"psn_no":"P12345678`],
    ["a value with a quote inside", `{"psn_no":"P12345678\\"","setl_id":"S1"`],
    ["a number that is cut", `{"setl_id":"S1","psn_no":P12345678`],
    ["a key in single quotes", `{'psn_no':'P12345678'`],
    ["a key without quotes", `{psn_no:"P12345678"`],
    ["no key at all", `S1,H53282200001,勐海县人民医院,532822,P12345678,lifted`],
    ["JSON in a JSON text", JSON.stringify(`{"psn_no":"P12345678"}`)],
    ["an array in its place", `{"psn_no":["P12345678"]`],
    ["a value of more than 200 characters", `{"psn_no":"${"0".repeat(200)}P12345678"`],
    ["far behind what is looked at", `{"reason":"${"长".repeat(20_000)}","psn_no":"P12345678"`],
  ])("has no person's number, with %s", (_case, text) => {
    expect(originalOfBrokenText(text, hashPerson)).not.toContain("P12345678");
  });

  it("is cut where it is long", () => {
    const text = `{"reason":"长"`.repeat(1_000);
    expect(originalOfBrokenText(text, hashPerson).length).toBeLessThan(MAX_ORIGINAL_CHARACTERS + 100);
  });

  it("tells two texts apart of which nothing can be made out", () => {
    const rejections = ["not json", "nor this", "not json"].map((text) => rejectionOf(text).rejection_id);
    expect(new Set(rejections).size).toBe(2);
    expect(rejections[2]).toBe(rejections[0]);
  });
});

describe("who the patient is", () => {
  const person = {
    psn_no: "P53282200098765",
    psn_name: NAME,
    certno: CERTIFICATE,
    psn_cert_no: CERTIFICATE_X,
    brdy: "1965-02-30",
    tel: "13800001234",
  };
  const leaks = [person.psn_no, NAME, CERTIFICATE, CERTIFICATE_X, person.tel, person.brdy];
  const leaksIn = (text: string): string[] => leaks.filter((one) => text.includes(one));

  /** The columns of a hospital's export; an unquoted comma in the hospital's name moves all the rest one column on. */
  const columns = {
    fixmedins_name: "勐海县人民医院",
    insu_admdvs: " 住院部",
    psn_no: "532822",
    poverty_status: person.psn_no,
    setl_time: CERTIFICATE,
    med_type: NAME,
  };

  it.each(Object.entries(MESSAGE_FACTORIES))("is in no record or fold of the right message: %s", (_kind, factory) => {
    const message = factory(person);
    expect(receive(message)).toHaveProperty("record");
    expect(leaksIn(everything(message))).toEqual([]);
  });

  it.each(Object.entries(MESSAGE_FACTORIES))("is in no rejection of a wrong message: %s", (_kind, factory) => {
    for (const wrong of [
      { insu_admdvs: "532899" },
      { fixmedins_code: "医院" },
      { kind: "claim" },
      { kind: person },
      { time: CERTIFICATE, setl_time: CERTIFICATE },
    ]) {
      const message = factory({ ...person, ...wrong });
      expect(leaksIn(everything(message))).toEqual([]);
    }
    expect(receive(factory({ ...person, insu_admdvs: "532899" }))).toHaveProperty("rejection");
  });

  it.each([
    ["cut off", (text: string) => text.slice(0, -1)],
    ["without a comma", (text: string) => text.replace(",", "")],
    ["without a quote", (text: string) => text.replace('"', "")],
    ["with text before it", (text: string) => `data: ${text}`],
    ["twice", (text: string) => text + text],
    ["in a list", (text: string) => `[${text}]`],
    ["as a text", (text: string) => JSON.stringify(text)],
    ["in a list nested too deep", (text: string) => "[".repeat(150) + text + "]".repeat(150)],
    ["larger than a message may be", (text: string) => text + " ".repeat(70_000)],
  ])("is in no rejection of JSON that is broken: %s", (_case, broken) => {
    for (const factory of Object.values(MESSAGE_FACTORIES)) {
      const text = broken(JSON.stringify(factory(person)));
      expect(receive(text)).toHaveProperty("rejection");
      expect(leaksIn(everything(text))).toEqual([]);
    }
  });

  it("is in no rejection of CSV text sent as a message", () => {
    const message = advanceMessage(person);
    const csv = `${Object.keys(message).join()}\r\n${Object.values(message).join()}`;
    expect(leaksIn(everything(csv))).toEqual([]);
    expect(leaksIn(everything(JSON.stringify(csv)))).toEqual([]);
  });

  it("is in no rejection of a table's row whose cells stand under the wrong names", () => {
    const defect = JSON.stringify({ field: "row", problem: "has 23 cells; the header has 22", problemZh: "有23列，表头有22列" });
    const text = everything(advanceMessage(columns), defect);
    expect(leaksIn(text)).toEqual([]);
    expect(text).toContain("row has 23 cells; the header has 22");
    // The sender still tells two such rows apart.
    expect(everything(advanceMessage({ ...columns, hifp_pay: "1.00" }), defect)).not.toBe(text);
  });

  it("is in no rejection where a sender's tool quotes the text in its own words", () => {
    const defect = { field: "message", problem: `line is broken near ${CERTIFICATE}`, problemZh: `第3行${CERTIFICATE}附近有误` };
    expect(leaksIn(everything(advanceMessage(), JSON.stringify(defect)))).toEqual([]);
    expect(everything(advanceMessage(), JSON.stringify(defect))).toContain("line is broken near ***");
    expect(leaksIn(everything(advanceMessage(), JSON.stringify({ ...defect, problem: NAME.repeat(100) })))).toEqual([]);
    expect(leaksIn(everything(advanceMessage(), NAME))).toEqual([]);
  });

  const texts = [
    "fixmedins_name",
    "dise_codg",
    "dise_name",
    "med_type",
    "poverty_status",
    "setl_time",
    "insu_admdvs",
    "hosp_lv",
    "refl_flag",
    "kind",
  ];
  const amounts = [
    "medfee_sumamt",
    "inscp_scp_amt",
    "act_pay_dedc",
    "hifp_pay",
    "hifmi_pay",
    "maf_pay",
    "oth_pay",
    "hosp_part_amt",
    "fund_pay_sumamt",
    "psn_part_amt",
  ];

  it.each([...texts, ...amounts, "setldetail", "psn_no"])("is nowhere by a certificate number in an advance's %s", (field) => {
    for (const value of [CERTIFICATE, CERTIFICATE_X, `证件${CERTIFICATE}`, [CERTIFICATE], { certno: CERTIFICATE, source: CERTIFICATE }]) {
      expect(leaksIn(everything(advanceMessage({ [field]: value })))).toEqual([]);
    }
    // As a JSON number; JSON.stringify would round it.
    const text = JSON.stringify(advanceMessage({ [field]: "@" })).replace('"@"', CERTIFICATE);
    expect(leaksIn(everything(text))).toEqual([]);
  });

  it.each([
    { fund_pay_type: CERTIFICATE, fund_payamt: "1.00" },
    { fund_pay_type: "390100", fund_payamt: CERTIFICATE },
    { fund_pay_type: "390100", fund_payamt: { psn_name: NAME } },
    { fund_pay_type: [NAME], fund_payamt: person },
  ])("is nowhere by a row of setldetail such as %j", (row) => {
    expect(leaksIn(everything(advanceMessage({ setldetail: [row] })))).toEqual([]);
  });

  it("is nowhere by a setldetail that is the text of a broken list", () => {
    for (const rows of [`[{"psn_name":"${NAME}","fund_pay_type"`, `390100 ${NAME}`]) {
      const message = advanceMessage({ setldetail: rows });
      expect(leaksIn(everything(message))).toEqual([]);
      expect(leaksIn(everything(`${JSON.stringify(message)},`))).toEqual([]);
    }
  });

  it.each([
    ["reversal", "reason"],
    ["reversal", "time"],
    ["deduction", "reason"],
    ["deduction", "fund"],
    ["deduction", "amount"],
    ["deduction", "setlym"],
    ["deduction", "poverty_status"],
  ] as const)("is nowhere by a certificate number in another message's text: %s %s", (kind, field) => {
    const factory = MESSAGE_FACTORIES[kind];
    expect(leaksIn(everything(factory({ [field]: CERTIFICATE })))).toEqual([]);
    expect(leaksIn(everything(factory({ [field]: `甲${CERTIFICATE_X}乙` })))).toEqual([]);
  });

  it("is known by the same keyed hash in every message, and by no other", () => {
    const hashOf = (psnNo: unknown): unknown => recordOf(advanceMessage({ psn_no: psnNo }));
    expect(hashOf("P1")).toMatchObject({ person: hashPerson("P1") });
    expect(hashOf("12345")).toEqual(recordOf(JSON.stringify(advanceMessage({ psn_no: "@" })).replace('"@"', "12345")));
    expect(hashOf("P2")).not.toMatchObject({ person: hashPerson("P1") });
  });
});
