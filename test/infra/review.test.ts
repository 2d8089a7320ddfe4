import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CloseReport } from "../../infra/local/cli/close.ts";
import type { PostReport } from "../../infra/local/cli/post.ts";
import { main } from "../../infra/local/cli/main.ts";
import type { AdvanceExplanation } from "../../shared/statement/advance-explanation.ts";
import type { PublishedPaper } from "../../shared/paper/paper-json.ts";
import type { ReviewRow } from "../../shared/statement/review-rows.ts";
import type { YearEnd } from "../../shared/statement/year-end.ts";
import type { Statement } from "../../shared/statement/statement.ts";
import { advanceMessage, returnMessage, reviewMessage } from "../support/messages.ts";

/*
 * Two advances of advanceMessage(): basic 1234.57, assistance 210.05, backstop 88.88 each. The first is deferred, approved and deferred again
 * and then refused; what a county's statement and its explanation say of it on the way.
 */
const folder = mkdtempSync(join(tmpdir(), "fundflow-review-"));
const data = join(folder, "data");

async function ask<T>(line: string): Promise<T> {
  const out: string[] = [];
  const code = await main([...line.split(" "), "--data", data, "--format", "json"], {
    answer: (text) => out.push(text),
    note: () => undefined,
    progress: () => ({ update: () => undefined, stop: () => undefined }),
  });
  if (code !== 0) throw new Error(`${line} ended with ${code}`);
  return JSON.parse(out.join("")) as T;
}

async function post(...messages: readonly object[]): Promise<PostReport> {
  const file = join(folder, "messages.jsonl");
  writeFileSync(file, messages.map((message) => JSON.stringify(message)).join("\n"));
  return ask<PostReport>(`post ${file}`);
}

const figuresOf = async () => {
  const { totals } = await ask<Statement>("statement 2017-10 --region 532822");
  const { accrued, deducted, retained, deferred, payable } = totals.all;
  return { accrued, deducted, retained, deferred, payable };
};

beforeAll(async () => {
  await post(advanceMessage(), advanceMessage({ setl_id: "SETL-0002" }));
  await ask<CloseReport>("close 2017-10 --region 532822 --on 2017-11-05");
}, 60_000);

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe("an agency's review, from message to statement", () => {
  it("defers an advance: it is no longer payable, and the hospital sees why", async () => {
    expect(await post(reviewMessage())).toMatchObject({ posted: 1, rejected: 0 });
    expect(await figuresOf()).toEqual({ accrued: "3067.00", deducted: "0.00", retained: "0.00", deferred: "1533.50", payable: "1533.50" });
    const { reviews } = await ask<AdvanceExplanation>("explain SETL-0001 --institution H53282200001");
    expect(reviews).toEqual([
      {
        review_id: "REV-0001",
        decision: "deferred",
        time: "2017-11-15 10:00:00",
        reason: "病历待核实",
        amounts: { basic: "1234.57", assistance: "210.05", backstop: "88.88" },
      },
    ]);
  }, 60_000);

  it("approves it, or refuses it for good, and rejects what can't be", async () => {
    const report = await post(
      reviewMessage({ review_id: "REV-0002", decision: "approved", reason: "病历齐全" }),
      reviewMessage({ review_id: "REV-0003", setl_id: "SETL-0002", decision: "refused", reason: "非政策对象" }),
      reviewMessage({ review_id: "REV-0004", decision: "approved" }),
      returnMessage(),
    );
    expect(report).toMatchObject({ posted: 2, rejected: 2 });
    expect(report.rejections.map(({ code }) => code).toSorted()).toEqual(["exceeds_prepaid", "not_deferred"]);
    expect(await figuresOf()).toEqual({ accrued: "3067.00", deducted: "1533.50", retained: "0.00", deferred: "0.00", payable: "1533.50" });
    expect(await ask("verify")).toMatchObject({ findings: [] });
  }, 60_000);

  it("is in the papers: what is refused as a deduction, what is deferred as withheld, each with its reason", async () => {
    await post(advanceMessage({ setl_id: "SETL-0003", setl_time: "2017-11-02 10:00:00" }));
    await ask<CloseReport>("close 2017-11 --region 532822 --on 2017-12-05");
    await post(reviewMessage({ review_id: "REV-0005", setl_id: "SETL-0003", time: "2017-12-10 10:00:00" }));
    const [october] = await ask<PublishedPaper[]>("papers 2017-10 --region 532822");
    const [november] = await ask<PublishedPaper[]>("papers 2017-11 --region 532822");
    const rowsOf = (paper: PublishedPaper | undefined, key: string) => paper?.parts.find((part) => part.key === key)?.tables[0]?.rows ?? [];
    expect(rowsOf(october, "payments")[0]).toMatchObject({ accrued: "2469.14", deducted: "1234.57", deferred: "0.00", payable: "1234.57" });
    expect(rowsOf(october, "details").map(({ kind, approved, note }) => [kind, approved, note])).toEqual([
      ["垫付", "1533.50", expect.any(String)],
      ["垫付", "1533.50", expect.any(String)],
      ["审核", "0.00", "暂缓 REV-0001：1533.50 元，病历待核实"],
      ["审核", "0.00", "准予 REV-0002：病历齐全"],
      ["扣款", "-1533.50", "不予支付 REV-0003：非政策对象"],
    ]);
    expect(rowsOf(november, "payments")[0]).toMatchObject({ accrued: "1234.57", deducted: "0.00", deferred: "1234.57", payable: "0.00" });
  }, 60_000);

  it("lists every decision with its reason, for the hospital it concerns", async () => {
    const line = "reviews 2017-10 --region 5328 --institution H53282200001";
    const rows = (await ask<ReviewRow[]>(line)).filter(({ fund }) => fund === "basic");
    expect(rows.map(({ change, id, setl_id, amount, reason }) => [change, id, setl_id, amount, reason].join(" "))).toEqual([
      "deferred REV-0001 SETL-0001 1234.57 病历待核实",
      "approved REV-0002 SETL-0001 1234.57 病历齐全",
      "refused REV-0003 SETL-0002 1234.57 非政策对象",
    ]);
    expect(await ask("reviews 2017-10 --region 532822 --institution H53282200002")).toEqual([]);
  }, 60_000);

  it("is in the year's settlement", async () => {
    const year = await ask<YearEnd>("year 2017 --region 53");
    // Three advances of 1533.50: one refused, one deferred.
    expect(year.totals.all).toMatchObject({
      accrued: "4600.50",
      deducted: "1533.50",
      deferred: "1533.50",
      payable: "1533.50",
      outstanding: "1533.50",
    });
    // basic and assistance of the two that are not refused, 1234.57 + 210.05 each: what is deferred still counts.
    expect(year.rate).toMatchObject({ requirement: "0.85", payable: "2889.24", rate: "0.0000", state: "low" });
  }, 60_000);
});
