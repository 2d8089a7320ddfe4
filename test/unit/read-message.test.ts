import { describe, expect, it } from "vitest";
import { FIELD_PROBLEMS } from "../../shared/contract/field-problems.ts";
import { parseJsonText } from "../../shared/contract/json-text.ts";
import { ADVANCE_FIELDS, Close, CONTRACT_FIELDS, REQUIRED_ADVANCE_FIELDS, type MessageKind } from "../../shared/contract/message.ts";
import type { FieldProblem } from "../../shared/outcome/outcomes.ts";
import { kindOf, readFields, readMessage } from "../../shared/contract/read-message.ts";
import {
  advanceMessage,
  deductionMessage,
  disbursementMessage,
  MESSAGE_FACTORIES,
  prepaymentMessage,
  releaseMessage,
  returnMessage,
  reversalMessage,
  reviewMessage,
  type Fields,
} from "../support/messages.ts";

/** Reads a message as intake does: from its JSON text, which keeps numbers as they were written. */
function read(message: Fields | string): ReturnType<typeof readMessage> {
  return readMessage(parseJsonText(typeof message === "string" ? message : JSON.stringify(message)) as Fields);
}

function problemsOf(message: Fields | string): readonly FieldProblem[] {
  const result = read(message);
  return "problems" in result ? result.problems : [];
}

/** "field: what is wrong", without the Chinese text and the value. */
const summary = (message: Fields | string): string[] => problemsOf(message).map(({ field, problem }) => `${field}: ${problem}`);

function messageOf(message: Fields | string): unknown {
  const result = read(message);
  if ("problems" in result) throw new Error(JSON.stringify(result.problems));
  return result.message;
}

/** An object's JSON text with one value put in as it is: JSON.stringify would write numbers its own way. */
function withNumber(message: Fields, field: string, source: string): string {
  return JSON.stringify({ ...message, [field]: "@" }).replace('"@"', source);
}

