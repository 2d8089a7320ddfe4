import prices from "./prices.json" with { type: "json" };

/** Where an installation stands and what its bill is written in. */
export const BILLED_REGIONS = { "ap-southeast-1": "$", "cn-northwest-1": "¥" } as const;
export type BilledRegion = keyof typeof BILLED_REGIONS;

/** What AWS charges for. */
export type Charged = keyof typeof prices;

export interface Price {
  readonly what: string;
  readonly unit: string;
  /** How many a unit is. */
  readonly per: number;
  /** The last part of the price page's address. */
  readonly page: string;
  readonly of: Readonly<Record<BilledRegion, RegionPrice>>;
}

export interface RegionPrice {
  /** In dollars, or in yuan. */
  readonly amount: number;
  /** Whether the source says this price of this region. Otherwise it says what stands in for it. */
  readonly confirmed: boolean;
  readonly source: string;
}

/** Every price, in the order of the bill. A new price is a change of prices.json and nothing else. */
export const PRICES: ReadonlyMap<Charged, Price> = new Map(
  Object.entries(prices).map(([name, { what, unit, per, page, ...of }]) => [name as Charged, { what, unit, per, page, of }] as const),
);

/** Where AWS publishes it. */
export const pageOf = ({ page }: Price, region: BilledRegion): string =>
  region === "cn-northwest-1" ? `https://www.amazonaws.cn/en/${page}/pricing/` : `https://aws.amazon.com/${page}/pricing/`;
