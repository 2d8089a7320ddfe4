import { readRegion } from "../../shared/store/read-accounts.ts";
import { buildStatement } from "../../shared/statement/statement.ts";
import type { LedgerStore } from "../../shared/store/ledger-store.ts";
import type { Auditor } from "./auditor.ts";

interface Counted {
  readonly lines: readonly { readonly member: string; readonly fund: string; readonly count: number }[];
  readonly allotments: readonly { readonly member: string; readonly item: string; readonly count: number }[];
}

/**
 * Reads a statement as the command line does, while everything else goes on, and says what is wrong with it: what was committed before the
 * reading began must be in it, and nothing that was not committed when it ended.
 */
export async function lookAtStatement(store: LedgerStore, auditor: Auditor, month: string, region: string): Promise<string[]> {
  const before = countsOf(auditor.statement(month, region));
  const read = await readRegion(store, month, region);
  const statement = buildStatement({ region, month, ...read.within(region) });
  const after = countsOf(auditor.statement(month, region));
  const found = countsOf(statement);
  return [...after].flatMap(([place, most]) => {
    const [least, count] = [before.get(place) ?? 0, found.get(place) ?? 0];
    const isFinal = statement.status === "closed" ? most : least;
    if (count >= least && count <= most && count >= isFinal) return [];
    return [`the ${statement.status} statement of ${region} ${month} has ${count} records of ${place}, not ${least} to ${most}`];
  });
}

function countsOf({ lines, allotments }: Counted): Map<string, number> {
  const ofFunds = lines.map(({ member, fund, count }) => [`${member} ${fund}`, count] as const);
  return new Map([...ofFunds, ...allotments.map(({ member, item, count }) => [`${member} ${item}`, count] as const)]);
}
