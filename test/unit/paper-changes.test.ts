import { describe, expect, it } from "vitest";
import { paperChanges } from "../../shared/paper/paper-changes.ts";
import { figuresDigest, nextPaperNotice, sentPaper, versionFolder } from "../../shared/paper/paper-delivery.ts";
import type { PublishedPaper, PublishedRow } from "../../shared/paper/paper-json.ts";
import type { Notice } from "../../shared/notice/notice.ts";

const COLUMNS = [
  { key: "number", title: "序号", kind: "count" },
  { key: "member", title: "机构代码", kind: "id" },
  { key: "fund", title: "基金类别", kind: "text" },
  { key: "accrued", title: "申报金额", kind: "amount" },
  { key: "disbursed", title: "实拨金额", kind: "amount" },
];
const row = (number: number, member: string, accrued: string, disbursed: string): PublishedRow => ({
  ...{ number, member, fund: "基本医保统筹基金", accrued, disbursed },
});
const paper = (rows: readonly PublishedRow[], more: Partial<PublishedPaper> = {}, notes: readonly string[] = []): PublishedPaper => ({
  number: "201710-532822",
  month: "2017-10",
  region: "532822",
  regionName: "勐海县",
  level: "county",
  status: "closed",
  parts: [{ key: "payments", name: "拨付单", title: "拨付单", tables: [{ columns: COLUMNS, rows, totals: [] }], stated: [], notes }],
  ...more,
});
const BEFORE = paper([row(1, "H1", "10.00", "0.00"), row(2, "H2", "20.00", "5.00")]);

describe("what a version of a paper says otherwise", () => {
  it("is nothing of the same rows", () => {
    expect(paperChanges(BEFORE, structuredClone(BEFORE))).toEqual([]);
  });

  it("is a figure that changed, by row and column", () => {
    expect(paperChanges(BEFORE, paper([row(1, "H1", "10.00", "8.50"), row(2, "H2", "20.00", "5.00")]))).toEqual([
      "拨付单 H1 基本医保统筹基金：实拨金额 0.00 → 8.50",
    ]);
  });

  it("is a row that came or went, and not every row whose number that moved", () => {
    expect(paperChanges(BEFORE, paper([row(1, "H0", "3.00", "0.00"), row(2, "H1", "10.00", "0.00")]))).toEqual([
      "拨付单 H0 基本医保统筹基金：新增 申报金额 3.00",
      "拨付单 H2 基本医保统筹基金：删除 申报金额 20.00",
    ]);
  });

  it("tells two rows of the same texts apart by their order", () => {
    const twice = (second: string) => paper([row(1, "H1", "10.00", "0.00"), row(2, "H1", second, "0.00")]);
    expect(paperChanges(twice("7.00"), twice("8.00"))).toEqual(["拨付单 H1 基本医保统筹基金（2）：申报金额 7.00 → 8.00"]);
  });

  it("is a part that came or went, and that the month was closed", () => {
    const none = paper([], { parts: [] });
    expect(paperChanges({ ...none, status: "open" }, BEFORE)).toEqual(["已月结", "拨付单：新增"]);
    expect(paperChanges(BEFORE, none)).toEqual(["拨付单：取消"]);
  });

  it("names forty changes and counts the others", () => {
    const many = Array.from({ length: 45 }, (_, place) => row(place, `N${place}`, "1.00", "0.00"));
    const changes = paperChanges(paper([]), paper(many));
    expect([changes.length, changes.at(-1)]).toEqual([41, "另有5处变更"]);
  });
});

describe("a version", () => {
  it("is of its figures, whatever its notes say of the year", () => {
    expect(figuresDigest(paper([], {}, ["本年 80.00 %"]))).toBe(figuresDigest(paper([], {}, ["本年 81.00 %"])));
    expect(figuresDigest(BEFORE)).not.toBe(figuresDigest(paper([row(1, "H1", "10.00", "0.01"), row(2, "H2", "20.00", "5.00")])));
  });

  const sent = { version: 2, figures: "f", content: "c".repeat(64), accounts: "a" };
  const version = { month: "2017-10", region: "532822", regionName: "勐海县", level: "county" as const, version: 2, changes: ["x → y"], files: [] };
  const told = (state: string): Notice => ({
    ...{ series: "paper#201710#53", topic: "532822", version: 5, state, since: "2017-11-05", change: "c", asOf: "2017-11-05" },
    ...{ message: { id: "m", subject: "", text: "", attributes: {} }, announced: true, claimedAtEpochMs: 0 },
  });

  it("follows the one before, and is not told where another writer told of one meanwhile", () => {
    const next = nextPaperNotice(told("1 old c a"), "id", version, sent, "folder", "2017-11-20");
    expect(next).toMatchObject({ state: `2 f ${"c".repeat(64)} a`, message: { subject: "勐海县 2017-10 结算单据更正（第2版）" } });
    expect(sentPaper(told(next?.state ?? ""))).toEqual(sent);
    expect(nextPaperNotice(told("2 other c a"), "id", version, sent, "folder", "2017-11-20")).toBeUndefined();
    expect(nextPaperNotice(undefined, "id", version, sent, "folder", "2017-11-20")).toBeUndefined();
  });

  it("lies in a folder named by month, region, version and content", () => {
    expect(versionFolder("201710", "532822", sent)).toBe("papers/2017-10/532822/v2-cccccccccccc");
  });
});
