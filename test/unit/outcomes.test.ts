import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { QUEUES } from "../../infra/wiring.ts";
import { FIELD_PROBLEMS, fieldProblem } from "../../shared/contract/field-problems.ts";
import {
  describeReason,
  REJECTION_CODES,
  REJECTIONS,
  type Reason,
  type RejectionCode,
  type RejectionDetails,
} from "../../shared/outcome/outcomes.ts";
import { MAX_TOTAL_FEN } from "../../shared/lane/judge.ts";
import { fen } from "../../shared/money/fen.ts";
import { advanceMessage, rejectionOf } from "../support/messages.ts";

const DOCUMENT = readFileSync(new URL("../../docs/outcomes.md", import.meta.url), "utf8");

/** One reason of each code, the examples of the document. A new code does not compile until it has one. */
const EXAMPLES: { readonly [C in RejectionCode]: RejectionDetails[C] } = {
  invalid_message: { problems: [fieldProblem("setl_id", "missing"), fieldProblem("hifp_pay", "not_a_decimal", "1e3")] },
  unknown_region: { field: "insu_admdvs", value: "532800" },
  unknown_policy: { county: "532822", day: "2017-09-26" },
  amounts_do_not_add_up: {
    field: "fund_pay_sumamt",
    stated: fen(153450),
    sum: fen(153350),
    parts: ["hifp_pay", "hifmi_pay", "maf_pay", "oth_pay"],
  },
  future_settlement: { field: "setl_time", value: "2017-12-31 12:00:01", now: "2017-12-31 12:00:00" },
  unknown_unit_amount: { item: "premium", county: "532822", year: "2017", parameter: "premium" },
  wrong_unit_amount: { item: "familyDoctor", stated: fen(1500), allowed: fen(1200), atLeast: false },
  conflict: { id: "SETL-0001", kind: "advance", page: 3 },
  unknown_original: { settlementId: "SETL-0009", why: "this institution has posted no advance of that id", whyZh: "该机构没有此编号的垫付" },
  already_reversed: { settlementId: "SETL-0001" },
  month_not_closed: { month: "201710", county: "532822" },
  under_review: { settlementId: "SETL-0001", review: "REV-0001", why: "病历待核实" },
  not_deferred: { settlementId: "SETL-0001" },
  nothing_left: { settlementId: "SETL-0001" },
  exceeds_payable: { fund: "basic", month: "201710", needed: fen(130000), available: fen(123457) },
  exceeds_retained: { fund: "basic", month: "201710", needed: fen(10000), available: fen(6172) },
  exceeds_prepaid: { fund: "basic", needed: fen(5000001), available: fen(5000000) },
  total_out_of_range: { fund: "basic", month: "201710" },
  month_not_over: { month: "201710", now: "2017-10-31 23:59:59" },
};

const describeExample = (code: RejectionCode) => describeReason({ code, details: EXAMPLES[code] } as Reason);

