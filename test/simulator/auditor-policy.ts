/** The funds in the order statements list them. */
export const FUND_ORDER: readonly string[] = ["basic", "critical", "assistance", "backstop", "topup"];
/** What is allotted by headcount, in the order statements list it. No fund has an item's name. */
export const ITEM_ORDER: readonly string[] = ["premium", "familyDoctor", "assistanceSubsidy", "backstopSubsidy"];

/** 省, 州市, 县. */
export type Tiers = readonly [province: bigint, prefecture: bigint, county: bigint];

/** One line of the documents' tables of ratios, in percent of the amount. */
interface Clause {
  readonly pack: string;
  readonly region: string;
  readonly from: string;
  /** The funds and items it is of. */
  readonly of: readonly string[];
  readonly status: string;
  readonly percent: Tiers;
}

const YUNNAN = { pack: "yunnan-2017", region: "53", from: "2017-09-27" };
const XISHUANGBANNA = { pack: "xishuangbanna-2017", region: "5328", from: "2017-10-24" };
const GANSU = { pack: "gansu-2019", region: "62", from: "2019-01-01" };
/** 云卫规财发〔2019〕5号 lengthens the list of diseases and divides nothing. */
const YUNNAN_2019 = { pack: "yunnan-2019", region: "53", from: "2019-03-23" };
const DOCUMENTS = [YUNNAN, XISHUANGBANNA, GANSU, YUNNAN_2019];

const SHARED = { of: ["basic", "critical", "assistance", "premium", "familyDoctor"] };
const COUNTYS = { of: ["backstop"], percent: [0n, 0n, 100n] as const };
const PROVINCES = { of: ["assistanceSubsidy", "backstopSubsidy"], percent: [100n, 0n, 0n] as const };
const BOTH = ["lifted", "unlifted"];

/**
 * 云政办发〔2017〕102号 clauses 一, 四, 五, 十, 西政办发〔2017〕92号 一(一), 一(四), 一(五), 二(三) and 甘卫扶贫函〔2019〕385号 (四), (五). The wider
 * region stands first: of the clauses that apply, the last counts.
 */
const CLAUSES: readonly Clause[] = [
  { ...YUNNAN, ...SHARED, status: "lifted", percent: [40n, 60n, 0n] },
  { ...YUNNAN, ...SHARED, status: "unlifted", percent: [60n, 40n, 0n] },
  { ...XISHUANGBANNA, ...SHARED, status: "lifted", percent: [40n, 12n, 48n] },
  { ...XISHUANGBANNA, ...SHARED, status: "unlifted", percent: [60n, 8n, 32n] },
  ...BOTH.flatMap((status): Clause[] => [
    ...[YUNNAN, XISHUANGBANNA].flatMap((one) => [COUNTYS, PROVINCES].map((of) => ({ ...one, ...of, status }))),
    { ...GANSU, of: ["basic", "critical", "assistance", "premium"], status, percent: [0n, 100n, 0n] },
    { ...GANSU, of: ["topup"], status, percent: [100n, 0n, 0n] },
  ]),
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

/** Every division the documents in force give a fund or item and a status, the one that counts first. */
export function divisionsFor(county: string, day: string, of: string, status: string): readonly Division[] {
  const key = `${county} ${day} ${of} ${status}`;
  let found = known.get(key);
  if (found === undefined) {
    found = divisions.filter((one) => one.status === status && one.of.includes(of) && one.from <= day && county.startsWith(one.region)).reverse();
    known.set(key, found);
  }
  return found;
}

/** The names of the documents in force in the county on the day. */
export function packsFor(county: string, day: string): readonly string[] {
  return DOCUMENTS.filter(({ from, region }) => from <= day && county.startsWith(region)).map(({ pack }) => pack);
}

/** What the documents say of an item's amount a person: so many fen, or at least so many and the message says how many. */
interface Unit {
  readonly region: string;
  readonly item: string;
  readonly fen?: bigint;
  readonly least?: bigint;
}

const UNITS: readonly Unit[] = [
  { region: "53", item: "premium", least: 1n },
  { region: "53", item: "familyDoctor", fen: 1_200n },
  { region: "53", item: "assistanceSubsidy", fen: 1_000n },
  { region: "53", item: "backstopSubsidy", fen: 6_000n },
  { region: "62", item: "premium", least: 5_000n },
];

/** The item's amount a person where some document divides it. */
export function unitFor(county: string, item: string): Unit | undefined {
  return UNITS.find((one) => one.item === item && county.startsWith(one.region));
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
