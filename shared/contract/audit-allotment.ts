import { laneOfPayee } from "../lane/pool.ts";
import type { AllotmentRecord, RecordBase } from "../lane/record.ts";
import type { Reason } from "../outcome/outcomes.ts";
import { allot, unitAmountOf } from "../policy/allot.ts";
import type { FindParameter } from "../policy/parameters.ts";
import type { Policy } from "../policy/policy.ts";
import type { Message, MessageOf } from "./message.ts";

interface AllotmentContext {
  readonly policyFor: (county: string, day: string) => Policy | undefined;
  readonly parameterFor?: FindParameter;
}

/** The lane a message is posted in: its institution's, or its payee's. */
export function laneOfMessage(message: Message): string {
  return message.kind === "allotment" ? laneOfPayee(message.payee, message.insu_admdvs) : message.fixmedins_code;
}

/**
 * Headcount times the unit amount of the policy, the message or the local parameter of the message's year, split by the rule of each status in
 * force on the message's day. `tooEarly` is the reason where that day has not come.
 */
export function auditAllotment(
  message: MessageOf<"allotment">,
  base: Omit<RecordBase, "id">,
  { policyFor, parameterFor }: AllotmentContext,
  tooEarly: Reason | undefined,
): AllotmentRecord | Reason {
  const { allotment_id: id, item, headcount_lifted: lifted, headcount_unlifted: unlifted, unit_amount: stated, time } = message;
  const { county } = base;
  const [day, year] = [time.slice(0, 10), time.slice(0, 4)];
  const policy = policyFor(county, day);
  const rule = policy?.allotments[item];
  if (rule === undefined) return { code: "unknown_policy", details: { county, day, ...(policy === undefined ? {} : { fund: item }) } };
  if (tooEarly !== undefined) return tooEarly;
  const { unit } = rule.value;
  const unitAmount = unitAmountOf(rule, stated, "parameter" in unit ? parameterFor?.(county, year, unit.parameter) : undefined);
  if ("missing" in unitAmount) return { code: "unknown_unit_amount", details: { item, county, year, parameter: unitAmount.missing } };
  if ("stated" in unitAmount) return { code: "wrong_unit_amount", details: { item, ...unitAmount } };
  const parts = allot({ lifted, unlifted }, unitAmount.unitAmount, rule);
  return { kind: "allotment", ...base, id, time, item, unitAmount: unitAmount.unitAmount, unitFrom: unitAmount.from, rule: rule.rule, parts };
}
