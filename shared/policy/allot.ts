import { fen, type Fen } from "../money/fen.ts";
import { parseRatio } from "../money/ratio.ts";
import { split } from "../money/split.ts";
import { parseYuan } from "../money/yuan.ts";
import type { UnitParameter } from "./allotment-rules.ts";
import { POVERTY_STATUSES, type PovertyStatus } from "./funds.ts";
import type { AllotmentInForce } from "./merge-allotments.ts";
import type { LocalParameter } from "./parameters.ts";

/** The yuan a person an allotment is reckoned with, in fen, and who says so: the policy, the message, or the id of a set of local parameters. */
export interface UnitAmount {
  readonly unitAmount: Fen;
  readonly from: string;
}

/** Why there is no unit amount: nobody says it, or the message says another than the policy allows. */
export type NoUnitAmount = { readonly missing: UnitParameter } | { readonly stated: Fen; readonly allowed: Fen; readonly atLeast: boolean };

/**
 * The unit amount by the rule in force. Where it is left to localities the message goes before the local parameter: the premium of a year is
 * collected before the year begins, so that the parameter of the message's year may be another year's. An amount below what the document
 * demands is refused whoever says it.
 */
export function unitAmountOf(
  { value: { unit } }: AllotmentInForce,
  stated: Fen | undefined,
  local: LocalParameter | undefined,
): UnitAmount | NoUnitAmount {
  if ("yuan" in unit) {
    const allowed = readYuan(unit.yuan);
    return stated === undefined || stated === allowed ? { unitAmount: allowed, from: "policy" } : { stated, allowed, atLeast: false };
  }
  const known = stated ?? (local === undefined ? undefined : readYuan(local.value));
  if (known === undefined) return { missing: unit.parameter };
  const least = unit.atLeast === undefined ? undefined : readYuan(unit.atLeast);
  if (least !== undefined && known < least) return { stated: known, allowed: least, atLeast: true };
  return { unitAmount: known, from: stated === undefined && local !== undefined ? local.set : "message" };
}

/** The part of an allotment for the persons of one status; the shares sum to the amount. */
export interface AllottedPart {
  readonly headcount: number;
  /** headcount × unit amount. */
  readonly amount: Fen;
  readonly shares: readonly [province: Fen, prefecture: Fen, county: Fen];
  readonly ratio: string;
}

/** By status; a status without persons is absent. */
export type AllottedParts = Readonly<Partial<Record<PovertyStatus, AllottedPart>>>;

/** Headcount times unit amount for each status, split by that status's ratio (largest remainder, ties to the earlier tier). */
export function allot(headcounts: Readonly<Record<PovertyStatus, number>>, unitAmount: Fen, rule: AllotmentInForce): AllottedParts {
  const parts: Partial<Record<PovertyStatus, AllottedPart>> = {};
  for (const status of POVERTY_STATUSES) {
    const headcount = headcounts[status];
    if (headcount === 0) continue;
    const ratio = rule.value.ratios[status];
    const amount = fen(headcount * unitAmount);
    const [province, prefecture, county] = split(amount, parseRatio(ratio));
    if (province === undefined || prefecture === undefined || county === undefined) throw new Error(`ratio ${ratio} does not name three tiers`);
    parts[status] = { headcount, amount, shares: [province, prefecture, county], ratio };
  }
  return parts;
}

/** Policy data was checked when it was loaded. */
function readYuan(text: string): Fen {
  const amount = parseYuan(text);
  if (typeof amount !== "number") throw new Error(`${text} is not an amount in yuan`);
  return amount;
}
