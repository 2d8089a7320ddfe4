import { describe, expect, it } from "vitest";
import { rejectedId } from "../../shared/contract/rejected-id.ts";
import { buildRejection, type RejectedMessage } from "../../shared/contract/rejection.ts";
import { indexKeysOf, type Entry } from "../../shared/lane/entry.ts";
import type { Reason } from "../../shared/outcome/outcomes.ts";
import { LANE } from "../support/lane.ts";
import { advanceMessage, allotmentMessage, MESSAGE_FACTORIES, recordOf, rejectionOf, reversalMessage, type Fields } from "../support/messages.ts";

const NOW = "2017-12-31 12:00:00";
const REASON: Reason = { code: "unknown_region", details: { field: "insu_admdvs", value: "x" } };

/** The message with a field in front that it has already: of the two, JSON's readers take the last. */
const twice = (message: Fields, field: string): string => JSON.stringify(message).replace("{", `{"${field}":"first",`);

describe("the id of a rejected message", () => {
  it.each(Object.values(MESSAGE_FACTORIES))("is where its lane looks for it when it is posted (%o)", (factory) => {
    const { kind, id } = recordOf(factory());
    const [key] = indexKeysOf({ kind, id } as Entry);
    expect(rejectedId(rejectionOf(factory({ insu_admdvs: "532899" })))).toEqual({ lane: "H53282200001", key });
    expect(rejectedId(rejectionOf(factory({ insu_admdvs: "" })))).toEqual({ lane: "H53282200001", key });
  });

  it.each([{ unit_amount: "15.00" }, { headcount_lifted: "1.5" }])(
    "is in the lane of its county's pool where an allotment is for that (%o)",
    (wrong) => {
      const id = { lane: "POOL#532822", key: "allotment#ALL-0001" };
      expect(rejectedId(rejectionOf(allotmentMessage({ payee: "POOL", ...wrong })))).toEqual(id);
    },
  );

  it("is in the lane of an allotment's payee, whatever a field the contract does not have says", () => {
    const id = { lane: "H53282200001", key: "allotment#ALL-0001" };
    expect(rejectedId(rejectionOf(allotmentMessage({ fixmedins_code: "H9", unit_amount: "15.00" })))).toEqual(id);
    expect(rejectedId(rejectionOf(twice(allotmentMessage({ fixmedins_code: "H9" }), "fixmedins_code")))).toEqual(id);
  });

  it("is in the lane of a payee whose code has the form of a certificate number", () => {
    const lane = "532822198001010011";
    expect(rejectedId(rejectionOf(allotmentMessage({ payee: lane, unit_amount: "15.00" })))).toMatchObject({ lane });
  });

  it("is the number it was written as", () => {
    const id = { lane: "17", key: "advance#12.50" };
    const text = JSON.stringify(advanceMessage({ setl_id: "@", fixmedins_code: "#", poverty_status: "poor" }));
    expect(rejectedId(rejectionOf(text.replace('"@"', "12.50").replace('"#"', "17")))).toEqual(id);
  });

  it("is known where another field stands twice", () => {
    expect(rejectedId(rejectionOf(twice(advanceMessage(), "med_type")))).toEqual({ lane: "H53282200001", key: "advance#SETL-0001" });
  });

  it("is none of a conflict, which no posting settles", () => {
    const reason: Reason = { code: "conflict", details: { id: "a1", kind: "advance", page: 1 } };
    const message = { kind: "advance", id: "a1", fixmedins_code: LANE, sender: LANE, original: '{"setl_id":"a1"}' };
    expect(rejectedId(buildRejection(reason, message, NOW))).toBeUndefined();
    expect(rejectedId(buildRejection(REASON, message, NOW))).toEqual({ lane: LANE, key: "advance#a1" });
  });

  it.each<[string, Fields | string]>([
    ["has none, and is shown with its advance's", reversalMessage({ reversal_id: undefined })],
    ["has null in its place", reversalMessage({ reversal_id: null })],
    ["has none but fields that stand twice", twice(reversalMessage({ reversal_id: undefined }), "reason")],
    ["has two", twice(advanceMessage(), "setl_id")],
    ["has one that is too long, and is shown with the beginning of it", advanceMessage({ setl_id: "9".repeat(65) })],
    ["has two institutions", twice(advanceMessage(), "fixmedins_code")],
    ["has two kinds", twice(advanceMessage(), "kind")],
    ["is of no kind that is posted", advanceMessage({ kind: "allotment" })],
    ["has two payees", twice(allotmentMessage(), "payee")],
    ["is for the pool of two counties", twice(allotmentMessage({ payee: "POOL" }), "insu_admdvs")],
    ["is for the pool of no county", allotmentMessage({ payee: "POOL", insu_admdvs: "", item: "x" })],
    ["names no institution", advanceMessage({ fixmedins_code: undefined })],
    ["names one that there can't be", advanceMessage({ fixmedins_code: "州医院" })],
    ["is no JSON", JSON.stringify(advanceMessage()).slice(1)],
  ])("is none where the message %s", (_title, message) => {
    const rejection = rejectionOf(message);
    expect(rejection.code).toBe("invalid_message");
    expect(rejectedId(rejection)).toBeUndefined();
  });

  const message: RejectedMessage = { kind: "advance", id: "a1", fixmedins_code: LANE, sender: LANE, original: "{}" };
  it.each<Partial<RejectedMessage>>([
    { kind: undefined },
    { id: undefined },
    { fixmedins_code: undefined },
    { kind: "close" },
    { kind: "constructor" },
    { fixmedins_code: "" },
    { fixmedins_code: "POOL" },
    { fixmedins_code: "\ud800" },
    { fixmedins_code: "H".repeat(3_000) },
    { id: "" },
    { id: "\ud800" },
    { id: "9".repeat(3_000) },
  ])("is none that no lane's index could hold: %o", (part) => {
    expect(rejectedId(buildRejection(REASON, { ...message, ...part }, NOW))).toBeUndefined();
  });
});
