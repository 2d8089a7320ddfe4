import * as v from "valibot";
import type { CumulativeField } from "../benefit/facts.ts";
import { isLocalTime, parseMonth } from "../calendar/month.ts";
import { parseYuan } from "../money/yuan.ts";
import { REVIEW_DECISIONS } from "../lane/entry.ts";
import { POOL } from "../lane/pool.ts";
import { ALLOTMENT_ITEMS } from "../policy/allotment-rules.ts";
import { FUNDS, POVERTY_STATUSES } from "../policy/funds.ts";
import type { FieldProblemKey } from "./field-problems.ts";

/** Names a problem of field-problems.ts as a schema's message. */
const because = (key: FieldProblemKey): FieldProblemKey => key;

const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

function text(maxLength: number) {
  return v.pipe(
    v.string(because("not_text")),
    v.check((value) => value !== "" && value.trim() === value, because("blank")),
    v.maxLength(maxLength, because("too_long")),
    // UTF-8 has no halves of characters: stores would change them, and with them the id or the hash.
    v.check((value) => value.isWellFormed(), because("not_unicode")),
    v.check((value) => !CONTROL.test(value), because("control_characters")),
  );
}

/** An id its sender gave. The national fields have 30 characters; local systems go to 64. */
const id = text(64);

const code = v.pipe(v.string(because("not_text")), v.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,29}$/, because("not_a_code")));

const institution = v.pipe(
  code,
  // POOL is a payee of allotments and names lanes of its own.
  v.check((value) => value.toUpperCase() !== POOL, because("reserved")),
);

/** An institution, or POOL for the pool of the county. */
const payee = v.pipe(
  code,
  v.check((value) => value === POOL || value.toUpperCase() !== POOL, because("reserved")),
);

const time = v.pipe(v.string(because("not_text")), v.check(isLocalTime, because("not_a_time")));

const month = v.pipe(
  v.string(because("not_text")),
  v.check((value) => /^\d{6}$/.test(value) && parseMonth(value) !== undefined, because("not_a_month")),
);

/** An amount in yuan, read as fen; see parseYuan. */
const amount = v.pipe(
  v.string(because("not_text")),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const parsed = parseYuan(dataset.value);
    if (typeof parsed === "number") return parsed;
    addIssue({ message: because(parsed) });
    return NEVER;
  }),
);

const positiveAmount = v.pipe(
  amount,
  v.check((value) => value > 0, because("zero")),
);

const fund = v.picklist(FUNDS, because("not_a_choice"));
const status = v.picklist(POVERTY_STATUSES, because("not_a_choice"));

const SetlDetail = v.object({ fund_pay_type: text(6), fund_payamt: amount });

/** 垫付: one settled stay or visit, as the hospital's system holds it (2207/2304 setlinfo). */
const Advance = v.object({
  setl_id: id,
  fixmedins_code: institution,
  fixmedins_name: v.optional(text(200)),
  insu_admdvs: text(20),
  psn_no: text(64),
  poverty_status: status,
  setl_time: time,
  med_type: text(6),
  hosp_lv: v.optional(v.picklist(["township", "county", "prefecture", "province"], because("not_a_choice"))),
  dise_codg: v.optional(text(30)),
  dise_name: v.optional(text(200)),
  refl_flag: v.optional(v.picklist(["0", "1"], because("not_a_choice"))),
  medfee_sumamt: amount,
  inscp_scp_amt: amount,
  act_pay_dedc: v.optional(amount),
  hifp_pay: amount,
  hifmi_pay: amount,
  maf_pay: amount,
  oth_pay: amount,
  hosp_part_amt: v.optional(amount),
  fund_pay_sumamt: amount,
  psn_part_amt: amount,
  setldetail: v.optional(v.array(SetlDetail, because("not_a_list"))),
  // What the patient's year brought before this settlement, for the audit; see CUMULATIVE_FIELDS.
  hifp_pay_cum: v.optional(amount),
  otp_hifp_pay_cum: v.optional(amount),
  hifmi_pay_cum: v.optional(amount),
  maf_pay_cum: v.optional(amount),
  inscp_selfpay_cum: v.optional(amount),
  psn_part_cum: v.optional(amount),
} satisfies Record<CumulativeField, unknown> & Record<string, unknown>);

const Reversal = v.object({
  reversal_id: id,
  setl_id: id,
  fixmedins_code: institution,
  insu_admdvs: text(20),
  time,
  reason: text(500),
});

const Deduction = v.object({
  deduction_id: id,
  fixmedins_code: institution,
  insu_admdvs: text(20),
  setlym: month,
  fund,
  amount: positiveAmount,
  reason: text(500),
  setl_id: v.optional(id),
  poverty_status: v.optional(status),
});

