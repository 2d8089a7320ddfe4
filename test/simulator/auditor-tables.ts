import type { Ledger } from "./auditor-ledger.ts";
import type { Item } from "./auditor-page.ts";
import { difference, type StatedAccount } from "./auditor-stated.ts";

/** An index entry names a page that holds its id, and never changes. */
export function checkIndexEntry(ledger: Ledger, item: Item, before: Item | undefined): void {
  const [lane, key] = [String(item["lane"]), String(item["key"])];
  const says = `${item["page"]} ${item["hash"]}`;
  const should = ledger.lanes.get(lane)?.index.get(key);
  if (says !== should)
    ledger.complain(`index entry ${key} of lane ${lane} says "${says}", the journal says ${should === undefined ? "nothing" : `"${should}"`}`);
  if (before !== undefined && `${before["page"]} ${before["hash"]}` !== says)
    ledger.complain(`index entry ${key} of lane ${lane} changed from "${before["page"]} ${before["hash"]}" to "${says}"`);
}

/** An account is stored as its journal has it at its version, and never replaces a newer one. */
export function checkAccount(ledger: Ledger, item: Item, before: Item | undefined): void {
  const [period = "", province = ""] = String(item["period"]).split("#");
  const [county, lane] = halves(String(item["owner"]));
  const key = `${period}#${county}#${lane}`;
  const version = Number(item["version"]);
  if (!county.startsWith(province)) ledger.complain(`account ${key} stands among those of province ${province}`);
  if (before !== undefined && Number(before["version"]) >= version)
    ledger.complain(`account ${key} goes from version ${before["version"]} back to ${version}`);
  const wrong = wrongIn(ledger, key, version, String(item["body"]));
  if (wrong !== undefined) ledger.complain(`account ${key} ${wrong}`);
  if (version === 0) ledger.born.add(key);
}

/** What stands before the first "#" and after it; a pool's lane has one of its own. */
function halves(text: string): readonly [before: string, after: string] {
  const place = text.indexOf("#");
  return [text.slice(0, place), text.slice(place + 1)];
}

function wrongIn(ledger: Ledger, key: string, version: number, text: string): string | undefined {
  const [period, owner] = halves(key);
  const [county, lane] = halves(owner);
  const state = ledger.lanes.get(lane)?.known(period, county)?.stateAt(version);
  if (version > 0 && state === undefined) return `is stored at version ${version}, which no page of its lane gives it`;
  if (state?.text === text) return undefined;
  const stated = JSON.parse(text) as StatedAccount;
  const says = stated.type === "prepaid" ? "prepaid" : stated.month;
  if (says !== period || stated.county !== county || stated.institution !== lane)
    return `calls itself ${says}#${stated.county}#${stated.institution}`;
  const born = { version: 0, closed: false, closedOn: "", name: "", rows: new Map(), byRatio: new Map(), flows: new Map() };
  return difference(stated, state ?? born);
}

/** A county's calendar only moves on, on somebody's command, and is settled only through months that are closed in every journal. */
export function checkCalendar(ledger: Ledger, item: Item, before: Item | undefined): void {
  const code = String(item["county"]);
  const county = ledger.county(code);
  for (const field of ["firstOpen", "settledThrough"] as const) {
    const says = String(item[field] ?? "");
    const said = String(before?.[field] ?? "");
    if (said !== county[field])
      ledger.complain(`calendar ${code}: ${field} was ${county[field]} when it was last written, and now is found as ${said}`);
    if (says < said) ledger.complain(`calendar ${code}: ${field} goes from ${said} back to ${says}`);
    if (says !== said && !ledger.isCommanded(code, field === "firstOpen" ? monthBefore(says) : says, true))
      ledger.complain(`calendar ${code}: ${field} moves to ${says}, which nobody commanded`);
    county[field] = says;
  }
  if (!county.firstOpens.has(county.firstOpen)) county.firstOpens.set(county.firstOpen, ledger.step);
  const { settledThrough, firstOpen } = county;
  if (settledThrough >= (firstOpen || "0"))
    ledger.complain(`calendar ${code} is settled through ${settledThrough}, and open from ${firstOpen || "the start"}`);
  for (const account of county.open) {
    if (account.period <= settledThrough)
      ledger.complain(`calendar ${code} is settled through ${settledThrough}, and account ${account.key} is open`);
  }
}

export function monthBefore(month: string): string {
  return month.endsWith("01") ? `${Number(month.slice(0, 4)) - 1}12` : String(Number(month) - 1);
}

export type Tables = Readonly<Record<string, readonly Item[]>>;

/** At rest, every table holds what the journals say: nothing is missing, nothing is left over. */
export function checkTables(ledger: Ledger, tables: Tables): void {
  checkJournal(ledger, tables["journal"] ?? []);
  checkIndex(ledger, tables["index"] ?? []);
  checkAccounts(ledger, tables["accounts"] ?? []);
  for (const item of tables["calendars"] ?? []) {
    const county = ledger.county(String(item["county"]));
    if ((item["firstOpen"] ?? "") !== county.firstOpen || (item["settledThrough"] ?? "") !== county.settledThrough)
      ledger.complain(`calendar ${item["county"]} stands at ${item["firstOpen"]} and ${item["settledThrough"]}, and was not written so`);
  }
}

function checkJournal(ledger: Ledger, items: readonly Item[]): void {
  let pages = 0;
  for (const lane of ledger.lanes.values()) pages += lane.pages.length;
  if (items.length !== pages) ledger.complain(`the journal has ${items.length} pages, ${pages} were appended`);
  for (const item of items) {
    const appended = ledger.lanes.get(String(item["lane"]))?.pages[Number(item["version"]) - 1];
    if (appended !== item["hash"])
      ledger.complain(`page ${item["version"]} of lane ${item["lane"]} has the hash ${item["hash"]}, ${appended} was appended`);
  }
}

function checkIndex(ledger: Ledger, items: readonly Item[]): void {
  let expected = 0;
  for (const lane of ledger.lanes.values()) expected += lane.index.size;
  for (const item of items) checkIndexEntry(ledger, item, undefined);
  if (items.length === expected) return;
  const found = new Set(items.map((item) => `${item["lane"]}\n${item["key"]}`));
  for (const lane of ledger.lanes.values()) {
    for (const key of lane.index.keys())
      if (!found.has(`${lane.lane}\n${key}`)) ledger.complain(`index entry ${key} of lane ${lane.lane} is missing`);
  }
}

function checkAccounts(ledger: Ledger, items: readonly Item[]): void {
  const found = new Map(items.map((item) => [`${String(item["period"]).split("#")[0]}#${item["owner"]}`, item]));
  for (const account of ledger.accounts()) {
    const item = found.get(account.key);
    found.delete(account.key);
    const last = account.states.at(-1)?.version ?? 0;
    if (item === undefined) ledger.complain(`account ${account.key} is missing`);
    else if (Number(item["version"]) !== last) ledger.complain(`account ${account.key} stands at version ${item["version"]}, its journal at ${last}`);
    else checkAccount(ledger, item, undefined);
  }
  for (const item of found.values()) checkAccount(ledger, item, undefined);
}
