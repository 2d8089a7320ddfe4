import { describe, expect, it } from "vitest";
import type { MessageRecord } from "../../shared/lane/record.ts";
import { adaptSetlinfo, trimSetlinfo } from "../../shared/contract/setlinfo.ts";
import { parseJsonText } from "../../shared/contract/json-text.ts";
import { advanceMessage, receive, recordOf, rejectionOf, type Fields } from "../support/messages.ts";

/*
 * A settled stay of 勐海县: cost 5000.00 = 200.00 paid by the patient in full + 300.00 before any fund + 4500.00 in scope; basic 3825.00 +
 * assistance 225.00 + backstop 450.00 = 4500.00 of all funds; the patient pays 500.00.
 */
const PERSON = { psn_name: "张三丰", certno: "53282219600101123X", brdy: "1960-01-01", gend: "1", naty: "07" };
const RESULT: Fields = {
  mdtrt_id: "M1",
  setl_id: "HF-1",
  psn_no: "53280000000000012345",
  ...PERSON,
  setl_time: "2017-10-26 09:30:00",
  med_type: "21",
  medfee_sumamt: 5000,
  fulamt_ownpay_amt: "200.00",
  overlmt_selfpay: 0,
  preselfpay_amt: 300,
  inscp_scp_amt: 4500,
  act_pay_dedc: null,
  hifp_pay: 3825,
  cvlserv_pay: 0,
  hifes_pay: "",
  hifmi_pay: 0,
  hifob_pay: 0,
  maf_pay: 225,
  oth_pay: 450,
  fund_pay_sumamt: 4500,
  psn_part_amt: 500,
  hosp_part_amt: 0,
  acct_pay: 0,
};
const row = (fund_pay_type: string, fund_payamt: number | string): Fields => ({
  fund_pay_type,
  fund_payamt,
  inscp_scp_amt: 4500,
  crt_payb_lmt_amt: 0,
  setl_proc_info: `${PERSON.psn_name} ${PERSON.certno}`,
});
const ROWS = [row("390100", 3825), row("610100", 225), row("640100", 450)];
const BESIDE: Fields = { fixmedins_code: "H53282200001", insu_admdvs: "532822", poverty_status: "lifted", hosp_lv: "county" };

const result = (fields: Fields = {}, rows: readonly Fields[] = ROWS, beside: Fields = BESIDE): Record<string, unknown> => ({
  ...beside,
  setlinfo: { ...RESULT, ...fields },
  setldetail: rows,
});

/** The same as the contract writes it. */
const contract = (fields: Fields = {}): Record<string, unknown> => ({
  kind: "advance",
  ...BESIDE,
  ...Object.fromEntries(
    "setl_id psn_no setl_time med_type medfee_sumamt inscp_scp_amt hifp_pay hifmi_pay maf_pay oth_pay fund_pay_sumamt psn_part_amt hosp_part_amt"
      .split(" ")
      .map((field) => [field, RESULT[field]]),
  ),
  setldetail: ROWS.map(({ fund_pay_type, fund_payamt }) => ({ fund_pay_type, fund_payamt })),
  ...fields,
});

/** What a record says, but for the text it came as. */
const said = (message: Fields): MessageRecord => ({ ...recordOf(message), original: "" });
/** In 2020, when Gansu's document is in force too. */
const later = (message: Fields): MessageRecord => recordOf(message, { now: "2020-01-01 00:00:00" });
const amountsOf = (message: Fields): Readonly<Record<string, number>> => {
  const record = later(message);
  return record.kind === "advance" ? Object.fromEntries(Object.entries(record.funds).map(([fund, { amount }]) => [fund, amount])) : {};
};
const factsOf = (message: Fields): Readonly<Record<string, string>> => {
  const record = later(message);
  return record.kind === "advance" ? record.facts : {};
};

