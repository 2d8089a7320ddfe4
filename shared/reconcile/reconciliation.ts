import type { FieldProblem } from "../outcome/outcomes.ts";
import type { SummedField } from "./fields.ts";
import type { FieldDifference } from "./stated.ts";

/** Every way in which a hospital's list and the ledger differ; the names are stable. */
export const CLASSES = [
  "only_hospital",
  "only_ledger",
  "amount_differs",
  "reversed",
  "other_month",
  "rejected_here",
  "duplicate_in_file",
  "unreadable",
] as const;
export type DifferenceClass = (typeof CLASSES)[number];

export const CLASS_TITLES: Readonly<Record<DifferenceClass, string>> = {
  only_hospital: "仅医院有",
  only_ledger: "仅账上有",
  amount_differs: "内容不一致",
  reversed: "账上已冲正",
  other_month: "账上属其他月份",
  rejected_here: "本系统已退回",
  duplicate_in_file: "清单内重复",
  unreadable: "清单行无法读取",
};

/** One difference. Amounts in yuan. */
export interface Difference {
  readonly class: DifferenceClass;
  /** Of the list; absent where only the ledger has it. */
  readonly line?: number;
  readonly setl_id?: string;
  /** A refund (退费, 冲正) rather than a settlement. */
  readonly refund: boolean;
  readonly reversal_id?: string;
  /** What each side counts in the month; the differences of all sum up to that of the totals. */
  readonly hospital?: Readonly<Record<"medfee_sumamt" | "fund_pay_sumamt", string>>;
  readonly ledger?: Readonly<Record<"medfee_sumamt" | "fund_pay_sumamt", string>>;
  readonly difference: { readonly count: number; readonly medfee_sumamt: string; readonly fund_pay_sumamt: string };
  /** Accounting month in the ledger, "2017-11". */
  readonly month?: string;
  readonly late?: true;
  readonly reversal?: { readonly reversal_id: string; readonly month: string; readonly reason: string };
  readonly fields?: readonly FieldDifference[];
  readonly first_line?: number;
  readonly code?: string;
  readonly rejection_id?: string;
  readonly reason?: string;
  readonly reasonZh?: string;
  readonly problems?: readonly FieldProblem[];
  readonly action: string;
  readonly actionZh: string;
}

/** One total of 3201: what the hospital states, what the ledger has. Null where the hospital states none. */
export interface Total<Figure extends string | number = string> {
  readonly hospital: Figure | null;
  readonly ledger: Figure;
  readonly difference: Figure | null;
  /** What was stated beside a list, where its own sum is another. */
  readonly stated?: Figure;
}

/** The number of settlements, and amounts in yuan. */
export type Totals = { readonly count: Total<number> } & Readonly<Record<SummedField, Total>>;

/** 对账: a month's totals and, where the hospital gave its list, every difference by class. */
export interface Reconciliation extends Readonly<Record<DifferenceClass, readonly Difference[]>> {
  readonly month: string;
  readonly institution: string;
  readonly institutionName: string;
  /** Rows of the list that belong to the institution. */
  readonly rows: number;
  readonly totals: Totals;
  /** 3201's stmt_rslt: "0" where all totals that both sides state agree. */
  readonly stmt_rslt: "0" | "1";
  readonly stmt_rslt_dscr: string;
  readonly matched: number;
  /** Settlements posted and taken back in the month that the list does not name; they cancel out. */
  readonly cancelled: number;
  /** Rows of other institutions and messages of other kinds, which are not compared. */
  readonly other_institution: number;
  readonly other_kind: number;
}
