import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { Entry } from "../../shared/lane/entry.ts";
import { decodePage, encodePage, PageError, type Page, type StoredPage } from "../../shared/lane/page.ts";
import type { Shares } from "../../shared/lane/shares.ts";
import { fen } from "../../shared/money/fen.ts";
import { LANE, LIFTED, MENGHAI, UNLIFTED } from "../support/lane.ts";

const shares = (province: number, prefecture: number, county: number): Shares => [fen(province), fen(prefecture), fen(county)];
const time = "2017-10-25 09:30:00";
const month = "201710";

const advanced: Entry = {
  ...{ kind: "advance", id: "S1", county: MENGHAI, hash: "h", time, month, status: "lifted", person: "p", facts: {} },
  funds: { basic: { amount: fen(100), shares: shares(40, 12, 48) } },
  rules: { basic: LIFTED },
};
const reversed: Entry = {
  ...{ kind: "reversal", id: "R1", county: MENGHAI, hash: "h", time, month, original: "S1", reason: "r" },
  funds: { critical: { amount: fen(-100), shares: shares(-40, -12, -48) } },
  rules: { critical: UNLIFTED },
};
const deducted: Entry = {
  ...{ kind: "deduction", id: "D1", county: MENGHAI, hash: "h", month, reason: "r" },
  funds: { basic: { amount: fen(1), shares: shares(0, 0, 1) } },
  rules: { basic: LIFTED },
};
const prepaid: Entry = { kind: "prepayment", id: "P1", county: MENGHAI, hash: "h", time, fund: "basic", amount: fen(60) };
const close: Entry = { kind: "close", county: MENGHAI, month };

const PAGE: Page = {
  ...{ lane: LANE, version: 2, previous: "before" },
  entries: [advanced, reversed, deducted, prepaid, close],
  accounts: [{ type: "prepaid", county: MENGHAI, institution: LANE, version: 2, balances: { basic: fen(60) } }],
};

/** A stored page with the hash its body has. */
function hashed(body: object): StoredPage {
  const text = JSON.stringify(body);
  return { lane: LANE, version: 2, body: text, hash: createHash("sha256").update(text).digest("base64url") };
}

describe("a page as it is stored", () => {
  it("is a text that pages stored long ago must still be read from: each rule set once, amounts with their shares", () => {
    const { body, hash } = encodePage(PAGE);
    expect(JSON.parse(body)).toEqual({
      format: 1,
      lane: LANE,
      version: 2,
      previous: "before",
      rules: [{ basic: LIFTED }, { critical: UNLIFTED }],
      entries: [
        { ...advanced, funds: { basic: [100, 40, 12, 48] }, rules: 0 },
        { ...reversed, funds: { critical: [-100, -40, -12, -48] }, rules: 1 },
        { ...deducted, funds: { basic: [1, 0, 0, 1] }, rules: 0 },
        prepaid,
        close,
      ],
      accounts: PAGE.accounts,
    });
    expect(hash).toBe(createHash("sha256").update(body).digest("base64url"));
  });

  it("is read back as it was written", () => {
    const stored = encodePage(PAGE);
    expect([stored.lane, stored.version]).toEqual([LANE, 2]);
    expect(decodePage(stored)).toEqual(PAGE);
  });

  it.each([
    ["whose text does not have its hash", { hash: "x" }, `page 2 of lane ${LANE} does not have the hash it was stored with`],
    ["stored under another version", { version: 3 }, `page 3 of lane ${LANE} calls itself page 2 of lane ${LANE}`],
    ["stored under another lane", { lane: "H1" }, `page 2 of lane H1 calls itself page 2 of lane ${LANE}`],
  ])("is not believed %s", (_fault, change, message) => {
    const read = () => decodePage({ ...encodePage(PAGE), ...change });
    expect(read).toThrow(PageError);
    expect(read).toThrow(expect.objectContaining({ name: "PageError", message }));
  });

  it("is not believed where an entry names a rule set it does not hold", () => {
    const body = { lane: LANE, version: 2, previous: "", rules: [], entries: [{ ...advanced, funds: {}, rules: 0 }], accounts: [] };
    expect(() => decodePage(hashed(body))).toThrow(new PageError(`page 2 of lane ${LANE} names rule set 0, which it does not hold`));
  });
});
