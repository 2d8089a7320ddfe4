import { hash } from "node:crypto";
import type { AccountBook } from "./auditor-account.ts";
import { checkAdvance, checkReversal } from "./auditor-accruals.ts";
import { checkAllotment } from "./auditor-allotments.ts";
import { checkClose, checkDeduction, checkDisbursement, checkPrepayment } from "./auditor-payments.ts";
import { checkRelease, checkReturn, checkReview } from "./auditor-reviews.ts";
import type { Entry, Note, RuleSet, Turn } from "./auditor-entry.ts";
import { checkNotes } from "./auditor-findings.ts";
import { LaneBook } from "./auditor-lane.ts";
import type { Ledger } from "./auditor-ledger.ts";
import { difference, type StatedAccount } from "./auditor-stated.ts";

export type Item = Readonly<Record<string, string | number>>;

interface Body {
  readonly lane: string;
  readonly version: number;
  readonly previous: string;
  readonly rules: readonly RuleSet[];
  /** Absent where no entry has a finding. */
  readonly notes?: readonly Note[];
  readonly entries: readonly Entry[];
  readonly accounts: readonly StatedAccount[];
}

/** Reads a page that was appended: the chain, every entry against the messages and the books, and the accounts it states. */
export function checkPage(ledger: Ledger, item: Item, before: Item | undefined): void {
  const lane = String(item["lane"]);
  const text = String(item["body"]);
  const version = Number(item["version"]);
  const where = `page ${version} of lane ${lane}`;
  if (before !== undefined) {
    ledger.complain(`${where} was overwritten`);
    return;
  }
  let book = ledger.lanes.get(lane);
  if (book === undefined) ledger.lanes.set(lane, (book = new LaneBook(lane)));
  if (version !== book.version + 1) ledger.complain(`${where} follows page ${book.version}`);
  const fingerprint = hash("sha256", text, "base64url");
  if (fingerprint !== item["hash"]) ledger.complain(`${where} has the hash ${item["hash"]}, its body ${fingerprint}`);
  const body = JSON.parse(text) as Body;
  if (body.lane !== lane || body.version !== version) ledger.complain(`${where} calls itself page ${body.version} of lane ${body.lane}`);
  if (body.previous !== book.hash) ledger.complain(`${where} names ${body.previous} as the page before, which has the hash ${book.hash}`);
  if (body.entries.length === 0) ledger.complain(`${where} has no entries`);
  const touched = new Set<AccountBook>();
  const { rules, notes = [] } = body;
  const turn: Turn = { ledger, lane: book, version, rules, notes, notesUsed: new Set(), touched, where, text };
  for (const entry of body.entries) checkEntry(turn, entry);
  checkNotes(turn, body.notes);
  checkStated(ledger, book, version, touched, body.accounts);
  book.version = version;
  book.hash = fingerprint;
  book.pages.push(fingerprint);
}

function checkEntry(turn: Turn, entry: Entry): void {
  switch (entry.kind) {
    case "advance":
      checkAdvance(turn, entry);
      return;
    case "reversal":
      checkReversal(turn, entry);
      return;
    case "deduction":
      checkDeduction(turn, entry);
      return;
    case "prepayment":
      checkPrepayment(turn, entry);
      return;
    case "disbursement":
      checkDisbursement(turn, entry);
      return;
    case "allotment":
      checkAllotment(turn, entry);
      return;
    case "review":
      checkReview(turn, entry);
      return;
    case "release":
      checkRelease(turn, entry);
      return;
    case "return":
      checkReturn(turn, entry);
      return;
    case "close":
      checkClose(turn, entry);
      return;
    default:
      turn.ledger.complain(`${turn.where} has an entry of kind ${entry.kind}`);
  }
}

/** The page states every account its entries touched and no other, each as the books have it now. */
function checkStated(ledger: Ledger, lane: LaneBook, version: number, touched: Set<AccountBook>, stated: readonly StatedAccount[]): void {
  const missing = new Set(touched);
  for (const one of stated) {
    const account = lane.known(one.type === "prepaid" ? "prepaid" : String(one.month), one.county);
    const name = `account ${one.type === "prepaid" ? "prepaid" : one.month}#${one.county}#${one.institution} on page ${version}`;
    if (account === undefined || !missing.delete(account) || one.institution !== lane.lane) {
      ledger.complain(`${name} of lane ${lane.lane} is stated twice or moved by no entry`);
      continue;
    }
    const state = account.keep(version, "");
    const wrong = difference(one, state);
    if (wrong === undefined) state.text = JSON.stringify(one);
    else ledger.complain(`${name} ${wrong}`);
  }
  for (const account of missing) {
    ledger.complain(`page ${version} of lane ${lane.lane} does not state account ${account.key}, which its entries move`);
    account.keep(version, "");
  }
  for (const account of touched) {
    if (account.period === "prepaid") continue;
    if (account.closed) ledger.county(account.county).open.delete(account);
    else ledger.county(account.county).open.add(account);
  }
}
