import { History } from "./auditor-history.ts";
import { advanceMessage, allotmentMessage, reversalMessage, type Fields } from "./messages.ts";

const advance = (setl_id: string, overrides: Fields = {}): Fields =>
  advanceMessage({ setl_id, maf_pay: "0.00", oth_pay: "0.00", medfee_sumamt: "3000.00", psn_part_amt: undefined, ...overrides });

/** An advance of a hospital of the county: basic may pay 80 to 85 per cent of the scope, 1200.00 to 1275.00 of 1500.00. */
function stay(setl_id: string, basic: string, overrides: Fields = {}): Fields {
  const own = (3000 - Number(basic)).toFixed(2);
  return advance(setl_id, { hifp_pay: basic, psn_part_amt: own, ...overrides });
}

/** A premium of 33.33 a person, into the pool of the county. */
function premium(allotment_id: string, overrides: Fields = {}): Fields {
  const heads = { headcount_lifted: 7, headcount_unlifted: 3 };
  return allotmentMessage({ allotment_id, payee: "POOL", item: "premium", unit_amount: "33.33", ...heads, ...overrides });
}

/** October and November of two counties: findings of every verdict, some of them taken back, and allotments with every end of one. */
export async function allottedMonths(): Promise<History> {
  const history = new History();
  await history.post(
    stay("OVER", "1450.00"),
    stay("UNDER", "1000.00", { psn_part_cum: "10.00" }),
    stay("OPEN", "1250.00", { hosp_lv: undefined }),
    stay("OPEN2", "1250.00", { hosp_lv: undefined, psn_no: "53280000000000077009" }),
    allotmentMessage(),
    premium("A2"),
    premium("A3", { insu_admdvs: "532823" }),
    allotmentMessage({ allotment_id: "A4", item: "assistanceSubsidy", payee: "POOL", headcount_lifted: 0, unit_amount: "10" }),
  );
  await history.post(
    // What the year brought before is no content: the same advance.
    stay("UNDER", "1000.00", { psn_part_cum: "99.00" }),
    allotmentMessage(),
    allotmentMessage({ headcount_lifted: 101 }),
    premium("A2", { unit_amount: "33.34" }),
    premium("A5", { unit_amount: undefined }),
    allotmentMessage({ allotment_id: "A6", unit_amount: "15.00" }),
    premium("A7", { unit_amount: undefined, time: "2018-01-01 00:00:00" }),
    premium("A8", { unit_amount: "100000.00", headcount_lifted: 10_000_000 }),
    premium("A9", { insu_admdvs: "620102" }),
  );
  await history.close("201710", "5328");
  await history.post(
    allotmentMessage({ allotment_id: "A10", headcount_lifted: 1, headcount_unlifted: 0 }),
    reversalMessage({ reversal_id: "R1", setl_id: "OVER", time: "2017-11-02 10:00:00" }),
    stay("NOVEMBER", "1250.00", { setl_time: "2017-11-02 10:00:00" }),
  );
  await history.close("201711", "5328");
  history.settle();
  for (const month of ["201710", "201711"]) await history.publish(month, "5328");
  history.settle();
  return history;
}

/** May of 2019 in Gansu, and in Yunnan under the longer list of diseases. */
export async function springOf2019(): Promise<History> {
  const history = new History("2019-06-30 12:00:00");
  const at = { setl_time: "2019-05-06 09:30:00", insu_admdvs: "620102", fixmedins_code: "H62010200001" };
  await history.post(
    stay("G1", "1200.00", { ...at, oth_pay: "75.00", psn_part_amt: "1725.00" }),
    stay("G2", "1250.00", { ...at, insu_admdvs: "530322", dise_name: "肺癌" }),
    premium("A1", { insu_admdvs: "620102", unit_amount: "50.00", time: "2019-05-06 10:00:00" }),
    premium("A2", { insu_admdvs: "620102", unit_amount: "49.99", time: "2019-05-06 10:00:00" }),
    allotmentMessage({ allotment_id: "A3", insu_admdvs: "620102", time: "2019-05-06 10:00:00" }),
  );
  await history.close("201905", "62");
  history.settle();
  return history;
}
