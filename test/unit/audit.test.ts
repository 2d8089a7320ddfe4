import { describe, expect, it } from "vitest";
import { REJECTION_CODES } from "../../shared/outcome/outcomes.ts";
import { NO_BENEFITS } from "../../shared/policy/merge-benefits.ts";
import { DEFAULT_PAYMENT } from "../../shared/policy/payment-rules.ts";
import type { Policy } from "../../shared/policy/policy.ts";
import {
  ADVANCE_FUNDS,
  advanceMessage,
  deductionMessage,
  disbursementMessage,
  hashPerson,
  MESSAGE_FACTORIES,
  prepaymentMessage,
  recordOf,
  rejectionOf,
  reversalMessage,
  type Fields,
} from "../support/messages.ts";

const codeOf = (message: Fields, context: Parameters<typeof rejectionOf>[1] = {}): string => rejectionOf(message, context).code;

describe("an advance that passes the audit", () => {
  it("becomes a record with its funds split, its rules and the facts for later audits", () => {
    expect(recordOf(advanceMessage())).toEqual({
      kind: "advance",
      id: "SETL-0001",
      county: "532822",
      hash: expect.stringMatching(/^[\w-]{32}$/) as unknown,
      ref: "MSG-1",
      attempt: 0,
      original: expect.stringContaining('"setl_id":"SETL-0001"') as unknown,
      sender: "H53282200001",
      institutionName: "勐海县人民医院",
      time: "2017-10-26 09:30:00",
      status: "lifted",
      person: hashPerson("53280000000000012345"),
      facts: {
        med_type: "21",
        hosp_lv: "county",
        dise_codg: "J44.100",
        dise_name: "慢性阻塞性肺病",
        refl_flag: "1",
        medfee_sumamt: "1654.00",
        inscp_scp_amt: "1500.00",
        act_pay_dedc: "0.00",
        psn_part_amt: "120.50",
      },
      funds: ADVANCE_FUNDS,
      rules: {
        basic: { rule: "xishuangbanna-2017@1/pooled-lifted", ratio: "10:3:12" },
        assistance: { rule: "xishuangbanna-2017@1/pooled-lifted", ratio: "10:3:12" },
        backstop: { rule: "xishuangbanna-2017@1/backstop", ratio: "0:0:1" },
      },
      // basic: 85 % of 1500.00 are 1275.00. assistance: 90 % of 1500.00 less 1234.57 are 115.43, or less where its cap is used up. backstop:
      // 90 % of 1654.00 less 1234.57 + 210.05 are 43.98; where the year's self-pay passed the income, all of the 209.38 left.
      findings: {
        basic: { verdict: "under", low: 127500, high: 127500, missing: [], rules: ["xishuangbanna-2017@1/basic-inpatient-county"] },
        assistance: {
          verdict: "over",
          low: 0,
          high: 11543,
          missing: ["assistanceAnnualCap", "maf_pay_cum"],
          rules: ["assistance-inpatient-target", "assistance-backstop-joined", "assistance-cap"].map((key) => `xishuangbanna-2017@1/${key}`),
        },
        backstop: {
          verdict: "not_checkable",
          low: 4398,
          high: 20938,
          missing: ["ruralDisposableIncome", "psn_part_cum"],
          rules: ["backstop-inpatient-target", "backstop-annual-over"].map((key) => `xishuangbanna-2017@1/${key}`),
        },
      },
    });
  });

  it("has of the optional facts those the message has", () => {
    const optional = ["fixmedins_name", "hosp_lv", "dise_codg", "dise_name", "refl_flag", "act_pay_dedc", "hosp_part_amt"];
    const bare = recordOf(advanceMessage(Object.fromEntries(optional.map((field) => [field, null]))));
    expect(bare).not.toHaveProperty("institutionName");
    expect(bare).toMatchObject({ kind: "advance" });
    if (bare.kind === "advance") expect(Object.keys(bare.facts)).toEqual(["med_type", "medfee_sumamt", "inscp_scp_amt", "psn_part_amt"]);
    expect(recordOf(advanceMessage({ hosp_part_amt: "3.5" }))).toMatchObject({ facts: { hosp_part_amt: "3.50", medfee_sumamt: "1657.50" } });
  });

  it("is split by the policy of its own day and its patient's status", () => {
    // 123457 fen: 6:4 → 74074.2 and 49382.8; 15:2:8 → 74074.2, 9876.56, 39506.24.
    const before = recordOf(advanceMessage({ setl_time: "2017-10-23 23:59:59", poverty_status: "unlifted" }));
    expect(before).toMatchObject({
      funds: { basic: { shares: [74074, 49383, 0] } },
      rules: { basic: { rule: "yunnan-2017@1/pooled-unlifted", ratio: "3:2:0" } },
    });
    const from = recordOf(advanceMessage({ setl_time: "2017-10-24 00:00:00", poverty_status: "unlifted" }));
    expect(from).toMatchObject({
      funds: { basic: { shares: [74074, 9877, 39506] } },
      rules: { basic: { rule: "xishuangbanna-2017@1/pooled-unlifted", ratio: "15:2:8" } },
    });
  });

  it.each([
    ["2017-10-01 08:00:00", "lifted"],
    ["2017-10-01 08:00:00", "unlifted"],
    ["2017-10-26 08:00:00", "lifted"],
    ["2017-10-26 08:00:00", "unlifted"],
  ])("leaves oth_pay to the backstop and so to the county: %s, %s", (setl_time, poverty_status) => {
    const record = recordOf(advanceMessage({ setl_time, poverty_status, oth_pay: "333.33" }));
    expect(record).toMatchObject({ funds: { backstop: { amount: 33333, shares: [0, 0, 33333] } } });
  });

  it("maps each field to its fund", () => {
    const record = recordOf(advanceMessage({ hifp_pay: "1.00", hifmi_pay: "2.00", maf_pay: "3.00", oth_pay: "4.00" }));
    expect(record).toMatchObject({
      funds: { basic: { amount: 100 }, critical: { amount: 200 }, assistance: { amount: 300 }, backstop: { amount: 400 } },
    });
  });

  it("has neither amount nor rule of a fund that pays nothing, and may have none at all", () => {
    const nothing = { hifp_pay: "0", hifmi_pay: "0.00", maf_pay: "0", oth_pay: "0" };
    expect(recordOf(advanceMessage(nothing))).toMatchObject({ funds: {}, rules: {}, facts: { medfee_sumamt: "120.50" } });
    const record = recordOf(advanceMessage({ ...nothing, maf_pay: "0.01" }));
    // 1 fen: 0.4, 0.12, 0.48: to the county.
    expect(record).toMatchObject({ funds: { assistance: { amount: 1, shares: [0, 0, 1] } } });
    if (record.kind === "advance") expect([Object.keys(record.funds), Object.keys(record.rules)]).toEqual([["assistance"], ["assistance"]]);
  });
});

