import { beforeAll, describe, expect, it } from "vitest";
import { Auditor } from "../simulator/auditor.ts";
import { allottedMonths, springOf2019 } from "../support/auditor-allotted.ts";
import { audit, withEvents, withItem, withPages, type Event, type PageBody } from "../support/auditor-history.ts";
import { entry, published, statement, type Case, type Entries, type Tamper } from "../support/auditor-tampers.ts";

let events: readonly Event[];
beforeAll(async () => {
  events = (await allottedMonths()).events;
});

function check(_: string, complaint: RegExp, tamper: Tamper): void {
  expect(audit(tamper(events)).join("\n")).toMatch(complaint);
}

const OCTOBER = "statements/2017-10/532822";
const OCTOBER_OF_H1 = "account 201710#532822#H53282200001 on page 1";

type Packed = Record<string, number[] | undefined>;
const findingsOf = (one: Entries[number]): Packed => one["findings"] as Packed;

/** The finding of an advance's fund changed; an advance that is OVER has 1450.00 of basic, and at most 1275.00 is right. */
const finding = (id: string, fund: string, change: (one: number[], page: PageBody) => unknown): Tamper =>
  entry(id, "advance", (one, page) => change(findingsOf(one)[fund]!, page));

/** The page's first account of the month changed, where it is the institution's. */
const stated =
  (change: (account: Record<string, Record<string, Record<string, unknown>>>) => unknown): Tamper =>
  (all) =>
    withPages(all, ({ accounts, version }) => {
      const account = accounts.find((one) => one["institution"] === "H53282200001");
      if (account === undefined || version !== 1) return false;
      change(account as never);
      return true;
    });

describe("the auditor", () => {
  it("has nothing to say of what the benefit audit found, and saw every verdict found and taken back", async () => {
    expect(audit(events)).toEqual([]);
    expect(audit((await springOf2019()).events)).toEqual([]);
    const pages = events.flatMap((event) => (event.type === "wrote" && event.table === "journal" ? [String(event.item["body"])] : [])).join();
    for (const place of [0, 1, 2]) expect(pages).toMatch(new RegExp(`"(basic|backstop)":\\[${place},`));
    expect(pages).toContain('"verdicts":{"basic":"over","backstop":"under"}');
  });

  it("counts findings by itself, those of a reversal in its own month", () => {
    const auditor = new Auditor();
    audit(events, auditor);
    const [october, november] = ["2017-10", "2017-11"].map((month) => auditor.statement(month, "532822").totals);
    // OVER; UNDER; OPEN and OPEN2, whose hospital's level nobody says.
    expect(october?.["basic"]?.findings).toEqual({ over: 1, under: 1, notCheckable: 2 });
    // The reversal of OVER, and NOVEMBER.
    expect(november?.["basic"]?.findings).toEqual({ over: -1, under: 1, notCheckable: 0 });
    // Of the backstop one more should have paid and one no longer: nothing moved.
    expect(november?.["backstop"]).toBeUndefined();
  });

  it("takes what the year brought before from any of the texts that are one content", () => {
    const sent = events.flatMap((event) => (event.type === "sent" && event.body.includes('"psn_part_cum":"99.00"') ? [event] : []));
    const tampered = entry("UNDER", "advance", (one) => ((one["facts"] as Record<string, string>)["psn_part_cum"] = "99.00"))(events);
    expect(sent).toHaveLength(1);
    expect(audit(tampered).join("\n")).toMatch(/its year is/);
    expect(audit([...sent, ...tampered]).join("\n")).not.toMatch(/its year is/);
  });

  it("lets two versions of the code find the same facts differently", () => {
    const tampered = finding("OPEN2", "basic", (one) => (one[2] = 140_000))(events);
    expect(audit(tampered).join("\n")).toMatch(/the same facts were found/);
    expect(audit(tampered, new Auditor({ olderCode: true })).join("\n")).not.toMatch(/the same facts were found/);
  });
});

