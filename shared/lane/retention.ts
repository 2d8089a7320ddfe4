import { fen, ZERO_FEN, type Fen } from "../money/fen.ts";
import { parseRatio } from "../money/ratio.ts";
import type { RetentionRule } from "../policy/payment-rules.ts";
import type { Fund } from "../policy/funds.ts";
import { netOf, type MonthAccount } from "./account.ts";
import type { CloseEntry } from "./entry.ts";

/** What a close keeps back (质量保证金): of each fund the rule names its part of what the month owes. Undefined where that is nothing. */
export function retain({ funds }: MonthAccount, { rule, ratio, funds: named }: RetentionRule): CloseEntry["retention"] {
  const amounts: Partial<Record<Fund, Fen>> = {};
  for (const fund of named) {
    const totals = funds[fund];
    const part = totals === undefined ? ZERO_FEN : partOf(netOf(totals), ratio);
    if (part > 0) amounts[fund] = part;
  }
  return Object.keys(amounts).length === 0 ? undefined : { rule, ratio, amounts };
}

/** A part of one ("0.05") of an amount, exact and rounded down to the fen, for the hospital's good; nothing of an amount below zero. */
function partOf(amount: Fen, ratio: string): Fen {
  if (amount <= 0 || Number(ratio) === 0) return ZERO_FEN;
  const [part = 0, whole = 1] = parseRatio(`${ratio}:1`);
  return fen(Number((BigInt(amount) * BigInt(part)) / BigInt(whole)));
}