describe("another message that passes the audit", () => {
  const base = {
    county: "532822",
    hash: expect.any(String) as unknown,
    ref: "MSG-1",
    attempt: 0,
    original: expect.any(String) as unknown,
    sender: "H53282200001",
  };

  it("of a reversal names its advance", () => {
    expect(recordOf(reversalMessage())).toEqual({
      ...base,
      kind: "reversal",
      id: "REV-0001",
      settlementId: "SETL-0001",
      time: "2017-10-27 10:00:00",
      reason: "重复结算",
    });
  });

  it("of a deduction follows the advance it names, even if it names a status too", () => {
    const expected = { ...base, kind: "deduction", id: "DED-0001", month: "201710", fund: "basic", amount: 3457, reason: "超限价用药" };
    expect(recordOf(deductionMessage())).toEqual({ ...expected, follows: { settlementId: "SETL-0001" } });
    expect(recordOf(deductionMessage({ poverty_status: "unlifted" }))).toEqual({ ...expected, follows: { settlementId: "SETL-0001" } });
  });

  it.each([
    // October has two policies: the one of its last day counts. September's last day is three days after the first document.
    ["201710", "lifted", "basic", "xishuangbanna-2017@1/pooled-lifted", "10:3:12"],
    ["201710", "unlifted", "critical", "xishuangbanna-2017@1/pooled-unlifted", "15:2:8"],
    ["201709", "lifted", "assistance", "yunnan-2017@1/pooled-lifted", "2:3:0"],
    ["201711", "unlifted", "backstop", "xishuangbanna-2017@1/backstop", "0:0:1"],
  ])(
    "of a deduction from %s without an advance follows the rule of its status %s and fund %s on the month's last day",
    (setlym, status, fund, rule, ratio) => {
      const record = recordOf(deductionMessage({ setl_id: undefined, poverty_status: status, setlym, fund }));
      expect(record).toMatchObject({ follows: { rule: { rule, ratio } } });
    },
  );

  it("of a prepayment or disbursement has fund, amount and time", () => {
    expect(recordOf(prepaymentMessage())).toEqual({
      ...base,
      kind: "prepayment",
      id: "PRE-0001",
      fund: "basic",
      amount: 5000000,
      time: "2017-10-24 00:00:00",
    });
    expect(recordOf(disbursementMessage())).toEqual({
      ...base,
      kind: "disbursement",
      id: "DIS-0001",
      month: "201710",
      fund: "basic",
      amount: 120000,
      time: "2017-11-25 15:00:00",
    });
  });
});