describe("a national settlement result (2207, 2304)", () => {
  it.each([
    ["with its rows beside it", result()],
    ["as a response", { infcode: 0, err_msg: "", output: { setlinfo: RESULT, setldetail: ROWS }, ...BESIDE }],
    ["as a response with a code in quotes", { infcode: "0", output: { setlinfo: RESULT, setldetail: ROWS }, ...BESIDE }],
    ["flat, as a table has it", { ...RESULT, ...BESIDE, setldetail: ROWS }],
    ["with what it lacks inside setlinfo", { setlinfo: { ...RESULT, ...BESIDE }, setldetail: ROWS }],
    ["without its kind", { ...result(), kind: null }],
  ])("posts %s to the same record as the contract's message", (_form, message) => {
    expect(said(message)).toEqual(said(contract()));
  });

  it("says in setlinfo's own fields before what stands beside them", () => {
    const both = result({ insu_admdvs: "532823" });
    expect(recordOf(both)).toMatchObject({ county: "532823" });
  });

  it("leaves nothing of the person but the number's keyed hash, in records and rejections", () => {
    const texts = [receive(result()), receive(result({ medfee_sumamt: 1 })), receive(result({ setl_time: "" })), receive(result({ hifp_pay: "x" }))];
    for (const text of texts.map((one) => JSON.stringify(one))) {
      for (const value of [...Object.values(PERSON).filter((one) => one.length > 2), String(RESULT["psn_no"]), "setl_proc_info"])
        expect(text).not.toContain(value);
    }
  });

  it("is no result where the message says another kind, and a message of the contract stays one", () => {
    expect(rejectionOf({ ...result(), kind: "reversal" })).toMatchObject({ code: "invalid_message" });
    expect(adaptSetlinfo(advanceMessage())).toBeUndefined();
    expect(adaptSetlinfo({ reversal_id: "R", setl_id: "S", mdtrt_id: "M" })).toBeUndefined();
  });

  it.each([
    [{ infcode: -1, err_msg: "失败", output: null }, 'infcode "-1" is not 0: the platform did not settle, and there is nothing to post'],
    [{ infcode: 0, output: null }, "output is not a JSON object"],
    [{ setlinfo: [RESULT] }, "setlinfo is not a JSON object"],
    [{ infcode: 0, output: { setldetail: [] } }, "setlinfo is not a JSON object"],
  ])("is refused as %j", (message, reason) => {
    expect(rejectionOf(message)).toMatchObject({ code: "invalid_message", message: reason });
  });

  it("says of what it lacks where it may come from", () => {
    const { message, messageZh } = rejectionOf(result({ setl_time: "" }, ROWS, {}));
    for (const field of ["fixmedins_code", "insu_admdvs", "poverty_status"]) {
      expect(message).toContain(`${field} is missing and no field of the national result: send it beside setlinfo, or give fundflow post --persons`);
      expect(messageZh).toContain(`${field}缺失，且国家接口结算结果无此字段`);
    }
    expect(message).toContain("; setl_time is missing");
  });

  it("is refused where it names a field twice, also inside", () => {
    const text = JSON.stringify(result()).replace('"hifp_pay":3825', '"hifp_pay":9999,"hifp_pay":3825');
    expect(rejectionOf(text)).toMatchObject({ code: "invalid_message", message: "hifp_pay stands in the message more than once" });
    const other = JSON.stringify(result()).replace('"cvlserv_pay":0', '"cvlserv_pay":9,"cvlserv_pay":0');
    expect(rejectionOf(other).message).toContain("cvlserv_pay stands in the message more than once");
  });
});

