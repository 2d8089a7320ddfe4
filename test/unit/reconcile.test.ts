import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "csv-parse/sync";
import { rejectRecord } from "../../shared/contract/intake.ts";
import { REJECTIONS, type RejectionCode } from "../../shared/outcome/outcomes.ts";
import { fen } from "../../shared/money/fen.ts";
import { buildReconciliation, type RefundFlag, type StatedTotals } from "../../shared/reconcile/build-reconciliation.ts";
import { readListedRow, type ListedRow } from "../../shared/reconcile/listed-row.ts";
import { renderReconciliationCsv } from "../../shared/reconcile/reconciliation-csv.ts";
import { renderReconciliation } from "../../shared/reconcile/reconciliation-table.ts";
import { CLASSES, type Difference, type Reconciliation } from "../../shared/reconcile/reconciliation.ts";
import { whatToDo } from "../../shared/reconcile/what-to-do.ts";
import { NO_SUMS } from "../../shared/reconcile/classify.ts";
import { postToLane } from "../../shared/store/post-to-lane.ts";
import { readReconciliation } from "../../shared/store/read-reconciliation.ts";
import { closing, MENGHAI } from "../support/lane.ts";
import { createMemoryLedgerStore, type MemoryLedgerStore } from "../support/memory-ledger-store.ts";
import { advanceMessage, deductionMessage, hashPerson, recordOf, rejectionOf, reversalMessage, type Fields } from "../support/messages.ts";

/*
 * Every settlement is that of advanceMessage(): medfee_sumamt 1654.00, of which hifp_pay 1234.57 + maf_pay 210.05 + oth_pay 88.88 = 1533.50 are the
 * funds' and 120.50 the patient's. October 2017 of one hospital; what the ledger has of each:
 *
 *   same       October                                     listed as it is
 *   differs    October                                     listed a fen more of hifp_pay, and unlifted
 *   back       October, taken back in October              listed
 *   both       October, taken back in October              listed with its refund
 *   cancelled  October, taken back in October              not listed
 *   november   October, taken back in November             listed
 *   unlisted   October                                     not listed
 *   early      September, taken back in October            its refund listed
 *   silent     September, taken back in October            not listed
 *   late       November, because October was closed        listed
 *   refused    not posted: amounts do not add up           listed
 *   unknown    never sent                                  listed, and once more in another line
 */
const H = "H53282200001";
const EARLY = { setl_time: "2017-09-28 10:00:00" };
const posted = (setl_id: string, more: Fields = {}) => recordOf(advanceMessage({ setl_id, ...more }));
const takenBack = (setl_id: string, time = "2017-10-27 10:00:00") => recordOf(reversalMessage({ reversal_id: `R-${setl_id}`, setl_id, time }));

async function close(store: MemoryLedgerStore, month: string, next: string): Promise<void> {
  await store.advanceCalendar(MENGHAI, { firstOpen: next });
  await postToLane(store, H, [closing(month)], { deferAttempts: 0 });
}

async function post(store: MemoryLedgerStore, ...records: Parameters<typeof postToLane>[2]): Promise<void> {
  const decisions = await postToLane(store, H, records, { deferAttempts: 0 });
  expect(decisions.map(({ outcome }) => outcome)).toEqual(records.map(() => "posted"));
}

async function october(): Promise<MemoryLedgerStore> {
  const store = createMemoryLedgerStore();
  await post(store, posted("early", EARLY), posted("silent", EARLY), posted("same"), posted("differs"), posted("back"), posted("both"));
  await close(store, "201709", "201710");
  await post(store, takenBack("early"), takenBack("silent"), takenBack("back"), takenBack("both"));
  await post(store, posted("cancelled"), takenBack("cancelled"), posted("november"), posted("unlisted"));
  await close(store, "201710", "201711");
  await post(store, takenBack("november", "2017-11-03 10:00:00"), posted("late"));
  await store.putRejections([
    rejectionOf(advanceMessage({ setl_id: "refused", insu_admdvs: "532899" }), { now: "2017-11-01 10:00:00" }),
    rejectionOf(advanceMessage({ setl_id: "refused", fund_pay_sumamt: "1534.50" }), { now: "2017-11-02 10:00:00" }),
    rejectionOf(advanceMessage({ setl_id: "unknown", fixmedins_code: "H2", fund_pay_sumamt: "1534.50" })),
  ]);
  return store;
}

