import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { receiveMessage, type IntakeResult } from "../../shared/contract/intake.ts";
import { CONTRACT_FIELDS } from "../../shared/contract/message.ts";
import { REJECTION_CODES } from "../../shared/outcome/outcomes.ts";
import { foldByLane } from "../../shared/lane/fold.ts";
import { partsAddUp } from "../../shared/lane/allotments.ts";
import { sharesAddUp } from "../../shared/lane/shares.ts";
import { LIMITS } from "../../shared/limits.ts";
import { auditContext, MESSAGE_FACTORIES, rawMessage, type Fields } from "../support/messages.ts";

fc.configureGlobal({ seed: 20171024 });

/** A person's number that nothing else could be by chance. */
const personNumbers = fc.stringMatching(/^P[0-9A-Z]{10,20}Z$/);

/** Keys that mean something to intake, and some that don't. */
const keys = fc.oneof(
  fc.constantFrom(...CONTRACT_FIELDS, "psn_name", "certno", "__proto__", "constructor", "source", "toJSON"),
  fc.string({ maxLength: 12 }),
);

const values = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom(
    "advance",
    "reversal",
    "deduction",
    "prepayment",
    "disbursement",
    "allotment",
    "POOL",
    "premium",
    "close",
    "532822",
    "530000",
    "62",
    "lifted",
    "basic",
    "201710",
  ),
  fc.constantFrom("2017-10-26 09:30:00", "2099-01-01 00:00:00", "12.10", "1e3", "-0", "1000000000.01", 12.1, 1e21, -1, "\ud800", "", " "),
);

const objects = fc.array(fc.tuple(keys, values), { maxLength: 30 }).map((entries) => Object.fromEntries(entries) as Fields);

/** Right messages with some fields overwritten by anything. */
const disturbed = fc
  .tuple(fc.constantFrom(...Object.values(MESSAGE_FACTORIES)), fc.array(fc.tuple(keys, values), { maxLength: 4 }))
  .map(([factory, entries]) => factory(Object.fromEntries(entries)));

/** Texts that are not quite JSON: cut off, with a piece put in or taken out, in a list, as a text. */
const brokenTexts = (message: fc.Arbitrary<Fields>) =>
  fc
    .tuple(message, fc.nat(), fc.nat({ max: 3 }), fc.constantFrom('"', "{", "[", ",", "\\", "}", " ", "\n", "", "长"))
    .map(([fields, at, taken, piece]) => {
      const text = JSON.stringify(fields);
      const place = at % (text.length + 1);
      return text.slice(0, place) + piece + text.slice(place + taken);
    });

const receive = (text: string, defect?: string): IntakeResult => receiveMessage(rawMessage(text, { defect }), auditContext());

