import { beforeAll, describe, expect, it } from "vitest";
import { Auditor } from "../simulator/auditor.ts";
import { audit as tell, bodyOf, withPages, type Event, type PageBody } from "../support/auditor-history.ts";
import { RETENTION, reviewedMonth } from "../support/auditor-reviewed.ts";
import { entry, published, rejection, statement, type Case, type Entries, type Tamper } from "../support/auditor-tampers.ts";

// What the auditor says of reviews, releases, returns and retentions.

let events: readonly Event[];
beforeAll(async () => {
  events = (await reviewedMonth()).events;
});

function audit(all: readonly Event[]): readonly string[] {
  return tell(all, new Auditor({ retention: { rule: RETENTION.rule, percent: 5n, funds: RETENTION.funds } }));
}

function check(_: string, complaint: RegExp, tamper: Tamper): void {
  expect(audit(tamper(events)).join("\n")).toMatch(complaint);
}

const closing =
  (change: (one: Entries[number]) => unknown): Tamper =>
  (all) =>
    withPages(all, ({ entries }) => entries.filter(({ kind }) => kind === "close").map(change).length > 0);

/** The accounts that fit, on every page that states them, changed. */
const account =
  (fits: (one: Stated) => boolean, change: (one: Stated) => unknown): Tamper =>
  (all) =>
    withPages(all, ({ accounts }) => accounts.filter(fits).map(change).length > 0);

type Stated = PageBody["accounts"][number];
const basic = (one: Stated): Record<string, unknown> => (one["funds"] as Record<string, Record<string, unknown>> | undefined)?.["basic"] ?? {};

const OCTOBER = "statements/2017-10/532822";

describe("a month that was reviewed", () => {
  it("is right, and has every refusal of a review, release or return", () => {
    expect(audit(events)).toEqual([]);
    const refused = events.flatMap((event) => (event.type === "wrote" && event.table === "rejections" ? [bodyOf(event.item)] : []));
    expect(Object.fromEntries(refused.map(({ id, code }) => [id, code]))).toEqual({
      V0: "month_not_closed",
      D2: "under_review",
      V2: "under_review",
      V3: "not_deferred",
      V5: "nothing_left",
      L2: "exceeds_retained",
      G2: "exceeds_prepaid",
      V9: "exceeds_payable",
    });
  });
});

describe("complains of a review", () => {
  it.each<Case>([
    ["with another decision", /review V1 .* its decision is refused, sent was deferred/, entry("V1", "review", (one) => (one["decision"] = "refused"))],
    ["of no advance", /review V1 .* decides on advance none, which is not posted/, entry("V1", "review", (one) => (one["original"] = "none"))],
    ["at another place", /review V1 .* calls itself change 5 of advance A, it is 1/, entry("V1", "review", (one) => (one["ordinal"] = 5))],
    ["of less than is left", /review V1 .* decides on 9999 .* of basic, left are 10000 /, entry("V1", "review", ({ funds }) => (funds["basic"]![0] = 9_999))],
    ["of nothing", /review V4 .* decides on nothing of basic, left are 300/, entry("V4", "review", (one) => (one.funds = {}))],
    ["that says it was deferred", /review V4 .* says advance C was deferred/, entry("V4", "review", (one) => (one["wasDeferred"] = true))],
    ["that says it was not", /review V6 .* says advance A was not deferred/, entry("V6", "review", (one) => delete one["wasDeferred"])],
    ["that approves what waits for nothing", /review V6 .* approves advance B, which is not deferred/, entry("V6", "review", (one) => (one["original"] = "B"))],
    ["that defers twice", /review V6 .* defers advance A, which review V1 deferred/, entry("V6", "review", (one) => (one["decision"] = "deferred"))],
    ["of what a reversal took back", /review V11 .* decides on advance G, which reversal R1 took back/, entry("V11", "review", (one) => (one["original"] = "G"))],
    ["in another month", /review V4 .* is of 201711 of 532822, its advance of 201710/, entry("V4", "review", (one) => (one["month"] = "201711"))],
    ["in an open month", /review V4 .* moves money of 201711 .* has not closed/, entry("V4", "review", (one) => (one["month"] = "201711"))],
    ["that defers what was paid", /review V10 .* defers 10000 fen of basic, not paid are 1100/, entry("V10", "review", (one) => Object.assign(one, { original: "A", funds: { basic: [10_000, 4_000, 1_200, 4_800] } }))],
    ["that leaves what is retained", /review V10 .* moves "" of what is retained, and should move "basic 470"/, entry("V10", "review", (one) => delete one["retained"])],
    ["that gives too little back", /review V11 .* moves "basic 1" of what is retained, and should move "basic 470"/, entry("V11", "review", (one) => (one["retained"] = { basic: 1 }))],
  ])("%s", check); // prettier-ignore
});