describe("unknown_region", () => {
  it.each([
    ["532800", "a prefecture"],
    ["5328", "a prefecture's prefix"],
    ["530000", "a province"],
    ["53", "a province's prefix"],
    ["532899", "no county of the table"],
    ["110101", "a county of a province the product does not have"],
    ["53282", "five digits"],
    ["5328220", "seven digits"],
    ["勐海县", "a name"],
  ])("rejects insu_admdvs %s: %s", (code) => {
    for (const factory of Object.values(MESSAGE_FACTORIES)) {
      expect(rejectionOf(factory({ insu_admdvs: code }))).toMatchObject({
        code: "unknown_region",
        message: `insu_admdvs "${code}" is not the code of a county`,
        messageZh: `insu_admdvs“${code}”不是县级行政区划代码`,
      });
    }
  });

  it("does not reject a county's former code, nor a prefecture that is its own county", () => {
    expect(recordOf(advanceMessage({ insu_admdvs: "530321" }))).toMatchObject({ county: "530321" });
    // Its province has no policy in the product yet; the region is known.
    expect(codeOf(advanceMessage({ insu_admdvs: "620200" }))).toBe("unknown_policy");
  });
});

describe("unknown_policy", () => {
  it.each([
    ["before the first document", advanceMessage({ setl_time: "2017-09-26 23:59:59" }), "532822", "2017-09-26"],
    ["in another province", advanceMessage({ insu_admdvs: "620102" }), "620102", "2017-10-26"],
    ["prepaid before the first document", prepaymentMessage({ time: "2017-01-05 09:00:00" }), "532822", "2017-01-05"],
    ["prepaid in another province", prepaymentMessage({ insu_admdvs: "620102" }), "620102", "2017-10-24"],
  ])("rejects what no policy covers: %s", (_case, message, county, day) => {
    expect(rejectionOf(message)).toMatchObject({
      code: "unknown_policy",
      message: `no policy in force for county ${county} on ${day}`,
      messageZh: `${day}在${county}没有生效的政策`,
    });
  });

  it("does not reject on the first day", () => {
    expect(recordOf(advanceMessage({ setl_time: "2017-09-27 00:00:00" }))).toMatchObject({ rules: { basic: { ratio: "2:3:0" } } });
  });

  it("rejects a prepayment or deduction of a fund that no rule splits, and names it", () => {
    expect(rejectionOf(prepaymentMessage({ fund: "topup" }))).toMatchObject({
      code: "unknown_policy",
      message: "no policy in force for county 532822 on 2017-10-24 says who pays the fund topup",
      messageZh: "2017-10-24在532822没有生效的政策规定提高报销比例补助的分担",
    });
    expect(rejectionOf(deductionMessage({ setl_id: undefined, poverty_status: "lifted", fund: "topup" }))).toMatchObject({
      code: "unknown_policy",
      message: "no policy in force for county 532822 on 2017-10-31 says who pays the fund topup",
    });
    expect(codeOf(deductionMessage({ setl_id: undefined, poverty_status: "lifted", setlym: "201708" }))).toBe("unknown_policy");
  });

  const rule = { rule: "made-up@1/all", ratio: "1:0:0" };
  const madeUp = (policy: Policy) => ({ policyFor: () => policy });

  it("rejects an advance with an amount in a field that the policy gives to no fund", () => {
    const rules = { basic: rule, assistance: rule };
    const policy: Policy = {
      fundFields: { basic: "hifp_pay", assistance: "maf_pay" },
      rules: { lifted: rules, unlifted: rules },
      benefits: NO_BENEFITS,
      allotments: {},
      payment: DEFAULT_PAYMENT,
    };
    expect(rejectionOf(advanceMessage(), madeUp(policy))).toMatchObject({
      code: "unknown_policy",
      message: "no policy in force for county 532822 on 2017-10-26",
    });
    expect(codeOf(advanceMessage({ oth_pay: "0.01" }), madeUp(policy))).toBe("unknown_policy");
    expect(recordOf(advanceMessage({ oth_pay: "0.00" }), madeUp(policy))).toMatchObject({ funds: { basic: { shares: [123457, 0, 0] } } });
  });

  it("rejects an advance with an amount of a fund that the policy does not split for the patient's status", () => {
    const fundFields = { basic: "hifp_pay", assistance: "maf_pay", backstop: "oth_pay" } as const;
    const policy: Policy = {
      fundFields,
      rules: { lifted: { basic: rule, assistance: rule }, unlifted: { basic: rule, assistance: rule, backstop: rule } },
      benefits: NO_BENEFITS,
      allotments: {},
      payment: DEFAULT_PAYMENT,
    };
    expect(rejectionOf(advanceMessage(), madeUp(policy)).message).toBe(
      "no policy in force for county 532822 on 2017-10-26 says who pays the fund backstop",
    );
    expect(recordOf(advanceMessage({ poverty_status: "unlifted" }), madeUp(policy))).toMatchObject({ rules: { backstop: rule } });
  });

  it("does not reject a reversal or disbursement: they follow what was posted", () => {
    expect(recordOf(reversalMessage({ insu_admdvs: "620102" }))).toMatchObject({ county: "620102" });
    expect(recordOf(disbursementMessage({ fund: "topup" }))).toMatchObject({ fund: "topup" });
    expect(recordOf(deductionMessage({ fund: "topup", setlym: "201501" }))).toMatchObject({ follows: { settlementId: "SETL-0001" } });
  });
});

