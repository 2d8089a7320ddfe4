import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { renderBankList } from "../../shared/disburse/bank-list.ts";
import { describeFailed, describeRejection } from "../../shared/disburse/describe-payments.ts";
import { parsePaymentNumber, paymentNumber } from "../../shared/disburse/payment-number.ts";
import { proposePayments, type DisbursementProposal } from "../../shared/disburse/proposal.ts";
import { renderProposal } from "../../shared/disburse/proposal-table.ts";
import { planReceipt, type KnownPayment } from "../../shared/disburse/receipt-plan.ts";
import { contradiction, isProblem, readReceiptRow, type ReceiptCells, type ReceiptRow } from "../../shared/disburse/receipt.ts";
import { fen } from "../../shared/money/fen.ts";
import { FUNDS } from "../../shared/policy/funds.ts";
import { readRegion } from "../../shared/store/read-accounts.ts";
import { readPayments } from "../../shared/store/read-payments.ts";
import { postToLane } from "../../shared/store/post-to-lane.ts";
import { advance, closing, deduction, disbursement, LANE, MENGHAI, MENGLA, openLane, prepayment } from "../support/lane.ts";
import type { MemoryLedgerStore } from "../support/memory-ledger-store.ts";
import { disbursementMessage, rejectionOf } from "../support/messages.ts";

const proposalOf = async (store: MemoryLedgerStore, region = "5328"): Promise<DisbursementProposal> =>
  proposePayments("201710", region, (await readRegion(store, "201710", region)).within(region).monthAccounts);
const numbersOf = async (store: MemoryLedgerStore): Promise<string[]> =>
  (await proposalOf(store)).payments.map(({ payment_id, amount }) => `${payment_id} ${amount}`);

describe("a payment's number", () => {
  const KEY = { month: "201710", county: "532822", institution: "H53282200001", fund: "basic", paidBefore: fen(0) } as const;

  it("says what is paid, and how much was paid of it before", () => {
    expect(paymentNumber(KEY)).toBe("P-201710-532822-H53282200001-basic-0");
    expect(paymentNumber({ ...KEY, fund: "assistance", paidBefore: fen(123_456) })).toBe("P-201710-532822-H53282200001-assistance-123456");
  });

  it("is read back as what it was made of, and fits an id, whatever institution, fund and amount", () => {
    const institutions = ["H1", "a-basic-0", "1-2-3", "H".repeat(23), "H".repeat(24), `H${"-9".repeat(14)}-`];
    for (const institution of institutions) {
      for (const fund of FUNDS) {
        for (const paidBefore of [0, 1, 35, 36, 999_999, 9_000_000_000_000].map(fen)) {
          const number = paymentNumber({ ...KEY, institution, fund, paidBefore });
          expect(number.length).toBeLessThanOrEqual(64);
          expect(parsePaymentNumber(number)).toEqual({ ...KEY, institution, fund, paidBefore });
        }
      }
    }
  });

  it.each([
    "",
    "BF1710-532822-basic-1",
    "P-201713-532822-H1-basic-0",
    "P-201710-532822-H1-basics-0",
    "P-201710-532822-H1-basic-00",
    "P-201710-532822-H1-basic--1",
    "P-201710-532822-H1-basic-9007199254740993",
    "P-201710-532822-POOL-basic-0",
    "Q-201710-532822-H1-0-0",
    "Q-201710-532822-H1-7-0",
    " P-201710-532822-H1-basic-0",
  ])("is not %j", (text) => {
    expect(parsePaymentNumber(text)).toBeUndefined();
  });
});