const KINDS = Object.keys(MESSAGE_FACTORIES) as MessageKind[];
const AMOUNTS = [
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

/** The fields each kind must have, as the contract lists them. */
const REQUIRED = {
  advance: [
    "setl_id fixmedins_code insu_admdvs psn_no poverty_status setl_time med_type medfee_sumamt inscp_scp_amt hifp_pay hifmi_pay maf_pay oth_pay",
    "fund_pay_sumamt psn_part_amt",
  ],
  reversal: ["reversal_id setl_id fixmedins_code insu_admdvs time reason"],
  deduction: ["deduction_id fixmedins_code insu_admdvs setlym fund amount reason"],
  prepayment: ["prepayment_id fixmedins_code insu_admdvs fund amount time"],
  disbursement: ["disbursement_id fixmedins_code insu_admdvs setlym fund amount time"],
  review: ["review_id fixmedins_code insu_admdvs setl_id decision reason time"],
  release: ["release_id fixmedins_code insu_admdvs setlym fund amount reason time"],
  return: ["return_id fixmedins_code insu_admdvs fund amount time"],
  allotment: ["allotment_id insu_admdvs payee item headcount_lifted headcount_unlifted time"],
} as const satisfies Record<MessageKind, readonly string[]>;
const requiredOf = (kind: MessageKind): string[] => REQUIRED[kind].join(" ").split(" ");

describe("a right message", () => {
  it("of an advance is read with its amounts in fen", () => {
    const setldetail = [
      { fund_pay_type: "390100", fund_payamt: "1234.57" },
      { fund_pay_type: "610100", fund_payamt: 210.05 },
    ];
    expect(messageOf(advanceMessage({ setldetail, hosp_part_amt: "0.50" }))).toEqual({
      kind: "advance",
      setl_id: "SETL-0001",
      fixmedins_code: "H53282200001",
      fixmedins_name: "勐海县人民医院",
      insu_admdvs: "532822",
      psn_no: "53280000000000012345",
      poverty_status: "lifted",
      setl_time: "2017-10-26 09:30:00",
      med_type: "21",
      hosp_lv: "county",
      dise_codg: "J44.100",
      dise_name: "慢性阻塞性肺病",
      refl_flag: "1",
      // 1234.57 + 210.05 + 88.88 = 1533.50 paid by the funds; + 120.50 + 0.50 = 1654.50.
      medfee_sumamt: 165450,
      inscp_scp_amt: 150000,
      act_pay_dedc: 0,
      hifp_pay: 123457,
      hifmi_pay: 0,
      maf_pay: 21005,
      oth_pay: 8888,
      hosp_part_amt: 50,
      fund_pay_sumamt: 153350,
      psn_part_amt: 12050,
      setldetail: [
        { fund_pay_type: "390100", fund_payamt: 123457 },
        { fund_pay_type: "610100", fund_payamt: 21005 },
      ],
    });
  });

  it("of each other kind is read with its amount in fen", () => {
    expect(messageOf(reversalMessage())).toEqual(reversalMessage());
    expect(messageOf(deductionMessage())).toEqual({ ...deductionMessage(), amount: 3457 });
    expect(messageOf(deductionMessage({ setl_id: undefined, poverty_status: "unlifted" }))).toMatchObject({
      poverty_status: "unlifted",
      amount: 3457,
    });
    expect(messageOf(prepaymentMessage())).toEqual({ ...prepaymentMessage(), amount: 5000000 });
    expect(messageOf(disbursementMessage())).toEqual({ ...disbursementMessage(), amount: 120000 });
    expect(messageOf(reviewMessage())).toEqual(reviewMessage());
    expect(messageOf(releaseMessage())).toEqual({ ...releaseMessage(), amount: 6172 });
    expect(messageOf(returnMessage())).toEqual({ ...returnMessage(), amount: 1000000 });
  });

  it.each(KINDS)("needs no kind where its id tells it: %s", (kind) => {
    const message = MESSAGE_FACTORIES[kind]();
    expect(messageOf({ ...message, kind: undefined })).toEqual(messageOf(message));
    expect(messageOf({ ...message, kind: null })).toEqual(messageOf(message));
  });

  it.each(KINDS)("is not changed by fields the contract does not have: %s", (kind) => {
    const message = MESSAGE_FACTORIES[kind]();
    const stray = { psn_name: "岩罕龙", age: 52, nested: { deep: [1, { setl_id: "X" }] }, constructor: "x", toString: 1 };
    expect(messageOf({ ...stray, ...message })).toEqual(messageOf(message));
  });

  it.each(["fixmedins_name", "hosp_lv", "dise_codg", "dise_name", "refl_flag", "act_pay_dedc", "hosp_part_amt", "setldetail"])(
    "of an advance may lack %s or have it null",
    (field) => {
      const without = messageOf(advanceMessage({ [field]: undefined }));
      expect(without).not.toHaveProperty(field);
      expect(messageOf(advanceMessage({ [field]: null }))).toEqual(without);
    },
  );

  it("may write ids, codes and months as numbers", () => {
    const message = {
      ...advanceMessage(),
      setl_id: 20171026,
      fixmedins_code: 53282200001,
      insu_admdvs: 532822,
      psn_no: 12345,
      med_type: 21,
      refl_flag: 1,
    };
    expect(messageOf(message)).toMatchObject({
      setl_id: "20171026",
      fixmedins_code: "53282200001",
      insu_admdvs: "532822",
      psn_no: "12345",
      med_type: "21",
      refl_flag: "1",
    });
    expect(messageOf({ ...disbursementMessage(), setlym: 201710 })).toMatchObject({ setlym: "201710" });
  });

  it("keeps every digit of a long number", () => {
    // 2^53 is 9007199254740992: a JSON number read as a float would end in …992.
    expect(messageOf(withNumber(advanceMessage(), "setl_id", "9007199254740993"))).toMatchObject({ setl_id: "9007199254740993" });
    expect(messageOf(withNumber(advanceMessage(), "setl_id", "12345678901234567890123456789.10"))).toMatchObject({
      setl_id: "12345678901234567890123456789.10",
    });
  });
});

describe("an amount of a message", () => {
  it.each([
    ["12.10", 1210],
    ["12.1", 1210],
    ["12", 1200],
    ["0", 0],
    ["0.00", 0],
    ["-0", 0],
    ["1000000000.00", 100_000_000_000],
  ])("may be %s, as a text or a number", (source, amountFen) => {
    expect(messageOf(advanceMessage({ act_pay_dedc: source }))).toMatchObject({ act_pay_dedc: amountFen });
    expect(messageOf(withNumber(advanceMessage(), "act_pay_dedc", source))).toMatchObject({ act_pay_dedc: amountFen });
  });

  it.each([
    ["1e3", "is not an amount in yuan such as 1234.56"],
    ["1E+2", "is not an amount in yuan such as 1234.56"],
    ["1e-1", "is not an amount in yuan such as 1234.56"],
    ["12.345", "has more than two decimals"],
    ["0.30000000000000004", "has more than two decimals"],
    ["-1", "is less than zero"],
    ["1000000000.01", "is more than 1000000000.00 yuan, the most one message may name"],
    ["1000000000000000", "is more than 1000000000.00 yuan, the most one message may name"],
  ])("can't be %s, neither as a text nor as a number", (source, problem) => {
    expect(problemsOf(advanceMessage({ inscp_scp_amt: source }))).toMatchObject([{ field: "inscp_scp_amt", value: source, problem }]);
    expect(problemsOf(withNumber(advanceMessage(), "inscp_scp_amt", source))).toMatchObject([{ field: "inscp_scp_amt", value: source, problem }]);
  });

  it.each(["", " 12.00", "NaN", "1,000", "+1", ".5", "1.", "0x10", "１２", "12元"])("can't be the text %j", (text) => {
    expect(summary(advanceMessage({ inscp_scp_amt: text }))).toEqual(["inscp_scp_amt: is not an amount in yuan such as 1234.56"]);
  });

  it.each(AMOUNTS)("%s is checked like the others", (field) => {
    expect(summary(advanceMessage({ [field]: "1e3" }))).toEqual([`${field}: is not an amount in yuan such as 1234.56`]);
    expect(summary(advanceMessage({ [field]: true }))).toEqual([`${field}: is not a text`]);
    expect(summary(advanceMessage({ [field]: ["1"] }))).toEqual([`${field}: is not a text`]);
  });

  it.each(["deduction", "prepayment", "disbursement"] as const)("of money that moves must be more than zero: %s", (kind) => {
    const factory = MESSAGE_FACTORIES[kind];
    expect(summary(factory({ amount: "0.00" }))).toEqual(["amount: must be more than zero"]);
    expect(summary(factory({ amount: 0 }))).toEqual(["amount: must be more than zero"]);
    expect(summary(factory({ amount: "-0.01" }))).toEqual(["amount: is less than zero"]);
    expect(summary(factory({ amount: "0.01" }))).toEqual([]);
  });
});

describe("a missing field", () => {
  it.each(KINDS.flatMap((kind) => requiredOf(kind).map((field) => [kind, field] as const)))("of %s is named: %s", (kind, field) => {
    const message = { ...MESSAGE_FACTORIES[kind](), hosp_part_amt: "0.00", [field]: undefined };
    const expected = [{ field, problem: "is missing", problemZh: "缺失" }];
    expect(problemsOf(message)).toEqual(expected);
    expect(problemsOf({ ...message, [field]: null })).toEqual(expected);
  });

  it("has no required field beyond those", () => {
    expect([...REQUIRED_ADVANCE_FIELDS].toSorted()).toEqual(requiredOf("advance").toSorted());
    for (const kind of KINDS) {
      const bare = Object.fromEntries(
        Object.entries(MESSAGE_FACTORIES[kind]()).filter(([field]) => ["kind", "setl_id", ...requiredOf(kind)].includes(field)),
      );
      expect(summary(bare)).toEqual([]);
    }
  });

  it("of a deduction is which split it follows, where it has neither setl_id nor poverty_status", () => {
    const neither = deductionMessage({ setl_id: undefined });
    expect(problemsOf(neither)).toEqual([
      {
        field: "setl_id or poverty_status",
        problem: "must be given: which split the deduction follows",
        problemZh: "必须提供其一：扣款按哪种分担比例",
      },
    ]);
    expect(summary({ ...neither, setl_id: null, poverty_status: null })).toHaveLength(1);
    expect(summary({ ...neither, poverty_status: "lifted" })).toEqual([]);
    expect(summary(deductionMessage({ poverty_status: "lifted" }))).toEqual([]);
  });

  it("of an object without any id is its kind", () => {
    expect(summary({})).toEqual(["kind: is missing"]);
    expect(summary({ kind: null, amount: "1.00" })).toEqual(["kind: is missing"]);
  });
});

describe("a text of a message", () => {
  it.each([
    ["setl_id", 64],
    ["psn_no", 64],
    ["fixmedins_name", 200],
    ["dise_codg", 30],
    ["dise_name", 200],
    ["med_type", 6],
    ["insu_admdvs", 20],
  ])("%s may have %i characters and not one more", (field, most) => {
    expect(summary(advanceMessage({ [field]: "1".repeat(most) }))).toEqual([]);
    expect(summary(advanceMessage({ [field]: "1".repeat(most + 1) }))).toEqual([`${field}: is too long`]);
  });

  it("reason may have 500 characters and not one more", () => {
    expect(summary(reversalMessage({ reason: "长".repeat(500) }))).toEqual([]);
    expect(summary(reversalMessage({ reason: "长".repeat(501) }))).toEqual(["reason: is too long"]);
  });

  it.each(["", " ", " S1", "S1 ", "\tS1", "S1\n", "\u3000S1", "\ufeffS1"])("can't be %j, empty or with a space at an end", (text) => {
    expect(summary(advanceMessage({ setl_id: text }))).toEqual(["setl_id: is empty or begins or ends with a space"]);
  });

  it.each(["S\u0000", "S\n1", "S\t1", "S\u001b[31m", "S\u007f1", "S\u00851", "S\u2028T", "S\u2029T"])(
    "can't hold the control character of %j",
    (text) => {
      expect(summary(advanceMessage({ setl_id: `${text}.` }))).toEqual(["setl_id: holds control characters"]);
    },
  );

  it.each(["\ud83d", "S\udc00T", "\ude00\ud83d"])("can't hold half of a character", (text) => {
    expect(problemsOf(advanceMessage({ dise_name: text }))).toMatchObject([
      { field: "dise_name", value: text.toWellFormed(), problem: "holds half of a character (an unpaired surrogate)" },
    ]);
  });

  it("may hold any whole character inside", () => {
    const name = "𠮷田 O’Brien·岩罕 😀 (分院) №3";
    expect(messageOf(advanceMessage({ fixmedins_name: name }))).toMatchObject({ fixmedins_name: name });
  });

  it.each([[true], [["S1"]], [{ source: "S1" }], [[]], [{}]])("can't be %j", (value) => {
    expect(summary(advanceMessage({ setl_id: value }))).toEqual(["setl_id: is not a text"]);
  });
});

describe("a field with its own form", () => {
  it.each(["H53282200001", "53282200001", "h", "A".repeat(30), "H1.2_3-4"])("fixmedins_code may be %s", (code) => {
    expect(summary(advanceMessage({ fixmedins_code: code }))).toEqual([]);
  });

  it.each(["", "A".repeat(31), "H 1", "-H1", ".H1", "医院", "H#1", "H/1", "Ｈ1", "H1\n"])("fixmedins_code can't be %j", (code) => {
    expect(summary(advanceMessage({ fixmedins_code: code }))).toEqual([
      "fixmedins_code: may hold letters, digits, dot, underscore and hyphen only, 30 at most",
    ]);
  });

  it.each(["POOL", "pool", "Pool"])("fixmedins_code can't be %s, the payee of allotments", (code) => {
    expect(summary(advanceMessage({ fixmedins_code: code }))).toEqual(["fixmedins_code: is a reserved word"]);
    expect(summary(advanceMessage({ fixmedins_code: `${code}1` }))).toEqual([]);
  });

  it.each([
    ["poverty_status", "poor"],
    ["poverty_status", "LIFTED"],
    ["poverty_status", ""],
    ["poverty_status", true],
    ["hosp_lv", "town"],
    ["refl_flag", "2"],
    ["refl_flag", "是"],
    ["refl_flag", true],
  ])("%s can't be %j", (field, value) => {
    expect(summary(advanceMessage({ [field]: value }))).toEqual([`${field}: is none of the values the field may have`]);
  });

  it.each(["civil", "Basic", "", 1])("fund can't be %j", (fund) => {
    expect(summary(disbursementMessage({ fund }))).toEqual(["fund: is none of the values the field may have"]);
  });

  it.each(["2017-10-26", "2017-10-26T09:30:00", "2017-02-30 00:00:00", "2017-10-26 24:00:00", "2017-10-26 09:30:00 ", "", 20171026])(
    "a time can't be %j",
    (time) => {
      expect(summary(advanceMessage({ setl_time: time }))).toEqual(["setl_time: is not a point in time written yyyy-MM-dd HH:mm:ss"]);
      expect(summary(prepaymentMessage({ time }))).toEqual(["time: is not a point in time written yyyy-MM-dd HH:mm:ss"]);
    },
  );

  it.each(["2017-10", "201713", "201700", "20171", "", "previous", 2017])("setlym can't be %j", (month) => {
    expect(summary(disbursementMessage({ setlym: month }))).toEqual(["setlym: is not a month written yyyyMM"]);
  });

  it.each([
    ["390100", "setldetail: is not a list of rows"],
    [{ fund_pay_type: "390100", fund_payamt: "1" }, "setldetail: is not a list of rows"],
    [["390100"], "setldetail.0: is not a JSON object"],
    [[null], "setldetail.0: is not a JSON object"],
    [[[]], "setldetail.0.fund_pay_type: is missing"],
    [[{ fund_payamt: "1" }], "setldetail.0.fund_pay_type: is missing"],
    [[{ fund_pay_type: null, fund_payamt: "1" }], "setldetail.0.fund_pay_type: is missing"],
    [[{ fund_pay_type: "3901001", fund_payamt: "1" }], "setldetail.0.fund_pay_type: is too long"],
    [[{ fund_pay_type: "390100" }], "setldetail.0.fund_payamt: is missing"],
    [[{ fund_pay_type: "390100", fund_payamt: "1e3" }], "setldetail.0.fund_payamt: is not an amount in yuan such as 1234.56"],
    [
      [
        { fund_pay_type: "390100", fund_payamt: "1" },
        { fund_pay_type: "390200", fund_payamt: "-1" },
      ],
      "setldetail.1.fund_payamt: is less than zero",
    ],
  ])("setldetail can't be %j", (setldetail, problem) => {
    expect(summary(advanceMessage({ setldetail }))).toContain(problem);
  });

  it("setldetail may be empty, and its rows may have other fields and numbers", () => {
    expect(messageOf(advanceMessage({ setldetail: [] }))).toMatchObject({ setldetail: [] });
    const row = { fund_pay_type: 390100, fund_payamt: 12.1, fund_pay_type_name: "基本医疗保险统筹基金" };
    expect(messageOf(advanceMessage({ setldetail: [row] }))).toMatchObject({ setldetail: [{ fund_pay_type: "390100", fund_payamt: 1210 }] });
  });
});

describe("a kind of message", () => {
  it.each([
    ["close", "goes to the commands queue, not to the intake queue (fundflow close)"],
    ["claim", "is no kind of message that can be posted"],
    ["Advance", "is no kind of message that can be posted"],
    ["", "is no kind of message that can be posted"],
    ["constructor", "is no kind of message that can be posted"],
    ["__proto__", "is no kind of message that can be posted"],
    [1, "is no kind of message that can be posted"],
    [true, "is no kind of message that can be posted"],
    [["advance"], "is no kind of message that can be posted"],
    [{ kind: "advance" }, "is no kind of message that can be posted"],
  ])("%j is refused with its reason", (kind, problem) => {
    expect(summary(advanceMessage({ kind }))).toEqual([`kind: ${problem}`]);
  });

  it("is told by the id that only one kind has; setl_id alone is an advance's", () => {
    expect(kindOf({ setl_id: "S1" })).toBe("advance");
    expect(kindOf({ setl_id: "S1", reversal_id: "R1" })).toBe("reversal");
    expect(kindOf({ setl_id: "S1", deduction_id: "D1" })).toBe("deduction");
    expect(kindOf({ setl_id: "S1", reversal_id: null })).toBe("advance");
    expect(kindOf({ kind: "advance", reversal_id: "R1" })).toBe("advance");
    expect(kindOf({ setl_id: "S1", allotment_id: "A1" })).toBe("allotment");
  });

  it("is not passed on by a field named __proto__", () => {
    const text = JSON.stringify(advanceMessage()).replaceAll("\\", "\\\\");
    expect(summary(`{"__proto__":${text}}`)).toEqual(["kind: is missing"]);
    expect(summary(`{"kind":"disbursement","__proto__":${text}}`)).toHaveLength(requiredOf("disbursement").length);
  });
});

describe("the problems of a message", () => {
  it("are all found at once, in the order of the contract, each in English and Chinese with its value", () => {
    const wrong = advanceMessage({
      setl_id: " S1",
      fixmedins_code: "医院",
      psn_no: undefined,
      poverty_status: "poor",
      hifp_pay: "1e3",
      fund_pay_sumamt: -1,
    });
    expect(problemsOf(wrong)).toEqual([
      { field: "setl_id", value: " S1", problem: "is empty or begins or ends with a space", problemZh: "为空或首尾有空格" },
      {
        field: "fixmedins_code",
        value: "医院",
        problem: "may hold letters, digits, dot, underscore and hyphen only, 30 at most",
        problemZh: "只能含字母、数字、点、下划线和连字符，最多30个",
      },
      { field: "psn_no", problem: "is missing", problemZh: "缺失" },
      { field: "poverty_status", value: "poor", problem: "is none of the values the field may have", problemZh: "不是该字段允许的值" },
      { field: "hifp_pay", value: "1e3", problem: "is not an amount in yuan such as 1234.56", problemZh: "不是以元为单位的金额（如1234.56）" },
      { field: "fund_pay_sumamt", value: "-1", problem: "is less than zero", problemZh: "小于零" },
    ]);
  });

  it("are one for each field, the first that applies", () => {
    expect(summary(advanceMessage({ setl_id: ` ${"\u0000".repeat(100)}` }))).toEqual(["setl_id: is empty or begins or ends with a space"]);
  });

  it("include a deduction's missing split beside the others", () => {
    expect(summary(deductionMessage({ setl_id: undefined, amount: "0", fund: "civil" }))).toEqual([
      "setl_id or poverty_status: must be given: which split the deduction follows",
      "fund: is none of the values the field may have",
      "amount: must be more than zero",
    ]);
  });

  it("show no value of psn_no, and of others at most 80 characters", () => {
    expect(problemsOf(advanceMessage({ psn_no: " 12345" }))).toEqual([
      { field: "psn_no", problem: "is empty or begins or ends with a space", problemZh: "为空或首尾有空格" },
    ]);
    const [problem] = problemsOf(advanceMessage({ dise_name: "长".repeat(201) }));
    expect(problem?.value).toBe(`${"长".repeat(80)}…`);
    const just = "长".repeat(79) + "\n";
    expect(problemsOf(advanceMessage({ dise_name: just }))).toMatchObject([{ value: just }]);
    // The 80th place falls between the halves of a character.
    const [halved] = problemsOf(advanceMessage({ dise_name: "a" + "𠮷".repeat(200) }));
    expect(halved?.value?.isWellFormed()).toBe(true);
  });

  it("show no list or object that stands for a text", () => {
    expect(problemsOf(advanceMessage({ med_type: { psn_name: "岩罕龙" }, kind: undefined }))).toEqual([
      { field: "med_type", problem: "is not a text", problemZh: "不是文本" },
    ]);
    expect(problemsOf({ kind: ["岩罕龙"] })).toEqual([
      { field: "kind", problem: "is no kind of message that can be posted", problemZh: "不是可记账的消息类型" },
    ]);
  });

  it("are named up to 40, then counted", () => {
    const setldetail = Array.from({ length: 100 }, () => ({ fund_pay_type: "390100" }));
    const problems = problemsOf(advanceMessage({ setldetail, setl_id: "" }));
    expect(problems).toHaveLength(41);
    expect(problems[0]?.field).toBe("setl_id");
    // 101 problems in all: setl_id and 100 amounts.
    expect(problems.at(-1)).toEqual({ field: "message", problem: "has further problems: 61", problemZh: "还有61处问题" });
    const ofRows = (rows: number) => summary(advanceMessage({ setldetail: setldetail.slice(0, rows) }));
    expect(ofRows(40)).toHaveLength(40);
    expect(ofRows(40).at(-1)).toBe("setldetail.39.fund_payamt: is missing");
    expect(ofRows(41).at(-1)).toBe("message: has further problems: 1");
  });

  it("have both languages, for people and without a repeated text", () => {
    const texts = Object.values(FIELD_PROBLEMS);
    for (const [en, zh] of texts) {
      expect(en).toMatch(/^[\x20-\x7e]+$/);
      expect(zh).toMatch(/[一-龥]/);
    }
    expect(new Set(texts.map(([en]) => en)).size).toBe(texts.length);
    expect(new Set(texts.map(([, zh]) => zh)).size).toBe(texts.length);
  });
});

describe("the contract's fields", () => {
  it("of an advance are those of the national interface, in this order", () => {
    expect(ADVANCE_FIELDS.join(" ")).toBe(
      "setl_id fixmedins_code fixmedins_name insu_admdvs psn_no poverty_status setl_time med_type hosp_lv dise_codg dise_name refl_flag " +
        "medfee_sumamt inscp_scp_amt act_pay_dedc hifp_pay hifmi_pay maf_pay oth_pay hosp_part_amt fund_pay_sumamt psn_part_amt setldetail " +
        "hifp_pay_cum otp_hifp_pay_cum hifmi_pay_cum maf_pay_cum inscp_selfpay_cum psn_part_cum",
    );
  });

  it("are all that is ever stored: nothing that names a person but psn_no, which is hashed", () => {
    const others = [...CONTRACT_FIELDS].filter((field) => !ADVANCE_FIELDS.includes(field));
    expect(others.toSorted()).toEqual(
      (
        "allotment_id amount decision deduction_id disbursement_id fund headcount_lifted headcount_unlifted item kind payee prepayment_id reason " +
        "region release_id return_id reversal_id review_id setlym time unit_amount"
      ).split(" "),
    );
  });

  it("of a close are a month and a region", () => {
    expect(readFields(Close, { kind: "close", setlym: "201710", region: "5328" })).toEqual({ setlym: "201710", region: "5328" });
    expect(readFields(Close, parseJsonText('{"setlym":201710,"region":53}') as Fields)).toEqual({ setlym: "201710", region: "53" });
    expect(readFields(Close, { setlym: "201710", region: " 532822\u0000" })).toMatchObject([
      { field: "region", problem: "is empty or begins or ends with a space" },
    ]);
    expect(readFields(Close, { setlym: "2017-10" })).toMatchObject([
      { field: "setlym", problem: "is not a month written yyyyMM" },
      { field: "region", problem: "is missing" },
    ]);
  });
});