describe("amounts_do_not_add_up", () => {
  it.each([
    // The funds pay 1234.57 + 0.00 + 210.05 + 88.88 = 1533.50.
    [
      "fund_pay_sumamt is not the sum of the funds",
      { fund_pay_sumamt: "1533.51" },
      "fund_pay_sumamt",
      "1533.51",
      "1533.50",
      "hifp_pay + hifmi_pay + maf_pay + oth_pay",
    ],
    [
      "a fund is left out of the sum",
      { hifmi_pay: "0.01", fund_pay_sumamt: "1533.50" },
      "fund_pay_sumamt",
      "1533.50",
      "1533.51",
      "hifp_pay + hifmi_pay + maf_pay + oth_pay",
    ],
    // 1533.50 + 120.50 = 1654.00.
    [
      "the bill is not what funds and patient pay",
      { medfee_sumamt: "1653.99" },
      "medfee_sumamt",
      "1653.99",
      "1654.00",
      "fund_pay_sumamt + psn_part_amt",
    ],
    [
      "the bill leaves out what the hospital bears",
      { medfee_sumamt: "1654.00", hosp_part_amt: "0.01" },
      "medfee_sumamt",
      "1654.00",
      "1654.01",
      "fund_pay_sumamt + psn_part_amt + hosp_part_amt",
    ],
    [
      "setldetail says another amount",
      { setldetail: [{ fund_pay_type: "390100", fund_payamt: "1234.56" }] },
      "hifp_pay",
      "1234.57",
      "1234.56",
      "setldetail 390100",
    ],
    [
      "setldetail's rows of one fund add up to another",
      {
        hifmi_pay: "10.00",
        setldetail: [
          { fund_pay_type: "390200", fund_payamt: "4.00" },
          { fund_pay_type: "391100", fund_payamt: "5.99" },
        ],
      },
      "hifmi_pay",
      "10.00",
      "9.99",
      "setldetail 390200 + setldetail 391100",
    ],
    [
      "setldetail has a fund that the fields have not",
      { setldetail: [{ fund_pay_type: "390200", fund_payamt: "0.01" }] },
      "hifmi_pay",
      "0.00",
      "0.01",
      "setldetail 390200",
    ],
    [
      "setldetail says nothing of the assistance",
      { setldetail: [{ fund_pay_type: "610100", fund_payamt: "0" }] },
      "maf_pay",
      "210.05",
      "0.00",
      "setldetail 610100",
    ],
    [
      "setldetail's rows of the backstop are more than oth_pay",
      {
        setldetail: [
          { fund_pay_type: "640100", fund_payamt: "88.00" },
          { fund_pay_type: "610103", fund_payamt: "0.89" },
          { fund_pay_type: "999999", fund_payamt: "1.00" },
        ],
      },
      "oth_pay",
      "88.88",
      "88.89",
      "setldetail 640100 + setldetail 610103",
    ],
  ])("rejects an advance where %s", (_case, overrides, field, stated, sum, parts) => {
    expect(rejectionOf(advanceMessage(overrides))).toMatchObject({
      code: "amounts_do_not_add_up",
      message: `${field} is ${stated} but ${parts} is ${sum}`,
      messageZh: `${field}为${stated}元，但${parts.replaceAll(" + ", "＋")}为${sum}元`,
      numbers: { [field]: stated, sum },
    });
  });

  it("names the first identity that is broken", () => {
    const all = { fund_pay_sumamt: "1.00", medfee_sumamt: "1.00", setldetail: [{ fund_pay_type: "390100", fund_payamt: "1.00" }] };
    expect(rejectionOf(advanceMessage(all)).message).toContain("fund_pay_sumamt is 1.00");
    expect(rejectionOf(advanceMessage({ ...all, fund_pay_sumamt: undefined })).message).toContain("medfee_sumamt is 1.00");
    expect(rejectionOf(advanceMessage({ ...all, fund_pay_sumamt: undefined, medfee_sumamt: undefined })).message).toContain("hifp_pay is 1234.57");
  });

  it("does not reject rows that agree, rows that oth_pay has room for, or no rows; what a row of no fund paid is nobody's", () => {
    const setldetail = [
      { fund_pay_type: "390100", fund_payamt: "1000.00" },
      { fund_pay_type: "390100", fund_payamt: "234.57" },
      { fund_pay_type: "610100", fund_payamt: "210.05" },
      // Two kinds are the backstop's in Yunnan; of 88.88 that leaves 85.88.
      { fund_pay_type: "640100", fund_payamt: "1.00" },
      { fund_pay_type: "610103", fund_payamt: "2.00" },
      { fund_pay_type: "999999", fund_payamt: "3.00" },
    ];
    const backstop = { amount: 8588, shares: [0, 0, 8588] };
    expect(recordOf(advanceMessage({ setldetail }))).toMatchObject({
      funds: { ...ADVANCE_FUNDS, backstop },
      facts: { unmapped_pay: "3.00", unmapped: "999999=3.00" },
    });
    expect(recordOf(advanceMessage({ setldetail: [] }))).toMatchObject({ funds: ADVANCE_FUNDS });
  });

  it.each([
    // What the backstop's rows leave of 88.88 are 0.88, and 0.89 don't fit into it.
    ["640100 88.00, 999999 0.89", "999999=0.89"],
    // The advance's own sum once more, as some systems write it.
    ["999900 1533.50", "999900=1533.50"],
    // hifp_pay is the row of residents' insurance whole.
    ["390100 1234.57, 310100 0.01", "310100=0.01"],
    ["999900 1000000000.00, 999901 1000000000.00", "999900=1000000000.00 999901=1000000000.00"],
  ])("posts by its fields an advance whose rows of no fund fit into none of them, and notes them: %s", (list, unmapped) => {
    const setldetail = list.split(", ").map((row) => {
      const [fund_pay_type, fund_payamt] = row.split(" ");
      return { fund_pay_type, fund_payamt };
    });
    const record = recordOf(advanceMessage({ setldetail }));
    expect(record).toMatchObject({ funds: ADVANCE_FUNDS, facts: { unmapped_pay: "0.00", unmapped } });
    for (const fund of ["basic", "assistance", "backstop"] as const)
      expect(record.kind === "advance" && record.findings?.[fund]?.missing).toContain(`unmapped:${unmapped}`);
  });

  it("counts in fen: 0.10 + 0.20 is 0.30", () => {
    const message = advanceMessage({
      hifp_pay: "0.10",
      hifmi_pay: "0.20",
      maf_pay: "0",
      oth_pay: "0",
      fund_pay_sumamt: "0.30",
      psn_part_amt: "0",
      medfee_sumamt: "0.3",
    });
    expect(recordOf(message)).toMatchObject({ facts: { medfee_sumamt: "0.30" } });
  });
});

