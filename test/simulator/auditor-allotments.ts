import { at, column, type Allotted } from "./auditor-account.ts";
import { MOST_FEN, openAccount } from "./auditor-accruals.ts";
import { claim, enter, firstDifference, nameOf, type Entry, type EntryPart, type Turn } from "./auditor-entry.ts";
import { divide, divisionsFor, unitFor } from "./auditor-policy.ts";

const STATUSES = ["lifted", "unlifted"];

/** An allotment: so much a person as a document or the message says, for each status divided once by the ratio of that status. */
export function checkAllotment(turn: Turn, entry: Entry): void {
  const { ledger } = turn;
  const { item = "", parts = {}, unitAmount } = entry;
  const name = nameOf(turn, entry);
  const contents = claim(turn, entry, ({ values }) =>
    firstDifference({
      item: [item, values["item"]],
      time: [entry.time, values["time"]],
      "lifted heads": [String(parts["lifted"]?.headcount ?? 0), values["headcount_lifted"]],
      "unlifted heads": [String(parts["unlifted"]?.headcount ?? 0), values["headcount_unlifted"]],
      "amount a person": [String(unitAmount), values["unit_amount"] ?? String(unitAmount)],
    }),
  );
  checkUnit(turn, entry);
  const allotted = Object.entries(parts).map(([status, part]) => readPart(turn, entry, status, part));
  if (allotted.length === 0) ledger.complain(`${name} is for nobody`);
  const account = openAccount(turn, entry, "");
  account.allot(item, allotted);
  const total = at(account.row(item), column.accrued);
  if (total > MOST_FEN) ledger.complain(`${name} raises ${item} of ${account.key} over 90 billion yuan`);
  enter(turn, entry, contents);
}

/** The amount a person is the document's where it says one, else the message's and not below what the document demands. */
function checkUnit(turn: Turn, entry: Entry): void {
  const { county, item = "", unitAmount = 0, unitFrom } = entry;
  const unit = unitFor(county, item);
  const name = nameOf(turn, entry);
  if (unit === undefined) {
    turn.ledger.complain(`${name} is of ${item}, which no document has in county ${county}`);
    return;
  }
  const should = unit.fen === undefined ? "message" : "policy";
  if (unitFrom !== should) turn.ledger.complain(`${name} has its amount a person from ${unitFrom}, and not from ${should}`);
  if (unit.fen !== undefined && BigInt(unitAmount) !== unit.fen)
    turn.ledger.complain(`${name} allots ${unitAmount} fen a person, and not ${unit.fen}`);
  if (BigInt(unitAmount) < (unit.least ?? 0n)) turn.ledger.complain(`${name} allots ${unitAmount} fen a person, and not ${unit.least} at least`);
}

function readPart(turn: Turn, entry: Entry, status: string, { headcount, amount, shares, ratio }: EntryPart): Allotted {
  const { ledger } = turn;
  const { county, item = "", unitAmount = 0, rule = "" } = entry;
  const name = `${nameOf(turn, entry)}: ${item} of ${status}`;
  const read = { status, heads: BigInt(headcount), amount: BigInt(amount), shares: shares.map(BigInt), ratio };
  if (!STATUSES.includes(status) || headcount <= 0) ledger.complain(`${name} is for ${headcount} persons`);
  const should = read.heads * BigInt(unitAmount);
  if (read.amount !== should) ledger.complain(`${name} is ${amount} fen, and ${headcount} persons at ${unitAmount} fen are ${should}`);
  const divisions = divisionsFor(county, (entry.time ?? "").slice(0, 10), item, status);
  const allowed = ledger.olderCode ? divisions : divisions.slice(0, 1);
  const division = allowed.find((one) => one.ratio === ratio && rule.startsWith(`${one.pack}@`) && rule.endsWith(`/allotment.${item}`));
  if (division === undefined) {
    const first = divisions[0] === undefined ? "no rule" : `${divisions[0].pack} with ${divisions[0].ratio}`;
    ledger.complain(`${name} follows ${rule} with ${ratio}, and should follow ${first}`);
    return read;
  }
  const own = divide(read.amount, division.percent);
  if (own.join() !== read.shares.join()) ledger.complain(`${name} has the shares ${shares.join()}, and should have ${own.join()}`);
  return read;
}