/** A record or a rejection, and all that may be asked of either. */
function expectEnd(result: IntakeResult): void {
  if ("rejection" in result) {
    expect(REJECTION_CODES).toContain(result.rejection.code);
    expect(result.rejection.message).not.toBe("");
    expect(result.rejection.messageZh).not.toBe("");
    expect(Buffer.byteLength(JSON.stringify(result.rejection))).toBeLessThan(LIMITS.itemBytes);
    return;
  }
  const { lane, record } = result;
  expect(lane).toMatch(/^([A-Za-z0-9][A-Za-z0-9._-]{0,29}|POOL#\d{6})$/);
  expect(record.id).not.toBe("");
  if (record.kind === "allotment") expect(partsAddUp(record)).toBe(true);
  if (record.kind === "advance") expect(sharesAddUp(record.funds)).toBe(true);
  const [fold, ...more] = foldByLane([{ lane, record, messageId: "M1" }]);
  expect(more).toEqual([]);
  // What the lane reads is what intake decided.
  expect(JSON.parse(fold?.body ?? "")).toEqual({ format: 1, lane, records: [record] });
}

const many = { numRuns: 300 };

describe("intake", () => {
  it("ends every JSON value in a record or a rejection and never throws", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          objects.map((object) => JSON.stringify(object)),
          disturbed.map((message) => JSON.stringify(message)),
        ),
        (text) => {
          expectEnd(receive(text));
        },
      ),
      many,
    );
  });

  it("ends every text in a record or a rejection and never throws", () => {
    const texts = fc.oneof(
      fc.string({ unit: "binary", maxLength: 300 }),
      brokenTexts(disturbed),
      fc.integer({ min: 0, max: 40_000 }).map((levels) => "[".repeat(levels)),
    );
    fc.assert(
      fc.property(texts, fc.option(fc.oneof(fc.string(), fc.json()), { nil: undefined }), (text, defect) => {
        expectEnd(receive(text, defect));
      }),
      many,
    );
  });

  it("makes a record of each right message, and the same one of the same message", () => {
    const ids = fc.stringMatching(/^[A-Za-z0-9-]{1,30}$/);
    fc.assert(
      fc.property(fc.constantFrom(...Object.values(MESSAGE_FACTORIES)), ids, (factory, id) => {
        const message = factory({ setl_id: id });
        const first = receive(JSON.stringify(message));
        expect(first).toHaveProperty("record");
        expect(receive(JSON.stringify(Object.fromEntries(Object.entries(message).toReversed())))).toEqual({
          ...first,
          record: { ...("record" in first ? first.record : {}), original: expect.any(String) as unknown },
        });
      }),
    );
  });

  it("stores no person's number, in whatever JSON object it stands as psn_no", () => {
    fc.assert(
      fc.property(fc.oneof(objects, disturbed), personNumbers, fc.nat({ max: 3 }), (object, person, depth) => {
        const inner = { ...object, psn_no: person, psn_name: person, certno: person };
        const nestings = [
          inner,
          { ...object, setldetail: [inner] },
          { ...object, med_type: inner, reason: [inner] },
          { ...object, psn_no: [inner], extra: { inner } },
        ];
        expect(JSON.stringify(receive(JSON.stringify(nestings[depth])))).not.toContain(person);
      }),
      many,
    );
  });

  it("stores no person's number of a text that is not quite JSON", () => {
    const messages = fc.tuple(disturbed, personNumbers).map(([message, psn_no]) => ({ ...message, psn_no }));
    fc.assert(
      fc.property(brokenTexts(messages), (text) => {
        const person = /P[0-9A-Z]{10,20}Z/.exec(text)?.[0];
        fc.pre(person !== undefined);
        expect(JSON.stringify(receive(text))).not.toContain(person);
      }),
      many,
    );
  });

  it("stores no certificate number, wherever but in an id it stands", () => {
    const days = fc
      .date({ min: new Date("1920-01-01"), max: new Date("2017-12-31"), noInvalidDate: true })
      .map((day) => day.toISOString().slice(0, 10).replaceAll("-", ""));
    const certificates = fc
      .tuple(fc.constantFrom("532822", "530321", "620102"), days, fc.integer({ min: 0, max: 999 }), fc.constantFrom("0", "4", "9", "X", "x"))
      .map(([region, day, sequence, check]) => `${region}${day}${String(sequence).padStart(3, "0")}${check}`);
    const fields = [...CONTRACT_FIELDS].filter((field) => !field.endsWith("_id") && !["fixmedins_code", "payee"].includes(field));
    const around = fc.constantFrom("", "证件", "sfz", " ", "，", '"');
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(MESSAGE_FACTORIES)),
        fc.constantFrom(...fields),
        certificates,
        around,
        around,
        (factory, field, number, before, after) => {
          const text = JSON.stringify(factory({ [field]: before + number + after }));
          expect(JSON.stringify(receive(text))).not.toContain(number);
          expect(JSON.stringify(receive(text.slice(0, -1)))).not.toContain(number);
        },
      ),
      many,
    );
  });
});