describe("complains of a finding", () => {
  it.each<Case>([
    [
      "with a verdict that is none",
      /advance OVER .*: its finding of basic has the verdict 3, which is none/,
      finding("OVER", "basic", (one) => (one[0] = 3)),
    ],
    ["that names no note of the page", /its finding of basic names note 9, and the page has 4/, finding("OVER", "basic", (one) => (one[3] = 9))],
    [
      "of a fund nobody pays there",
      /its finding of topup is of a fund that no document divides/,
      entry("OVER", "advance", (one) => (findingsOf(one)["topup"] = [1, 1, 1, 0])),
    ],
    [
      "with a range that ends before it begins",
      /allows 127501 to 127500 fen of a cost of 300000/,
      finding("OVER", "basic", (one) => (one[1] = 127_501)),
    ],
    ["with a range below nothing", /allows -1 to 127500 fen of a cost of 300000/, finding("OVER", "basic", (one) => (one[1] = -1))],
    ["with a range beyond the cost", /allows 125000 to 300001 fen of a cost/, finding("OVER", "backstop", (one) => (one[2] = 300_001))],
    ["with a part of a fen", /allows 0.5 to 150000 fen of a cost/, finding("OPEN", "basic", (one) => (one[1] = 0.5))],
    [
      "that does not follow from its range",
      /its finding of basic is over, and 145000 fen paid of 127500 to 145000 are not_checkable/,
      finding("OVER", "basic", (one) => (one[2] = 145_000)),
    ],
    [
      "of too much that is too little",
      /its finding of basic is under, and 145000 fen paid of 127500 to 127500 are over/,
      finding("OVER", "basic", (one) => (one[0] = 1)),
    ],
    [
      "of a fund that paid nothing",
      /its finding of critical is not checkable, and nothing was paid/,
      entry("OVER", "advance", (one) => (findingsOf(one)["critical"] = [2, 0, 1, 1])),
    ],
    [
      "without anything missing",
      /advance OPEN .*: its finding of basic is not checkable, and nothing is missing/,
      finding("OPEN", "basic", (one) => (one[3] = 0)),
    ],
    [
      "by a document that is not in force",
      /its finding of basic follows gansu-2019@1\/x, in force are yunnan-2017, xishuangbanna-2017/,
      finding("OVER", "basic", (one, { notes }) => (one[3] = notes!.push([[], ["gansu-2019@1/x"]]) - 1)),
    ],
    [
      "that nobody can check by a document that is not in force",
      /advance OPEN .*: its finding of basic follows nothing, in force are/,
      finding("OPEN", "basic", (one, { notes }) => (one[3] = notes!.push([["hosp_lv"], ["nothing"]]) - 1)),
    ],
    ["of no fund", /advance OVER .* has findings of no fund/, entry("OVER", "advance", (one) => (one["findings"] = {}))],
    [
      "that is another than for the same facts",
      /advance OPEN2 .* is found to be \[\["basic",2,0,140000,.* and the same facts were found to be \[\["basic",2,0,150000,/,
      finding("OPEN2", "basic", (one) => (one[2] = 140_000)),
    ],
    [
      "that is not there, and is for the same facts",
      /advance OPEN2 .* is found to be \[\], and the same facts were found to be \[\["basic"/,
      entry("OPEN2", "advance", (one) => delete one["findings"]),
    ],
    [
      "of other sums of the year than sent",
      /advance UNDER .*: its year is {"psn_part_cum":"1001"}, sent was {"psn_part_cum":"1000"}/,
      entry("UNDER", "advance", (one) => ((one["facts"] as Record<string, string>)["psn_part_cum"] = "10.01")),
    ],
  ])("%s", check);
});

describe("complains of a reversal", () => {
  it.each<Case>([
    [
      "that takes back another verdict",
      /reversal R1 .* takes back the verdicts "backstop under,basic under", those of its advance are "backstop under,basic over"/,
      entry("R1", "reversal", (one) => (one["verdicts"] = { basic: "under", backstop: "under" })),
    ],
    ["that takes back none of its advance's", /takes back the verdicts "", those of/, entry("R1", "reversal", (one) => delete one["verdicts"])],
    [
      "that takes back nothing in so many words",
      /reversal R1 .* takes back verdicts, and none of them/,
      (all) => {
        const found = entry("OVER", "advance", (one) => delete one["findings"])(all);
        return entry("R1", "reversal", (one) => (one["verdicts"] = {}))(found);
      },
    ],
  ])("%s", check);
});

describe("complains of a page's notes", () => {
  const firstPage = (change: (page: PageBody) => unknown): Tamper => entry("OVER", "advance", (_, page) => change(page));

  it.each<Case>([
    ["of which one is named by nothing", /page 1 of lane \S+ has note 4, which no finding names/, firstPage(({ notes }) => notes!.push([["x"], []]))],
    [
      "of which two are alike",
      /page 1 of lane \S+ has note 4 as note 0 already/,
      finding("UNDER", "basic", (one, { notes }) => (one[3] = notes!.push(notes![0]!) - 1)),
    ],
    [
      "that are a list of none",
      /page \d of lane \S+ has a list of notes without one/,
      (all) => withPages(all, (page) => page.notes === undefined && (page.notes = []).length === 0),
    ],
  ])("%s", check);
});

describe("complains of an account's findings", () => {
  const accrued = { count: 0, accrued: 0, deducted: 0, retained: 0, disbursed: 0, setOff: 0, shares: [0, 0, 0], byRatio: {} };

  it.each<Case>([
    [
      "that are too many",
      new RegExp(`${OCTOBER_OF_H1} says over of basic is 2, not 1`),
      stated(({ funds }) => (funds!["basic"]!["findings"] = { over: 2, under: 1, notCheckable: 2 })),
    ],
    [
      "of the other verdict",
      new RegExp(`${OCTOBER_OF_H1} says over of basic is 0, not 1`),
      stated(({ funds }) => (funds!["basic"]!["findings"] = { over: 0, under: 2, notCheckable: 2 })),
    ],
    [
      "that nobody can check",
      new RegExp(`${OCTOBER_OF_H1} says notCheckable of basic is 1, not 2`),
      stated(({ funds }) => (funds!["basic"]!["findings"] = { over: 1, under: 1, notCheckable: 1 })),
    ],
    ["that are left out", new RegExp(`${OCTOBER_OF_H1} says over of basic is 0, not 1`), stated(({ funds }) => delete funds!["basic"]!["findings"])],
    [
      "that are none in so many words",
      new RegExp(`${OCTOBER_OF_H1} states findings of critical, and has none`),
      stated(({ funds }) => Object.assign(funds!, { critical: { ...accrued, findings: { over: 0, under: 0, notCheckable: 0 } } })),
    ],
  ])("%s", check);

  it("where the table has others than the page", () => {
    const tampered = withItem(events, "accounts", (item) =>
      item["version"] === 1 ? { ...item, body: String(item["body"]).replace('"over":1', '"over":2') } : undefined,
    );
    expect(audit(tampered)[0]).toMatch(/account 201710#532822#H53282200001 says over of basic is 2, not 1/);
  });

  it("that are not an older advance's, which has none", () => {
    const tampered = withEvents(events, (event) => (event.type === "published" ? undefined : event));
    const without = withPages(tampered, ({ entries, accounts }) => {
      const one = entries.find(({ id }) => id === "OPEN");
      delete one?.["findings"];
      return one !== undefined && accounts.length > 0;
    });
    expect(audit(without).join("\n")).toMatch(/says notCheckable of basic is 2, not 1/);
  });
});

describe("complains of a statement's findings", () => {
  it.each<Case>([
    [
      "of a line while figures may lag",
      /line H53282200001 basic: over is 2, and was ever 1/,
      statement(OCTOBER, ({ lines: [line] }) => (line!.findings = { over: 2, under: 1, notCheckable: 2 })),
    ],
    [
      "in total",
      /says findings under of basic is 7 in total, its lines sum to 1/,
      statement(OCTOBER, ({ totals }) => (totals["basic"] = { ...totals["basic"]!, findings: { over: 1, under: 7, notCheckable: 2 } })),
    ],
    [
      "that nobody can check, in total",
      /says findings notCheckable of all is 0 in total, its lines sum to 2/,
      statement(OCTOBER, ({ totals }) => (totals["all"] = { ...totals["all"]!, findings: { over: 1, under: 5, notCheckable: 0 } })),
    ],
    [
      "in the table while figures may lag",
      /532822.csv line H53282200001 basic: notCheckable is 3, and was ever from 0 to 2/,
      published(`${OCTOBER}.csv`, (body) => body.replace(",1,1,2,", ",1,1,3,")),
    ],
    [
      "in the table at rest",
      /532822.csv differs from the books: line 3 is .*,0,5,0,.* and should be .*,0,4,0,/,
      published(`${OCTOBER}.csv`, (body) => body.replace(",0,4,0,", ",0,5,0,"), true),
    ],
    [
      "at rest",
      /532822.json differs from the books: \.lines\.0\.findings\.under is 0, and should be 1/,
      published(`${OCTOBER}.json`, (body) => body.replace('"under": 1', '"under": 0'), true),
    ],
    ["in the table, without their columns", /532822.csv is no such table/, published(`${OCTOBER}.csv`, (body) => body.replace(",无法核对笔数", ""))],
  ])("%s", check);
});
