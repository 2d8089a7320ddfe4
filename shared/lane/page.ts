import { createHash } from "node:crypto";
import { checkFormat, FORMATS } from "./format.ts";
import { FUNDS, type Fund } from "../policy/funds.ts";
import { NotePool, unpackNotes, type PackedFindings, type PackedNote } from "./packed-findings.ts";
import type { RuleSet } from "../policy/policy.ts";
import { fen } from "../money/fen.ts";
import type { Account, Lane } from "./account.ts";
import type { Entry, SplitEntry } from "./entry.ts";
import type { FundAmounts, SharedAmount } from "./shares.ts";

/** The records posted together, and the new state of the accounts they touched. Never changed once appended. */
export interface Page {
  readonly lane: Lane;
  /** 1 for the lane's first page. */
  readonly version: number;
  /** The hash of page version − 1; "" for the first. */
  readonly previous: string;
  readonly entries: readonly Entry[];
  /** In the order they are applied: the last one's version tells whether the page was applied. */
  readonly accounts: readonly Account[];
}

/** A page as the store keeps it. The hash is of the body, which holds the previous page's hash: pages form a chain. */
export interface StoredPage {
  readonly lane: Lane;
  readonly version: number;
  readonly body: string;
  readonly hash: string;
}

/** Why a stored page can't be believed. */
export class PageError extends Error {
  override readonly name = "PageError";
}

/** Writes a page as text. Rule sets, which most entries share, are written once and named by their place. */
export function encodePage(page: Page): StoredPage {
  const rules: string[] = [];
  const place = (set: RuleSet): number => {
    const text = JSON.stringify(set);
    const known = rules.indexOf(text);
    return known >= 0 ? known : rules.push(text) - 1;
  };
  const notes = new NotePool();
  const entries = page.entries.map((entry) =>
    isSplit(entry) ? { ...entry, funds: packFunds(entry.funds), rules: place(entry.rules), ...notes.pack(entry) } : entry,
  );
  const { lane, version, previous, accounts } = page;
  const body = JSON.stringify({
    format: FORMATS.page,
    lane,
    version,
    previous,
    rules: rules.map((text) => JSON.parse(text) as unknown),
    ...notes.body(),
    entries,
    accounts,
  });
  return { lane, version, body, hash: hashBody(body) };
}

/** Reads a page back. Throws PageError where its hash, lane or version does not fit, FormatFault where a newer version wrote it. */
export function decodePage(stored: StoredPage): Page {
  if (hashBody(stored.body) !== stored.hash)
    throw new PageError(`page ${stored.version} of lane ${stored.lane} does not have the hash it was stored with`);
  const body = JSON.parse(stored.body) as PackedBody;
  checkFormat("page", body.format, `page ${stored.version} of lane ${stored.lane}`);
  if (body.lane !== stored.lane || body.version !== stored.version) {
    throw new PageError(`page ${stored.version} of lane ${stored.lane} calls itself page ${body.version} of lane ${body.lane}`);
  }
  const entries = body.entries.map((entry) => {
    if (!("rules" in entry)) return entry;
    const rules = body.rules[entry.rules];
    if (rules === undefined)
      throw new PageError(`page ${stored.version} of lane ${stored.lane} names rule set ${entry.rules}, which it does not hold`);
    return { ...entry, funds: unpackFunds(entry.funds), rules, ...unpackNotes(entry, body.notes) } as Entry;
  });
  return { lane: body.lane, version: body.version, previous: body.previous, entries, accounts: body.accounts };
}

type PackedFunds = Partial<Record<Fund, [amount: number, province: number, prefecture: number, county: number]>>;
type PackedEntry =
  Exclude<Entry, SplitEntry> | (Omit<SplitEntry, "funds" | "rules"> & { funds: PackedFunds; rules: number; findings?: PackedFindings });

interface PackedBody {
  readonly format?: number;
  readonly lane: Lane;
  readonly version: number;
  readonly previous: string;
  readonly rules: readonly RuleSet[];
  readonly notes?: readonly PackedNote[];
  readonly entries: readonly PackedEntry[];
  readonly accounts: readonly Account[];
}

function isSplit(entry: Entry): entry is SplitEntry {
  return "funds" in entry;
}

function packFunds(funds: FundAmounts): PackedFunds {
  const packed: PackedFunds = {};
  for (const fund of FUNDS) {
    const one = funds[fund];
    if (one !== undefined) packed[fund] = [one.amount, ...one.shares];
  }
  return packed;
}

function unpackFunds(packed: PackedFunds): FundAmounts {
  const funds: Partial<Record<Fund, SharedAmount>> = {};
  for (const fund of FUNDS) {
    const one = packed[fund];
    if (one !== undefined) funds[fund] = { amount: fen(one[0]), shares: [fen(one[1]), fen(one[2]), fen(one[3])] };
  }
  return funds;
}

function hashBody(body: string): string {
  return createHash("sha256").update(body).digest("base64url");
}
