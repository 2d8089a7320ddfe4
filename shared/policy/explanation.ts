import { parseRatio } from "../money/ratio.ts";
import { MoneyDecimal } from "../money/decimal.ts";
import type { RegionPrefix } from "../region/region-table.ts";
import { ALLOTMENT_ITEMS, ITEM_NAMES, allotmentRuleName, type AllotmentItem, type AllotmentRule } from "./allotment-rules.ts";
import { describeBenefit } from "./benefit-text.ts";
import { BENEFIT_TITLES } from "./benefit-titles.ts";
import type { BenefitKey, BenefitRule } from "./benefit-rules.ts";
import { explainPayment, type ExplainedPayment } from "./explain-payment.ts";
import { FUNDS, FUND_NAMES, POVERTY_STATUSES, type Fund, type FundField, type PovertyStatus } from "./funds.ts";
import type { PolicyLayer } from "./layer.ts";
import { benefitsOf, type MergedBenefits } from "./merge-benefits.ts";
import { parametersNamed, type ExplainedParameter } from "./named-parameters.ts";
import type { PolicyBook } from "./policy-book.ts";
import { layersInForce, mergeLayers, type FundFields } from "./policy.ts";

/** One value with the document it is from. */
interface Sourced {
  /** e.g. "xishuangbanna-2017@1/pooled-lifted" */
  readonly rule: string;
  readonly document: string;
  readonly clause: string;
  readonly assumption?: string;
}

export interface ExplainedSplit extends Sourced {
  readonly fund: Fund;
  readonly status: PovertyStatus;
  /** Integer weights of province, prefecture and county, "10:3:12". */
  readonly ratio: string;
  /** The same as shares of one: {"province": "0.4", …}. */
  readonly shares: Readonly<Record<"province" | "prefecture" | "county", string>>;
  /** What wider or earlier layers said, the latest last. */
  readonly overrides: readonly (Sourced & { readonly ratio: string })[];
}

export interface ExplainedBenefit extends Sourced {
  readonly key: BenefitKey;
  readonly title: string;
  readonly funds: readonly Fund[];
  readonly text: string;
  readonly value: BenefitRule;
  readonly overrides: readonly (Sourced & { readonly text: string })[];
}

/** What is allotted by headcount; of no fund, so absent where one fund is asked for. */
export interface ExplainedAllotment extends Sourced {
  readonly item: AllotmentItem;
  readonly name: string;
  readonly unit: AllotmentRule["unit"];
  /** Integer weights by status, "10:3:12"; of the status asked for, or both. */
  readonly ratios: Readonly<Partial<Record<PovertyStatus, string>>>;
  readonly overrides: readonly (Sourced & Pick<ExplainedAllotment, "unit" | "ratios">)[];
}

export interface PolicyExplanation {
  readonly region: RegionPrefix;
  readonly regionName: string;
  readonly date: string;
  /** In the order of the merge: what a later one says goes before. */
  readonly layers: readonly (Pick<PolicyLayer, "id" | "version" | "document" | "title" | "region" | "inForceFrom"> & {
    readonly regionName: string;
  })[];
  readonly fundFields: readonly { readonly fund: Fund; readonly name: string; readonly field: FundField; readonly layer: string }[];
  readonly splits: readonly ExplainedSplit[];
  readonly benefits: readonly ExplainedBenefit[];
  readonly stopped: readonly (Sourced & {
    readonly key: BenefitKey;
    readonly title: string;
    readonly funds: readonly Fund[];
    readonly overrides: readonly string[];
  })[];
  readonly allotments: readonly ExplainedAllotment[];
  /** Of no fund, so empty where one fund is asked for. */
  readonly payment: readonly ExplainedPayment[];
  readonly parameters: readonly ExplainedParameter[];
}

export interface ExplanationQuery {
  readonly region: RegionPrefix;
  readonly date: string;
  readonly status?: PovertyStatus | undefined;
  readonly fund?: Fund | undefined;
}

