import type { CountyCode } from "../../../shared/region/region.ts";

/** A county of the demo: what its patients' basic insurance pays, and how much of what it owes it will disburse. */
export interface DemoCounty {
  readonly code: CountyCode;
  /** How often its patients occur. */
  readonly weight: number;
  /** Percent of the policy-scope cost of a stay that basic insurance pays, by level of the hospital. */
  readonly basicPercent: { readonly township: 90 | 95; readonly county: 80 | 85 };
  /** Percent of what it owes that the county disburses after the close. */
  readonly disbursedPercent: number;
  /** Whether its agency lends hospitals money in advance. Not where the rate after the close is to come out exactly. */
  readonly prepays: boolean;
  /** The policy-scope cost of every bill is a multiple of this. */
  readonly scopeStepFen: number;
}

/** 西政办发〔2017〕92号 一（二）: 95 % in a township, 85 % in a county hospital. */
const XISHUANGBANNA = { township: 95, county: 85 } as const;

/** 云政办发〔2017〕102号 clause 二 allows 90–95 % and 80–85 %; which value a prefecture chose is ours to make up. */
const BAOSHAN = { township: 90, county: 80 } as const;
const ZHAOTONG = { township: 95, county: 85 } as const;
const WENSHAN = { township: 90, county: 85 } as const;

/** Every ratio of the policies (95, 90, 85, 80, 70 %) of such a cost is a whole number of fen. */
const STEP_FEN = 20;

/**
 * 95 %, 90 % and 80 % of such a cost are multiples of 20 fen, so that 85 % of any sum of them is a whole number of fen: the county can meet
 * the required rate exactly.
 */
const EXACT_STEP_FEN = 400;

/** The three counties of Xishuangbanna, one just meeting 85 %, and two each of three other prefectures. */
export const DEMO_COUNTIES: readonly DemoCounty[] = [
  { code: "532801", weight: 16, basicPercent: XISHUANGBANNA, disbursedPercent: 100, prepays: true, scopeStepFen: STEP_FEN },
  { code: "532822", weight: 20, basicPercent: XISHUANGBANNA, disbursedPercent: 85, prepays: false, scopeStepFen: EXACT_STEP_FEN },
  { code: "532823", weight: 16, basicPercent: XISHUANGBANNA, disbursedPercent: 68, prepays: false, scopeStepFen: STEP_FEN },
  { code: "530521", weight: 8, basicPercent: BAOSHAN, disbursedPercent: 90, prepays: true, scopeStepFen: STEP_FEN },
  { code: "530523", weight: 7, basicPercent: BAOSHAN, disbursedPercent: 100, prepays: true, scopeStepFen: STEP_FEN },
  { code: "530622", weight: 9, basicPercent: ZHAOTONG, disbursedPercent: 62, prepays: false, scopeStepFen: STEP_FEN },
  { code: "530627", weight: 10, basicPercent: ZHAOTONG, disbursedPercent: 78, prepays: false, scopeStepFen: STEP_FEN },
  { code: "532624", weight: 7, basicPercent: WENSHAN, disbursedPercent: 93, prepays: true, scopeStepFen: STEP_FEN },
  { code: "532628", weight: 7, basicPercent: WENSHAN, disbursedPercent: 74, prepays: false, scopeStepFen: STEP_FEN },
];