describe("complains of what happens to an advance that waits for its decision", () => {
  it("of a deduction", () => {
    const swapped: Tamper = (all) =>
      withPages(all, ({ entries }) => {
        const isOne = entries.some(({ id }) => id === "D1");
        if (isOne) entries.reverse();
        return isOne;
      });
    check("", /deduction D1 .* is taken from advance A, which review V1 deferred/, swapped);
  });

  it("of a reversal", () => {
    check(
      "",
      /reversal R1 .* takes back advance E, which review V10 deferred/,
      entry("R1", "reversal", (one) => (one["original"] = "E")),
    );
  });
});

describe("complains of a release, a return or a close", () => {
  it.each<Case>([
    ["of more than is retained", /release L1 .* releases 99999 fen of basic, retained are 770/, entry("L1", "release", (one) => (one["amount"] = 99_999))],
    ["for another reason", /release L1 .* its reason is x/, entry("L1", "release", (one) => (one["reason"] = "x"))],
    ["of more than is prepaid", /return G1 .* returns 99999 fen of critical, prepaid are 2000/, entry("G1", "return", (one) => (one["amount"] = 99_999))],
    ["that retains another part", /close of 201710 .* retains .*"basic":771.* and should retain .*"basic":770/, closing((one) => (one["retention"] = { ...RETENTION, amounts: { basic: 771 } }))],
    ["that retains nothing", /close of 201710 .* retains nothing, and should retain .*"basic":770/, closing((one) => delete one["retention"])],
    ["of no day", /close of 201710 .* is of the day none/, closing((one) => delete one["on"])],
    ["before the month is over", /close of 201710 .* is of the day 2017-10-31/, closing((one) => (one["on"] = "2017-10-31"))],
    [
      "of another day than all commands name",
      /close of 201710 .* is of the day 2017-12-31, commanded was 2017-11-05/,
      (all) => all.map((one) => (one.type === "commanded" ? { ...one, body: `${one.body.slice(0, -1)},"time":"2017-11-05 08:00:00"}` } : one)),
    ],
  ])("%s", check); // prettier-ignore
});

describe("complains of an account", () => {
  it.each<Case>([
    ["with another day", /is stated closed on 2017-11-01, and was on 2017-12-31/, account((one) => "closedOn" in one, (one) => (one["closedOn"] = "2017-11-01"))],
    ["with another flow", /says 1 and 500 fen were prepaid and returned in 2017 critical, it were 2000 and 500/, account((one) => "flows" in one, (one) => (one["flows"] = { 2017: { critical: { prepaid: 1, returned: 500 } } }))],
    ["without flows", /says undefined fen were prepaid and returned in 2017 critical/, account((one) => "flows" in one, (one) => delete one["flows"])],
    ["that has another amount deferred", /says deferred of basic is 1, not 10000/, account((one) => basic(one)["deferred"] === 10_000, (one) => (basic(one)["deferred"] = 1))],
    ["that names nothing deferred", /states deferred or released of basic, and has none/, account((one) => "funds" in one, (one) => (basic(one)["deferred"] = 0))],
    ["that has released another amount", /says released of basic is 7, not 200/, account((one) => basic(one)["released"] === 200, (one) => (basic(one)["released"] = 7))],
  ])("%s", check); // prettier-ignore
});