describe("future_settlement", () => {
  it.each([
    ["advance", "setl_time"],
    ["reversal", "time"],
    ["prepayment", "time"],
    ["disbursement", "time"],
  ] as const)("rejects a time later than now by a second, not the second itself: %s %s", (kind, field) => {
    const factory = MESSAGE_FACTORIES[kind];
    const now = "2017-12-31 12:00:00";
    expect(recordOf(factory({ [field]: now }), { now })).toMatchObject({ time: now });
    expect(rejectionOf(factory({ [field]: "2017-12-31 12:00:01" }), { now })).toMatchObject({
      code: "future_settlement",
      message: `${field} 2017-12-31 12:00:01 is later than now, ${now}`,
      messageZh: `${field}“2017-12-31 12:00:01”晚于当前时间${now}`,
    });
    expect(codeOf(factory({ [field]: "2018-01-01 00:00:00" }), { now })).toBe("future_settlement");
  });

  it("does not concern a deduction, which has no time", () => {
    expect(recordOf(deductionMessage(), { now: "2017-10-01 00:00:00" })).toMatchObject({ month: "201710" });
  });
});

describe("a message with several faults", () => {
  it("is rejected for the first in the order of precedence, and for the next when that is corrected", () => {
    const faults = [
      { code: "invalid_message", wrong: { med_type: null } },
      { code: "unknown_region", wrong: { insu_admdvs: "532899" } },
      { code: "unknown_policy", wrong: { setl_time: "2017-09-26 08:00:00" } },
      { code: "amounts_do_not_add_up", wrong: { fund_pay_sumamt: "1.00" } },
      { code: "future_settlement", wrong: { setl_time: "2099-01-01 00:00:00" } },
    ] as const;
    const found = faults.map((_, corrected) =>
      // Earlier faults win over later ones in the same field, as a day before any policy does over one to come.
      codeOf(
        advanceMessage(
          Object.assign(
            {},
            ...faults
              .slice(corrected)
              .toReversed()
              .map(({ wrong }) => wrong),
          ) as Fields,
        ),
      ),
    );
    expect(found).toEqual(faults.map(({ code }) => code));
    expect(REJECTION_CODES.slice(0, faults.length)).toEqual(found);
    expect(recordOf(advanceMessage())).toMatchObject({ id: "SETL-0001" });
  });

  it("is told of a missing policy before a time in the future", () => {
    expect(codeOf(prepaymentMessage({ fund: "topup", time: "2099-01-01 00:00:00" }))).toBe("unknown_policy");
    expect(codeOf(reversalMessage({ insu_admdvs: "53", time: "2099-01-01 00:00:00" }))).toBe("unknown_region");
  });
});