/** The document's sections on the codes, by code and in its order. */
const sections = new Map(
  DOCUMENT.split(/^### /m)
    .slice(1)
    .map((section) => {
      const [, number = "", code = ""] = /^(\d+)\. `(\w+)` .*[一-龥]/.exec(section) ?? [];
      return [code, { number, text: section }] as const;
    }),
);

/** What follows "- Label 标签: " in a section. */
function lineOf(code: string, label: string): string | undefined {
  return new RegExp(`^- ${label}: (.*)$`, "m").exec(sections.get(code)?.text ?? "")?.[1];
}

describe("docs/outcomes.md", () => {
  it("has a numbered section for every rejection code, in order of precedence, and for no other", () => {
    expect([...sections.keys()]).toEqual(REJECTION_CODES);
    expect([...sections.values()].map(({ number }) => number)).toEqual(REJECTION_CODES.map((_, index) => String(index + 1)));
  });

  describe.each(REJECTION_CODES)("%s", (code) => {
    it("has the severity and the retry advice of the product", () => {
      expect(lineOf(code, "Severity 级别")).toBe(REJECTIONS[code].severity);
      expect(lineOf(code, "Again 重发")).toBe(REJECTIONS[code].retry);
    });

    it("has an example in the product's own words, in both languages", () => {
      const { message, messageZh } = describeExample(code);
      expect(lineOf(code, "Example 例")).toBe(message);
      expect(lineOf(code, "例")).toBe(messageZh);
    });

    it("names the numbers a rejection carries", () => {
      const line = lineOf(code, "Numbers 数值") ?? "";
      const names = Object.keys(describeExample(code).numbers);
      if (names.length === 0) expect(line).toBe("none");
      // The stated amount goes by its field's own name, which differs from message to message.
      else for (const name of names) expect(line).toContain(name === "fund_pay_sumamt" ? "under its own name" : `\`${name}\``);
    });

    it("says what it means and which kinds of message it is for", () => {
      expect(lineOf(code, "Meaning 含义")?.length).toBeGreaterThan(40);
      expect(lineOf(code, "Kinds 消息")).toMatch(/^(all|advance|reversal|deduction|disbursement|allotment|review|release|return|close)\b/);
    });
  });

  it("lists every problem a field can have, in both languages", () => {
    const rows = [...(sections.get("invalid_message")?.text.matchAll(/^\| (.+) \| (.+) \|$/gm) ?? [])].map(([, en, zh]) => [en, zh]);
    expect(rows.slice(1)).toEqual(Object.values(FIELD_PROBLEMS).map(([en, zh]) => [en, zh]));
  });

  it("shows a rejection as it is stored", () => {
    const shown = JSON.parse(/```json\n(.*?)```/s.exec(DOCUMENT)?.[1] ?? "") as { original: string };
    const stored = rejectionOf(advanceMessage({ fund_pay_sumamt: "1534.50" }));
    const { original, ...rest } = stored;
    expect(shown).toEqual({ ...rest, original: expect.stringMatching(/…$/) as unknown });
    expect(original.startsWith(shown.original.slice(0, -1))).toBe(true);
    expect(Object.keys(shown)).toEqual(Object.keys(stored));
  });

  it("tells the limits of the product", () => {
    const { intake, lanes, commands } = QUEUES;
    expect([intake.maxReceiveCount, lanes.maxReceiveCount]).toEqual([5, 5]);
    expect(DOCUMENT).toContain(`failed ${intake.maxReceiveCount} times (a command ${commands.maxReceiveCount} times)`);
    expect(MAX_TOTAL_FEN).toBe(9_000_000_000_000);
    expect(DOCUMENT).toContain("90,000,000,000.00 yuan");
  });
});

describe("a rejection code", () => {
  it.each(REJECTION_CODES)("%s says in English and Chinese what is wrong, and whether to send again", (code) => {
    const text = describeExample(code);
    expect(text).toMatchObject({ code, severity: REJECTIONS[code].severity, retry: REJECTIONS[code].retry });
    expect(text.retry).toMatch(/^[A-Z].*\.$/);
    expect(text.messageZh).toMatch(/[一-龥]/);
    // The values it names are in both.
    for (const value of Object.values(EXAMPLES[code]).filter((one) => typeof one === "string" && /^[\d: -]{7,}$/.test(one))) {
      expect(text.message).toContain(value);
      expect(text.messageZh).toContain(value);
    }
  });

  it("is an alarm where money may be claimed twice or a total can't be true", () => {
    expect(REJECTION_CODES.filter((code) => REJECTIONS[code].severity === "alarm")).toEqual(["conflict", "total_out_of_range"]);
  });

  it("names the fund of a missing rule in both languages", () => {
    const reason: Reason = { code: "unknown_policy", details: { county: "532822", day: "2017-10-31", fund: "topup" } };
    expect(describeReason(reason)).toMatchObject({
      message: "no policy in force for county 532822 on 2017-10-31 says who pays the fund topup",
      messageZh: "2017-10-31在532822没有生效的政策规定提高报销比例补助的分担",
    });
  });

  it("carries the amounts in yuan", () => {
    expect(describeExample("exceeds_payable").numbers).toEqual({ needed: "1300.00", available: "1234.57" });
    expect(describeExample("amounts_do_not_add_up").numbers).toEqual({ fund_pay_sumamt: "1534.50", sum: "1533.50" });
  });
});