const listed = (setl_id: string, more: Fields = {}): Fields => advanceMessage({ setl_id, ...more });
const refund = (setl_id: string): Fields => ({ setl_id, refd_setl_flag: "1", medfee_sumamt: "-1654.00", fund_pay_sumamt: "-1533.50" });

const LIST = [
  listed("same"),
  listed("differs", { hifp_pay: "1234.58", poverty_status: "unlifted" }),
  listed("back"),
  listed("both"),
  refund("both"),
  listed("november"),
  refund("R-early"),
  listed("late"),
  listed("refused", { fund_pay_sumamt: "1534.50" }),
  listed("unknown"),
  listed("unknown"),
];

function rowsOf(list: readonly (Fields | string)[]): (ListedRow | string)[] {
  const context = { institution: H, hashPerson, pool: new Map<string, string>() };
  return list.map((row, place) => readListedRow(place + 2, typeof row === "string" ? row : JSON.stringify(row), context));
}

async function reconcile(
  store: MemoryLedgerStore,
  list: readonly (Fields | string)[],
  { month = "201710", stated = {}, totalsOnly }: { month?: string; stated?: StatedTotals; totalsOnly?: RefundFlag } = {},
): Promise<Reconciliation> {
  const rows = rowsOf(list).filter((row) => typeof row !== "string");
  const read = await readReconciliation(store, H, month, rows);
  const passedOver = { other_institution: 0, other_kind: 0 };
  return buildReconciliation({ ...read, institution: H, stated, passedOver, ...(totalsOnly === undefined ? {} : { totalsOnly }) });
}

const idsOf = (reconciliation: Reconciliation) =>
  Object.fromEntries(
    CLASSES.flatMap((name) => {
      const ids = reconciliation[name].map(({ setl_id, refund: isRefund }) => `${setl_id ?? "?"}${isRefund ? " refund" : ""}`);
      return ids.length === 0 ? [] : [[name, ids]];
    }),
  );

let store: MemoryLedgerStore;
let result: Reconciliation;
const one = (id: string): Difference => CLASSES.flatMap((name) => result[name]).find(({ setl_id }) => setl_id === id)!;

beforeAll(async () => {
  store = await october();
  result = await reconcile(store, LIST);
});

