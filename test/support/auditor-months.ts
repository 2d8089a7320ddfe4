import { History } from "./auditor-history.ts";
import { advanceMessage, deductionMessage, disbursementMessage, prepaymentMessage, reversalMessage, type Fields } from "./messages.ts";

/** A person none of whose names and numbers may be stored. */
export const PERSON = { psn_no: "53280000000000077001", psn_name: "张秘密一", certno: "532822198001010011" };

/** Amounts of an advance by field, in yuan. */
function amounts(basic: string, critical = "0.00", backstop = "0.00"): Fields {
  return { hifp_pay: basic, hifmi_pay: critical, maf_pay: "0.00", oth_pay: backstop };
}

/** October and November of two counties: every kind of message, and every end of one. */
export async function twoMonths(): Promise<History> {
  const history = new History();
  await history.post(
    advanceMessage({ ...PERSON }),
    advanceMessage({ setl_id: "S2", poverty_status: "unlifted", ...amounts("100.01", "50.03", "0.07") }),
    advanceMessage({ setl_id: "S3", setl_time: "2017-10-23 23:59:59", ...amounts("0.11") }),
    advanceMessage({ setl_id: "S4", insu_admdvs: "532823", fixmedins_name: "景洪=医院", ...amounts("77.77") }),
    advanceMessage({ setl_id: "S5", fixmedins_code: "H2", setl_time: "2017-11-03 10:00:00", ...amounts("5.00") }),
    prepaymentMessage({ amount: "30.00" }),
  );
  await history.post(
    advanceMessage({ setl_id: "S2", poverty_status: "unlifted", ...amounts("100.02", "50.03", "0.07") }),
    advanceMessage({ setl_id: "S6", fund_pay_sumamt: "0.01", ...PERSON }),
    advanceMessage({ setl_id: "S7", hifp_pay: "1.005", fund_pay_sumamt: "1.00", ...PERSON }),
    advanceMessage({ setl_id: "S8", setl_time: "2018-01-01 00:00:00" }),
    `{"setl_id":"S9","psn_no":"53280000000000099999", and so on`,
    reversalMessage({ reversal_id: "R0", setl_id: "none" }),
    disbursementMessage({ disbursement_id: "B0" }),
  );
  await history.close("201710", "5328");
  await history.post(
    deductionMessage(),
    deductionMessage({ deduction_id: "D2", setl_id: undefined, poverty_status: "unlifted", amount: "10.01" }),
    disbursementMessage({ amount: "1200.00" }),
    disbursementMessage({ disbursement_id: "B2", amount: "99999.00" }),
    disbursementMessage({ disbursement_id: "B3", amount: "60.00" }),
    advanceMessage({ setl_id: "S10", ...amounts("3.33") }),
  );
  await history.post(
    deductionMessage({ deduction_id: "D3", amount: "20.00" }),
    reversalMessage({ setl_id: "SETL-0001", time: "2017-11-20 10:00:00" }),
    reversalMessage({ reversal_id: "R2", setl_id: "SETL-0001", time: "2017-11-20 10:00:00" }),
    disbursementMessage({ disbursement_id: "B4", insu_admdvs: "532823", amount: "77.77" }),
  );
  await history.close("201711", "5328");
  history.settle();
  for (const month of ["201710", "201711"]) await history.publish(month, "5328");
  history.settle();
  return history;
}
