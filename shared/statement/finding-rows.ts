import { distance, type NotedVerdict } from "../benefit/finding.ts";
import { formatMonth } from "../calendar/month.ts";
import type { AdvanceEntry } from "../lane/entry.ts";
import { fen, ZERO_FEN } from "../money/fen.ts";
import { formatYuan } from "../money/yuan.ts";
import { FUNDS, type Fund } from "../policy/funds.ts";
import { citeRule, type ClauseOf } from "./clause-of.ts";

/** One finding of a listing. Amounts in yuan. */
export interface FindingRow {
  readonly institution: string;
  readonly institutionName: string;
  readonly setl_id: string;
  readonly county: string;
  /** Accounting month, "2017-10". */
  readonly month: string;
  readonly setl_time: string;
  readonly fund: Fund;
  readonly verdict: NotedVerdict;
  readonly paid: string;
  /** The allowed range; where the verdict is not_checkable, the ends that hold whatever is missing. */
  readonly low: string;
  readonly high: string;
  /** How much over or under; "0.00" where it can't be checked. */
  readonly by: string;
  readonly missing: readonly string[];
  readonly rules: readonly string[];
  readonly clauses: readonly string[];
  /** What of the whole advance no fund pays, because setldetail gives it to a kind of payment that is none; the kinds stand in `missing`. */
  readonly unmapped_pay?: string;
  /** The advance was taken back since, and the statement's counts with it. */
  readonly reversed: boolean;
}

export interface FindingFilter {
  readonly fund?: Fund | undefined;
  readonly verdict?: NotedVerdict | undefined;
}

/** An advance with findings and what its listing says of it besides. */
export interface ListedAdvance {
  readonly lane: string;
  readonly institutionName: string | undefined;
  readonly advance: AdvanceEntry;
  readonly reversed: boolean;
}

/** The findings of advances as rows, an advance's in the order of FUNDS. */
export function findingRows(advances: readonly ListedAdvance[], filter: FindingFilter, clauseOf: ClauseOf): FindingRow[] {
  return advances.flatMap(({ lane, institutionName, advance, reversed }) =>
    FUNDS.flatMap((fund) => {
      const one = advance.findings?.[fund];
      if (one === undefined || (filter.fund ?? fund) !== fund || (filter.verdict ?? one.verdict) !== one.verdict) return [];
      const paid = advance.funds[fund]?.amount ?? ZERO_FEN;
      const row: FindingRow = {
        institution: lane,
        institutionName: institutionName ?? lane,
        setl_id: advance.id,
        county: advance.county,
        month: formatMonth(advance.month),
        setl_time: advance.time,
        fund,
        verdict: one.verdict,
        paid: formatYuan(paid),
        low: formatYuan(one.low),
        high: formatYuan(one.high),
        by: formatYuan(fen(distance(paid, one))),
        missing: one.missing,
        rules: one.rules,
        clauses: one.rules.map((rule) => citeRule(clauseOf, rule)),
        ...(advance.facts["unmapped_pay"] === undefined ? {} : { unmapped_pay: advance.facts["unmapped_pay"] }),
        reversed,
      };
      return [row];
    }),
  );
}
