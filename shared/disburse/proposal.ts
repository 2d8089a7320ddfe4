import { formatMonth, type Month } from "../calendar/month.ts";
import { payableOf, type MonthAccount } from "../lane/account.ts";
import { addFen, subtractFen, ZERO_FEN, type Fen } from "../money/fen.ts";
import { formatYuan } from "../money/yuan.ts";
import { FUNDS, type Fund } from "../policy/funds.ts";
import { regionName, type RegionPrefix } from "../region/region.ts";
import { paymentNumber } from "./payment-number.ts";

/** One payment to be made. Amounts in yuan. */
export interface ProposedPayment {
  /** The disbursement_id under which it is posted when the bank has made it. */
  readonly payment_id: string;
  readonly fixmedins_code: string;
  readonly fixmedins_name: string;
  readonly insu_admdvs: string;
  readonly countyName: string;
  readonly month: string;
  readonly fund: Fund;
  /** 应拨 − 实拨 */
  readonly amount: string;
}

/** A batch of payments (拨付批次): all that is outstanding of a region's closed accounts of a month. */
export interface DisbursementProposal {
  readonly month: string;
  readonly region: RegionPrefix;
  readonly regionName: string;
  readonly payments: readonly ProposedPayment[];
  readonly totals: { readonly count: number; readonly amount: string; readonly funds: Readonly<Partial<Record<Fund, string>>> };
  readonly counties: readonly { readonly insu_admdvs: string; readonly countyName: string; readonly count: number; readonly amount: string }[];
  /** Accounts of the month that are not closed: nothing of them can be paid yet. */
  readonly openAccounts: number;
}

/** Proposes the payments, by county, institution and fund. The same accounts always give the same proposal. */
export function proposePayments(month: Month, region: RegionPrefix, accounts: readonly MonthAccount[]): DisbursementProposal {
  const closed = accounts.filter(({ state }) => state === "closed").toSorted((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
  const due = closed.flatMap(dueOf);
  const sum = (some: readonly Due[]): string => formatYuan(some.reduce((total, { outstanding }) => addFen(total, outstanding), ZERO_FEN));
  const counties = [...Map.groupBy(due, ({ account }) => account.county)];
  const funds = FUNDS.flatMap((fund) => {
    const own = due.filter((one) => one.fund === fund);
    return own.length === 0 ? [] : [[fund, sum(own)]];
  });
  return {
    month: formatMonth(month),
    region,
    regionName: regionName(region),
    payments: due.map(paymentOf),
    totals: { count: due.length, amount: sum(due), funds: Object.fromEntries(funds) as Partial<Record<Fund, string>> },
    counties: counties.map(([county, own]) => ({ insu_admdvs: county, countyName: regionName(county), count: own.length, amount: sum(own) })),
    openAccounts: accounts.length - closed.length,
  };
}

interface Due {
  readonly account: MonthAccount;
  readonly fund: Fund;
  readonly outstanding: Fen;
  readonly paidBefore: Fen;
}

function dueOf(account: MonthAccount): Due[] {
  return FUNDS.flatMap((fund) => {
    const totals = account.funds[fund];
    if (totals === undefined) return [];
    const outstanding = subtractFen(payableOf(totals), totals.disbursed);
    // What moves between the prepaid balance and the month changes both alike; the difference is what disbursements paid, and never falls.
    return outstanding > 0 ? [{ account, fund, outstanding, paidBefore: subtractFen(totals.disbursed, totals.setOff) }] : [];
  });
}

function paymentOf({ account, fund, outstanding, paidBefore }: Due): ProposedPayment {
  const { month, county, institution, institutionName } = account;
  return {
    payment_id: paymentNumber({ month, county, institution, fund, paidBefore }),
    fixmedins_code: institution,
    fixmedins_name: institutionName ?? institution,
    insu_admdvs: county,
    countyName: regionName(county),
    month: formatMonth(month),
    fund,
    amount: formatYuan(outstanding),
  };
}

function orderOf({ county, institution }: MonthAccount): string {
  return `${county} ${institution}`;
}
