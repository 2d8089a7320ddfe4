import type { PolicyLayer } from "./layer.ts";
import { DEFAULT_PAYMENT, type PaymentInForce } from "./payment-rules.ts";

/** Merges the layers in the order given: a later one's retention, or due day, replaces an earlier one's whole. */
export function mergePayment(layers: readonly PolicyLayer[]): PaymentInForce {
  let merged = DEFAULT_PAYMENT;
  for (const { id, version, payment } of layers) {
    const { retention, due } = payment ?? {};
    const named = (key: string): string => `${id}@${version}/payment.${key}`;
    if (retention !== undefined) merged = { ...merged, retention: { rule: named("retention"), ratio: retention.ratio, funds: retention.funds } };
    if (due !== undefined) merged = { ...merged, due: { rule: named("due"), days: due.days } };
  }
  return merged;
}
