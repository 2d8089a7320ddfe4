import type { LocalTime } from "../calendar/month.ts";
import { fen, ZERO_FEN, type Fen } from "../money/fen.ts";
import { parseYuan } from "../money/yuan.ts";
import type { Diagnosis } from "../policy/diseases.ts";
import { FUNDS, type Fund } from "../policy/funds.ts";
import { INSTITUTION_LEVELS, type InstitutionLevel } from "../policy/parameter-keys.ts";
import type { CountyCode } from "../region/region.ts";

/**
 * Fields of an advance that say what the year already brought its patient, before this settlement: amounts of the settlement's calendar year.
 * The national interface has them as rows of 5206 (cuminfo: year, cum_type_code, cum), whose codes differ by region; here each is a field, named
 * after the field it sums up.
 */
export const CUMULATIVE_FIELDS = ["hifp_pay_cum", "otp_hifp_pay_cum", "hifmi_pay_cum", "maf_pay_cum", "inscp_selfpay_cum", "psn_part_cum"] as const;
export type CumulativeField = (typeof CUMULATIVE_FIELDS)[number];

/** Kinds of payment in setldetail that are no fund of the policies. */
export interface UnmappedPayments {
  /** unmapped_pay: what of the advance no fund pays for them; zero where they fit into none of its fields. */
  readonly amount: Fen;
  /** unmapped: "390400=100.00", each with what its rows say. */
  readonly kinds: string;
}

/** What the audit of one advance starts from. All amounts in fen. */
export interface BenefitFacts {
  readonly county: CountyCode;
  /** "2017-10-24" */
  readonly day: string;
  /** fixmedins_code */
  readonly institution: string;
  /** med_type */
  readonly medType: string;
  readonly level: InstitutionLevel | undefined;
  /** refl_flag: 符合分级诊疗、转诊转院规范. */
  readonly referral: boolean | undefined;
  readonly diagnosis: Diagnosis;
  /** medfee_sumamt */
  readonly total: Fen;
  /** inscp_scp_amt */
  readonly scope: Fen;
  /** act_pay_dedc */
  readonly deductible: Fen | undefined;
  /** hosp_part_amt */
  readonly hospital: Fen;
  readonly paid: Readonly<Record<Fund, Fen>>;
  readonly unmapped?: UnmappedPayments | undefined;
  readonly cumulative: Readonly<Partial<Record<CumulativeField, Fen>>>;
}

/** An advance as its record and its journal entry hold it: facts are the message's fields as text, amounts in yuan. */
export interface AuditedAdvance {
  readonly county: CountyCode;
  readonly time: LocalTime;
  readonly facts: Readonly<Record<string, string>>;
  readonly funds: Readonly<Partial<Record<Fund, { readonly amount: Fen } | undefined>>>;
}

/** Reads an advance's facts. The same for a message at intake and for its entry later, so that both are audited alike. */
export function benefitFactsOf(institution: string, { county, time, facts, funds }: AuditedAdvance): BenefitFacts {
  const flag = facts["refl_flag"];
  const unmapped = amountOf(facts, "unmapped_pay");
  return {
    county,
    day: time.slice(0, 10),
    institution,
    medType: facts["med_type"] ?? "",
    level: INSTITUTION_LEVELS.find((level) => level === facts["hosp_lv"]),
    referral: flag === undefined ? undefined : flag === "1",
    diagnosis: { dise_name: facts["dise_name"], dise_codg: facts["dise_codg"] },
    total: amountOf(facts, "medfee_sumamt") ?? ZERO_FEN,
    scope: amountOf(facts, "inscp_scp_amt") ?? ZERO_FEN,
    deductible: amountOf(facts, "act_pay_dedc"),
    hospital: amountOf(facts, "hosp_part_amt") ?? ZERO_FEN,
    paid: Object.fromEntries(FUNDS.map((fund) => [fund, funds[fund]?.amount ?? ZERO_FEN])) as Record<Fund, Fen>,
    unmapped: unmapped === undefined ? undefined : { amount: unmapped, kinds: facts["unmapped"] ?? "" },
    cumulative: Object.fromEntries(
      CUMULATIVE_FIELDS.flatMap((field) => {
        const amount = amountOf(facts, field);
        return amount === undefined ? [] : [[field, amount]];
      }),
    ),
  };
}

function amountOf(facts: Readonly<Record<string, string>>, field: string): Fen | undefined {
  const text = facts[field];
  if (text === undefined) return undefined;
  const amount = parseYuan(text);
  if (typeof amount === "string") throw new Error(`${field} ${JSON.stringify(text)} is ${amount}`);
  return fen(amount);
}
