import { claim, enter, firstDifference, nameOf, partsOf, type Entry, type Turn } from "./auditor-entry.ts";
import { amountsByFund } from "./auditor-faults.ts";
import { fenOf, YEAR } from "./auditor-fields.ts";
import { checkFindings, checkVerdictsTakenBack } from "./auditor-findings.ts";
import { at, column, type AccountBook } from "./auditor-account.ts";
import { deferralOf, type Part, type Posted } from "./auditor-lane.ts";
import { NO_YEAR, withoutCertificates, type Message } from "./auditor-messages.ts";
import { divide, divisionsFor, type Division } from "./auditor-policy.ts";
import type { Content } from "./auditor-sent.ts";

/** The most an account's column may reach: 90 billion yuan. */
export const MOST_FEN = 9_000_000_000_000n;

export function checkAdvance(turn: Turn, entry: Entry): void {
  const { ledger, lane } = turn;
  const month = entry.month ?? "";
  const known = lane.known(month, entry.county);
  const contents = claim(turn, entry, (message, content) => advanceMismatch(turn, entry, message, known) ?? yearMismatch(entry, content));
  const parts = partsOf(turn, entry);
  const day = (entry.time ?? "").slice(0, 10);
  for (const [fund, part] of parts) {
    checkSplit(turn, entry, fund, part, divisionsFor(entry.county, day, fund, entry.status ?? ""));
  }
  const account = openAccount(turn, entry, "");
  for (const [fund, { amount, shares, ratio }] of parts) {
    account.accrue(fund, ratio, amount, shares);
    if (at(account.row(fund), column.accrued) > MOST_FEN)
      ledger.complain(`${nameOf(turn, entry)} raises ${fund} of ${account.key} over 90 billion yuan`);
  }
  account.name = entry.institutionName ?? account.name;
  const verdicts = checkFindings(turn, entry);
  for (const [fund, verdict] of verdicts) account.find(fund, verdict, 1n);
  enter(turn, entry, contents, parts).verdicts = verdicts;
  const [only, ...others] = contents;
  if (only !== undefined && others.length === 0) learnPerson(turn, entry, only.message.values["psn_no"] ?? "");
}

/** A reversal takes back exactly what is left of its advance, once. */
export function checkReversal(turn: Turn, entry: Entry): void {
  const { ledger, lane } = turn;
  const name = nameOf(turn, entry);
  const contents = claim(turn, entry, ({ values }) =>
    firstDifference({
      advance: [entry.original, values["setl_id"]],
      time: [entry.time, values["time"]],
      reason: [entry.reason, values["reason"]],
    }),
  );
  const parts = partsOf(turn, entry);
  const advance = lane.find("advance", entry.original ?? "");
  if (advance === undefined) ledger.complain(`${name} takes back advance ${entry.original}, which is not posted`);
  else {
    if (advance.reversedBy !== undefined) ledger.complain(`${name} takes back advance ${advance.id}, which reversal ${advance.reversedBy} took back`);
    if (advance.county !== entry.county) ledger.complain(`${name} is of county ${entry.county}, its advance of ${advance.county}`);
    const deferral = deferralOf(advance);
    if (deferral !== undefined) ledger.complain(`${name} takes back advance ${advance.id}, which review ${deferral.by} deferred`);
    checkTakenBack(turn, entry, advance, parts);
    advance.reversedBy = entry.id;
    advance.parts.clear();
  }
  const account = openAccount(turn, entry, advance?.month ?? "");
  for (const [fund, { amount, shares, ratio }] of parts) {
    // The documents count records with an amount in the fund; this one only moves a rounding difference between the tiers.
    if (amount === 0n) ledger.note("a reversal of no amount is counted");
    account.accrue(fund, ratio, amount, shares);
  }
  for (const [fund, verdict] of checkVerdictsTakenBack(turn, entry, advance)) account.find(fund, verdict, -1n);
  enter(turn, entry, contents, parts, [`reversed#${entry.original}`]);
}

function advanceMismatch(turn: Turn, entry: Entry, message: Message, account: AccountBook | undefined): string | undefined {
  const { values } = message;
  const sentName = values["fixmedins_name"] === undefined ? undefined : withoutCertificates(values["fixmedins_name"]);
  const person = turn.ledger.persons.get(`number ${values["psn_no"]}`) ?? entry.person;
  const amounts = amountsByFund(values);
  const funds = Object.entries(entry.funds ?? {});
  const wrongFund = funds.find(([fund, [amount]]) => amounts.get(fund) !== BigInt(amount));
  if (wrongFund !== undefined) return `${wrongFund[0]} is ${wrongFund[1][0]} fen, sent was ${amounts.get(wrongFund[0]) ?? 0n}`;
  if (funds.length !== amounts.size) return `it has ${funds.length} funds, sent were ${amounts.size}`;
  return (
    firstDifference({
      time: [entry.time, values["setl_time"]],
      status: [entry.status, values["poverty_status"]],
      person: [entry.person, person],
      name: [entry.institutionName, sentName === account?.name ? undefined : sentName],
    }) ?? factMismatch(entry.facts ?? {}, values)
  );
}

