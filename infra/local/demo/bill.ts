/** A settled bill in fen. medfee = basic + critical + assistance + backstop + patient + hospital, exactly. */
export interface DemoBill {
  readonly medfee: number;
  /** 政策范围内费用, of which the ratios are. */
  readonly scope: number;
  readonly basic: number;
  readonly critical: number;
  readonly assistance: number;
  readonly backstop: number;
  readonly patient: number;
  /** What the hospital bears itself; mostly nothing. */
  readonly hospital: number;
}

export interface BillRequest {
  readonly medfee: number;
  readonly scope: number;
  readonly basicPercent: number;
  /** Critical insurance, assistance and backstop are for stays. */
  readonly stay: boolean;
  /** Whether the stay kept the referral rules, which the backstop asks for. */
  readonly compliant: boolean;
  /** Percent of the patient's rest that the hospital bears itself. */
  readonly hospitalPercent: number;
}

/** What the patient must bear of the policy-scope cost before critical insurance pays; a stand-in for the locality's figure. */
const CRITICAL_DEDUCTIBLE_FEN = 500_000;

/**
 * What each guarantee pays, as the hospital's system works it out (云政办发〔2017〕102号 clauses 二 to 五): critical insurance 70 % of the
 * scope cost left above its deductible, rounded half up; assistance the rest up to 90 % of the scope cost; the backstop up to 90 % of the
 * whole cost, rounded down so that it never passes that.
 */
export function settleBill({ medfee, scope, basicPercent, stay, compliant, hospitalPercent }: BillRequest): DemoBill {
  const basic = percentOf(scope, basicPercent);
  const critical = stay ? percentOf(Math.max(0, scope - basic - CRITICAL_DEDUCTIBLE_FEN), 70) : 0;
  const assistance = stay ? Math.max(0, percentOf(scope, 90) - basic - critical) : 0;
  const backstop = stay && compliant ? Math.max(0, Math.floor((medfee * 9) / 10) - basic - critical - assistance) : 0;
  const rest = medfee - basic - critical - assistance - backstop;
  const hospital = Math.floor((rest * hospitalPercent) / 100);
  return { medfee, scope, basic, critical, assistance, backstop, patient: rest - hospital, hospital };
}

export function fundSum(bill: DemoBill): number {
  return bill.basic + bill.critical + bill.assistance + bill.backstop;
}

function percentOf(fen: number, percent: number): number {
  return Math.round((fen * percent) / 100);
}
