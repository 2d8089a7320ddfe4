import type { RegionPrefix } from "../region/region-table.ts";
import { PAYMENT_KEYS, PAYMENT_NAMES } from "./payment-rules.ts";
import { allotmentsOf, ITEM_NAMES } from "./allotment-rules.ts";
import { BENEFIT_TITLES } from "./benefit-titles.ts";
import { benefitsOf } from "./merge-benefits.ts";
import type { PolicyBook } from "./policy-book.ts";

/** Something a document leaves open, and how it is read here. */
export interface Assumption {
  readonly layer: string;
  readonly document: string;
  readonly region: RegionPrefix;
  readonly regionName: string;
  /** The rule, or what of the whole layer. */
  readonly about: string;
  readonly title: string;
  readonly clause?: string;
  readonly assumption: string;
}

/** Every assumption of the book, layer by layer; with a region, of the layers that hold it or lie in it. */
export function assumptionsOf(book: PolicyBook, region?: RegionPrefix): Assumption[] {
  return book.layers
    .map(({ value }) => value)
    .filter((layer) => region === undefined || region.startsWith(layer.region) || layer.region.startsWith(region))
    .flatMap(({ id, version, document, region: of, splits, benefits, stops = [], allotments, payment = {}, assumptions = [] }) => {
      const layer = { layer: `${id}@${version}`, document, region: of, regionName: book.regions.regionName(of) };
      const rules = [
        ...splits.map(({ rule, clause, assumption }) => ({ about: rule, title: "分级承担", clause, assumption })),
        ...benefitsOf(benefits).map(([key, { clause, assumption }]) => ({ about: key, title: BENEFIT_TITLES[key].title, clause, assumption })),
        ...stops.map(({ rule, clause, assumption }) => ({ about: rule, title: `停止执行：${BENEFIT_TITLES[rule].title}`, clause, assumption })),
        ...allotmentsOf(allotments).map(([item, { clause, assumption }]) => ({
          about: `allotment.${item}`,
          title: ITEM_NAMES[item],
          clause,
          assumption,
        })),
        ...PAYMENT_KEYS.flatMap((key) => {
          const { clause, assumption } = payment[key] ?? {};
          return clause === undefined ? [] : [{ about: `payment.${key}`, title: PAYMENT_NAMES[key], clause, assumption }];
        }),
      ];
      return [
        ...assumptions.map(({ about, assumption }) => ({ ...layer, about, title: "整个文件", assumption })),
        ...rules.flatMap(({ assumption, ...rest }) => (assumption === undefined ? [] : [{ ...layer, ...rest, assumption }])),
      ];
    });
}

/** The assumptions for the terminal, in Chinese. */
export function renderAssumptions(assumptions: readonly Assumption[]): string {
  if (assumptions.length === 0) return "无假定";
  const layers = [...new Set(assumptions.map(({ layer }) => layer))];
  return layers
    .map((layer) => {
      const own = assumptions.filter((one) => one.layer === layer);
      const [first] = own;
      const lines = own.flatMap(({ about, title, clause, assumption }) => [
        `  ${title}  [${about}]`,
        ...(clause === undefined ? [] : [`      ${clause}`]),
        `      假定：${assumption}`,
      ]);
      const place = `${first?.regionName ?? ""} ${first?.region ?? ""}`.trimEnd();
      return [`${layer}  ${first?.document ?? ""}  ${place}：${own.length}项`, ...lines].join("\n");
    })
    .join("\n\n");
}