const FACTS = ["med_type", "hosp_lv", "dise_codg", "dise_name", "refl_flag"];
const FACT_AMOUNTS = ["medfee_sumamt", "inscp_scp_amt", "act_pay_dedc", "psn_part_amt", "hosp_part_amt"];

function factMismatch(facts: Readonly<Record<string, string>>, values: Message["values"]): string | undefined {
  for (const name of FACTS) {
    const sent = values[name] === undefined ? undefined : withoutCertificates(values[name]);
    if (facts[name] !== sent) return `its ${name} is ${facts[name]}, sent was ${sent}`;
  }
  for (const name of FACT_AMOUNTS) {
    const fen = facts[name] === undefined ? undefined : String(fenOf(facts[name]));
    if (fen !== values[name]) return `its ${name} is ${facts[name]} yuan, sent were ${values[name]} fen`;
  }
  return undefined;
}

function yearMismatch({ facts = {} }: Entry, { years }: Content): string | undefined {
  const said = YEAR.filter((name) => facts[name] !== undefined);
  const year = said.length === 0 ? NO_YEAR : JSON.stringify(Object.fromEntries(said.map((name) => [name, String(fenOf(facts[name] ?? ""))])));
  return years.includes(year) ? undefined : `its year is ${year}, sent was ${years.join(" or ")}`;
}

/** The split is the documents': their ratio, their name, and what the auditor divides by it. */
export function checkSplit(turn: Turn, entry: Entry, fund: string, part: Part, divisions: readonly Division[]): void {
  const name = nameOf(turn, entry);
  const allowed = turn.ledger.olderCode ? divisions : divisions.slice(0, 1);
  const division = allowed.find(({ ratio, pack }) => ratio === part.ratio && part.rule.startsWith(`${pack}@`));
  if (division === undefined) {
    const should = divisions[0] === undefined ? "no rule" : `${divisions[0].pack} with ${divisions[0].ratio}`;
    turn.ledger.complain(`${name}: ${fund} follows ${part.rule} with ${part.ratio}, and should follow ${should}`);
    return;
  }
  const shares = divide(part.amount, division.percent);
  if (shares.some((share, tier) => share !== part.shares[tier]))
    turn.ledger.complain(`${name}: shares of ${fund} are ${part.shares.join()}, and should be ${shares.join()}`);
}

function checkTakenBack(turn: Turn, entry: Entry, advance: Posted, parts: ReadonlyMap<string, Part>): void {
  for (const fund of new Set([...parts.keys(), ...advance.parts.keys()])) {
    const back = parts.get(fund);
    const left = advance.parts.get(fund);
    const isBack = [back?.amount, ...(back?.shares ?? [0n, 0n, 0n])].map((one) => -(one ?? 0n)).join();
    const isLeft = [left?.amount ?? 0n, ...(left?.shares ?? [0n, 0n, 0n])].join();
    if (isBack !== isLeft) turn.ledger.complain(`${nameOf(turn, entry)} takes back ${isBack} of ${fund}, left are ${isLeft}`);
    if (back !== undefined && left !== undefined && (back.ratio !== left.ratio || back.rule !== left.rule))
      turn.ledger.complain(`${nameOf(turn, entry)} follows ${back.rule} with ${back.ratio}, its advance ${left.rule} with ${left.ratio}`);
  }
}

/** The account the record accrues to: of its own month, or of one its county's calendar moved on to, and open. */
export function openAccount(turn: Turn, entry: Entry, atLeast: string): AccountBook {
  const { ledger, lane, touched } = turn;
  const name = nameOf(turn, entry);
  const month = entry.month ?? "";
  const own = (entry.time ?? "").slice(0, 4) + (entry.time ?? "").slice(5, 7);
  const first = own < atLeast ? atLeast : own;
  const county = ledger.county(entry.county);
  if (month < first) ledger.complain(`${name} stands in ${month}, before its own month ${first}`);
  if (month > first && !county.firstOpens.has(month)) ledger.complain(`${name} of ${first} stands in ${month}, which was never the first open month`);
  if ((entry.late === true) !== month > own)
    ledger.complain(`${name} of ${own} stands in ${month} and is ${entry.late === true ? "" : "not "}marked late`);
  const known = lane.known(month, entry.county);
  if (known?.closed === true) ledger.complain(`${name} changes ${month} of county ${entry.county}, which lane ${lane.lane} has closed`);
  else if (month <= county.settledThrough)
    ledger.complain(`${name} stands in ${month}, and county ${entry.county} is settled through ${county.settledThrough}`);
  const account = lane.account(month, entry.county);
  touched.add(account);
  return account;
}

/** Each person has one keyed hash, and each hash is one person's; the number itself is none. */
function learnPerson(turn: Turn, entry: Entry, number: string): void {
  const { persons } = turn.ledger;
  const hashed = entry.person ?? "";
  if (hashed === "" || hashed.includes(number)) turn.ledger.complain(`${nameOf(turn, entry)} has the person ${hashed}, which is no keyed hash`);
  const other = persons.get(`hash ${hashed}`);
  if (other !== undefined && other !== number) turn.ledger.complain(`${nameOf(turn, entry)} has the person ${hashed} of another number`);
  persons.set(`hash ${hashed}`, number);
  persons.set(`number ${number}`, hashed);
}
