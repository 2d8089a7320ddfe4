import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readText } from "../simulator/auditor-messages.ts";
import { MESSAGE_FACTORIES, receive } from "../support/messages.ts";

/** Values that a field may have by mistake or by somebody's will. */
const VALUES: readonly unknown[] = [
  "", " x", "x ", "x", "中", "a".repeat(31), "a".repeat(65), "a".repeat(201), "a".repeat(501), "\u0000", "a\u0085b", "\u2028", "\ud800", "\u200b", "‮",
  "0", "0.00", "0.1", "1", "01.50", "1.005", "-1", "-0", "-0.00", "+1", "1e3", ".5", "5.", "1,000.00", "1000000000.00", "1000000000.01", "99999999999999", "NaN", " 1",
  0, 1, 0.1, 1.5, 1.005, -1, -0, 1e3, 1e21, 1_000_000_000, null, true, false, [], {}, [1], { a: 1 },
  "201710", "2017-10", "201713", "201700", "2017-10-24 00:00:00", "2017-02-29 10:00:00", "2016-02-29 10:00:00", "2017-10-24 24:00:00", "2017-10-24T00:00:00", "2017-09-26 23:59:59", "2017-12-31 12:00:01",
  "lifted", "unlifted", "LIFTED", "basic", "topup", "backstop", "mystery", "county", "0", "2", "POOL", "pool", "H-1_.x", "-H", "H#1",
  "532822", "530321", "539999", "532800", "53", "620200", "620102", "110101",
  "advance", "reversal", "deduction", "prepayment", "disbursement", "close", "allotment", "review", "release", "return", "deferred", "approved", "toString", "__proto__",
  [{ fund_pay_type: "390100", fund_payamt: "1234.57" }], [{ fund_pay_type: "390100", fund_payamt: 1 }], [{ fund_pay_type: "640100", fund_payamt: "0.00" }],
  [{ fund_pay_type: "391100", fund_payamt: "1.00" }, { fund_pay_type: "390200", fund_payamt: "-1.00" }], [null], ["x"], [{}], "rows",
  "premium", "familyDoctor", "backstopSubsidy", "12.00", "15.00", "49.99", "50", "100000.00", "100000.01", "0012", "10000000", "10000001", "000000001", 12, 1.0, "2019-06-30 12:00:00", "2019-06-30 12:00:01",
  "532822198001010011", "53282219800101001X", "532822800101001",
]; // prettier-ignore

/** With fields that a message need not have. */
const FACTORIES = {
  ...MESSAGE_FACTORIES,
  advance: () => ({ ...MESSAGE_FACTORIES.advance(), psn_part_cum: "12.00" }),
  allotment: () => ({ ...MESSAGE_FACTORIES.allotment(), unit_amount: "12.00" }),
  premium: () => ({ ...MESSAGE_FACTORIES.allotment(), item: "premium", unit_amount: "150.00", payee: "POOL" }),
};
/** When every document of the product is in force. */
const now = "2019-06-30 12:00:00";

const kinds = Object.keys(FACTORIES) as (keyof typeof FACTORIES)[];
const change = fc.tuple(fc.nat(), fc.constantFrom(...VALUES), fc.constantFrom("set", "set", "set", "drop", "repeat", "strange"));
const message = fc
  .tuple(fc.constantFrom(...kinds), fc.array(change, { minLength: 1, maxLength: 3 }))
  .map(([kind, changes]) => textOf(FACTORIES[kind](), changes));

/** The message with some fields set, dropped, named twice or under strange names. */
function textOf(fields: Record<string, unknown>, changes: readonly (readonly [number, unknown, string])[]): string {
  const names = Object.keys(fields);
  const more: string[] = [];
  for (const [place, value, how] of changes) {
    const name = names[place % names.length] ?? "";
    if (how === "drop")
      delete fields[name]; // eslint-disable-line @typescript-eslint/no-dynamic-delete
    else if (how === "set") fields[name] = value;
    else more.push(`${JSON.stringify(how === "repeat" ? name : `${name}x`)}:${JSON.stringify(value)}`);
  }
  const text = JSON.stringify(fields);
  return more.length === 0 ? text : `${text.slice(0, -1)},${more.join()}}`;
}

describe("the auditor reads a message", () => {
  it("and finds the same wrong with it as intake does, by other code", () => {
    const met = new Map<string, number>();
    fc.assert(
      fc.property(message, (text) => {
        const own = readText(text);
        const result = receive(text, { now });
        const code = "rejection" in result ? result.rejection.code : "none";
        if ("record" in result && !own.unclear) expect([own.lane, own.kind, own.id]).toEqual([result.lane, result.record.kind, result.record.id]);
        met.set(code, (met.get(code) ?? 0) + 1);
        // Of a day that has not come no amount a person is asked for.
        if (code === "future_settlement") expect([undefined, "unknown_unit_amount", "wrong_unit_amount"]).toContain(own.fault);
        else if (!own.unclear || code !== "invalid_message") expect(own.fault ?? "none").toBe(code);
      }),
      { numRuns: 6_000, seed: 20171024 },
    );
    const always = ["amounts_do_not_add_up", "future_settlement", "invalid_message", "none", "unknown_policy", "unknown_region"];
    expect([...always, "unknown_unit_amount", "wrong_unit_amount"].filter((code) => !met.has(code))).toEqual([]);
  });

  it("and takes two texts for one content exactly where intake does", () => {
    const met = { same: 0, other: 0 };
    const writing = fc.tuple(fc.constantFrom(...kinds), change, change).map(([kind, first, second]) => {
      const fields = FACTORIES[kind]();
      return [textOf({ ...fields }, [first]), textOf({ ...fields }, [second, [first[0], first[1], "strange"]])] as const;
    });
    fc.assert(
      fc.property(writing, ([first, second]) => {
        const [one, other] = [receive(first, { now }), receive(second, { now })];
        if ("rejection" in one || "rejection" in other) return;
        const isSame = one.record.hash === other.record.hash;
        met[isSame ? "same" : "other"] += 1;
        expect(readText(first).content === readText(second).content).toBe(isSame);
      }),
      { numRuns: 6_000, seed: 20171024 },
    );
    expect(met.same).toBeGreaterThan(50);
    expect(met.other).toBeGreaterThan(50);
  });
});
