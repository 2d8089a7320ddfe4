import { NOTED_VERDICTS, type Findings, type NotedFinding } from "../benefit/finding.ts";
import { fen } from "../money/fen.ts";
import { FUNDS, type Fund } from "../policy/funds.ts";
import type { Entry } from "./entry.ts";

/** A finding on a page: the place of its verdict in NOTED_VERDICTS, the ends of its range in fen, and the place of its note. */
type PackedFinding = readonly [verdict: number, low: number, high: number, note: number];
export type PackedFindings = Readonly<Partial<Record<Fund, PackedFinding>>>;

/** What a page's findings say alike, written once: what is missing, and the rules followed. */
export type PackedNote = readonly [missing: readonly string[], rules: readonly string[]];

/** Packs the findings of a page's entries. A page without findings is written as if there were none to pack. */
export class NotePool {
  readonly #notes: string[] = [];

  pack(entry: Entry): { findings?: PackedFindings } {
    if (entry.kind !== "advance" || entry.findings === undefined) return {};
    const packed: Partial<Record<Fund, PackedFinding>> = {};
    for (const fund of FUNDS) {
      const one = entry.findings[fund];
      if (one !== undefined) packed[fund] = [NOTED_VERDICTS.indexOf(one.verdict), one.low, one.high, this.#place(one)];
    }
    return { findings: packed };
  }

  body(): { notes?: readonly PackedNote[] } {
    return this.#notes.length === 0 ? {} : { notes: this.#notes.map((text) => JSON.parse(text) as PackedNote) };
  }

  #place({ missing, rules }: NotedFinding): number {
    const text = JSON.stringify([missing, rules]);
    const known = this.#notes.indexOf(text);
    return known >= 0 ? known : this.#notes.push(text) - 1;
  }
}

/** Reads an entry's findings back. Throws where they name a verdict or note the page does not hold. */
export function unpackNotes(entry: { readonly findings?: PackedFindings }, notes: readonly PackedNote[] = []): { findings?: Findings } {
  if (entry.findings === undefined) return {};
  const findings: Partial<Record<Fund, NotedFinding>> = {};
  for (const fund of FUNDS) {
    const packed = entry.findings[fund];
    if (packed === undefined) continue;
    const [place, low, high, at] = packed;
    const [verdict, note] = [NOTED_VERDICTS[place], notes[at]];
    if (verdict === undefined || note === undefined)
      throw new Error(`a finding on ${fund} names verdict ${place} and note ${at}, which the page does not hold`);
    findings[fund] = { verdict, low: fen(low), high: fen(high), missing: note[0], rules: note[1] };
  }
  return { findings };
}