describe("the identities of a national result", () => {
  it.each([
    // 201 + 0 + 300 + 4500 = 5001.
    [
      "the cost is not the sum of its parts",
      result({ fulamt_ownpay_amt: 201 }),
      "medfee_sumamt is 5000.00 but fulamt_ownpay_amt + overlmt_selfpay + preselfpay_amt + inscp_scp_amt is 5001.00",
    ],
    // 3825 + 225 + 400 = 4450.
    [
      "the rows say less than the funds paid",
      result({}, [row("390100", 3825), row("610100", 225), row("640100", 400)]),
      "fund_pay_sumamt is 4500.00 but setldetail 390100 + setldetail 610100 + setldetail 640100 is 4450.00",
    ],
    [
      "a fund's rows say another amount than its field",
      result({}, [row("390100", 3800), row("610100", 250), row("640100", 450)]),
      "hifp_pay is 3825.00 but setldetail 390100 is 3800.00",
    ],
    [
      "another fund's rows say another amount than its field",
      result({ cvlserv_pay: 1 }, [row("390100", 3825), row("610100", 225), row("640100", 448), row("320100", 2)]),
      "fund_pay_sumamt is 4500.00 but hifp_pay + hifmi_pay + maf_pay + oth_pay is 4501.00",
    ],
    [
      "another fund's field has no amount, and rows have",
      result({}, [row("390100", 3825), row("610100", 225), row("640100", 448), row("320100", 2)]),
      "cvlserv_pay is 0.00 but setldetail 320100 is 2.00",
    ],
  ])("reject it where %s", (_case, message, reason) => {
    expect(rejectionOf(message)).toMatchObject({ code: "amounts_do_not_add_up", message: reason });
  });

  it("come behind an unknown region, and before a time to come", () => {
    const broken = { fulamt_ownpay_amt: 201 };
    expect(rejectionOf(result(broken, ROWS, { ...BESIDE, insu_admdvs: "532800" })).code).toBe("unknown_region");
    expect(rejectionOf(result({ ...broken, setl_time: "2030-01-01 00:00:00" })).code).toBe("amounts_do_not_add_up");
  });

  it.each([
    ["cvlserv_pay", "1e3", "is not an amount in yuan such as 1234.56"],
    ["overlmt_selfpay", "-0.01", "is less than zero"],
    ["preselfpay_amt", true, "is not a text"],
  ])("need amounts: %s can't be %j", (field, value, problem) => {
    expect(rejectionOf(result({ [field]: value })).message).toContain(problem);
  });
});

describe("the rows of setldetail", () => {
  const paidBy = (county: string, type: string, setl_time = "2019-06-01 08:00:00"): unknown => {
    const message = result({ setl_time }, [row("390100", 3825), row("610100", 225), row(type, 450)], { ...BESIDE, insu_admdvs: county });
    return [amountsOf(message), factsOf(message)["unmapped"]];
  };

  it("are the backstop's in Yunnan under three codes, and the top-up's in Gansu under one", () => {
    const pooled = { basic: 382500, assistance: 22500 };
    for (const type of ["640100", "610103", "610104"]) {
      expect(paidBy("532822", type)).toEqual([{ ...pooled, backstop: 45000 }, undefined]);
      expect(paidBy("620102", type)).toEqual([pooled, `${type}=450.00`]);
    }
    expect(paidBy("620102", "360100")).toEqual([{ ...pooled, topup: 45000 }, undefined]);
    expect(paidBy("532822", "360100")).toEqual([pooled, "360100=450.00"]);
  });

  it("of an unknown kind are paid by no fund, kept with their amounts, and what is left of oth_pay is the backstop's", () => {
    const message = result({}, [row("390100", 3825), row("610100", 225), row("640100", 150), row("999900", 200), row("620100", 100)]);
    expect(amountsOf(message)).toEqual({ basic: 382500, assistance: 22500, backstop: 15000 });
    expect(factsOf(message)).toMatchObject({ unmapped_pay: "300.00", unmapped: "999900=200.00 620100=100.00" });
  });

  it("of an unknown kind leave a field of no other rows to its fund, and are noted", () => {
    // hifp_pay is the basic fund's, under whatever local code its row stands.
    const message = result({}, [row("390101", 3825), row("610100", 225), row("640100", 450)]);
    expect(amountsOf(message)).toEqual(amountsOf(result()));
    expect(factsOf(message)).toMatchObject({ unmapped_pay: "0.00", unmapped: "390101=3825.00" });
  });

  it.each([
    ["alone", [row("390100", 3800), row("390101", 25), row("610100", 225), row("640100", 450)], "25.00"],
    ["with all of oth_pay", [row("390100", 3800), row("390101", 25), row("610100", 225), row("999900", 450)], "475.00"],
  ])("of an unknown kind may be what a field's own rows lack, %s: then its fund pays only its own", (_case, rows, unmapped_pay) => {
    const message = result({}, rows);
    expect(amountsOf(message)).toEqual({ basic: 380000, assistance: 22500, ...(unmapped_pay === "25.00" ? { backstop: 45000 } : {}) });
    expect(factsOf(message)).toMatchObject({ unmapped_pay });
  });

  it("of employees' insurance are no residents' fund's", () => {
    const message = result({}, [row("310100", 3825), row("610100", 225), row("640100", 450)]);
    expect(amountsOf(message)).toEqual({ assistance: 22500, backstop: 45000 });
    expect(factsOf(message)).toMatchObject({ unmapped: "310100=3825.00" });
  });

  it("of the patient's own account are no fund's payment", () => {
    const message = result({}, [...ROWS, row("310200", 77)]);
    expect(amountsOf(message)).toEqual(amountsOf(result()));
    expect(factsOf(message)).not.toHaveProperty("unmapped");
  });

  it.each([undefined, [row("390100", 3825), row("610100", 225), row("640100", 450), row("320100", 20)]])(
    "and the civil servants' subsidy are no fund's of the policies, listed or not",
    (rows) => {
      const message = result({ cvlserv_pay: 20, fund_pay_sumamt: 4520, psn_part_amt: 480 }, rows);
      expect(amountsOf(message)).toEqual({ basic: 382500, assistance: 22500, backstop: 45000 });
      expect(factsOf(message)).toMatchObject({ unmapped_pay: "20.00", unmapped: "320100=20.00" });
    },
  );

  it("name three kinds and one sum, however many there are", () => {
    const types = ["900001", "900002", "900003", "900004", "900005"];
    const message = result({}, [row("390100", 3825), row("610100", 225), ...types.map((type) => row(type, 90))]);
    expect(factsOf(message)).toMatchObject({ unmapped_pay: "450.00", unmapped: "900001=90.00 900002=90.00 900003=90.00 …=180.00" });
  });

  it("that nobody can place leave every fund's finding open, with kind and amount", () => {
    const known = { act_pay_dedc: "0.00", dise_name: "慢性阻塞性肺病", refl_flag: "1" };
    const record = recordOf(result(known, [row("390100", 3825), row("610100", 225), row("640100", 350), row("999900", 100)]));
    const findings = record.kind === "advance" ? record.findings : undefined;
    // 85 % of 4500 is 3825.00 exactly; with 100.00 more of nobody's the low end is 3725.00.
    expect(findings?.basic).toMatchObject({ verdict: "not_checkable", low: 372500, high: 382500, missing: ["unmapped:999900=100.00"] });
    expect(findings?.backstop?.missing).toContain("unmapped:999900=100.00");
  });
});

