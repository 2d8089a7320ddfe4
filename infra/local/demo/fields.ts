import { fen } from "../../../shared/money/fen.ts";
import { formatYuan } from "../../../shared/money/yuan.ts";
import type { DemoAdvance } from "./advance.ts";
import { fundSum } from "./bill.ts";
import { DEMO_INSTITUTIONS, type DemoInstitution } from "./institutions.ts";

/** How a hospital's system writes amounts: "12.50", 12.5 or "12.5". */
export const AMOUNT_STYLES = ["text", "number", "shortText"] as const;
export type AmountStyle = (typeof AMOUNT_STYLES)[number];

export type Fields = Record<string, string | number | readonly Readonly<Record<string, string | number>>[]>;

/** Every institution keeps to one style. */
export function styleOf(institution: DemoInstitution, shift = 0): AmountStyle {
  return AMOUNT_STYLES[(DEMO_INSTITUTIONS.indexOf(institution) + shift) % AMOUNT_STYLES.length] ?? "text";
}

/** A message's fields in the order of the contract, amounts in yuan. */
export function advanceFields(advance: DemoAdvance, style: AmountStyle): Fields {
  const { institution, county, disease, referral, bill } = advance;
  const yuan = (amountFen: number): string | number => writeYuan(amountFen, style);
  return {
    setl_id: advance.settlementId,
    fixmedins_code: institution.code,
    fixmedins_name: institution.name,
    insu_admdvs: county.code,
    psn_no: advance.person,
    poverty_status: advance.status,
    setl_time: advance.time,
    med_type: advance.medType,
    hosp_lv: institution.level,
    dise_codg: disease.code,
    dise_name: disease.name,
    ...(referral === undefined ? {} : { refl_flag: referral }),
    medfee_sumamt: yuan(bill.medfee),
    inscp_scp_amt: yuan(bill.scope),
    // Township health centres have no deductible; elsewhere it is a figure of the locality, which a hospital may leave out.
    ...(institution.level === "township" ? { act_pay_dedc: yuan(0) } : {}),
    hifp_pay: yuan(bill.basic),
    hifmi_pay: yuan(bill.critical),
    maf_pay: yuan(bill.assistance),
    oth_pay: yuan(bill.backstop),
    ...(bill.hospital === 0 ? {} : { hosp_part_amt: yuan(bill.hospital) }),
    fund_pay_sumamt: yuan(fundSum(bill)),
    psn_part_amt: yuan(bill.patient),
  };
}

/** What the national interface lists besides (setldetail): one row a fund. 640100 is 政府兜底基金. */
export function setldetailOf({ bill }: DemoAdvance, style: AmountStyle): Fields[string] {
  const rows = [
    ["390100", bill.basic],
    ["390200", bill.critical],
    ["610100", bill.assistance],
    ["640100", bill.backstop],
  ] as const;
  return rows.filter(([, amount]) => amount > 0).map(([type, amount]) => ({ fund_pay_type: type, fund_payamt: writeYuan(amount, style) }));
}

export function writeYuan(amountFen: number, style: AmountStyle): string | number {
  const exact = formatYuan(fen(amountFen));
  // The shortest number that reads as these two decimals has no more of them: exact up to far beyond any bill.
  return style === "text" ? exact : style === "number" ? Number(exact) : String(Number(exact));
}
