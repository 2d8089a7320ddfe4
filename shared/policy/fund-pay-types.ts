import * as v from "valibot";
import { parseRegion, type RegionPrefix } from "../region/region.ts";
import tables from "./fund-pay-types.json" with { type: "json" };
import { FUND_FIELDS, FUNDS } from "./funds.ts";

/** National fields that are no field of the contract: what other funds paid, and what the patient paid from an account of his own. */
export const OTHER_FUND_FIELDS = ["cvlserv_pay", "hifes_pay", "hifob_pay"] as const;
export type OtherFundField = (typeof OTHER_FUND_FIELDS)[number];

const CodeSchema = v.pipe(v.string(), v.regex(/^\d{6}$/, "a fund_pay_type has six digits"));

const PayTypeSchema = v.strictObject({
  /** fund_pay_type_name */
  name: v.pipe(v.string(), v.nonEmpty()),
  /** The field of setlinfo that counts its rows; absent where nobody knows. */
  field: v.optional(v.picklist([...FUND_FIELDS, ...OTHER_FUND_FIELDS, "acct_pay"])),
  /** The fund it is; absent where it is none that the policies know. */
  fund: v.optional(v.picklist(FUNDS)),
  assumption: v.optional(v.pipe(v.string(), v.nonEmpty())),
});
export type FundPayType = v.InferOutput<typeof PayTypeSchema>;

const TableSchema = v.strictObject({
  region: v.pipe(
    v.string(),
    v.check((text) => text === "" || parseRegion(text) === text, "a region is a code prefix of the division table, or empty for the whole country"),
  ),
  types: v.pipe(
    v.record(CodeSchema, PayTypeSchema),
    v.check(
      (types) => Object.values(types).every(({ fund, field }) => fund === undefined || isFundField(field)),
      "a fund's rows are counted by a field of the contract",
    ),
  ),
});

const FileSchema = v.strictObject({
  source: v.pipe(v.string(), v.nonEmpty()),
  tables: v.pipe(
    v.array(TableSchema),
    v.check((all) => new Set(all.map(({ region }) => region)).size === all.length, "a region has one table"),
  ),
});
export type FundPayTypeTables = v.InferOutput<typeof FileSchema>["tables"];

/** Kinds of fund_pay_type by code, as they hold in one county. */
export type FundPayTypes = ReadonlyMap<string, FundPayType>;

/** Checks the tables' data. Throws valibot's error, which names the key and the value, where it breaks the schema. */
export function loadFundPayTypes(data: unknown): FundPayTypeTables {
  return v.parse(FileSchema, data).tables;
}

export const FUND_PAY_TYPE_TABLES: FundPayTypeTables = loadFundPayTypes(tables);

/** The merge of the tables whose region holds the county, the wider first: what a narrower one says of a code replaces what a wider one said. */
export function mergeFundPayTypes(all: FundPayTypeTables, county: RegionPrefix): FundPayTypes {
  const holding = all.filter(({ region }) => county.startsWith(region)).sort((a, b) => a.region.length - b.region.length);
  return new Map(holding.flatMap(({ types }) => Object.entries(types)));
}

const merged = new Map<string, FundPayTypes>();

/** mergeFundPayTypes over the product's tables, remembered by county. */
export function fundPayTypesFor(county: RegionPrefix): FundPayTypes {
  const known = merged.get(county) ?? mergeFundPayTypes(FUND_PAY_TYPE_TABLES, county);
  merged.set(county, known);
  return known;
}

function isFundField(field: FundPayType["field"]): boolean {
  return (FUND_FIELDS as readonly (string | undefined)[]).includes(field);
}
