import type { LocalTime } from "../../../shared/calendar/month.ts";
import type { PovertyStatus } from "../../../shared/policy/funds.ts";
import { settleBill, type DemoBill } from "./bill.ts";
import { DEMO_COUNTIES, type DemoCounty } from "./counties.ts";
import { OUTPATIENT_DISEASES, STAY_DISEASES, type DemoDisease } from "./diseases.ts";
import { HOSPITAL_LEVELS, institutionsFor, type DemoInstitution, type HospitalLevel } from "./institutions.ts";
import { draw, drawFen, drawInteger, seededRandom, type Random } from "./random.ts";

export interface DemoAdvance {
  readonly settlementId: string;
  readonly institution: DemoInstitution;
  readonly county: DemoCounty;
  readonly person: string;
  readonly status: PovertyStatus;
  readonly time: LocalTime;
  readonly medType: "14" | "21" | "23";
  readonly disease: DemoDisease;
  readonly referral?: "0" | "1";
  readonly bill: DemoBill;
}

export interface AdvanceRequest {
  /** Everything not given below follows from it. */
  readonly sequence: number;
  readonly settlementId: string;
  readonly time: LocalTime;
  readonly county?: DemoCounty;
  readonly institution?: DemoInstitution;
  /** An institution it must not be of. */
  readonly not?: DemoInstitution;
}

/** Shares of stays by level of the hospital, in the order of HOSPITAL_LEVELS: nine of ten patients stay in their county. */
const LEVEL_WEIGHTS = [45, 44, 8, 3];

/** Yuan a stay costs by level, at least and at most; one stay in twenty-five is up to `large`. */
const STAY_YUAN = {
  township: { least: 600, most: 4_500, large: 7_500 },
  county: { least: 1_800, most: 13_000, large: 55_000 },
  prefecture: { least: 5_000, most: 40_000, large: 150_000 },
  province: { least: 9_000, most: 80_000, large: 300_000 },
} as const satisfies Record<HospitalLevel, unknown>;

/** Makes up one advance. The same request gives the same advance. */
export function draftAdvance(request: AdvanceRequest): DemoAdvance {
  const random = seededRandom(1, request.sequence);
  const person = personOf(random, request.sequence, request.county);
  const { county } = person;
  const institution = request.institution ?? drawInstitution(random, county, request.not);
  const base = { settlementId: request.settlementId, institution, county, person: person.number, status: person.status, time: request.time };
  const nearby = institution.level === "township" || institution.level === "county";
  return nearby && random() < 0.12
    ? { ...base, ...draftVisit(random, county) }
    : { ...base, ...draftStay(random, county, institution, slipOf(request.sequence)) };
}

type Treatment = Pick<DemoAdvance, "medType" | "disease" | "referral" | "bill">;

/** One stay in a hundred and twenty-five at a health centre is paid by a wrong percentage, for the benefit audit to find. */
function slipOf(sequence: number): "over" | "under" | undefined {
  const part = seededRandom(5, sequence)();
  return part < 0.004 ? "over" : part < 0.008 ? "under" : undefined;
}

function percentAt({ level }: DemoInstitution, { basicPercent }: DemoCounty, slip: "over" | "under" | undefined): number {
  if (level === "county") return basicPercent.county;
  if (level !== "township") return 70;
  return slip === "over" ? 100 : slip === "under" ? basicPercent.township - 5 : basicPercent.township;
}

function draftStay(random: Random, county: DemoCounty, institution: DemoInstitution, slip: "over" | "under" | undefined): Treatment {
  const away = institution.county !== county.code;
  const referral = random() < (away ? 0.8 : 0.95) ? "1" : "0";
  const { least, most, large } = STAY_YUAN[institution.level];
  const medfee = drawFen(random, least, random() < 0.04 ? large : most);
  const bill = settleBill({
    medfee,
    scope: scopeOf(random, medfee, county),
    basicPercent: percentAt(institution, county, slip),
    stay: true,
    compliant: referral === "1",
    hospitalPercent: random() < 0.01 ? 40 : 0,
  });
  return { medType: away ? "23" : "21", disease: draw(random, STAY_DISEASES), referral, bill };
}

function draftVisit(random: Random, county: DemoCounty): Treatment {
  const { percent, ...disease } = draw(random, OUTPATIENT_DISEASES, [40, 35, 5, 12, 8]);
  const medfee = drawFen(random, 120, 900);
  const scope = scopeOf(random, medfee, county);
  return { medType: "14", disease, bill: settleBill({ medfee, scope, basicPercent: percent, stay: false, compliant: false, hospitalPercent: 0 }) };
}

/** 80 to 97 % of the cost lies within the policy's scope. */
function scopeOf(random: Random, medfee: number, county: DemoCounty): number {
  const scope = Math.floor(medfee * (0.8 + 0.17 * random()));
  return scope - (scope % county.scopeStepFen);
}

function drawInstitution(random: Random, county: DemoCounty, not: DemoInstitution | undefined): DemoInstitution {
  const level = draw(random, HOSPITAL_LEVELS, LEVEL_WEIGHTS);
  const fitting = institutionsFor(county.code, level).filter((one) => one !== not);
  // A county has one hospital only, but every county has more than one health centre.
  return draw(random, fitting.length > 0 ? fitting : institutionsFor(county.code, "township").filter((one) => one !== not));
}

/** One patient in eight was there before. County and status belong to the person; the first records cover every county. */
function personOf(random: Random, sequence: number, given?: DemoCounty): { number: string; county: DemoCounty; status: PovertyStatus } {
  const place = random() < 0.12 && sequence >= DEMO_COUNTIES.length ? drawInteger(random, sequence) : sequence;
  const own = seededRandom(2, place);
  const weights = DEMO_COUNTIES.map((one) => one.weight);
  const county = given ?? DEMO_COUNTIES[place] ?? draw(own, DEMO_COUNTIES, weights);
  return { number: `${county.code}FAKE${String(place).padStart(8, "0")}`, county, status: own() < 0.6 ? "lifted" : "unlifted" };
}