describe("a proposal", () => {
  /** October: 1000.00 and 200.00 in 勐海县, 50.00 in 勐腊县, which is not closed; 300.00 of basic were prepaid. */
  async function october() {
    const lane = openLane();
    await lane.post(
      prepayment("p", "basic", 30_000),
      advance("a1", { basic: 100_000, assistance: 20_000 }, { name: "勐海县人民医院" }),
      advance("a2", { basic: 5_000 }, { county: MENGLA }),
    );
    await lane.store.advanceCalendar(MENGHAI, { firstOpen: "201711" });
    await lane.decide(closing());
    return lane;
  }
  const BASIC = `P-201710-532822-${LANE}-basic`;
  const ASSISTANCE = `P-201710-532822-${LANE}-assistance`;

  it("pays what is outstanding of closed accounts, and says how many are open", async () => {
    const { store } = await october();
    // 1000.00 less the 300.00 set off at close.
    expect(await proposalOf(store)).toEqual({
      month: "2017-10",
      region: "5328",
      regionName: "西双版纳傣族自治州",
      payments: [
        {
          payment_id: `${BASIC}-0`,
          fixmedins_code: LANE,
          fixmedins_name: "勐海县人民医院",
          insu_admdvs: "532822",
          countyName: "勐海县",
          month: "2017-10",
          fund: "basic",
          amount: "700.00",
        },
        expect.objectContaining({ payment_id: `${ASSISTANCE}-0`, fund: "assistance", amount: "200.00" }),
      ],
      totals: { count: 2, amount: "900.00", funds: { basic: "700.00", assistance: "200.00" } },
      counties: [{ insu_admdvs: "532822", countyName: "勐海县", count: 2, amount: "900.00" }],
      openAccounts: 1,
    });
  });

  it("has the same numbers until something is paid, and a new one for the rest of a part", async () => {
    const { store, post } = await october();
    expect(await numbersOf(store)).toEqual([`${BASIC}-0 700.00`, `${ASSISTANCE}-0 200.00`]);
    await post(deduction("d", "basic", 10_000, { settlementId: "a1" }));
    expect(await numbersOf(store)).toEqual([`${BASIC}-0 600.00`, `${ASSISTANCE}-0 200.00`]);
    await post(disbursement(`${BASIC}-0`, "basic", 25_000));
    expect(await numbersOf(store)).toEqual([`${BASIC}-25000 350.00`, `${ASSISTANCE}-0 200.00`]);
    await post(disbursement(`${BASIC}-25000`, "basic", 35_000), disbursement(`${ASSISTANCE}-0`, "assistance", 20_000));
    expect(await numbersOf(store)).toEqual([]);
  });

  it("never has a number twice, though an overpayment takes what was disbursed back to nothing", async () => {
    const { store, post } = await october();
    await post(disbursement(`${ASSISTANCE}-0`, "assistance", 20_000));
    // The 200.00 become prepaid, and the account has disbursed nothing, as before the payment.
    await post(deduction("d", "assistance", 20_000, { settlementId: "a1" }));
    const [account] = await store.monthAccounts("201710", MENGHAI);
    const { disbursed, setOff } = account!.funds.assistance!;
    expect({ disbursed, setOff }).toEqual({ disbursed: 0, setOff: -20_000 });
    // Were something released to the hospital now, it would be paid under another number.
    const owing = { ...account!, funds: { assistance: { ...account!.funds.assistance!, deducted: fen(19_000) } } };
    expect(proposePayments("201710", "53", [owing]).payments.map(({ payment_id }) => payment_id)).toEqual([`${ASSISTANCE}-20000`]);
  });

  it("is a list for the bank whose amounts are numbers, and none of whose cells is a formula", async () => {
    const lane = openLane();
    await lane.post(advance("a1", { basic: 100_050 }, { name: "=勐海县,人民医院" }));
    await lane.store.advanceCalendar(MENGHAI, { firstOpen: "201711" });
    await lane.decide(closing());
    const rows = parse<Record<string, string>>(renderBankList(await proposalOf(lane.store)), { bom: true, columns: true });
    expect(rows).toEqual([
      {
        付款编号: `${BASIC}-0`,
        收款单位代码: LANE,
        收款单位名称: "'=勐海县,人民医院",
        县区代码: "532822",
        县区: "勐海县",
        月份: "2017年10月",
        基金: "基本医保统筹基金",
        金额: "1000.50",
        用途: "2017年10月勐海县基本医保统筹基金垫付资金拨付",
      },
    ]);
  });

  it("is shown with its sums, and where nothing is outstanding says so", async () => {
    const { store } = await october();
    const shown = renderProposal(await proposalOf(store));
    expect(shown).toContain("合计 2 笔 900.00：基本医保统筹基金 700.00，医疗救助 200.00");
    expect(shown).toContain("另有 1 个账户尚未月结，不在其中");
    expect(renderProposal(await proposalOf(store, "532801"))).toContain("没有未拨金额");
  });
});

