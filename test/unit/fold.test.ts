import { describe, expect, it } from "vitest";
import { foldByLane, readFold, type Addressed } from "../../shared/lane/fold.ts";
import { LIMITS } from "../../shared/limits.ts";
import { advance, disbursement, LANE, prepayment, reversal } from "../support/lane.ts";

const OTHER_LANE = "H53282300034";

/** An advance on its way to its lane, with an original of so many Chinese characters: three bytes each in UTF-8. */
function addressed(lane: string, id: string, originalCharacters = 0): Addressed {
  return { lane, record: { ...advance(id, { basic: 1 }), original: "垫".repeat(originalCharacters) }, messageId: `message ${id}` };
}

function many(count: number, lane: string, prefix = "S"): Addressed[] {
  return Array.from({ length: count }, (_, n) => addressed(lane, `${prefix}${n}`));
}

describe("a batch folded by lane", () => {
  it("makes one message per lane, with the records and message ids in the order they arrived", () => {
    const records = [
      disbursement("B1", "basic", 1),
      reversal("R1", "S1"),
      advance("S1", { basic: 1 }),
      prepayment("P1", "basic", 1),
      advance("S2", { basic: 1 }),
    ];
    const batch = records.map((record, place) => ({ lane: place === 3 ? OTHER_LANE : LANE, record, messageId: `m${place}` }));
    const [first, second, ...others] = foldByLane(batch);
    expect(others).toEqual([]);
    expect(first?.lane).toBe(LANE);
    expect(first?.messageIds).toEqual(["m0", "m1", "m2", "m4"]);
    expect(JSON.parse(first?.body ?? "")).toEqual({ format: 1, lane: LANE, records: [records[0], records[1], records[2], records[4]] });
    expect(second).toEqual({ lane: OTHER_LANE, body: JSON.stringify({ format: 1, lane: OTHER_LANE, records: [records[3]] }), messageIds: ["m3"] });
  });

  it("makes none of an empty batch", () => {
    expect(foldByLane([])).toEqual([]);
  });

  it("begins another message after fifty records", () => {
    expect(foldByLane(many(50, LANE)).map(({ messageIds }) => messageIds.length)).toEqual([50]);
    expect(foldByLane(many(51, LANE)).map(({ messageIds }) => messageIds.length)).toEqual([50, 1]);
    expect(foldByLane(many(100, LANE)).map(({ messageIds }) => messageIds.length)).toEqual([50, 50]);
  });

  it("counts each lane's records on their own", () => {
    const folds = foldByLane([...many(30, LANE, "A"), ...many(60, OTHER_LANE, "B"), ...many(30, LANE, "C")]);
    expect(folds.map(({ lane, messageIds }) => [lane, messageIds.length])).toEqual([
      [LANE, 50],
      [LANE, 10],
      [OTHER_LANE, 50],
      [OTHER_LANE, 10],
    ]);
  });

  it("begins another message before one would pass 256 KiB of UTF-8", () => {
    // 20,000 characters are 60,000 bytes; four records of that size fit into 262,144, five do not.
    const batch = Array.from({ length: 6 }, (_, n) => addressed(LANE, `S${n}`, 20_000));
    const folds = foldByLane(batch);
    expect(folds.map(({ messageIds }) => messageIds.length)).toEqual([4, 2]);
    for (const { body } of folds) expect(Buffer.byteLength(body)).toBeLessThanOrEqual(LIMITS.foldBytes);
  });

  it("counts the envelope and the commas, to within a byte", () => {
    const batch = many(3, LANE);
    const whole = Buffer.byteLength(JSON.stringify({ format: 1, lane: LANE, records: batch.map(({ record }) => record) }));
    const sizes = (foldBytes: number) => foldByLane(batch, { foldRecords: 50, foldBytes }).map(({ messageIds }) => messageIds.length);
    expect(sizes(whole + 1)).toEqual([3]);
    expect(sizes(whole - 1)).toEqual([2, 1]);
  });

  it("sends a record that is larger than the limit by itself, for the queue to refuse, and no empty message before it", () => {
    const batch = [addressed(LANE, "S0"), addressed(LANE, "S1", 100_000), addressed(LANE, "S2")];
    expect(foldByLane(batch).map(({ messageIds }) => messageIds)).toEqual([["message S0"], ["message S1"], ["message S2"]]);
    expect(foldByLane(batch.slice(1, 2))).toHaveLength(1);
  });

  it("carries every message in exactly one fold, whatever the limits", () => {
    const batch = Array.from({ length: 97 }, (_, n) => addressed(n % 3 === 0 ? LANE : OTHER_LANE, `S${n}`, (n * n) % 50));
    for (const foldRecords of [1, 2, 7, 50]) {
      for (const foldBytes of [1, 500, 1_000, 5_000]) {
        const folds = foldByLane(batch, { foldRecords, foldBytes });
        expect(folds.flatMap(({ messageIds }) => messageIds).sort()).toEqual(batch.map(({ messageId }) => messageId).sort());
        for (const { lane, body, messageIds } of folds) {
          const fold = readFold(body);
          expect(fold.lane).toBe(lane);
          expect(fold.records.map((record) => (record.kind === "close" ? "" : `message ${record.id}`))).toEqual(messageIds);
          expect(messageIds.length).toBeLessThanOrEqual(foldRecords);
          if (messageIds.length > 1) expect(Buffer.byteLength(body)).toBeLessThanOrEqual(foldBytes);
        }
      }
    }
  });
});