describe("complains of a statement", () => {
  const second: Tamper = (all) =>
    all.filter((one, place) => one.type !== "published" || all.slice(0, place).some((other) => other.type === "published" && other.key === one.key));

  it.each<Case>([
    ["with another amount deferred", /payable \S+ is not accrued − deducted − retained − deferred/, (all) => statement(OCTOBER, ({ lines }) => (lines[0]!.deferred = "1.00"))(second(all))],
    ["with another amount deferred, and the rest to fit", /line H53282200001 basic: deferred is 10001, and was ever from 0 to 10000/, (all) => statement(OCTOBER, ({ lines }) => Object.assign(lines[0]!, { deferred: "100.01", payable: "45.29", outstanding: "45.29" }))(second(all))],
    ["without its column", /532822.csv is no such table/, published(`${OCTOBER}.csv`, (body) => body.replace(",暂缓金额", ""))],
    ["with another total", /says deferred of basic is 100 in total, its lines sum to 10000/, (all) => statement(OCTOBER, ({ totals }) => (totals["basic"] = { ...totals["basic"]!, deferred: "1.00" }))(second(all))],
  ])("%s", check); // prettier-ignore
});

describe("complains of a refusal", () => {
  const code = (id: string, name: string, numbers: object = {}): Tamper => rejection(id, () => ({ code: name, numbers }));

  it.each<Case>([
    ["under review of what is not", /V3.* is not right: its advance waited for no decision/, code("V3", "under_review")],
    ["under another review", /V2.* is not right: its advance was deferred by V1/, rejection("V2", ({ message }) => ({ message: String(message).replace("V1", "V7") }))],
    ["for want of a deferral, of what needs none", /V2.* is not right: a review that is no approval needs no deferral/, code("V2", "not_deferred")],
    ["for want of anything left", /V2.* is not right: 100.00 of basic are left of its advance/, code("V2", "nothing_left")],
    ["of an approval for want of anything left", /V3.* is not right: a review approved needs nothing to be left/, code("V3", "nothing_left")],
    ["of a release that could have been", /L2.* is not right: 1.00 was never left of basic/, code("L2", "exceeds_retained", { needed: "99.00", available: "1.00" })],
    ["of a release of another amount", /L2.* is not right: it needs 99.00, the rejection says 98.00/, code("L2", "exceeds_retained", { needed: "98.00", available: "5.70" })],
    ["of a release of less than there is", /L2.* is not right: it says 99.00 is available/, code("L2", "exceeds_retained", { needed: "99.00", available: "99.00" })],
    ["of a return as if it released", /G2.* is not right: a return takes nothing that is retained/, code("G2", "exceeds_retained")],
    ["of a release as if it returned", /L2.* is not right: a release returns nothing/, code("L2", "exceeds_prepaid")],
    ["of a return that could have been", /G2.* is not right: 1.00 was never left of critical/, code("G2", "exceeds_prepaid", { needed: "99.00", available: "1.00" })],
    ["of a deferral with another amount", /V9.* is not right: 2.00 was never left of a fund it needs 100.00 of/, code("V9", "exceeds_payable", { needed: "100.00", available: "2.00" })],
    ["of a deferral of less than there is", /V9.* is not right: it says 100.00 is available/, code("V9", "exceeds_payable", { needed: "100.00", available: "100.00" })],
    ["of an approval that takes nothing", /V3.* is not right: an approval takes nothing/, code("V3", "exceeds_payable")],
    ["for an open month that was closed", /V2.* is not right: the month was closed before it was sent/, code("V2", "month_not_closed")],
  ])("%s", check); // prettier-ignore
});
