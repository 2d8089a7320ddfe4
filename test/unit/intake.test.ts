import { describe, expect, it } from "vitest";
import { receiveMessage, rejectRecord, tooLarge } from "../../shared/contract/intake.ts";
import { MAX_NESTING, NestingError, NumberText, parseJsonText } from "../../shared/contract/json-text.ts";
import { describeReason } from "../../shared/outcome/outcomes.ts";
import { buildRejection } from "../../shared/contract/rejection.ts";
import { LIMITS } from "../../shared/limits.ts";
import {
  advanceMessage,
  auditContext,
  disbursementMessage,
  hashPerson,
  MESSAGE_FACTORIES,
  rawMessage,
  receive,
  recordOf,
  rejectionOf,
  reversalMessage,
} from "../support/messages.ts";

const problemOf = (text: string): string => rejectionOf(text).message;

describe("JSON text", () => {
  it("keeps numbers as they were written", () => {
    const text = '{"a":12.10,"b":[1e3,-0,9007199254740993],"c":"12.10","d":null,"e":true}';
    const value = parseJsonText(text) as Record<string, unknown>;
    expect(value["a"]).toEqual(new NumberText("12.10"));
    expect(JSON.stringify(value)).toBe(text);
  });

  it(`may be nested ${MAX_NESTING} levels deep and not one more`, () => {
    // The problem's text names the limit, too.
    expect(MAX_NESTING).toBe(100);
    const nested = (levels: number): string => "[".repeat(levels) + "]".repeat(levels);
    expect(() => parseJsonText(nested(MAX_NESTING))).not.toThrow();
    expect(() => parseJsonText(nested(MAX_NESTING + 1))).toThrow(new NestingError("nested more than 100 levels deep at character 101"));
    // What was closed again does not count, what is still open does.
    expect(() => parseJsonText(`[[],{},${nested(MAX_NESTING - 1)}]`)).not.toThrow();
    expect(() => parseJsonText(`[[],{},${nested(MAX_NESTING)}]`)).toThrow(NestingError);
    expect(() => parseJsonText('{"a":'.repeat(MAX_NESTING + 1) + "1" + "}".repeat(MAX_NESTING + 1))).toThrow(NestingError);
  });

  it("is nested by its lists and objects, not by brackets in its texts or by their number", () => {
    const brackets = "[{".repeat(200);
    expect(parseJsonText(JSON.stringify([brackets, `"${brackets}`, `\\"${brackets}`]))).toEqual([brackets, `"${brackets}`, `\\"${brackets}`]);
    expect(parseJsonText(`[${Array.from({ length: 500 }, () => "{}").join()}]`)).toHaveLength(500);
  });
});

describe("a right message", () => {
  it.each(Object.entries(MESSAGE_FACTORIES))("becomes a record of its institution's lane: %s", (kind, factory) => {
    const message = factory();
    const raw = rawMessage(message, { ref: "MSG-7", attempt: 2 });
    expect(receiveMessage(raw, auditContext())).toMatchObject({
      lane: "H53282200001",
      record: {
        kind,
        id: Object.entries(message).find(([field]) => field.endsWith("_id"))?.[1],
        county: "532822",
        ref: "MSG-7",
        attempt: 2,
        // An allotment names whom it is paid to, not who sends it.
        sender: kind === "allotment" ? "AIDAQUEUE" : "H53282200001",
      },
    });
  });

  it("may have as many bytes as a message may, in UTF-8, and not one more", () => {
    const message = JSON.stringify(advanceMessage());
    const pad = (bytes: number): string => message + " ".repeat(bytes - Buffer.byteLength(message));
    expect(LIMITS.messageBytes).toBe(65_536);
    expect(receive(pad(65_536))).toHaveProperty("record");
    expect(problemOf(pad(65_537))).toBe("message has 65537 bytes; a message may have 65536");
  });
});

