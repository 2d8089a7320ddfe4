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
  "advance", "reversal", "deduction", "prepayment", "disbursement", "close", "allotment", "toString", "__proto__",
  [{ fund_pay_type: "390100", fund_payamt: "1234.57" }], [{ fund_pay_type: "390100", fund_payamt: 1 }], [{ fund_pay_type: "640100", fund_payamt: "0.00" }],
  [{ fund_pay_type: "391100", fund_payamt: "1.00" }, { fund_pay_type: "390200", fund_payamt: "-1.00" }], [null], ["x"], [{}], "rows",
  "532822198001010011", "53282219800101001X", "532822800101001",
]; // prettier-ignore

const kinds = Object.keys(MESSAGE_FACTORIES) as (keyof typeof MESSAGE_FACTORIES)[];
const change = fc.tuple(fc.nat(), fc.constantFrom(...VALUES), fc.constantFrom("set", "set", "set", "drop", "repeat", "strange"));
const message = fc
  .tuple(fc.constantFrom(...kinds), fc.array(change, { minLength: 1, maxLength: 3 }))
  .map(([kind, changes]) => textOf(MESSAGE_FACTORIES[kind](), changes));

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
        const result = receive(text);
        const code = "rejection" in result ? result.rejection.code : "none";
        met.set(code, (met.get(code) ?? 0) + 1);
        if (code === "future_settlement") expect(own.fault).toBeUndefined();
        else if (!own.unclear || code !== "invalid_message") expect(own.fault ?? "none").toBe(code);
      }),
      { numRuns: 4_000, seed: 20171024 },
    );
    const always = ["amounts_do_not_add_up", "invalid_message", "none", "unknown_policy", "unknown_region"];
    expect(always.filter((code) => !met.has(code))).toEqual([]);
  });

  it("and takes two texts for one content exactly where intake does", () => {
    const met = { same: 0, other: 0 };
    const writing = fc.tuple(fc.constantFrom(...kinds), change, change).map(([kind, first, second]) => {
      const fields = MESSAGE_FACTORIES[kind]();
      return [textOf({ ...fields }, [first]), textOf({ ...fields }, [second, [first[0], first[1], "strange"]])] as const;
    });
    fc.assert(
      fc.property(writing, ([first, second]) => {
        const [one, other] = [receive(first), receive(second)];
        if ("rejection" in one || "rejection" in other) return;
        const isSame = one.record.hash === other.record.hash;
        met[isSame ? "same" : "other"] += 1;
        expect(readText(first).content === readText(second).content).toBe(isSame);
      }),
      { numRuns: 4_000, seed: 20171024 },
    );
    expect(met.same).toBeGreaterThan(50);
    expect(met.other).toBeGreaterThan(50);
  });
});
