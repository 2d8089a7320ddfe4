import { nameOf, type Entry, type Finding, type Note, type Turn } from "./auditor-entry.ts";
import { fenOf } from "./auditor-fields.ts";
import type { Posted } from "./auditor-lane.ts";
import { divisionsFor, packsFor } from "./auditor-policy.ts";

/** The verdicts a page may note, each by its place: too much was paid, too little, or nobody can tell. */
const VERDICTS = ["over", "under", "not_checkable"] as const;
const [OVER, UNDER, NOT_CHECKABLE] = [0, 1, 2] as const;

/**
 * What the benefit audit found of an advance, by fund. The auditor does not work out what the policy allows; it sees that every verdict follows
 * from the range it stands with, that the documents it names are in force, and that the same facts are never judged twice in two ways.
 */
export function checkFindings(turn: Turn, entry: Entry): ReadonlyMap<string, number> {
  const { findings } = entry;
  const verdicts = new Map<string, number>();
  for (const [fund, finding] of Object.entries(findings ?? {})) {
    const wrong = wrongIn(turn, entry, fund, finding);
    if (wrong !== undefined) turn.ledger.complain(`${nameOf(turn, entry)}: its finding of ${fund} ${wrong}`);
    turn.notesUsed.add(finding[3]);
    if (VERDICTS[finding[0]] !== undefined) verdicts.set(fund, finding[0]);
  }
  if (findings !== undefined && verdicts.size === 0) turn.ledger.complain(`${nameOf(turn, entry)} has findings of no fund`);
  // Two versions of the code may know different documents.
  if (!turn.ledger.olderCode) checkAlike(turn, entry);
  return verdicts;
}

function wrongIn({ notes }: Turn, entry: Entry, fund: string, [verdict, low, high, place]: Finding): string | undefined {
  const { county, facts = {} } = entry;
  const day = (entry.time ?? "").slice(0, 10);
  const paid = entry.funds?.[fund]?.[0] ?? 0;
  const cost = Number(fenOf(facts["medfee_sumamt"] ?? ""));
  const note = notes[place];
  if (VERDICTS[verdict] === undefined) return `has the verdict ${verdict}, which is none`;
  if (note === undefined) return `names note ${place}, and the page has ${notes.length}`;
  if (divisionsFor(county, day, fund, entry.status ?? "").length === 0) return "is of a fund that no document divides";
  if (!Number.isSafeInteger(low) || !Number.isSafeInteger(high) || low < 0 || low > high || high > cost)
    return `allows ${low} to ${high} fen of a cost of ${cost}`;
  const should = paid > high ? OVER : paid < low ? UNDER : NOT_CHECKABLE;
  if (verdict !== should) return `is ${VERDICTS[verdict]}, and ${paid} fen paid of ${low} to ${high} are ${VERDICTS[should]}`;
  if (verdict !== NOT_CHECKABLE) return wrongDocument(note, county, day);
  if (paid === 0) return "is not checkable, and nothing was paid";
  return note[0].length === 0 ? "is not checkable, and nothing is missing" : wrongDocument(note, county, day);
}

/** A rule is named as "yunnan-2017@1/basic-inpatient-county". */
function wrongDocument([, rules]: Note, county: string, day: string): string | undefined {
  const packs = packsFor(county, day);
  const wrong = rules.find((rule) => !packs.includes(rule.slice(0, rule.indexOf("@"))));
  return wrong === undefined ? undefined : `follows ${wrong}, in force are ${packs.join(", ")}`;
}

function checkAlike(turn: Turn, entry: Entry): void {
  const { ledger, lane, notes } = turn;
  const { county, time = "", facts, funds = {}, findings = {} } = entry;
  const paid = Object.entries(funds).map(([fund, [amount]]) => `${fund} ${amount}`);
  const key = [lane.lane, county, time.slice(0, 10), JSON.stringify(facts), ...paid].join("\n");
  const found = JSON.stringify(Object.entries(findings).map(([fund, [verdict, low, high, place]]) => [fund, verdict, low, high, notes[place]]));
  const known = ledger.findings.get(key) ?? found;
  if (known !== found) ledger.complain(`${nameOf(turn, entry)} is found to be ${found}, and the same facts were found to be ${known}`);
  ledger.findings.set(key, known);
}

/** The verdicts a reversal takes back, by fund: exactly those of its advance. */
export function checkVerdictsTakenBack(turn: Turn, entry: Entry, advance: Posted | undefined): ReadonlyMap<string, number> {
  const said = textOf(Object.entries(entry.verdicts ?? {}));
  const found = [...(advance?.verdicts ?? [])];
  const should = textOf(found.map(([fund, verdict]) => [fund, VERDICTS[verdict] ?? ""]));
  if (advance !== undefined && said !== should)
    turn.ledger.complain(`${nameOf(turn, entry)} takes back the verdicts "${said}", those of its advance are "${should}"`);
  if (entry.verdicts !== undefined && said === "") turn.ledger.complain(`${nameOf(turn, entry)} takes back verdicts, and none of them`);
  return new Map(found);
}

function textOf(verdicts: readonly (readonly [fund: string, verdict: string])[]): string {
  return verdicts
    .map(([fund, verdict]) => `${fund} ${verdict}`)
    .sort()
    .join();
}

/** A page has the notes its findings name, each once, and no others. */
export function checkNotes({ ledger, where, notesUsed }: Turn, notes: readonly Note[] | undefined): void {
  if (notes?.length === 0) ledger.complain(`${where} has a list of notes without one`);
  const known = new Map<string, number>();
  for (const [place, note] of (notes ?? []).entries()) {
    const text = JSON.stringify(note);
    const earlier = known.get(text);
    if (!notesUsed.has(place)) ledger.complain(`${where} has note ${place}, which no finding names`);
    if (earlier !== undefined) ledger.complain(`${where} has note ${place} as note ${earlier} already`);
    known.set(text, place);
  }
}