const NUMBER = `P-201710-532822-${LANE}-basic-0`;
const row = (cells: ReceiptCells["cells"], line = 2) => readReceiptRow({ line, cells: { payment_id: NUMBER, ...cells } });
const good = (cells: ReceiptCells["cells"], line = 2): ReceiptRow => {
  const read = row(cells, line);
  if (isProblem(read)) throw new Error(read.problem);
  return read;
};

describe("a row of a receipt", () => {
  it.each([
    ["success", { amount: "700.00", status: "成功", time: "2017-11-25 15:00:00" }, 70_000, false],
    ["success in English, with both amounts", { amount: "1,700.00", paid: "1700", status: "Success", time: "20171125" }, 170_000, false],
    ["a part", { amount: "700.00", paid: "0.01", status: "部分", time: "2017/11/25" }, 1, true],
    ["a failure", { amount: "700.00", paid: "0.00", status: "失败", reason: "账号不存在" }, 0, false],
  ])("is %s", (_title, cells, paid, partial) => {
    expect(row(cells)).toMatchObject({ paid, partial });
  });

  it.each([
    ["2017-11-25", "", "2017-11-25 00:00:00"],
    ["2017/1/5 9:30", "", "2017-01-05 09:30:00"],
    ["2017.11.25", "15:00:01", "2017-11-25 15:00:01"],
    ["2017-11-25T15:00:00", "", "2017-11-25 15:00:00"],
    ["", "2017-11-25 15:00:00", "2017-11-25 15:00:00"],
  ])("was paid at %j %j", (time, clock, expected) => {
    expect(good({ amount: "1", status: "成功", time, clock }).time).toBe(expected);
  });

  it.each([
    ["付款编号", { payment_id: "", amount: "1", status: "成功" }, "is missing"],
    ["状态", { amount: "1", status: "处理中" }, "is none of"],
    ["金额", { amount: "壹元", status: "成功" }, "is not an amount in yuan such as 1234.56"],
    ["金额", { amount: "1.005", status: "成功" }, "has more than two decimals"],
    ["金额", { status: "成功" }, "is missing"],
    ["金额", { amount: "0.00", status: "成功" }, "is zero"],
    ["实付金额", { amount: "700", status: "部分" }, "is missing"],
    ["实付金额", { amount: "700", paid: "700", status: "部分" }, "is not a part of the 700.00"],
    ["实付金额", { amount: "700", paid: "600", status: "成功" }, "is not the 700.00 to be paid"],
    ["实付金额", { amount: "700", paid: "600", status: "失败" }, "is paid, though the transfer failed"],
    ["日期", { amount: "700", status: "成功", time: "2017-02-30" }, "is not a day or time"],
    ["日期", { amount: "700", status: "成功", time: "2017115" }, "is not a day or time"],
    ["时间", { amount: "700", status: "成功" }, "is not a day or time"],
  ])("is refused by its column %s: %j", (column, cells, problem) => {
    expect(row(cells)).toMatchObject({ line: 2, column, problem: expect.stringContaining(problem) as string });
  });

  it("that says another amount of a number than an earlier one contradicts it", () => {
    const rows = [good({ amount: "700", status: "成功", time: "20171125" }), good({ amount: "600", status: "成功", time: "20171125" }, 3)];
    expect(contradiction(rows)).toMatchObject({ line: 3, value: NUMBER, problem: "is paid 600.00, though line 2 says 700.00 of the same number" });
    expect(contradiction([rows[0]!, { ...rows[0]!, line: 3, time: "2017-11-26 00:00:00" }])).toBeUndefined();
  });
});