describe("a message that is no JSON object", () => {
  it.each([
    ["[]", "message is not a JSON object"],
    ["null", "message is not a JSON object"],
    ["12.10", "message is not a JSON object"],
    ["true", "message is not a JSON object"],
    ['"advance"', "message is not a JSON object"],
    ['[{"setl_id":"S1"}]', "message is not a JSON object"],
    ["", "message is not JSON"],
    [" ", "message is not JSON"],
    ["{", "message is not JSON: it ends too early"],
    ["{'", "message is not JSON at character 2 of 2"],
    ['{"setl_id":}', "message is not JSON"],
    ["setl_id,psn_no", "message is not JSON"],
    ["{'setl_id':'S1'}", "message is not JSON at character 2 of 16"],
    ["\ufeff{}", "message is not JSON"],
    ['{"setl_id":"a\nb"}', "message is not JSON at character 14 of 17"],
  ])("is rejected: %j", (text, message) => {
    const { code, problems, sender } = rejectionOf(text);
    expect({ code, message: problemOf(text), sender }).toEqual({ code: "invalid_message", message, sender: "AIDAQUEUE" });
    expect(problems).toHaveLength(1);
  });

  it("is rejected where it is nested so deep that reading it would run out of stack", () => {
    for (const text of ["[".repeat(30_000), `{"setl_id":${"[".repeat(10_000)}${"]".repeat(10_000)}}`]) {
      expect(problemOf(text)).toBe("message is nested more than 100 levels deep");
    }
  });

  it("is named in Chinese, too", () => {
    expect(rejectionOf("{").messageZh).toBe("message不是有效的JSON：文本提前结束");
    expect(rejectionOf("{'setl_id':1}").messageZh).toBe("message不是有效的JSON（第2个字符，共13个）");
    expect(rejectionOf("[]").messageZh).toBe("message不是JSON对象");
    expect(tooLarge(70_000)).toEqual({
      field: "message",
      problem: "has 70000 bytes; a message may have 65536",
      problemZh: "共70000字节，超过单条消息上限65536字节",
    });
  });
});

describe("a message its sender's tool found broken", () => {
  const defect = { field: "row", problem: "has 21 cells; the header has 22", problemZh: "有21列，表头有22列" };
  const reject = (text: string) => {
    const result = receiveMessage(rawMessage(advanceMessage(), { defect: text }), auditContext());
    return "rejection" in result ? result.rejection : undefined;
  };

  it("is rejected for that, even if its text could be read", () => {
    expect(reject(JSON.stringify(defect))).toMatchObject({
      code: "invalid_message",
      message: "row has 21 cells; the header has 22",
      problems: [defect],
    });
  });

  it.each(["", "no json", "{}", JSON.stringify({ ...defect, problem: 5 }), JSON.stringify({ ...defect, problem: "x".repeat(201) })])(
    "is rejected even if the tool's finding is no finding: %j",
    (text) => {
      expect(reject(text)).toMatchObject({ code: "invalid_message", message: "message is not a JSON object" });
    },
  );
});