/** The rule in force in a region on a day, every value with its document and clause, and what it replaced. Undefined where no layer applies. */
export function explainPolicy(book: PolicyBook, { region, date, status, fund }: ExplanationQuery): PolicyExplanation | undefined {
  const layers = layersInForce(
    book.layers.map(({ value }) => value),
    region,
    date,
  );
  if (layers.length === 0) return undefined;
  const isAsked = (one: Fund): boolean => fund === undefined || one === fund;
  const merged = mergeLayers(layers);
  const benefits = explainBenefits(layers, merged.benefits).filter(({ funds }) => funds.some(isAsked));
  const allotments = fund === undefined ? explainAllotments(layers, status) : [];
  return {
    region,
    regionName: book.regions.regionName(region),
    date,
    layers: layers.map(({ id, version, document, title, region: of, inForceFrom }) => ({
      id,
      version,
      document,
      title,
      region: of,
      regionName: book.regions.regionName(of),
      inForceFrom,
    })),
    fundFields: explainFields(layers, merged.fundFields).filter((one) => isAsked(one.fund)),
    splits: explainSplits(layers).filter((one) => isAsked(one.fund) && (status === undefined || one.status === status)),
    benefits,
    stopped: Object.entries(merged.benefits.stopped).flatMap(([name, { rule, document, clause, assumption, overrides }]) => {
      const key = name as BenefitKey;
      const { title, funds } = BENEFIT_TITLES[key];
      return funds.some(isAsked) ? [{ key, title, funds, rule, document, ...cited({ clause, assumption }), overrides }] : [];
    }),
    allotments,
    payment: fund === undefined ? explainPayment(layers) : [],
    parameters: parametersNamed([...benefits, ...allotments.map(({ item, unit }) => ({ key: item, value: { unit } }))], book, region, date),
  };
}

function cited({ clause, assumption }: { clause: string; assumption?: string | undefined }): { clause: string; assumption?: string } {
  return { clause, ...(assumption === undefined ? {} : { assumption }) };
}

function explainFields(layers: readonly PolicyLayer[], merged: FundFields): PolicyExplanation["fundFields"] {
  return FUNDS.flatMap((fund) => {
    const field = merged[fund];
    const giver = layers.findLast(({ fundFields }) => fundFields?.[fund] === field);
    return field === undefined || giver === undefined ? [] : [{ fund, name: FUND_NAMES[fund], field, layer: `${giver.id}@${giver.version}` }];
  });
}

function explainSplits(layers: readonly PolicyLayer[]): ExplainedSplit[] {
  return FUNDS.flatMap((fund) =>
    POVERTY_STATUSES.flatMap((status) => {
      const said = layers.flatMap(({ id, version, document, splits }) =>
        splits
          .filter((one) => one.funds.includes(fund) && one.statuses.includes(status))
          .map(({ rule, ratio, ...rest }) => ({ rule: `${id}@${version}/${rule}`, ratio, document, ...cited(rest) })),
      );
      const last = said.at(-1);
      return last === undefined ? [] : [{ fund, status, ...last, shares: sharesOf(last.ratio), overrides: said.slice(0, -1) }];
    }),
  );
}

function explainAllotments(layers: readonly PolicyLayer[], status: PovertyStatus | undefined): ExplainedAllotment[] {
  return ALLOTMENT_ITEMS.flatMap((item) => {
    const said = layers.flatMap((layer) => {
      const value = layer.allotments?.[item];
      if (value === undefined) return [];
      const { unit, ratios, ...rest } = value;
      const ofStatus = status === undefined ? ratios : { [status]: ratios[status] };
      return [{ rule: allotmentRuleName(layer, item), document: layer.document, ...cited(rest), unit, ratios: ofStatus }];
    });
    const last = said.at(-1);
    return last === undefined ? [] : [{ item, name: ITEM_NAMES[item], ...last, overrides: said.slice(0, -1) }];
  });
}

function sharesOf(ratio: string): ExplainedSplit["shares"] {
  const weights = parseRatio(ratio);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const [province = "", prefecture = "", county = ""] = weights.map((weight) => new MoneyDecimal(weight).div(total).toDecimalPlaces(6).toString());
  return { province, prefecture, county };
}

function explainBenefits(layers: readonly PolicyLayer[], { rules }: MergedBenefits): ExplainedBenefit[] {
  const byName = new Map<string, Omit<ExplainedBenefit["overrides"][number], "rule">>(
    layers.flatMap(({ id, version, document, benefits }) =>
      benefitsOf(benefits).map(
        ([key, value]) => [`${id}@${version}/${key}`, { document, ...cited(value), text: describeBenefit(key, value) }] as const,
      ),
    ),
  );
  return (Object.keys(BENEFIT_TITLES) as BenefitKey[]).flatMap((key) => {
    const inForce = rules[key];
    if (inForce === undefined) return [];
    const { rule, document, value, overrides } = inForce;
    const before = overrides.flatMap((name) => {
      const found = byName.get(name);
      return found === undefined ? [] : [{ rule: name, ...found }];
    });
    return [{ key, ...BENEFIT_TITLES[key], text: describeBenefit(key, value), value, rule, document, ...cited(value), overrides: before }];
  });
}