describe("the fingerprint of a message's content", () => {
  const hashOf = (message: Fields | string): string => recordOf(message).hash;
  const advance = advanceMessage({ act_pay_dedc: "12.10" });

  it("is the same for 12.10, 12.1 and 012.1, as a text or a number", () => {
    const spellings = ['"12.10"', '"12.1"', '"012.1"', "12.10", "12.1"].map((source) =>
      JSON.stringify({ ...advance, act_pay_dedc: "@" }).replace('"@"', source),
    );
    expect(new Set(spellings.map(hashOf))).toEqual(new Set([hashOf(advance)]));
  });

  it.each([
    ["in another order", Object.fromEntries(Object.entries(advance).toReversed())],
    ["with optional fields null", { ...advance, hosp_part_amt: null, setldetail: null }],
    ["with fields the contract does not have", { ...advance, psn_name: "岩罕龙", extra: { setl_id: "X" } }],
    ["without its kind", { ...advance, kind: undefined }],
  ])("is the same for the message %s", (_case, message) => {
    expect(hashOf(message)).toBe(hashOf(advance));
  });

  it("is the same for ids written as texts and as numbers, and for rows whatever else they hold", () => {
    const texts = advanceMessage({ psn_no: "12345", setldetail: [{ fund_pay_type: "390100", fund_payamt: "1234.57" }] });
    const numbers = advanceMessage({ psn_no: 12345, setldetail: [{ fund_payamt: 1234.57, fund_pay_type: 390100, remark: "x" }] });
    expect(hashOf(numbers)).toBe(hashOf(texts));
  });

  it("does not depend on time, attempt or delivery", () => {
    expect(recordOf(advance, { now: "2020-01-01 00:00:00" }).hash).toBe(hashOf(advance));
  });

  it.each([
    ["setl_id", "SETL-0002"],
    ["fixmedins_code", "H53282200002"],
    ["fixmedins_name", "勐海县医院"],
    ["insu_admdvs", "532801"],
    ["psn_no", "53280000000000012346"],
    ["poverty_status", "unlifted"],
    ["setl_time", "2017-10-26 09:30:01"],
    ["med_type", "14"],
    ["hosp_lv", "township"],
    ["dise_codg", "J44.101"],
    ["dise_name", null],
    ["refl_flag", "0"],
    ["inscp_scp_amt", "1500.01"],
    ["act_pay_dedc", "12.11"],
    ["act_pay_dedc", null],
    ["hifp_pay", "1234.58"],
    ["hifmi_pay", "0.01"],
    ["maf_pay", "210.06"],
    ["oth_pay", "88.89"],
    ["hosp_part_amt", "0.00"],
    ["psn_part_amt", "120.51"],
    ["setldetail", []],
    ["setldetail", [{ fund_pay_type: "999999", fund_payamt: "1.00" }]],
  ])("differs where %s is %j", (field, value) => {
    const message = advanceMessage({ act_pay_dedc: "12.10", [field]: value });
    expect(hashOf(message)).not.toBe(hashOf(advance));
  });

  it("differs between money that moves to another fund, by another amount, or as another kind", () => {
    const shared = { prepayment_id: "X", disbursement_id: "X", fund: "basic", amount: "1.00", setlym: "201710", time: "2017-11-25 15:00:00" };
    const messages = [
      disbursementMessage(shared),
      disbursementMessage({ ...shared, fund: "critical" }),
      disbursementMessage({ ...shared, amount: "1.01" }),
      disbursementMessage({ ...shared, setlym: "201711" }),
      prepaymentMessage(shared),
      reversalMessage(),
      reversalMessage({ reason: "费用有误" }),
      deductionMessage(),
      deductionMessage({ poverty_status: "lifted" }),
    ];
    expect(new Set(messages.map(hashOf)).size).toBe(messages.length);
  });
});