describe("a hospital's list beside the ledger", () => {
  it("differs in every way by its name, and agrees in the rest", () => {
    expect(idsOf(result)).toEqual({
      only_hospital: ["unknown"],
      only_ledger: ["unlisted", "silent refund"],
      amount_differs: ["differs"],
      reversed: ["back", "november"],
      other_month: ["late"],
      rejected_here: ["refused"],
      duplicate_in_file: ["unknown"],
    });
    // same, both, both's refund and early's refund.
    expect({ rows: result.rows, matched: result.matched, cancelled: result.cancelled }).toEqual({ rows: 11, matched: 4, cancelled: 1 });
  });

  it("says where it differs field by field", () => {
    expect(one("differs").fields).toEqual([
      { field: "medfee_sumamt", hospital: "1654.01", ledger: "1654.00" },
      { field: "fund_pay_sumamt", hospital: "1533.51", ledger: "1533.50" },
      { field: "hifp_pay", hospital: "1234.58", ledger: "1234.57" },
      { field: "poverty_status", hospital: "unlifted", ledger: "lifted" },
    ]);
  });

  it("is told which month, which reversal, and which rejection was the last", () => {
    expect(one("late")).toMatchObject({ line: 9, month: "2017-11", late: true });
    expect(one("back")).toMatchObject({ month: "2017-10", reversal: { reversal_id: "R-back", month: "2017-10", reason: "重复结算" } });
    expect(one("november")).toMatchObject({ month: "2017-10", reversal: { month: "2017-11" }, difference: { count: 0, fund_pay_sumamt: "0.00" } });
    expect(one("refused")).toMatchObject({ code: "amounts_do_not_add_up", reason: expect.stringContaining("1534.50") as string });
    expect(result.duplicate_in_file[0]).toMatchObject({ line: 12, first_line: 11 });
    expect(one("silent")).toMatchObject({ reversal_id: "R-silent", month: "2017-10", ledger: { medfee_sumamt: "-1654.00" } });
  });

  it("adds up on both sides to the fen", () => {
    // The ledger: same, differs, both and its refund, november, unlisted, early's refund, silent's refund.
    expect(result.totals.count).toEqual({ hospital: 11, ledger: 8, difference: 3 });
    // same, back, both, november, late and unknown twice are 7 × 1654.00; differs 1654.01, refused 1655.00, two refunds -3308.00: 11579.01.
    // The ledger has five settlements less three refunds: 2 × 1654.00.
    expect(result.totals.medfee_sumamt).toEqual({ hospital: "11579.01", ledger: "3308.00", difference: "8271.01" });
    // 7 × 1533.50 + 1533.51 + 1534.50 - 2 × 1533.50 = 10735.51, and 2 × 1533.50.
    expect(result.totals.fund_pay_sumamt).toEqual({ hospital: "10735.51", ledger: "3067.00", difference: "7668.51" });
    expect(result).toMatchObject({ stmt_rslt: "1" });
  });

  it("explains the totals' difference by its differences alone", () => {
    const all = CLASSES.flatMap((name) => result[name]);
    const sum = (read: (difference: Difference["difference"]) => string | number): number =>
      all.reduce((total, { difference }) => total + Math.round(Number(read(difference)) * 100), 0) / 100;
    expect(sum(({ count }) => count)).toBe(result.totals.count.difference);
    expect(sum(({ medfee_sumamt }) => medfee_sumamt).toFixed(2)).toBe(result.totals.medfee_sumamt.difference);
    expect(sum(({ fund_pay_sumamt }) => fund_pay_sumamt).toFixed(2)).toBe(result.totals.fund_pay_sumamt.difference);
  });

  it("has the ledger's totals of the month's own account", async () => {
    const [account] = await store.monthAccounts("201710", MENGHAI);
    const accrued = Object.values(account!.funds).reduce((sum, { accrued: amount }) => sum + amount, 0);
    expect(result.totals.fund_pay_sumamt.ledger).toBe((accrued / 100).toFixed(2));
  });
});

describe("a list that agrees", () => {
  it("matches in full, in the contract's columns and in 3202's", async () => {
    const full = [listed("same"), listed("differs"), listed("both"), refund("both"), listed("unlisted"), refund("early"), refund("R-silent")];
    const both = await reconcile(store, [...full, listed("back"), refund("R-back"), listed("november")]);
    // november is told to have been taken back since, which changes nothing of October.
    expect(idsOf(both)).toEqual({ reversed: ["november"] });
    expect(both).toMatchObject({ stmt_rslt: "0", stmt_rslt_dscr: "总账相符", matched: 9 });
    const bare = full.map((row) => ({
      psn_no: "53280000000000012345",
      mdtrt_id: "M1",
      setl_id: row["setl_id"],
      msgid: "X",
      refd_setl_flag: row["refd_setl_flag"] ?? "0",
      medfee_sumamt: row["medfee_sumamt"],
      fund_pay_sumamt: row["fund_pay_sumamt"],
      acct_pay: "0",
    }));
    const short = await reconcile(store, [...bare.slice(0, 2), ...bare.slice(4), { ...bare[0], setl_id: "november" }]);
    expect(idsOf(short)).toEqual({ reversed: ["november"] });
    // back, both and cancelled cancel out.
    expect(short).toMatchObject({ matched: 5, cancelled: 3, stmt_rslt: "0", totals: { hifp_pay: { hospital: null, difference: null } } });
  });

  it("need not be in the same order or writing", async () => {
    const row = { ...listed("same"), hifp_pay: "1234.570", medfee_sumamt: "1654", act_pay_dedc: "", setl_time: "2017-10-26" };
    const read = await reconcile(store, [JSON.stringify({ ...row, hifp_pay: "1234.57", fund_pay_sumamt: 1533.5 }).replace("1533.5}", "1533.50}")]);
    expect(read.matched).toBe(1);
    expect(idsOf(read)["unreadable"]).toBeUndefined();
  });

  it("may be the very messages that were posted, reversals among them", async () => {
    const read = await reconcile(store, [listed("back"), reversalMessage({ reversal_id: "R-back", setl_id: "back" }), deductionMessage()]);
    expect(read.matched).toBe(2);
    expect(read.rows).toBe(2);
  });
});

