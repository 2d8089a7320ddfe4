import { accountsOf } from "./auditor-lines.ts";
import type { Ledger } from "./auditor-ledger.ts";
import { mayPass } from "./auditor-review-verdicts.ts";
import { countiesUnder } from "./auditor-regions.ts";
import type { Item } from "./auditor-page.ts";

/** At rest, every message is posted or rejected, and nothing that was rejected should have been posted. */
export function checkOutcomes(ledger: Ledger): Record<string, number> {
  const postedAndRejected: Record<string, number> = {};
  for (const content of ledger.sent.contents) {
    const { message, posted, rejections } = content;
    const name = message.kind === "" ? `message ${message.body.slice(0, 120)}` : `${message.kind} ${message.id} of ${message.lane}`;
    for (const code of posted === undefined ? [] : new Set(rejections.map((one) => one.code)))
      postedAndRejected[code] = (postedAndRejected[code] ?? 0) + 1;
    const [other] = posted === undefined || message.unclear ? [] : rejections.filter(({ code }) => !mayPass(ledger, content, code));
    if (other !== undefined) ledger.complain(`${name} is posted, and rejected with ${other.code}, which can't have been so before`);
    if (posted === undefined && rejections.length === 0) ledger.complain(`${name} is lost: neither posted nor rejected`);
  }
  return postedAndRejected;
}

/** At rest, every rejection that was stored is there, and every command has closed its month or was refused. */
export function checkRejections(ledger: Ledger, items: readonly Item[]): void {
  const found = new Set(items.map((item) => `${item["province"]} ${item["key"]}`));
  for (const [key, id] of ledger.rejections) if (!found.has(key)) ledger.complain(`rejection ${id} is gone from ${key}`);
  if (found.size !== ledger.rejections.size) ledger.complain(`the table has ${found.size} rejections, ${ledger.rejections.size} were stored`);
}

export function checkCommands(ledger: Ledger): void {
  // A rejection does not say which of several commands to the letter the same it is of.
  const rejected = new Set(ledger.commands.filter(({ rejections }) => rejections.length > 0).map(({ body }) => body));
  for (const { body, isRight, region, month } of ledger.commands) {
    if (rejected.has(body)) continue;
    if (!isRight || region === undefined) ledger.complain(`command ${body} is lost: it could not be carried out, and is not rejected`);
    else if (month !== "previous") {
      const open = countiesUnder(region).find((county) => ledger.county(county).settledThrough < month);
      if (open !== undefined) ledger.complain(`command ${body} is lost: county ${open} is settled through ${ledger.county(open).settledThrough}`);
      else checkStatements(ledger, month, region);
    }
  }
}

/**
 * A close makes the statements of its region and of all its members that have something in the month. An account that was born late and
 * closed empty has nothing to state.
 */
function checkStatements(ledger: Ledger, month: string, region: string): void {
  const regions = new Set([region]);
  for (const { county, rows } of accountsOf(ledger, month, region)) {
    if (rows.size === 0) continue;
    for (const length of [4, 6]) if (length > region.length) regions.add(county.slice(0, length));
  }
  for (const one of regions) {
    for (const ending of ["json", "csv"]) {
      const key = `statements/${month.slice(0, 4)}-${month.slice(4)}/${one}.${ending}`;
      if (!ledger.published.has(key)) ledger.complain(`${key} is missing, although the month was closed for ${region}`);
    }
  }
}
