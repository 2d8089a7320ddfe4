import { factorOf, formatPercent } from "../benefit/exact.ts";
import { FUND_NAMES } from "./funds.ts";
import type { PolicyLayer } from "./layer.ts";
import { DEFAULT_PAYMENT, PAYMENT_NAMES } from "./payment-rules.ts";

/** One rule of paying a closed month, with its source: no document where it is the product's default. */
export interface ExplainedPayment {
  readonly key: "retention" | "due";
  readonly name: string;
  /** "someplace-2020@1/payment.due", or "default". */
  readonly rule: string;
  readonly text: string;
  readonly document?: string;
  readonly clause?: string;
  readonly assumption?: string;
  /** What wider or earlier layers said, the latest last. */
  readonly overrides: readonly Omit<ExplainedPayment, "key" | "name" | "overrides">[];
}

/** What the layers, in the order of their merge, say of paying a closed month. */
export function explainPayment(layers: readonly PolicyLayer[]): ExplainedPayment[] {
  const { retention, due } = DEFAULT_PAYMENT;
  return [
    explain("retention", { rule: retention.rule, text: "不预留" }, layers, ({ retention: one }) =>
      one === undefined ? undefined : `${formatPercent(factorOf(one.ratio))}：${one.funds.map((fund) => FUND_NAMES[fund]).join("、")}`,
    ),
    explain("due", { rule: due.rule, text: dueText(due.days) }, layers, ({ due: one }) => (one === undefined ? undefined : dueText(one.days))),
  ];
}

function explain(
  key: ExplainedPayment["key"],
  byDefault: { readonly rule: string; readonly text: string },
  layers: readonly PolicyLayer[],
  textOf: (payment: NonNullable<PolicyLayer["payment"]>) => string | undefined,
): ExplainedPayment {
  const said = layers.flatMap(({ id, version, document, payment = {} }) => {
    const text = textOf(payment);
    const { clause = "", assumption } = payment[key] ?? {};
    if (text === undefined) return [];
    return [{ rule: `${id}@${version}/payment.${key}`, text, document, clause, ...(assumption === undefined ? {} : { assumption }) }];
  });
  return { key, name: PAYMENT_NAMES[key], ...(said.at(-1) ?? byDefault), overrides: said.slice(0, -1) };
}

function dueText(days: number): string {
  return `月结后${days}天内`;
}
