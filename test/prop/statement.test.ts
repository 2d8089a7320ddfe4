import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FundTotals, MonthAccount } from "../../shared/lane/account.ts";
import { splitByRatio } from "../../shared/lane/shares.ts";
import { fen } from "../../shared/money/fen.ts";
import { FUNDS, type Fund } from "../../shared/policy/funds.ts";
import { addFigures, NO_FIGURES, type Figures } from "../../shared/statement/figures.ts";
import { rankByRate } from "../../shared/statement/rank.ts";
import type { RatedSum } from "../../shared/statement/rated-sum.ts";
import { buildRates } from "../../shared/statement/rates.ts";
import { modelStatement, type StatementModel } from "../../shared/statement/statement-model.ts";
import { buildStatement } from "../../shared/statement/statement.ts";
import { account, totals } from "../support/statement-accounts.ts";

fc.configureGlobal({ seed: 20171024 });

/** Gansu's and Yunnan's counties: 620200 is its own prefecture, 530321 is a former code of 530304. */
const COUNTIES = ["530304", "530321", "532801", "532822", "532823", "620102", "620200"] as const;
const RATIOS = ["2:3:0", "3:2:0", "10:3:12", "15:2:8", "0:0:1", "1:0:0", "0:1:0", "1:1:1"] as const;
const YEAR_MONTHS = ["201710", "201711", "201712"] as const;

interface Posting {
  kind: "advance" | "reversal" | "deduction";
  county: (typeof COUNTIES)[number];
  institution: string;
  month: (typeof YEAR_MONTHS)[number];
  fund: Fund;
  ratio: (typeof RATIOS)[number];
  amount: number;
}

/** Records of one province, so that one region holds them all. Reversals without their advance make payables negative, too. */
const postingsOf = (province: string) =>
  fc.array(
    fc.record<Posting>({
      kind: fc.constantFrom("advance", "advance", "advance", "reversal", "deduction"),
      county: fc.constantFrom(...COUNTIES.filter((county) => county.startsWith(province))),
      institution: fc.constantFrom("H1", "H2", "乡镇卫生院"),
      month: fc.constantFrom(...YEAR_MONTHS),
      fund: fc.constantFrom(...FUNDS),
      ratio: fc.constantFrom(...RATIOS),
      amount: fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 100_000_000_000 })),
    }),
    { maxLength: 60 },
  );

/** What the agency did to each account afterwards, and whether it is closed, by place in the list. */
const handling = fc.infiniteStream(
  fc.record({
    closed: fc.boolean(),
    retained: fc.integer({ min: -500, max: 500 }),
    disbursed: fc.integer({ min: -9_000, max: 90_000 }),
    setOff: fc.integer({ min: -900, max: 900 }),
  }),
);

const book = fc
  .constantFrom("53", "62")
  .chain((region) => fc.tuple(postingsOf(region), handling).map(([postings, steps]) => ({ region, postings, accounts: fold(postings, steps) })));

interface Step {
  readonly closed: boolean;
  readonly retained: number;
  readonly disbursed: number;
  readonly setOff: number;
}

/** Folds records to accounts as the ledger defines them, without its code. */
function fold(postings: readonly Posting[], steps: Iterator<Step>): MonthAccount[] {
  const byAccount = Map.groupBy(postings, ({ month, county, institution }) => `${month}#${county}#${institution}`);
  return [...byAccount.values()].map((ofAccount) => {
    const { month, county, institution } = ofAccount[0]!;
    const { closed, ...handled } = steps.next().value as Step;
    const funds = Object.fromEntries([...Map.groupBy(ofAccount, ({ fund }) => fund)].map(([fund, ofFund]) => [fund, fundTotals(ofFund, handled)]));
    return account(month, county, institution, funds, { state: closed ? "closed" : "open" });
  });
}

function fundTotals(postings: readonly Posting[], more: Omit<Step, "closed">): FundTotals {
  let [count, accrued, deducted] = [0, 0, 0];
  const shares: [number, number, number] = [0, 0, 0];
  const byRatio: Record<string, number> = {};
  for (const { kind, ratio, amount } of postings) {
    const owed = kind === "advance" ? amount : -amount;
    if (kind === "deduction") deducted += amount;
    else [count, accrued] = [count + 1, accrued + owed];
    for (const [tier, share] of splitByRatio(fen(owed), ratio).entries()) shares[tier]! += share;
    byRatio[ratio] = (byRatio[ratio] ?? 0) + owed;
  }
  return totals({ count, accrued, deducted, shares, byRatio, ...more });
}

