import * as v from "valibot";
import { FUNDS, type Fund } from "./funds.ts";

const Cited = {
  /** The clause, then a colon and its words, verbatim. */
  clause: v.pipe(v.string(), v.nonEmpty("a rule cites its clause")),
  /** What the text leaves open, and how it is read here. */
  assumption: v.optional(v.pipe(v.string(), v.nonEmpty("an assumption says what is assumed"))),
};

/** 质量保证金: the part of what a month owes that is kept back at its close until it is released. */
const RetentionSchema = v.strictObject({
  ratio: v.pipe(v.string(), v.regex(/^0(\.\d{1,4})?$/, 'a part of one with four decimals at most, e.g. "0.05"')),
  funds: v.pipe(
    v.array(v.picklist(FUNDS)),
    v.nonEmpty(),
    v.check((funds) => new Set(funds).size === funds.length, "a fund is named once"),
  ),
  ...Cited,
});

/** 拨付期限: how many days after its close a month must be paid. */
const DueSchema = v.strictObject({ days: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(366)), ...Cited });

/** What a document says of paying a closed month. */
export const PaymentSchema = v.strictObject({ retention: v.optional(RetentionSchema), due: v.optional(DueSchema) });

export const PAYMENT_KEYS = ["retention", "due"] as const;
export const PAYMENT_NAMES = { retention: "质量保证金预留", due: "拨付期限" } as const satisfies Record<(typeof PAYMENT_KEYS)[number], string>;

/** The retention in force; entries keep it. */
export interface RetentionRule {
  /** e.g. "someplace-2020@1/payment.retention" */
  readonly rule: string;
  readonly ratio: string;
  readonly funds: readonly Fund[];
}

/** What the layers in force say of paying a closed month, merged; "default" where none speaks of it. */
export interface PaymentInForce {
  readonly retention: RetentionRule;
  readonly due: { readonly rule: string; readonly days: number };
}

/** None of the four documents speaks of a retention or names a day: nothing is kept back, and a month is due thirty days after its close. */
export const DEFAULT_PAYMENT: PaymentInForce = {
  retention: { rule: "default", ratio: "0", funds: [] },
  due: { rule: "default", days: 30 },
};