describe("a refund", () => {
  it("of an open settlement stands in the hospital alone, and so does one of a settlement nobody knows", async () => {
    const read = await reconcile(store, [listed("same"), refund("same"), refund("nobody"), reversalMessage({ reversal_id: "R9", setl_id: "same" })]);
    expect(idsOf(read)["only_hospital"]).toEqual(["same refund", "nobody refund", "same refund"]);
    // A reversal message takes back what the list says of its settlement.
    expect(read.only_hospital[2]).toMatchObject({ reversal_id: "R9", hospital: { medfee_sumamt: "-1654.00" } });
  });

  it("that states no amounts takes back all of its settlement, and is counted so", async () => {
    const read = await reconcile(store, [reversalMessage({ reversal_id: "R-early", setl_id: "early" })]);
    expect(read.matched).toBe(1);
    // 1234.57, and the ledger has two settlements more than refunds besides.
    expect(read.totals.hifp_pay).toEqual({ hospital: "-1234.57", ledger: "2469.14", difference: "-3703.71" });
  });

  it("of another month is told its month", async () => {
    const read = await reconcile(store, [listed("november"), refund("november")]);
    expect(read.other_month).toMatchObject([{ refund: true, month: "2017-11", reversal_id: "R-november" }]);
    expect(read.matched).toBe(1);
  });

  it("is known by a minus where the list has no flag", async () => {
    expect((await reconcile(store, [{ ...refund("early"), refd_setl_flag: null }])).matched).toBe(1);
  });

  it("takes back less than the settlement where something was deducted before", async () => {
    const own = createMemoryLedgerStore();
    await post(own, posted("SETL-0001"));
    await close(own, "201710", "201711");
    await post(own, recordOf(deductionMessage({ amount: "34.57" })), takenBack("SETL-0001", "2017-11-03 10:00:00"));
    const read = await reconcile(own, [refund("SETL-0001")], { month: "201711" });
    expect(read.amount_differs[0]).toMatchObject({
      fields: [{ field: "fund_pay_sumamt", hospital: "-1533.50", ledger: "-1498.93" }],
      difference: { count: 0, medfee_sumamt: "0.00", fund_pay_sumamt: "-34.57" },
    });
  });

  it("that was rejected here is told why", async () => {
    const own = createMemoryLedgerStore();
    await own.putRejections([rejectionOf(reversalMessage({ insu_admdvs: "532899" }))]);
    for (const row of [reversalMessage(), refund("SETL-0001"), refund("REV-0001")]) {
      expect((await reconcile(own, [row])).rejected_here).toMatchObject([{ refund: true, code: "unknown_region" }]);
    }
  });
});

