import { describe, expect, it } from "vitest";
import { indexKeysOf, type Entry } from "../../shared/lane/entry.ts";
import { fen } from "../../shared/money/fen.ts";
import { MENGHAI } from "../support/lane.ts";

const common = { id: "X1", county: MENGHAI, hash: "h", time: "2017-10-25 09:30:00", month: "201710", reason: "r", funds: {}, rules: {} };
const paid = { fund: "basic", amount: fen(1) } as const;

describe("the ids an entry takes in its lane", () => {
  it.each<[string, Entry, string[]]>([
    ["an advance takes its own", { ...common, kind: "advance", status: "lifted", person: "p", facts: {} }, ["advance#X1"]],
    ["a reversal takes its own and its advance's", { ...common, kind: "reversal", original: "S1" }, ["reversal#X1", "reversed#S1"]],
    ["a deduction of a month takes its own alone", { ...common, kind: "deduction" }, ["deduction#X1"]],
    [
      "a deduction of an advance takes its own and a place on the advance",
      { ...common, kind: "deduction", original: "S1", ordinal: 2 },
      ["deduction#X1", "deducted#2#S1"],
    ],
    ["a prepayment takes its own", { ...common, ...paid, kind: "prepayment" }, ["prepayment#X1"]],
    ["a disbursement takes its own", { ...common, ...paid, kind: "disbursement" }, ["disbursement#X1"]],
    ["a close takes none", { kind: "close", county: MENGHAI, month: "201710" }, []],
  ])("%s", (_what, entry, keys) => {
    expect(indexKeysOf(entry)).toEqual(keys);
  });
});