describe("a result without what the adapter does not read", () => {
  const find = (): Fields => ({});
  const read = (message: Fields): Fields => parseJsonText(JSON.stringify(message)) as Fields;

  it("is adapted to the same, in whatever form it came", () => {
    for (const message of [
      result(),
      { infcode: 0, output: { setlinfo: RESULT, setldetail: ROWS }, ...BESIDE },
      { ...RESULT, ...BESIDE, setldetail: ROWS },
    ]) {
      const trimmed = trimSetlinfo(read(message), find);
      expect(adaptSetlinfo(read(trimmed ?? {}))).toEqual(adaptSetlinfo(read(message)));
      expect(JSON.stringify(trimmed)).not.toMatch(/psn_name|certno|brdy|setl_proc_info|张三丰/);
    }
  });

  it("takes along what was found for it, never over what it has", () => {
    const asked: unknown[] = [];
    const trimmed = trimSetlinfo(read({ setlinfo: { ...RESULT, hosp_lv: "township" } }), (known) => {
      asked.push([known["setl_id"], known["psn_no"]]);
      return { hosp_lv: "county", poverty_status: "unlifted" };
    });
    expect(asked).toEqual([["HF-1", "53280000000000012345"]]);
    expect(trimmed).toMatchObject({ poverty_status: "unlifted", setlinfo: { hosp_lv: "township" } });
    expect(trimmed).not.toHaveProperty("hosp_lv");
  });

  it("says nothing of what could not be read", () => {
    expect(trimSetlinfo(read({ infcode: -1, err_msg: "张三丰", output: null }), find)).toEqual({ infcode: "-1" });
    expect(trimSetlinfo({ infcode: "张三丰", output: null }, find)).toEqual({ infcode: "…" });
    expect(trimSetlinfo({ setlinfo: "张三丰" }, find)).toEqual({ setlinfo: "" });
    expect(trimSetlinfo(advanceMessage(), find)).toBeUndefined();
  });
});

