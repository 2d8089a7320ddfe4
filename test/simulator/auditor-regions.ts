import divisions from "../reference/divisions-53-62.json" with { type: "json" };

/** GB/T 2260 as the reference file has it: code without its trailing zeros → name. */
const names = new Map<string, string>();
const counties = new Set<string>();

for (const { code, name } of divisions.provinces) names.set(code.slice(0, 2), name);
for (const { code, name } of divisions.prefectures) names.set(code.slice(0, 4), name);
for (const { code, name } of divisions.counties) addCounty(code, name);
// Records keep the code they came with, so former codes are counties too.
for (const { oldCode, oldName } of divisions.historical) addCounty(oldCode, oldName);
// 嘉峪关市 has no counties: the prefecture doubles as its own.
for (const { code, name } of divisions.prefectures) {
  if (![...counties].some((county) => county.startsWith(code.slice(0, 4)))) addCounty(code, name);
}

function addCounty(code: string, name: string): void {
  counties.add(code);
  names.set(code, name);
}

export function isKnownCounty(code: string): boolean {
  return counties.has(code);
}

/** "530000" and "53" are the same province; undefined where GB/T 2260 has no such region. */
export function regionOf(text: string): string | undefined {
  if (counties.has(text)) return text;
  if (!/^\d+$/.test(text) || ![2, 4, 6].includes(text.length)) return undefined;
  const short = text.endsWith("0000") && text.length === 6 ? text.slice(0, 2) : text.replace(/^(\d{4})00$/, "$1").replace(/^(\d{2})00$/, "$1");
  return names.has(short) ? short : undefined;
}

export function nameOfRegion(region: string): string {
  return names.get(region) ?? region;
}

const listed = new Map<string, readonly string[]>();

/** Every county under the region, former codes included. */
export function countiesUnder(region: string): readonly string[] {
  let found = listed.get(region);
  if (found === undefined) {
    found = [...counties].filter((county) => county.startsWith(region));
    listed.set(region, found);
  }
  return found;
}
