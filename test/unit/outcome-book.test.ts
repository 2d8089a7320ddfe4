import { describe, expect, it } from "vitest";
import { OutcomeBook } from "../../infra/local/cli/outcome-book.ts";
import type { Outcome } from "../../shared/contract/outcome-report.ts";
import { advanceMessage, rejectionOf } from "../support/messages.ts";

const posted: Outcome = { ref: "m1", outcome: "posted" };
const applied: Outcome = { ref: "m1", outcome: "already_applied" };
const deferred: Outcome = { ref: "m1", outcome: "deferred" };
const rejected: Outcome = { ref: "m1", outcome: "rejected", rejection: rejectionOf(advanceMessage({ insu_admdvs: "532800" })) };
const rejectedAgain: Outcome = { ref: "m1", outcome: "rejected", rejection: rejectionOf(advanceMessage({ psn_no: "" })) };

describe("the outcome of a message that several workers met", () => {
  it.each([
    ["posted, then found to be posted", [posted, applied], posted],
    ["rejected by one worker, then posted by another", [rejected, posted], posted],
    ["rejected by one worker, then found to be posted by one whose report was lost", [rejected, applied], applied],
    ["posted, then rejected by a worker that is behind", [posted, rejected], posted],
    ["rejected twice", [rejected, rejectedAgain], rejected],
    ["sent back to wait, then rejected", [deferred, rejected, deferred], rejected],
    ["sent back to wait", [deferred], undefined],
  ])("that was %s, is one", (_title, outcomes, expected) => {
    const [atOnce, oneByOne] = [new OutcomeBook(), new OutcomeBook()];
    atOnce.take(outcomes);
    for (const outcome of outcomes) oneByOne.take([outcome]);
    expect([atOnce.get("m1"), oneByOne.get("m1")]).toEqual([expected, expected]);
    expect([atOnce.size, oneByOne.size]).toEqual(Array(2).fill(expected === undefined ? 0 : 1));
  });
});