describe("the person of a result", () => {
  const stored = (message: Fields | string): string => JSON.stringify(receive(message));
  const SECRETS = /张\s?三\s?丰|53282219600101123|0101123X|E1234567|5328000000000001|HAN LI|1391234/;
  // A passport's number and one of a telephone have no form of their own; "li" stands in "lifted" too.
  const OTHER = { psn_name: "Han Li", certno: "E12345678", tel: "13912345678", psn_no: "YNP88120437" };

  it.each<[string, Fields, Fields?]>([
    ["a disease", { dise_name: "骨折，张三丰，53282219600101123X" }],
    ["a disease, with a space", { dise_name: "骨折 张 三丰" }],
    ["a kind of visit", { med_type: "张三丰" }],
    ["a county", { insu_admdvs: "张三丰" }, {}],
    ["a status", { poverty_status: "张三丰" }],
    ["an amount that is read", { hifp_pay: "张三丰 3825" }],
    ["an amount that is not the contract's", { cvlserv_pay: "53280000000000012345" }],
    ["an amount that is not the contract's, by a number of another form", { ...OTHER, cvlserv_pay: "YNP88120437" }],
    ["a disease, and certno is cut short,", { certno: "5328221960", dise_name: "骨折 53282219600101123X" }],
    ["a foreigner's", { ...OTHER, dise_name: "fracture of Mr HAN LI, E12345678, 13912345678" }],
  ])("is not stored, though %s repeats the name or number", (_case, fields, more) => {
    for (const message of [
      result(fields, ROWS, more === undefined ? BESIDE : { ...BESIDE, ...more, insu_admdvs: null }),
      { ...RESULT, ...BESIDE, ...fields },
    ])
      expect(stored(message)).not.toMatch(SECRETS);
  });

  it("is not stored of rows, of what stands beside setlinfo, or of a name that stands only in the response", () => {
    expect(stored(result({}, [{ fund_pay_type: "张三丰", fund_payamt: "1" }]))).not.toMatch(SECRETS);
    expect(stored({ ...result(), dise_name: "张三丰骨折" })).not.toMatch(SECRETS);
    const nameless = { ...RESULT, psn_name: null, certno: null };
    expect(stored({ infcode: 0, output: { ...PERSON, setlinfo: { ...nameless, dise_name: "张三丰" } }, ...BESIDE })).not.toMatch(SECRETS);
    expect(stored({ infcode: "张三丰", output: result() })).not.toMatch(SECRETS);
  });

  it("is not stored of a text that is no JSON, or that has a field twice", () => {
    const text = JSON.stringify(result({ dise_name: "张三丰 53282219600101123X" }));
    expect(stored(text.slice(0, -2))).not.toMatch(SECRETS);
    expect(stored('{"insu_admdvs":"53282219600101123X","certno":"5328221960')).not.toMatch(SECRETS);
    expect(stored(text.replace('"hifp_pay":3825', '"hifp_pay":1,"hifp_pay":3825'))).not.toMatch(SECRETS);
  });

  it("does not keep a result from posting: amounts, statuses and ids are not touched", () => {
    expect(said(result({ ...OTHER, setl_id: "张三丰-1" }))).toMatchObject({ id: "张三丰-1", status: "lifted" });
    expect(said(result({ ...OTHER, certno: "00004500.00", psn_name: "岩" })).kind).toBe("advance");
    expect(recordOf(result({ dise_name: "张三丰骨折" }))).toMatchObject({ facts: { dise_name: "***骨折" } });
  });

  it("leaves the hospital in no other field either", () => {
    const trimmed = trimSetlinfo(parseJsonText(JSON.stringify(result({ dise_name: "张三丰骨折 53282219600101123X" }))) as Fields, () => ({}));
    expect(trimmed).toMatchObject({ setlinfo: { dise_name: "***骨折 ***" } });
  });
});
