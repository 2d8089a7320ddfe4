/** The funds in the order statements list them. */
export const FUND_ORDER = ["basic", "critical", "assistance", "backstop", "topup"] as const;

/** 省, 州市, 县. */
export type Tiers = readonly [province: bigint, prefecture: bigint, county: bigint];

/** One line of the documents' tables of ratios, in percent of the amount. */
interface Clause {
  readonly pack: string;
  readonly region: string;
  readonly from: string;
  readonly funds: readonly string[];
  readonly status: string;
  readonly percent: Tiers;
}

const YUNNAN = { pack: "yunnan-2017", region: "53", from: "2017-09-27" };
const XISHUANGBANNA = { pack: "xishuangbanna-2017", region: "5328", from: "2017-10-24" };
const SHARED = { funds: ["basic", "critical", "assistance"] };
const BACKSTOP = { funds: ["backstop"], percent: [0n, 0n, 100n] as const };

/**
 * 云政办发〔2017〕102号 clauses 一, 五, 十 and 西政办发〔2017〕92号 一(一), 一(五), 二(三). The wider region stands first: of the clauses that
 * apply, the last counts.
 */
const CLAUSES: readonly Clause[] = [
  { ...YUNNAN, ...SHARED, status: "lifted", percent: [40n, 60n, 0n] },
  { ...YUNNAN, ...SHARED, status: "unlifted", percent: [60n, 40n, 0n] },
  { ...YUNNAN, ...BACKSTOP, status: "lifted" },
  { ...YUNNAN, ...BACKSTOP, status: "unlifted" },
  { ...XISHUANGBANNA, ...SHARED, status: "lifted", percent: [40n, 12n, 48n] },
  { ...XISHUANGBANNA, ...SHARED, status: "unlifted", percent: [60n, 8n, 32n] },
  { ...XISHUANGBANNA, ...BACKSTOP, status: "lifted" },
  { ...XISHUANGBANNA, ...BACKSTOP, status: "unlifted" },
];

/** How a fund's amount is divided, and the document that says so. */
export interface Division {
  readonly pack: string;
  readonly percent: Tiers;
  /** As the journal writes it, in the smallest integers: "10:3:12". */
  readonly ratio: string;
}

const divisions = CLAUSES.map((clause): Clause & Division => ({ ...clause, ratio: smallest(clause.percent).join(":") }));
const known = new Map<string, readonly Division[]>();

/** Every division the documents in force give a fund and status, the one that counts first. */
export function divisionsFor(county: string, day: string, fund: string, status: string): readonly Division[] {
  const key = `${county} ${day} ${fund} ${status}`;
  let found = known.get(key);
  if (found === undefined) {
    found = divisions
      .filter((one) => one.status === status && one.funds.includes(fund) && one.from <= day && county.startsWith(one.region))
      .reverse();
    known.set(key, found);
  }
  return found;
}

/** True where some document is in force in the county on the day. */
export function hasPolicy(county: string, day: string): boolean {
  return CLAUSES.some((clause) => clause.from <= day && county.startsWith(clause.region));
}

const percents = new Map(divisions.map(({ ratio, percent }) => [ratio, percent]));

/** The percents of a ratio as the journal writes it. Throws where no document has it. */
export function percentOf(ratio: string): Tiers {
  const percent = percents.get(ratio);
  if (percent === undefined) throw new Error(`no document has the ratio ${ratio}`);
  return percent;
}

/**
 * Divides an amount by percent: each tier gets the whole fen of its part, and the fen that are left go one by one to the tiers whose part
 * was cut most, the earlier of two that were cut alike.
 */
export function divide(amount: bigint, percent: Tiers): Tiers {
  if (amount < 0n) {
    const [province, prefecture, county] = divide(-amount, percent);
    return [-province, -prefecture, -county];
  }
  const exact = percent.map((one) => amount * one);
  const shares = exact.map((one) => one / 100n);
  const cut = exact.map((one) => one % 100n);
  for (let left = amount - sum(shares); left > 0n; left -= 1n) {
    const most = cut.reduce((best, one, tier) => (one > (cut[best] ?? 0n) ? tier : best), 0);
    shares[most] = (shares[most] ?? 0n) + 1n;
    cut[most] = -1n;
  }
  return shares as unknown as Tiers;
}

export function sum(amounts: readonly bigint[]): bigint {
  let total = 0n;
  for (const amount of amounts) total += amount;
  return total;
}

function smallest(percent: Tiers): bigint[] {
  const common = percent.reduce((a, b) => divisor(a, b));
  return percent.map((one) => one / common);
}

function divisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : divisor(b, a % b);
}