describe("a rejection", () => {
  it("has everything its sender needs", () => {
    expect(rejectionOf(advanceMessage({ insu_admdvs: "532899", psn_name: "岩罕龙" }))).toEqual({
      rejection_id: expect.stringMatching(/^[\w-]{22}$/) as unknown,
      code: "unknown_region",
      message: 'insu_admdvs "532899" is not the code of a county',
      messageZh: "insu_admdvs“532899”不是县级行政区划代码",
      retry: "Name the insured county's six-digit GB/T 2260 code and send the message again.",
      severity: "notice",
      numbers: {},
      kind: "advance",
      id: "SETL-0001",
      fixmedins_code: "H53282200001",
      insu_admdvs: "532899",
      sender: "H53282200001",
      original: JSON.stringify({ ...advanceMessage({ insu_admdvs: "532899" }), psn_no: hashPerson("53280000000000012345") }),
      rejectedAt: "2017-12-31 12:00:00",
    });
  });

  it("lists the problems of an invalid message and repeats them in its own words", () => {
    const rejection = rejectionOf(advanceMessage({ setl_id: "", hifp_pay: "1e3" }));
    expect(rejection.problems).toMatchObject([{ field: "setl_id" }, { field: "hifp_pay" }]);
    expect(rejection.message).toBe('setl_id "" is empty or begins or ends with a space; hifp_pay "1e3" is not an amount in yuan such as 1234.56');
    expect(rejection.messageZh).toBe('setl_id ""为空或首尾有空格；hifp_pay "1e3"不是以元为单位的金额（如1234.56）');
  });

  it("names the message's kind by its id, where it says none", () => {
    const unknown = { insu_admdvs: "532899" };
    for (const [kind, factory] of Object.entries(MESSAGE_FACTORIES))
      expect(rejectionOf(factory({ ...unknown, kind: undefined }))).toMatchObject({ kind });
    expect(rejectionOf({ amount: "1.00" })).not.toHaveProperty("kind");
  });

  it.each([
    ["its own id", reversalMessage({ insu_admdvs: "1" }), "REV-0001"],
    ["its own id, even if it has another kind's", reversalMessage({ disbursement_id: "DIS-0001", insu_admdvs: "1" }), "REV-0001"],
    ["the id it has, if its own is missing", reversalMessage({ reversal_id: undefined, kind: "reversal" }), "SETL-0001"],
    ["the id it has, if its kind is unknown", disbursementMessage({ kind: "payment" }), "DIS-0001"],
    ["an id written as a number", disbursementMessage({ disbursement_id: 2017, fund: "x" }), "2017"],
    ["the beginning of an id that is too long", advanceMessage({ setl_id: "S".repeat(500) }), "S".repeat(64)],
    ["no id that is none", advanceMessage({ setl_id: ["S1"] }), undefined],
    ["no empty id", advanceMessage({ setl_id: "" }), undefined],
  ])("names %s", (_case, message, id) => {
    expect(rejectionOf(message).id).toBe(id);
  });

  it("names the institution as its sender, and the queue's sender where the message names none", () => {
    expect(rejectionOf(advanceMessage({ fund_pay_sumamt: "1.00" })).sender).toBe("H53282200001");
    expect(rejectionOf(advanceMessage({ fixmedins_code: 53282200001, fund_pay_sumamt: "1.00" })).sender).toBe("53282200001");
    expect(rejectionOf(advanceMessage({ fixmedins_code: undefined })).sender).toBe("AIDAQUEUE");
  });

  it("is the same for the same message, whenever it is rejected, and another for another", () => {
    const idOf = (message: Record<string, unknown>, now = "2017-12-31 12:00:00"): string => rejectionOf(message, { now }).rejection_id;
    const wrong = advanceMessage({ fund_pay_sumamt: "1.00" });
    expect(idOf(wrong, "2018-06-01 00:00:00")).toBe(idOf(wrong));
    const others = [
      advanceMessage({ fund_pay_sumamt: "1.01" }),
      advanceMessage({ fund_pay_sumamt: "1.00", setl_id: "SETL-0002" }),
      advanceMessage({ fund_pay_sumamt: "1.00", fixmedins_code: "H2" }),
      advanceMessage({ fund_pay_sumamt: "1.00", insu_admdvs: "1" }),
    ];
    expect(new Set([wrong, ...others].map((message) => idOf(message))).size).toBe(5);
  });

  it("fits an item of the store by a wide margin, whatever the message", () => {
    const long = "\u0001".repeat(1_000);
    const rows = Array.from({ length: 15_000 }, () => ({}));
    const worst = Object.fromEntries(Object.keys(advanceMessage()).map((field) => [field, long]));
    for (const message of [
      { kind: "advance", setldetail: rows },
      { ...worst, kind: "advance" },
      { ...worst, kind: long },
      { reason: "长".repeat(20_000) },
    ]) {
      expect(Buffer.byteLength(JSON.stringify(rejectionOf(message)))).toBeLessThan(LIMITS.itemBytes / 4);
    }
    for (const text of ["长".repeat(21_000), '{"reason":"长"'.repeat(4_000)]) {
      expect(Buffer.byteLength(JSON.stringify(rejectionOf(text)))).toBeLessThan(LIMITS.itemBytes / 4);
    }
  });

  it("has whole characters only, which every store can write", () => {
    // The 64th place of an id and the 80th of a value fall between the halves of a character.
    const astral = "a" + "𠮷".repeat(300);
    for (const message of [
      advanceMessage({ setl_id: astral, fixmedins_code: astral, insu_admdvs: astral, kind: undefined }),
      { kind: astral },
      { kind: "\ud800" },
    ]) {
      const { original, ...texts } = rejectionOf(message);
      for (const text of Object.values(texts)) if (typeof text === "string") expect(text.isWellFormed()).toBe(true);
      expect(original.isWellFormed()).toBe(true);
    }
    expect(rejectionOf(`{"reason":"${"𠮷".repeat(99)}" `.repeat(40)).original.isWellFormed()).toBe(true);
  });

  it("of a record that its lane refused says the same as one of intake", () => {
    const record = recordOf(advanceMessage());
    const reason = { code: "conflict", details: { id: "SETL-0001", kind: "advance", page: 3 } } as const;
    expect(rejectRecord("H53282200001", record, reason, "2018-01-01 00:00:00")).toEqual({
      rejection_id: expect.stringMatching(/^[\w-]{22}$/) as unknown,
      ...describeReason(reason),
      kind: "advance",
      id: "SETL-0001",
      fixmedins_code: "H53282200001",
      insu_admdvs: "532822",
      sender: "H53282200001",
      original: record.original,
      rejectedAt: "2018-01-01 00:00:00",
    });
  });

  it("leaves out what is not known of the message", () => {
    const reason = { code: "unknown_region", details: { field: "region", value: "99" } } as const;
    const rejection = buildRejection(reason, { kind: "close", sender: "commands", original: "{}" }, "2018-01-01 00:00:00");
    expect(Object.keys(rejection)).not.toEqual(expect.arrayContaining(["id"]));
    expect(rejection).toMatchObject({ kind: "close", sender: "commands" });
    expect(rejection).not.toHaveProperty("problems");
    expect(rejection).not.toHaveProperty("fixmedins_code");
  });
});
