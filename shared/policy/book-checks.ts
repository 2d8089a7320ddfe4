import { FUNDS, POVERTY_STATUSES } from "./funds.ts";
import type { PolicyLayer } from "./layer.ts";
import type { ParameterSet } from "./parameters.ts";
import { resolvePolicy } from "./policy.ts";
import type { FromFile } from "./policy-file.ts";

type Layers = readonly FromFile<PolicyLayer>[];

/** What is wrong between the layers of a book, each problem with file and key. */
export function checkLayers(layers: Layers): string[] {
  const alone = [
    ...repeated(layers, "id", ({ id }) => id, "another layer has this id"),
    ...repeated(
      layers,
      "inForceFrom",
      ({ region, inForceFrom }) => `${region} ${inForceFrom}`,
      "two layers of one region on one day: no order between them",
    ),
    ...layers.flatMap((layer) => amendment(layer, layers)),
  ];
  // What follows merges the layers, which only layers in order can be.
  return alone.length > 0 ? alone : mergedProblems(layers);
}

function repeated<T extends { readonly id: string }>(all: readonly FromFile<T>[], key: string, of: (value: T) => string, what: string): string[] {
  const seen = new Map<string, string>();
  return all.flatMap(({ file, value }) => {
    const text = of(value);
    const before = seen.get(text);
    seen.set(text, file);
    return before === undefined ? [] : [`${file}: ${key}: ${what} (${text}, in ${before})`];
  });
}

/** An amending layer comes after what it amends, in the same region or inside it. */
function amendment({ file, value: { amends, region, inForceFrom } }: FromFile<PolicyLayer>, layers: Layers): string[] {
  if (amends === undefined) return [];
  const amended = layers.find(({ value }) => value.id === amends)?.value;
  if (amended === undefined) return [`${file}: amends: no layer has the id ${amends}`];
  if (!region.startsWith(amended.region)) return [`${file}: amends: ${amends} is of region ${amended.region}, which does not hold ${region}`];
  return amended.inForceFrom < inForceFrom
    ? []
    : [`${file}: inForceFrom: ${inForceFrom} is not after ${amended.inForceFrom}, when ${amends}, which it amends, comes into force`];
}

/** In every region and on every day that a layer begins, the merge must make sense. */
function mergedProblems(layers: Layers): string[] {
  const problems = new Set<string>();
  const values = layers.map(({ value }) => value);
  const fileOf = new Map(layers.map(({ file, value }) => [value.id, file]));
  const regions = new Set(values.map(({ region }) => region));
  const days = new Set(values.map(({ inForceFrom }) => inForceFrom));
  for (const region of regions) {
    for (const day of days) {
      const policy = resolvePolicy(values, region, day);
      if (policy === undefined) continue;
      const where = `in force in ${region} on ${day}`;
      for (const [key, inForce] of Object.entries(policy.benefits.rules)) {
        const list = "diseases" in inForce.value && typeof inForce.value.diseases === "string" ? inForce.value.diseases : undefined;
        if (list !== undefined && policy.benefits.rules[list] === undefined) {
          problems.add(`${fileOf.get(inForce.rule.split("@")[0] ?? "")}: benefits.${key}.diseases: no layer gives the list ${list} ${where}`);
        }
      }
      for (const fund of FUNDS.filter((one) => policy.fundFields[one] !== undefined)) {
        for (const status of POVERTY_STATUSES.filter((one) => policy.rules[one][fund] === undefined)) {
          const giver = layers.findLast(({ value }) => value.fundFields?.[fund] !== undefined && region.startsWith(value.region));
          problems.add(`${giver?.file}: fundFields.${fund}: no layer splits the fund for ${status} ${where}`);
        }
      }
    }
  }
  return [...problems];
}

/** What is wrong between the local parameters of a book. */
export function checkParameters(sets: readonly FromFile<ParameterSet>[]): string[] {
  const kindOf = ({ sample }: ParameterSet): string => (sample === true ? " sample" : "");
  return [
    ...repeated(sets, "id", ({ id }) => id, "another set has this id"),
    ...repeated(sets, "year", (set) => `${set.region} ${set.year}${kindOf(set)}`, "two sets of one region and year"),
  ];
}
