import { describe, expect, it } from "vitest";
import { foldByLane } from "../../shared/lane/fold.ts";
import { advanceMessage, receive, recordOf, rejectionOf, reversalMessage, type Fields } from "../support/messages.ts";

// What mutated messages have found, each kept as the input it was found by.

/** Everything that is stored or sent on of a message, as one text. */
function everything(message: Fields | string): string {
  const result = receive(message);
  return JSON.stringify([result, "record" in result ? foldByLane([{ ...result, messageId: "M1" }]) : []]);
}

describe("a person's number that the message repeats in another field", () => {
  const LOCAL = "YNP8252309678";
  const NATIONAL = "4429192574314967107744";

  it.each([
    ["as it is", LOCAL],
    ["among other text", `证件${LOCAL} 已核`],
    ["in small letters", LOCAL.toLowerCase()],
    ["in groups", "YNP8 2523 0967 8"],
    ["in full-width digits", "YNP８２５２３０９６７８"],
  ])("is hidden there: %s", (_case, text) => {
    const left = text.replace(/[\d０-９ ]/g, "").slice(0, 3);
    for (const field of ["dise_name", "fixmedins_name", "dise_codg", "med_type", "poverty_status", "setl_time", "insu_admdvs", "hifp_pay", "kind"]) {
      const stored = everything(advanceMessage({ psn_no: LOCAL, [field]: text }));
      expect(stored.includes(text), `${field} of ${left}`).toBe(false);
      expect(stored).toContain("***");
    }
  });

  it("is hidden in the journal's facts and names, and the rest of them stays", () => {
    const record = recordOf(advanceMessage({ psn_no: LOCAL, dise_name: `肺炎（${LOCAL}）`, fixmedins_name: `勐海县人民医院 ${LOCAL}` }));
    expect(record).toMatchObject({ facts: { dise_name: "肺炎（***）" }, institutionName: "勐海县人民医院 ***" });
    expect(record.original).toContain('"dise_name":"肺炎（***）"');
  });

  it("is hidden where it was written as a number", () => {
    const text = JSON.stringify(advanceMessage({ psn_no: "@", med_type: "76325338354x" })).replace('"@"', "76325338354");
    expect(everything(text)).not.toContain("76325338354");
  });

  it("is hidden in a text that is not JSON, also where the number itself is written in escapes", () => {
    expect(everything('"psn_no":"76325338354","med_type":"76325338354x"}')).not.toContain("76325338354");
    expect(everything('"med_type":"7632 5338 354","psn_no":76325338354}')).not.toContain("7632 5338 354");
    const escaped = String.raw`{"reversal_id":"R-1","dise_codg":"7480 0930 540","psn_no":"\u0037\u0034\u0038\u0030\u0030\u0039\u0033\u0030\u0035\u0034\u0030"`;
    expect(everything(escaped)).not.toContain("7480 0930 540");
  });

  it("is hidden in a text that ends inside its psn_no, as far as that goes", () => {
    const [whole, cut] = ['"kind":"证件78093878592x","psn_no":"78093878592', '"fund":"YNP2012064756","psn_no":"YNP20120'].map(everything);
    expect(whole).not.toContain("78093878592");
    expect(cut).not.toContain("YNP20120");
  });

  it("is hidden where psn_no itself is in full-width digits", () => {
    expect(everything(advanceMessage({ psn_no: "７４８００９３０５４０", setl_time: "74800930540" }))).not.toContain("74800930540");
  });

  it("is hidden whole where psn_no has lost a part of it and the form tells the rest", () => {
    expect(everything(advanceMessage({ psn_no: NATIONAL.slice(8), fixmedins_name: NATIONAL }))).not.toContain(NATIONAL.slice(0, 8));
  });

  it("is hidden in a list's rows", () => {
    const rows = [{ fund_pay_type: LOCAL, fund_payamt: LOCAL }];
    expect(everything(advanceMessage({ psn_no: LOCAL, setldetail: rows }))).not.toContain(LOCAL);
  });

  it("stays in ids, by which a message is found", () => {
    expect(recordOf(advanceMessage({ psn_no: LOCAL, setl_id: `${LOCAL}-1` }))).toMatchObject({ id: `${LOCAL}-1` });
    expect(rejectionOf(advanceMessage({ psn_no: LOCAL, setl_id: `${LOCAL}-1`, hifp_pay: "1e3" }))).toMatchObject({ id: `${LOCAL}-1` });
  });

  it("of fewer than eight characters hides nothing: it may be anything", () => {
    expect(recordOf(advanceMessage({ psn_no: "21", dise_name: "第21对染色体" }))).toMatchObject({ facts: { dise_name: "第21对染色体" } });
  });

  it("is hidden by its form alone where it has the national platform's 22 digits, and the message calls another one psn_no", () => {
    for (const field of ["dise_name", "setl_time", "insu_admdvs", "hifp_pay"]) {
      expect(everything(advanceMessage({ psn_no: "532822", [field]: NATIONAL }))).not.toContain(NATIONAL);
    }
    expect(everything(reversalMessage({ reason: `与${NATIONAL}重复` }))).not.toContain(NATIONAL);
  });

  it("does not change what a reversal is known by: sent again without it, or from its record, it is the same", () => {
    const reversal = reversalMessage({ reason: `${LOCAL}重复结算 ${NATIONAL}` });
    const record = recordOf({ ...reversal, psn_no: LOCAL });
    expect(recordOf(reversal).hash).toBe(record.hash);
    if (record.kind !== "reversal") throw new Error(record.kind);
    expect(recordOf(reversalMessage({ reason: record.reason })).hash).toBe(record.hash);
  });
});
