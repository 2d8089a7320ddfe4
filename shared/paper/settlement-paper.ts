import { formatMonth } from "../calendar/month.ts";
import type { ClauseOf } from "../statement/clause-of.ts";
import { memberNames } from "../statement/members.ts";
import type { RegionAccounts } from "../statement/region-accounts.ts";
import { modelStatement } from "../statement/statement-model.ts";
import { allotmentsPart } from "./allotments-part.ts";
import { assertRecordsFit } from "./assert-records-fit.ts";
import { assertTablesAddUp } from "./assert-tables-add-up.ts";
import { basesPart } from "./bases-part.ts";
import { detailsPart } from "./details-part.ts";
import { digestPart } from "./digest-part.ts";
import { fitWidths } from "./fit-widths.ts";
import type { Paper, PaperPart } from "./paper.ts";
import { paymentsPart } from "./payments-part.ts";
import { addSums, sumRecords, type PaperRecord, type RecordSums } from "./record-sums.ts";
import { sharesPart } from "./shares-part.ts";

/** A county's records, or what those of a wider region's members come to, members in code order. */
export type PaperRecords =
  { readonly of: "county"; readonly records: readonly PaperRecord[] } | { readonly of: "members"; readonly sums: MemberSums };
export type MemberSums = ReadonlyMap<string, RecordSums>;

/**
 * The settlement papers of a region's month: 分担结算单, 拨付单, 明细表, 分担依据 and, where anything was allotted by headcount, 按人头拨付单. Nothing is
 * calculated that the statement does not have; throws where records, rows and totals do not agree to the fen.
 */
export function settlementPaper(accounts: RegionAccounts, given: PaperRecords, clauseOf: ClauseOf): Paper {
  const model = modelStatement(accounts);
  const sums = given.of === "county" ? sumRecords(given.records) : addSums(given.sums.values());
  assertRecordsFit(model, sums);
  const rules = [...new Set(sums.uses.map(({ rule }) => rule))];
  const numbers = new Map(rules.map((rule, place) => [rule, place + 1]));
  const parts: PaperPart[] = [
    sharesPart(model),
    paymentsPart(model),
    given.of === "county" ? detailsPart({ model, records: given.records, sums, numbers }) : digestPart(model, given.sums, memberNames(accounts)),
    basesPart(model, sums, numbers, clauseOf),
    ...(model.allotments.lines.length === 0 ? [] : [allotmentsPart(model)]),
  ];
  const paper: Paper = {
    number: `${model.month}-${model.region}`,
    month: formatMonth(model.month),
    region: model.region,
    regionName: model.regionName,
    level: model.level,
    status: model.status,
    parts: parts.map((part) => ({ ...part, tables: fitWidths(part.tables) })),
  };
  assertTablesAddUp(paper);
  return paper;
}