describe("what a receipt comes to", () => {
  const paid = (line: number, yuan = "700.00", more: ReceiptCells["cells"] = {}): ReceiptRow =>
    good({ amount: yuan, status: "成功", time: "2017-11-25", ...more }, line);
  const failed = (line: number): ReceiptRow => good({ amount: "700.00", status: "失败", reason: "账号不存在" }, line);
  const unposted: ReadonlyMap<string, KnownPayment> = new Map([[NUMBER, { posted: undefined }]]);
  const posted = (amount: number): ReadonlyMap<string, KnownPayment> =>
    new Map([[NUMBER, { posted: { amount: fen(amount), time: "2017-11-25 15:00:00" } }]]);
  const lines = (rows: ReceiptRow[], known = unposted) => {
    const { toPost, repeated, failed: failures, retried, unknown } = planReceipt(rows, known);
    const ofRows = (some: readonly ReceiptRow[]): number[] => some.map(({ line }) => line);
    return {
      post: ofRows(toPost.map((one) => one.row)),
      repeated: ofRows(repeated),
      failed: ofRows(failures.map((one) => one.row)),
      retried: ofRows(retried),
      unknown: ofRows(unknown),
    };
  };
  const none = { post: [], repeated: [], failed: [], retried: [], unknown: [] };

  it("is a disbursement under the payment's number", () => {
    expect(planReceipt([paid(2)], unposted).toPost[0]!.message).toEqual({
      kind: "disbursement",
      disbursement_id: NUMBER,
      fixmedins_code: LANE,
      insu_admdvs: "532822",
      setlym: "201710",
      fund: "basic",
      amount: "700.00",
      time: "2017-11-25 00:00:00",
    });
  });

  it("is nothing new where the number is posted with that amount, whatever time it is told now", () => {
    expect(lines([paid(2), paid(3, "700.00", { time: "2017-12-01" })], posted(70_000))).toEqual({ ...none, repeated: [2, 3] });
  });

  it("goes to the ledger where the number is posted with another amount, to be refused there", () => {
    const plan = planReceipt([paid(2)], posted(60_000));
    expect(plan.toPost).toMatchObject([{ postedOtherwise: 60_000 }]);
    expect(describeRejection(plan.toPost[0]!, { ...rejectionOf(disbursementMessage({ insu_admdvs: "532899" })), code: "conflict" })).toMatchObject({
      paid: "700.00",
      posted_amount: "600.00",
      actionZh: expect.stringContaining("以已入账为准") as string,
    });
  });

  it("posts one of two rows that say the same", () => {
    expect(lines([paid(2), paid(3)])).toEqual({ ...none, post: [2], repeated: [3] });
  });

  it("leaves a transfer that failed unpaid, and pays it where it succeeds later", () => {
    expect(lines([failed(2)])).toEqual({ ...none, failed: [2] });
    expect(lines([failed(2), paid(3)])).toEqual({ ...none, post: [3], retried: [2] });
    expect(lines([paid(2)])).toEqual({ ...none, post: [2] });
  });

  it("tells where a transfer is said to have failed that is paid, in the ledger or an earlier row", () => {
    for (const { failed: failures } of [planReceipt([failed(2)], posted(70_000)), planReceipt([paid(2), failed(3)], unposted)]) {
      expect(failures).toMatchObject([{ posted: 70_000 }]);
      expect(describeFailed(failures[0]!)).toMatchObject({ posted_amount: "700.00", actionZh: expect.stringContaining("退票") as string });
    }
  });

  it("is nothing where nobody can have proposed the number", () => {
    expect(lines([paid(2)], new Map())).toEqual({ ...none, unknown: [2] });
    expect(lines([{ ...paid(2), payment_id: "BF-1" }])).toEqual({ ...none, unknown: [2] });
  });
});

describe("what the ledger knows of payment numbers", () => {
  it("is of accounts it has, and of no more than was ever paid, the newest page included", async () => {
    const number = (paidBefore: number, county = "532822", month = "201710", institution = LANE) =>
      paymentNumber({ month, county, institution, fund: "basic", paidBefore: fen(paidBefore) });
    const lane = openLane();
    await lane.post(advance("a1", { basic: 100_000 }));
    await lane.store.advanceCalendar(MENGHAI, { firstOpen: "201711" });
    await lane.decide(closing());
    const dying = { ...lane.store, putIndex: () => Promise.reject(new Error("gone")) };
    await expect(postToLane(dying, LANE, [disbursement(number(0), "basic", 40_000)], { deferAttempts: 0 })).rejects.toThrow("gone");
    const asked = [
      number(0),
      number(40_000),
      number(40_001),
      number(0, MENGLA),
      number(0, "532822", "201709"),
      number(0, "532822", "201710", "H9"),
      "BF-1",
    ];
    expect([...(await readPayments(lane.store, asked))]).toEqual([
      [number(0), { posted: { amount: 40_000, time: "2017-11-20 12:00:00" } }],
      [number(40_000), { posted: undefined }],
    ]);
  });
});