describe("a row", () => {
  const PERSON = "53280000000000012345";

  it.each([
    ["that is no JSON", "{", ["message"]],
    ["without an id", { medfee_sumamt: "1", fund_pay_sumamt: "1" }, ["setl_id"]],
    ["without its sums", { setl_id: "x" }, ["medfee_sumamt", "fund_pay_sumamt"]],
    ["with an amount in words", listed("x", { maf_pay: "1e3", fund_pay_sumamt: "1.005" }), ["fund_pay_sumamt", "maf_pay"]],
    ["below zero that is no refund", listed("x", { refd_setl_flag: "0", medfee_sumamt: "-1.00" }), ["medfee_sumamt"]],
    ["with a text too long for an id", listed("9".repeat(65)), ["setl_id"]],
  ])("%s can't be read, and says which field", async (_title, row, fields) => {
    const { unreadable, rows } = await reconcile(createMemoryLedgerStore(), [row]);
    expect(rows).toBe(1);
    expect(unreadable.map(({ problems }) => problems!.map(({ field }) => field))).toEqual([fields]);
  });

  it("that can't be read is still known by its id, and the ledger's side of it is not lost", async () => {
    const read = await reconcile(store, [listed("same", { maf_pay: "?" }), listed("refused", { maf_pay: "?" })]);
    expect(read.unreadable).toMatchObject([{ setl_id: "same", month: "2017-10", ledger: { fund_pay_sumamt: "1533.50" } }]);
    expect(read.rejected_here).toMatchObject([{ setl_id: "refused" }]);
    expect(read.only_ledger.map(({ setl_id }) => setl_id)).not.toContain("same");
  });

  it("that can be read stands for its id, whichever of the two came first", async () => {
    const [broken, whole] = [listed("same", { maf_pay: "?" }), listed("same")];
    const after = await reconcile(store, [broken, whole]);
    expect(after).toMatchObject({ matched: 1, unreadable: [{ line: 2, setl_id: "same" }], duplicate_in_file: [] });
    const before = await reconcile(store, [whole, broken]);
    expect(before).toMatchObject({ matched: 1, unreadable: [], duplicate_in_file: [{ line: 3, first_line: 2 }] });
  });

  it("of another institution or kind is passed over", () => {
    expect(
      rowsOf([listed("x", { fixmedins_code: "H2" }), deductionMessage(), listed("y")]).map((row) => (typeof row === "string" ? row : "row")),
    ).toEqual(["other_institution", "other_kind", "row"]);
  });

  it("tells another person's settlement apart without showing either number", async () => {
    const read = await reconcile(store, [listed("same", { psn_no: "53280000000000099999", dise_name: `慢阻肺${PERSON}` })]);
    expect(read.amount_differs[0]!.fields).toEqual([
      { field: "dise_name", hospital: "慢阻肺***", ledger: "慢性阻塞性肺病" },
      { field: "psn_no", hospital: "***", ledger: "***" },
    ]);
    const said = [JSON.stringify(read), renderReconciliationCsv(read), renderReconciliation(read)].join();
    expect(said).not.toMatch(/12345|99999/);
  });

  it("that was corrected under an id that is taken is told of the conflict", async () => {
    const own = createMemoryLedgerStore();
    await post(own, posted("SETL-0001"));
    const other = posted("SETL-0001", { hifp_pay: "1000.00" });
    const [decision] = await postToLane(own, H, [other], { deferAttempts: 0 });
    if (decision?.outcome !== "rejected") throw new Error("the id is taken");
    await own.putRejections([rejectRecord(H, other, decision.reason, "2017-11-02 10:00:00")]);
    const read = await reconcile(own, [listed("SETL-0001", { hifp_pay: "1000.00" })]);
    expect(read.amount_differs).toMatchObject([
      { code: "conflict", fields: [{ field: "medfee_sumamt" }, { field: "fund_pay_sumamt" }, { field: "hifp_pay" }] },
    ]);
  });
});

describe("totals without a list", () => {
  const stated = { count: 8, medfee_sumamt: fen(330_800), hifp_pay: fen(246_915) };

  it("count refunds as 3201 does: all of them, or none", async () => {
    // same, differs, back, both, cancelled, november, unlisted and the refunds of early, silent, back, both, cancelled: 12.
    const all = await reconcile(store, [], { stated, totalsOnly: "1" });
    expect(all.totals).toMatchObject({
      count: { hospital: 8, ledger: 12, difference: -4 },
      medfee_sumamt: { hospital: "3308.00", ledger: "3308.00", difference: "0.00" },
      fund_pay_sumamt: { hospital: null, ledger: "3067.00", difference: null },
      // 2 × 1234.57 = 2469.14
      hifp_pay: { hospital: "2469.15", ledger: "2469.14", difference: "0.01" },
    });
    expect(all).toMatchObject({ stmt_rslt: "1", stmt_rslt_dscr: "总账不符：count、hifp_pay", matched: 0, rows: 0, only_ledger: [] });
    // same, differs, november, unlisted.
    const none = await reconcile(store, [], { stated, totalsOnly: "0" });
    expect(none.totals).toMatchObject({ count: { ledger: 4 }, medfee_sumamt: { ledger: "6616.00" } });
  });

  it("stated beside a list are held against its own sums", async () => {
    const read = await reconcile(store, [listed("same")], { stated: { count: 2, medfee_sumamt: fen(165_400) } });
    expect(read.totals.count).toMatchObject({ hospital: 1, stated: 2 });
    expect(read.totals.medfee_sumamt).not.toHaveProperty("stated");
  });
});

