import * as v from "valibot";
import { BUILT_IN_DIVISIONS } from "../region/region.ts";
import { regionTable, type Divisions, type RegionTable } from "../region/region-table.ts";
import { checkLayers, checkParameters } from "./book-checks.ts";
import { loadDivisions } from "./divisions-file.ts";
import { layerSchema, type PolicyLayer } from "./layer.ts";
import { parameterSetSchema, type ParameterSet } from "./parameters.ts";
import type { FromFile, PolicyFile } from "./policy-file.ts";
import { describeIssues, PolicyFault } from "./policy-fault.ts";

/** Policy layers and local parameters that were checked against each other. */
export interface PolicyBook {
  readonly layers: readonly FromFile<PolicyLayer>[];
  readonly parameters: readonly FromFile<ParameterSet>[];
  readonly divisions: Divisions;
  readonly regions: RegionTable;
}

export const EMPTY_BOOK: PolicyBook = { layers: [], parameters: [], divisions: BUILT_IN_DIVISIONS, regions: regionTable(BUILT_IN_DIVISIONS) };

export const DIVISIONS_FILE = "divisions.json";
export const PARAMETERS_FOLDER = "parameters/";
export const GOLDEN_ENDING = ".golden.json";

/**
 * Reads a folder's files on top of another book: layers, `parameters/` and `divisions.json` (golden cases are read by goldenCases). Throws
 * PolicyFault with every problem found, each with its file and key.
 */
export function buildBook(files: readonly PolicyFile[], base: PolicyBook = EMPTY_BOOK): PolicyBook {
  const divisions = files.filter(({ path }) => path === DIVISIONS_FILE).reduce(loadDivisions, base.divisions);
  const regions = regionTable(divisions);
  const ours = files.filter(({ path }) => path !== DIVISIONS_FILE && !path.endsWith(GOLDEN_ENDING));
  const isParameters = ({ path }: PolicyFile): boolean => path.startsWith(PARAMETERS_FOLDER);
  const layers = parseAll(
    ours.filter((file) => !isParameters(file)),
    layerSchema(regions),
  );
  const parameters = parseAll(ours.filter(isParameters), parameterSetSchema(regions));
  stopAt([...layers.problems, ...parameters.problems]);
  const book = { layers: [...base.layers, ...layers.values], parameters: [...base.parameters, ...parameters.values], divisions, regions };
  stopAt([...checkLayers(book.layers), ...checkParameters(book.parameters)]);
  return book;
}

function parseAll<S extends v.GenericSchema>(
  files: readonly PolicyFile[],
  schema: S,
): { readonly values: FromFile<v.InferOutput<S>>[]; readonly problems: string[] } {
  const values: FromFile<v.InferOutput<S>>[] = [];
  const problems: string[] = [];
  for (const { path, data } of files) {
    const result = v.safeParse(schema, data);
    if (result.success) values.push({ file: path, value: result.output });
    else problems.push(...describeIssues(path, result.issues));
  }
  return { values, problems };
}

function stopAt(problems: readonly string[]): void {
  if (problems.length > 0) throw new PolicyFault(problems);
}
