import { describe, expect, it } from "vitest";
import { drawInteger, seededRandom } from "../../infra/local/demo/random.ts";
import { REJECTION_CODES } from "../../shared/outcome/outcomes.ts";
import { FuzzLedger } from "../support/fuzz-ledger.ts";
import { prepaymentsUpToTheLimit, SampleSource } from "../support/fuzz-messages.ts";
import { mutate, MUTATION_NAMES } from "../support/fuzz-mutations.ts";
import { rawMessage } from "../support/messages.ts";

/** FUZZ_SEED=<seed> FUZZ_ROUND=<round> runs that one round again. */
const SEED = Number(process.env["FUZZ_SEED"] ?? 20171024);
const ONE_ROUND = process.env["FUZZ_ROUND"];
const ROUNDS = 40;
const MUTANTS_OF_A_ROUND = 2_475;
const BATCH = 100;

/** A month closes by its command alone; every other code is a message's. */
const CODES = REJECTION_CODES.filter((code) => code !== "month_not_over");
const ENDS = ["posted", "already_applied", "deferred", "rejected", ...CODES];

async function playRound(round: number, counts: Record<string, number>): Promise<string[]> {
  const ledger = new FuzzLedger();
  const source = new SampleSource(seededRandom(SEED, round));
  const names = new Map<string, string>();
  const bodies: string[] = [];
  // In some rounds an account is full from the start.
  if (round % 5 === 0) await ledger.take(prepaymentsUpToTheLimit().map((fields, place) => rawMessage(fields, { ref: `full ${place}` })));
  for (let first = 0; first < MUTANTS_OF_A_ROUND; first += BATCH) {
    if (first > MUTANTS_OF_A_ROUND / 2 && first - BATCH <= MUTANTS_OF_A_ROUND / 2) await ledger.close("201710");
    const batch = [];
    for (let place = first; place < Math.min(first + BATCH, MUTANTS_OF_A_ROUND); place += 1) {
      const random = seededRandom(SEED, round, place);
      // Right ones go between, for the others to refer to and to be held against.
      if (place % 10 === 0) batch.push(rawMessage(source.right().fields, { ref: `right ${place}` }));
      if (place % 50 === 49) batch.push(rawMessage(bodies[drawInteger(random, bodies.length)]!, { ref: `again ${place}` }));
      const { raw, mutations } = mutate(source.next(), `mutant ${place}`, random);
      names.set(raw.ref, mutations.join(", "));
      for (const name of mutations) counts[name] = (counts[name] ?? 0) + 1;
      batch.push(raw);
      bodies.push(raw.body);
    }
    await ledger.take(batch);
  }
  await ledger.finish();
  for (const [what, count] of Object.entries(ledger.counts)) counts[what] = (counts[what] ?? 0) + count;
  const repeat = `FUZZ_SEED=${SEED} FUZZ_ROUND=${round} npx vitest run --project prop test/prop/fuzz-messages.test.ts`;
  return ledger.complaints.map((complaint) => `${repeat}\n${names.get(complaint.split(":")[0]!) ?? ""}\n${complaint}`);
}

describe("mutated messages", () => {
  const rounds = ONE_ROUND === undefined ? Array.from({ length: ROUNDS }, (_, round) => round) : [Number(ONE_ROUND)];

  it(`all end as posted, already applied or rejected, and store nobody's number or name (${rounds.length * MUTANTS_OF_A_ROUND} of seed ${SEED})`, async () => {
    const counts: Record<string, number> = {};
    const complaints: string[] = [];
    for (const round of rounds) complaints.push(...(await playRound(round, counts)));
    expect(complaints.slice(0, 3), `${complaints.length} complaints`).toEqual([]);
    if (ONE_ROUND !== undefined) return;
    for (const name of [...MUTATION_NAMES, ...ENDS]) expect(counts[name] ?? 0, name).toBeGreaterThan(20);
  }, 600_000);
});