const OF_MONTH = "201710";
const under = (region: string, accounts: readonly MonthAccount[]) => {
  const yearAccounts = accounts.filter(({ county }) => county.startsWith(region));
  return { region, month: OF_MONTH, monthAccounts: yearAccounts.filter(({ month }) => month === OF_MONTH), yearAccounts };
};
const modelOf = (region: string, accounts: readonly MonthAccount[]) => modelStatement(under(region, accounts));
const regionsAt = (accounts: readonly MonthAccount[], digits: number) => [...new Set(accounts.map(({ county }) => county.slice(0, digits)))];
const total = (rows: readonly Figures[]) => rows.reduce(addFigures, NO_FIGURES);
const figuresOnly = ({
  count,
  accrued,
  deducted,
  retained,
  deferred,
  payable,
  disbursed,
  setOff,
  outstanding,
  shares,
  findings,
}: Figures): Figures => ({
  ...{ count, accrued, deducted, retained, deferred, payable, disbursed, setOff, outstanding, shares, findings },
});

describe("a statement", () => {
  it("has lines that sum to its totals, fund by fund and altogether, in every column", () => {
    fc.assert(
      fc.property(book, ({ region, accounts }) => {
        for (const one of [region, ...regionsAt(accounts, 4), ...regionsAt(accounts, 6)]) {
          const { lines, totals: sums } = modelOf(one, accounts);
          expect(figuresOnly(sums.all)).toEqual(total(lines));
          for (const fund of FUNDS) expect(sums.byFund[fund] ?? NO_FIGURES).toEqual(total(lines.filter((line) => line.fund === fund)));
        }
      }),
    );
  });

  it("of a province equals the sum of its prefectures', and of its counties'", () => {
    const funds = (model: StatementModel) => FUNDS.map((fund) => model.totals.byFund[fund] ?? NO_FIGURES);
    fc.assert(
      fc.property(book, ({ region, accounts }) => {
        const whole = modelOf(region, accounts);
        for (const digits of [4, 6]) {
          const parts = regionsAt(accounts, digits).map((part) => modelOf(part, accounts));
          expect(whole.totals.all).toEqual(total(parts.map((part) => part.totals.all)));
          expect(funds(whole)).toEqual(FUNDS.map((_, index) => total(parts.map((part) => funds(part)[index]!))));
          const sides = (period: "month" | "year", side: keyof RatedSum) => parts.reduce((sum, part) => sum + part.rate[period][side], 0);
          for (const period of ["month", "year"] as const) {
            expect(whole.rate[period]).toEqual({ payable: sides(period, "payable"), disbursed: sides(period, "disbursed") });
          }
        }
      }),
    );
  });

  it("has shares that sum to accrued − deducted in every row", () => {
    fc.assert(
      fc.property(book, ({ region, accounts }) => {
        const { lines, totals: sums } = modelOf(region, accounts);
        for (const { shares, accrued, deducted } of [...lines, ...Object.values(sums.byFund), sums.all]) {
          expect(shares[0] + shares[1] + shares[2]).toBe(accrued - deducted);
        }
      }),
    );
  });

  it("has rounding differences that sum to zero exactly, and each under a fen a record", () => {
    fc.assert(
      fc.property(book, ({ region, accounts, postings }) => {
        const { numerators, denominator } = modelOf(region, accounts).roundingDifference;
        const records = postings.filter(({ month }) => month === OF_MONTH).length;
        expect(numerators[0] + numerators[1] + numerators[2]).toBe(0n);
        for (const numerator of numerators) {
          const magnitude = numerator < 0n ? -numerator : numerator;
          expect(records === 0 ? magnitude === 0n : magnitude < BigInt(records) * denominator).toBe(true);
        }
      }),
    );
  });

  it("lists each member and fund once, by member, then fund", () => {
    fc.assert(
      fc.property(book, ({ region, accounts }) => {
        for (const one of [region, ...regionsAt(accounts, 4), ...regionsAt(accounts, 6)]) {
          const places = modelOf(one, accounts).lines.map(({ member, fund }) => `${member}#${FUNDS.indexOf(fund)}`);
          expect(places).toEqual([...new Set(places)].sort());
        }
      }),
    );
  });

  it("does not depend on the order its accounts come in", () => {
    fc.assert(
      fc.property(book, ({ region, accounts }) => {
        expect(buildStatement(under(region, accounts.toReversed()))).toEqual(buildStatement(under(region, accounts)));
        expect(buildRates(under(region, accounts.toReversed()))).toEqual(buildRates(under(region, accounts)));
      }),
    );
  });

  it("is plain JSON of amounts with two decimals and no minus zero", () => {
    fc.assert(
      fc.property(book, ({ region, accounts }) => {
        const statement = buildStatement(under(region, accounts));
        expect(JSON.parse(JSON.stringify(statement))).toEqual(statement);
        const { accrued, deducted, retained, payable, disbursed, outstanding, shares } = statement.totals.all;
        const amounts = [accrued, deducted, retained, payable, disbursed, outstanding, ...Object.values(shares)];
        for (const amount of [...amounts, ...Object.values(statement.roundingDifference), statement.rate.shortfall]) {
          expect(amount).toMatch(/^-?(0|[1-9]\d*)\.\d\d$/);
          expect(amount).not.toBe("-0.00");
        }
      }),
    );
  });
});