describe("the result file", () => {
  it("has a row for each difference, with what to do about it", () => {
    const rows = parse<Record<string, string>>(renderReconciliationCsv(result), { bom: true, columns: true, trim: true });
    expect(rows).toHaveLength(9);
    expect(rows.every((row) => row["处理办法"] !== "")).toBe(true);
    expect(rows.find((row) => row["结算编号"] === "differs")).toEqual({
      结果: "内容不一致",
      清单行号: "3",
      结算编号: "differs",
      类型: "结算",
      冲正编号: "",
      账上月份: "2017年10月",
      医院医疗费总额: "1654.01",
      账上医疗费总额: "1654.00",
      医院基金支付总额: "1533.51",
      账上基金支付总额: "1533.50",
      基金支付差额: "0.01",
      不一致字段:
        "医疗费总额（medfee_sumamt）：医院1654.01，账上1654.00；基金支付总额（fund_pay_sumamt）：医院1533.51，账上1533.50；基本医保统筹基金支出（hifp_pay）：医院1234.58，账上1234.57；脱贫状态（poverty_status）：医院unlifted，账上lifted",
      退回代码: "",
      原因: "",
      处理办法: "核对所列字段：账上有误的，先冲正，再以新结算编号上传；清单有误的，更正清单",
    });
  });

  it("keeps ids as text and runs no formula", async () => {
    const read = await reconcile(createMemoryLedgerStore(), [listed("20171000000000000001"), listed("=1+1"), listed("1-2"), listed("00012")]);
    const cells = renderReconciliationCsv(read)
      .split("\r\n")
      .slice(1, -1)
      .map((line) => line.split(",")[2]);
    expect(cells).toEqual(['"\t20171000000000000001"', "'=1+1", '"\t1-2"', '"\t00012"']);
  });

  it("says what to do about every code that an advance or a reversal can be rejected with", () => {
    const rejected = (code: RejectionCode) => {
      const rejection = { ...rejectionOf(advanceMessage({ insu_admdvs: "532899" })), code, retry: REJECTIONS[code].retry };
      return whatToDo({ class: "rejected_here", refund: false, hospital: NO_SUMS, ledger: NO_SUMS, rejection }, "201710");
    };
    const codes = ["invalid_message", "unknown_region", "unknown_policy", "amounts_do_not_add_up", "future_settlement", "conflict"] as const;
    const refunds = ["unknown_original", "already_reversed", "total_out_of_range"] as const;
    const texts = [...codes, ...refunds].map((code) => rejected(code));
    expect(new Set(texts.map(({ actionZh }) => actionZh)).size).toBe(9);
    expect(texts.some(({ actionZh }) => actionZh === rejected("month_not_over").actionZh)).toBe(false);
  });
});

describe("the terminal's table", () => {
  it("shows totals, counts and every class with what to do", () => {
    const text = renderReconciliation(result);
    expect(text).toContain("勐海县人民医院 2017-10 对账：总账不符");
    expect(text).toContain("清单 11 行：相符 4，仅医院有 1，仅账上有 2，内容不一致 1，账上已冲正 2，账上属其他月份 1，本系统已退回 1，清单内重复 1");
    expect(text).toContain("处理办法：账上记在2017-11（补报）：从本月清单移至2017-11的清单");
  });

  it("shows the first twenty of a class and how many more there are", async () => {
    const many = Array.from({ length: 25 }, (_, place) => listed(`n${place}`));
    const text = renderReconciliation(await reconcile(createMemoryLedgerStore(), many));
    expect(text).toContain("n19");
    expect(text).not.toContain("n20");
    expect(text).toContain("另有5条");
  });
});