/** 审核: what the agency decides on one advance of a closed month. */
const Review = v.object({
  review_id: id,
  fixmedins_code: institution,
  insu_admdvs: text(20),
  setl_id: id,
  decision: v.picklist(REVIEW_DECISIONS, because("not_a_choice")),
  reason: text(500),
  time,
});

/** 质量保证金返还: what was retained becomes payable. */
const Release = v.object({
  release_id: id,
  fixmedins_code: institution,
  insu_admdvs: text(20),
  setlym: month,
  fund,
  amount: positiveAmount,
  reason: text(500),
  time,
});

/** 预付款退回: the institution gives back what was prepaid and not set off. */
const Return = v.object({
  return_id: id,
  fixmedins_code: institution,
  insu_admdvs: text(20),
  fund,
  amount: positiveAmount,
  time,
});

const Prepayment = v.object({
  prepayment_id: id,
  fixmedins_code: institution,
  insu_admdvs: text(20),
  fund,
  amount: positiveAmount,
  time,
});

const Disbursement = v.object({
  disbursement_id: id,
  fixmedins_code: institution,
  insu_admdvs: text(20),
  setlym: month,
  fund,
  amount: positiveAmount,
  time,
});

/** Persons: more than any county has. Times the most a person may be allotted the amount stays far inside the safe range. */
const MAX_HEADCOUNT = 10_000_000;
const MAX_UNIT_AMOUNT_FEN = 10_000_000;

const headcount = v.pipe(
  v.string(because("not_text")),
  v.check((value) => /^\d{1,8}$/.test(value) && Number(value) <= MAX_HEADCOUNT, because("not_a_headcount")),
  v.transform(Number),
);

/** 按人头拨付: so much a person for what is no patient's payment, into the county's pool or to the provider. */
const Allotment = v.object({
  allotment_id: id,
  insu_admdvs: text(20),
  payee,
  item: v.picklist(ALLOTMENT_ITEMS, because("not_a_choice")),
  headcount_lifted: headcount,
  headcount_unlifted: headcount,
  unit_amount: v.optional(
    v.pipe(
      positiveAmount,
      v.check((value) => value <= MAX_UNIT_AMOUNT_FEN, because("unit_too_large")),
    ),
  ),
  time,
});

/** The messages of the intake queue by kind, with the field that is their id. */
export const MESSAGES = {
  advance: { schema: Advance, id: "setl_id" },
  reversal: { schema: Reversal, id: "reversal_id" },
  deduction: { schema: Deduction, id: "deduction_id" },
  prepayment: { schema: Prepayment, id: "prepayment_id" },
  disbursement: { schema: Disbursement, id: "disbursement_id" },
  allotment: { schema: Allotment, id: "allotment_id" },
  review: { schema: Review, id: "review_id" },
  release: { schema: Release, id: "release_id" },
  return: { schema: Return, id: "return_id" },
} as const;

export type MessageKind = keyof typeof MESSAGES;

/** 月结, on the commands queue. `time` is when it is closed, from which the month is due; without it, when the command is read. */
export const Close = v.object({ setlym: month, region: text(6), time: v.optional(time) });
export type CloseMessage = v.InferOutput<typeof Close>;

/** A message whose fields are right, amounts in fen. */
export type Message = { [K in MessageKind]: { readonly kind: K } & v.InferOutput<(typeof MESSAGES)[K]["schema"]> }[MessageKind];
export type MessageOf<K extends MessageKind> = Extract<Message, { kind: K }>;

export function isMessageKind(kind: string): kind is MessageKind {
  return Object.hasOwn(MESSAGES, kind);
}

/** Whether a message that is posted may have the text as its id. */
export function isMessageId(value: string): boolean {
  return v.is(id, value);
}

/** Whether the text may be an institution's fixmedins_code, and so name a lane. */
export function isInstitutionCode(value: string): boolean {
  return v.is(institution, value);
}

/** The fields of an advance in the order of the contract: the headers of its CSV. */
export const ADVANCE_FIELDS: readonly string[] = Object.keys(Advance.entries);
export const REQUIRED_ADVANCE_FIELDS: readonly string[] = Object.entries(Advance.entries)
  .filter(([, schema]) => schema.type !== "optional")
  .map(([field]) => field);

/** Every field any message of the contract has: nothing else of a message is ever stored. */
export const CONTRACT_FIELDS: ReadonlySet<string> = new Set([
  "kind",
  ...Object.values(MESSAGES).flatMap(({ schema }) => Object.keys(schema.entries)),
  ...Object.keys(Close.entries),
]);