describe("ranks", () => {
  const sum = fc.record({ disbursed: fc.integer({ min: -3, max: 12 }), payable: fc.integer({ min: -3, max: 12 }) });
  const large = fc.record({ disbursed: fc.maxSafeInteger(), payable: fc.maxSafeInteger() });
  const members = fc
    .array(fc.oneof(sum, sum, sum, large), { maxLength: 20 })
    .map((sums) => new Map(sums.map(({ disbursed, payable }, index) => [`m${index}`, { disbursed: fen(disbursed), payable: fen(payable) }])));

  it("are one more than the number of members with a higher rate, for those with something payable", () => {
    fc.assert(
      fc.property(members, (sums) => {
        const ranks = rankByRate(sums);
        const rated = [...sums].filter(([, { payable }]) => payable > 0);
        expect(ranks.size).toBe(rated.length);
        for (const [member, { disbursed, payable }] of rated) {
          const higher = rated.filter(([, other]) => BigInt(other.disbursed) * BigInt(payable) > BigInt(disbursed) * BigInt(other.payable));
          expect(ranks.get(member)).toBe(higher.length + 1);
        }
      }),
    );
  });
});

describe("rates", () => {
  it("list the region first and then its members, whose sums are the region's, as in its statement", () => {
    fc.assert(
      fc.property(book, ({ region, accounts }) => {
        for (const one of [region, ...regionsAt(accounts, 4), ...regionsAt(accounts, 6)]) {
          const input = under(one, accounts);
          const [own, ...rows] = buildRates(input);
          const { rate } = buildStatement(input);
          expect(own).toMatchObject({ region: one, rank: null, month: { rate: rate.month }, year: { rate: rate.year }, shortfall: rate.shortfall });
          expect(rows.map((row) => row.region)).toEqual(rows.map((row) => row.region).sort());
          for (const period of ["month", "year"] as const) {
            for (const side of ["payable", "disbursed"] as const) {
              expect(rows.reduce((all, row) => all + inFen(row[period][side]), 0)).toBe(inFen(own![period][side]));
            }
          }
        }
      }),
    );
  });

  it("have a rank, a rate and a verdict together or not at all", () => {
    fc.assert(
      fc.property(book, ({ region, accounts }) => {
        for (const { year, rank, state, shortfall } of buildRates(under(region, accounts)).slice(1)) {
          const payable = inFen(year.payable) > 0;
          expect([year.rate !== null, rank !== null, state !== "none"]).toEqual([payable, payable, payable]);
          expect(shortfall !== "0.00").toBe(state === "low");
        }
      }),
    );
  });
});

/** "-12.34" → -1234, exact: the digits without the point. */
function inFen(amount: string): number {
  return Number(amount.replace(".", ""));
}
