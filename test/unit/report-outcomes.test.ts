import { describe, expect, it } from "vitest";
import type { QueueResponse } from "../../functions/function.ts";
import { reportOutcomes } from "../../functions/report-outcomes.ts";
import { asksForReport, askingRef, statementsRef, type EndOutcome, type Outcome } from "../../shared/contract/outcome-report.ts";

describe("a ref that asks for a report", () => {
  it("has its own form, and so has that of a close's statements", () => {
    expect(asksForReport(askingRef("0b1c-2D_3"))).toBe(true);
    expect(asksForReport(statementsRef(askingRef("0d4f9a3e-8c0b-4f0e-9a53-2f0f6f1a7b11")))).toBe(true);
  });

  it.each([
    "",
    "0d4f9a3e-8c0b-4f0e-9a53-2f0f6f1a7b11",
    "report:",
    `report:${"x".repeat(65)}`,
    "report:勐海",
    "report:a b",
    " report:a",
    "report:a\n",
  ])("is none of a stranger's: %j", (ref) => {
    expect(asksForReport(ref)).toBe(false);
  });

  it("is not made of a name that has not this form", () => {
    expect(() => askingRef("a b")).toThrow('"a b" makes no ref');
  });
});

describe("a function that reports", () => {
  const ENDED: Outcome[] = [
    { ref: "report:a", outcome: "posted" },
    { ref: "report:b", outcome: "deferred" },
    { ref: "m1", outcome: "posted" },
  ];
  const response: QueueResponse = { batchItemFailures: [{ itemIdentifier: "m2" }], outcomes: ENDED };

  it("stores the ends its senders asked for, before it answers what it answers anyway", async () => {
    const stored: EndOutcome[] = [];
    const call = reportOutcomes(() => Promise.resolve(response), { putOutcomes: (outcomes) => Promise.resolve(void stored.push(...outcomes)) });
    expect(await call({ Records: [] })).toBe(response);
    expect(stored).toEqual([{ ref: "report:a", outcome: "posted" }]);
  });

  it("asks nothing of the store where nobody asked", async () => {
    const call = reportOutcomes(() => Promise.resolve({ ...response, outcomes: ENDED.slice(1) }), {
      putOutcomes: () => Promise.reject(new Error("no table")),
    });
    await expect(call({ Records: [] })).resolves.toMatchObject({ batchItemFailures: [{ itemIdentifier: "m2" }] });
  });

  it("fails where an outcome can't be stored, so that its messages come back", async () => {
    const call = reportOutcomes(() => Promise.resolve(response), { putOutcomes: () => Promise.reject(new Error("no table")) });
    await expect(call({ Records: [] })).rejects.toThrow("no table");
  });
});
