import type { BenefitRatio, Deductible } from "../policy/benefit-values.ts";
import type { InstitutionLevel } from "../policy/parameter-keys.ts";
import { hull, type Bounds } from "./bounds.ts";
import { above, add, exact, exactYuan, factorOf, formatExact, formatPercent, least, most, NOTHING, times, type Exact } from "./exact.ts";
import { nameOfMissing } from "./names.ts";
import type { Sheet } from "./sheet.ts";

const WHOLE = factorOf("1");

/** A part of a base, in yuan from `over` up to the next tier, of which any share from low to high is right; shares in ten-thousandths. */
interface Tier {
  readonly over: Exact;
  readonly low: bigint;
  readonly high: bigint;
}

/** What share of its base a fund pays, tier by tier; a plain ratio is one tier. */
export type Shares = readonly Tier[];

const oneTier = (low: bigint, high: bigint): Shares => [{ over: NOTHING, low, high }];

/**
 * Reads a rule's ratio. A local one that nobody gave is anything from what the document adds or demands at least up to the whole base; only
 * where the document demands a floor is any value from it up right, and nothing missing.
 */
export function sharesOf(sheet: Sheet, ratio: BenefitRatio, level?: InstitutionLevel): Shares {
  if ("tiers" in ratio) {
    const tiers = ratio.tiers.map(({ over, range }) => ({ over: exactYuan(over), low: factorOf(range.low), high: factorOf(range.high) }));
    sheet.step(() => `分段比例：${tiers.map(({ over, low, high }) => `${formatExact(over)}元以上部分${formatRange(low, high)}`).join("，")}`);
    return tiers;
  }
  if ("low" in ratio) return oneTier(factorOf(ratio.low), factorOf(ratio.high));
  const { parameter: key, plus, atLeast } = ratio;
  const floor = atLeast === undefined ? 0n : factorOf(atLeast);
  const points = plus === undefined ? 0n : factorOf(plus);
  const local = sheet.parameter(key, { level });
  if (local !== undefined) {
    const stated = factorOf(local.value) + points;
    const share = stated > WHOLE ? WHOLE : stated > floor ? stated : floor;
    const added = plus === undefined ? "" : `，加${formatPercent(points)}`;
    sheet.step(() => `当地${nameOfMissing(key)}${formatPercent(factorOf(local.value))}${added}（${local.source}）`);
    return oneTier(share, share);
  }
  if (atLeast === undefined) {
    sheet.lacks(key);
    sheet.step(() => `缺当地${nameOfMissing(key)}`);
  }
  return oneTier(points > floor ? points : floor, WHOLE);
}

/** The range a fund may pay of a base that itself is only known to lie between two ends. Paying more of more, it grows with the base. */
export function payShare(shares: Shares, base: Bounds): Bounds {
  return { low: payOf(shares, base.low, "low"), high: payOf(shares, base.high, "high") };
}

function payOf(shares: Shares, base: Exact, end: "low" | "high"): Exact {
  let sum = NOTHING;
  for (const [place, tier] of shares.entries()) {
    const upTo = shares[place + 1]?.over;
    const reached = upTo === undefined ? base : least(base, upTo);
    sum = add(sum, times(above(reached, tier.over), tier[end]));
  }
  return sum;
}

export function highestShare(shares: Shares): bigint {
  return shares.reduce((highest, { high }) => (high > highest ? high : highest), 0n);
}

export function formatShares(shares: Shares): string {
  return shares.length === 1 && shares[0] !== undefined ? formatRange(shares[0].low, shares[0].high) : "分段比例";
}

function formatRange(low: bigint, high: bigint): string {
  return low === high ? formatPercent(low) : `${formatPercent(low)}～${formatPercent(high)}`;
}

/**
 * A stay's base after its deductible (起付线): what the hospital says it charged (act_pay_dedc), but never more than the local one, which it
 * may fall below from the second stay of a year. Where neither is known it may be anything.
 */
export function afterDeductible(sheet: Sheet, base: Exact, rule: Deductible): Bounds {
  if (rule === "none") {
    sheet.step(() => "不设起付线");
    return { low: base, high: base };
  }
  const { deductible: charged, level } = sheet.facts;
  const parameter = sheet.parameter(rule.parameter, { level });
  const local = parameter === undefined ? undefined : times(exactYuan(parameter.value), factorOf(rule.times ?? "1"));
  if (charged === undefined && local === undefined) {
    sheet.lacks("act_pay_dedc", rule.parameter);
    sheet.step(() => "缺起付线：报文没有act_pay_dedc，也没有当地起付线");
    return hull({ low: NOTHING, high: NOTHING }, { low: base, high: base });
  }
  const deductible = charged === undefined ? most(NOTHING, local ?? NOTHING) : local === undefined ? exact(charged) : least(exact(charged), local);
  const left = above(base, deductible);
  sheet.step(() => {
    const known = [
      ...(charged === undefined ? [] : [`实际支付起付线${formatExact(exact(charged))}元`]),
      ...(local === undefined ? [] : [`当地起付线${formatExact(local)}元（${parameter?.source ?? ""}）`]),
    ];
    return `${known.join("，")}：基数${formatExact(base)}－${formatExact(deductible)}＝${formatExact(left)}元`;
  });
  return { low: left, high: left };
}
