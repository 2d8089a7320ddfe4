/** A region as a code prefix: province "53", prefecture "5328", county "532822" (GB/T 2260). Its members are found by prefix. */
export type RegionPrefix = string;
export type CountyCode = string;

/** Names by code: of provinces by two digits, prefectures by four, counties by six; `renamed` counties keep their former code and name. */
export interface Divisions {
  readonly provinces: Readonly<Record<string, string>>;
  readonly prefectures: Readonly<Record<string, string>>;
  readonly counties: Readonly<Record<string, string>>;
  readonly renamed?: Readonly<Record<string, { readonly name: string }>>;
}

/** What a table of divisions knows. */
export interface RegionTable {
  readonly isCounty: (code: string) => boolean;
  /**
   * Reads a region code with or without its trailing zeros ("530000" and "53" are the same province). Undefined where no province,
   * prefecture or county of the table has it.
   */
  readonly parseRegion: (text: string) => RegionPrefix | undefined;
  /** The region's Chinese name, as GB/T 2260 lists it. Throws for a prefix that parseRegion did not return. */
  readonly regionName: (prefix: RegionPrefix) => string;
  /** Every county under the prefix, former codes included, in code order. */
  readonly countiesOf: (prefix: RegionPrefix) => CountyCode[];
}

export function regionTable({ provinces, prefectures, counties: current, renamed = {} }: Divisions): RegionTable {
  // A prefecture without counties doubles as its own county, e.g. 嘉峪关市 620200.
  const doubling = Object.entries(prefectures)
    .filter(([prefix]) => !Object.keys(current).some((code) => code.startsWith(prefix)))
    .map(([prefix, name]) => [`${prefix}00`, name] as const);
  // The codes that were in force before a rename stay known: records keep the code they came with.
  const counties: ReadonlyMap<CountyCode, string> = new Map([
    ...Object.entries(current),
    ...Object.entries(renamed).map(([code, old]) => [code, old.name] as const),
    ...doubling,
  ]);
  const isWide = (prefix: string): boolean => Object.hasOwn(provinces, prefix) || Object.hasOwn(prefectures, prefix);
  return {
    isCounty: (code) => counties.has(code),
    parseRegion: (text) => {
      if (!/^(\d{2}|\d{4}|\d{6})$/.test(text)) return undefined;
      if (counties.has(text)) return text;
      const prefix = text.replace(/^(\d{2})0000$/, "$1").replace(/^(\d{4})00$/, "$1");
      return isWide(prefix) ? prefix : undefined;
    },
    regionName: (prefix) => {
      const name = provinces[prefix] ?? prefectures[prefix] ?? counties.get(prefix);
      if (name === undefined) throw new Error(`no region has the code prefix ${prefix}`);
      return name;
    },
    countiesOf: (prefix) => [...counties.keys()].filter((code) => code.startsWith(prefix)).sort(),
  };
}
