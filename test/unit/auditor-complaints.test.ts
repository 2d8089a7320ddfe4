import { beforeAll, describe, expect, it } from "vitest";
import { audit, bodyOf, hashOf, withEvents, withItem, withPages, type Event, type Item, type PageBody } from "../support/auditor-history.ts";
import { PERSON, twoMonths } from "../support/auditor-months.ts";
import { entry, published, rejection, statement, type Case, type Entries, type Mutable, type Tamper } from "../support/auditor-tampers.ts";

let events: readonly Event[];
beforeAll(async () => {
  events = (await twoMonths()).events;
});

function check(_: string, complaint: RegExp, tamper: Tamper): void {
  expect(audit(tamper(events)).join("\n")).toMatch(complaint);
}

/** The close of October in 勐海县 changed. */
const closing =
  (change: (one: Entries[number]) => unknown): Tamper =>
  (all) =>
    withPages(all, ({ entries }) => {
      const one = entries.find(({ kind, month, county }) => kind === "close" && month === "201710" && county === "532822");
      if (one !== undefined) change(one);
      return one !== undefined;
    });

const OTHER = { rule: "yunnan-2017@1/pooled-lifted", ratio: "2:3:0" };

/** Gives the entry a rule set of its own, with another rule for basic. */
function otherRule(one: Entries[number], { rules }: PageBody): void {
  rules.push({ ...rules[one.rules], basic: OTHER });
  one.rules = rules.length - 1;
}

const TOO_MUCH = 9_000_000_000_100;

describe("complains of an accrual", () => {
  it.each<Case>([
    [
      "over 90 billion yuan",
      /raises basic of 201710#532822#H53282200001 over 90 billion/,
      entry("SETL-0001", "advance", ({ funds }) => (funds["basic"] = [TOO_MUCH, 3_600_000_000_040, 1_080_000_000_012, 4_320_000_000_048])),
    ],
    [
      "before its own month",
      /advance S5 .* stands in 201710, before its own month 201711/,
      entry("S5", "advance", (one) => (one["month"] = "201710")),
    ],
    [
      "in a settled month without an account",
      /stands in 201710, and county 532801 is settled through 201710/,
      entry("S10", "advance", (one) => Object.assign(one, { month: "201710", county: "532801" })),
    ],
    [
      "without a rule",
      /advance SETL-0001 .* names no rule for backstop/,
      (all) => withPages(all, ({ rules }) => rules.some((set) => set["backstop"] !== undefined && delete set["backstop"])),
    ],
    [
      "without a person",
      /advance SETL-0001 .* has the person , which is no keyed hash/,
      entry("SETL-0001", "advance", (one) => (one["person"] = "")),
    ],
    [
      "with the person's number for a hash",
      /has the person 53280000000000077001, which is no keyed hash/,
      entry("SETL-0001", "advance", (one) => (one["person"] = PERSON.psn_no)),
    ],
    [
      "with another person's hash",
      /advance S2 .* has the person \S+ of another number/,
      entry("S2", "advance", (one, { entries }) => (one["person"] = entries[0]!["person"])),
    ],
    [
      "of a message that must be refused",
      /advance S3 .* is posted in spite of amounts_do_not_add_up/,
      (all) =>
        withEvents(all, (event) =>
          event.type === "sent" && event.body.includes('"S3"')
            ? {
                ...event,
                body: event.body.replace('"fund_pay_sumamt":"0.11"', '"fund_pay_sumamt":"0.12"'),
              }
            : event,
        ),
    ],
    [
      "of a message with other facts",
      /its medfee_sumamt is 120.61 yuan, sent were 12062 fen/,
      (all) =>
        withEvents(all, (event) =>
          event.type === "sent" && event.body.includes('"S3"')
            ? { ...event, body: event.body.replace('"120.50"', '"120.51"').replace('"120.61"', '"120.62"') }
            : event,
        ),
    ],
    [
      "that takes back no advance",
      /reversal REV-0001 .* takes back advance S99, which is not posted/,
      entry("REV-0001", "reversal", (one) => (one["original"] = "S99")),
    ],
    [
      "that takes back another county's advance",
      /reversal REV-0001 .* is of county 532823, its advance of 532822/,
      entry("REV-0001", "reversal", (one) => (one["county"] = "532823")),
    ],
    [
      "that takes back by another rule",
      /reversal REV-0001 .* follows yunnan-2017@1\/pooled-lifted with 2:3:0, its advance xishuangbanna/,
      entry("REV-0001", "reversal", otherRule),
    ],
  ])("%s", check);
});

describe("complains of a deduction", () => {
  it.each<Case>([
    ["from two funds", /deduction D2 .* has 2 funds/, entry("D2", "deduction", ({ funds }) => (funds["critical"] = [0, 0, 0, 0]))],
    [
      "of less than nothing",
      /deduction D2 .* deducts -1001 fen/,
      entry("D2", "deduction", ({ funds }) => (funds["basic"] = [-1001, -601, -80, -320])),
    ],
    [
      "from an advance that is not posted",
      /deduction DED-0001 .* is taken from advance S99, which is not posted/,
      entry("DED-0001", "deduction", (one) => (one["original"] = "S99")),
    ],
    [
      "from an advance that was taken back",
      /deduction D3 .* is taken from advance SETL-0001, which reversal REV-0001 took back/,
      (all) => withPages(all, (page) => page.entries.some(({ id }) => id === "D3") && page.entries.reverse().length > 0),
    ],
    [
      "from an advance of another month",
      /deduction DED-0001 .* is of 201711 of 532822, its advance of 201710 of 532822/,
      entry("DED-0001", "deduction", (one) => (one["month"] = "201711")),
    ],
    [
      "of more than its advance has",
      /deducts 130000 fen of basic, its advance has 123457 left/,
      entry("DED-0001", "deduction", ({ funds }) => (funds["basic"] = [130_000, 52_000, 15_600, 62_400])),
    ],
    [
      "by another rule than its advance",
      /deduction DED-0001 .* follows yunnan-2017@1\/pooled-lifted with 2:3:0, its advance xishuangbanna/,
      entry("DED-0001", "deduction", otherRule),
    ],
    [
      "with a fen moved between tiers",
      /deduction DED-0001 .*: shares of basic are 1384,414,1659, and should be 1383,415,1659/,
      entry("DED-0001", "deduction", ({ funds }) => (funds["basic"] = [3457, 1384, 414, 1659])),
    ],
    [
      "that takes another's place on its advance",
      /deduction D3 .* calls itself deduction 0 of advance SETL-0001, it is 1/,
      entry("D3", "deduction", (one) => (one["ordinal"] = 0)),
    ],
    [
      "from an open month",
      /deduction D2 .* moves money of 201712 of county 532822, which lane \S+ has not closed/,
      entry("D2", "deduction", (one) => (one["month"] = "201712")),
    ],
  ])("%s", check);
});

describe("complains of a close", () => {
  it.each<Case>([
    ["of no account", /close of 201710 of county 532801 .* closes an account that does not exist/, closing((one) => (one["county"] = "532801"))],
    [
      "before its calendar",
      /close of 201710 .* comes before the calendar has moved on: first open is unset/,
      (all) => withEvents(all, (event) => (event.type === "wrote" && event.table === "calendars" ? undefined : event)),
    ],
    [
      "nobody commanded",
      /close of 201710 .* was commanded by nobody/,
      (all) => withEvents(all, (event) => (event.type === "commanded" ? undefined : event)),
    ],
  ])("%s", check);

  it("of a prepayment over 90 billion yuan", () => {
    check(
      "",
      /raises the prepaid basic of prepaid#532822#H53282200001 over 90 billion/,
      entry("PRE-0001", "prepayment", (one) => (one["amount"] = TOO_MUCH)),
    );
  });
});

describe("complains of a page's form", () => {
  const second =
    (change: (body: PageBody) => unknown): Tamper =>
    (all) =>
      withItem(all, "journal", (item) => {
        if (item["version"] !== 2) return undefined;
        const page = JSON.parse(String(item["body"])) as PageBody;
        change(page);
        const body = JSON.stringify(page);
        return { ...item, body, hash: hashOf(body) };
      });

  it.each<Case>([
    ["that names itself otherwise", /page 2 of lane \S+ calls itself page 3 of lane/, second((page) => (page.version = 3))],
    ["that breaks the chain", /page 2 of lane \S+ names x as the page before, which has the hash \S+/, second((page) => (page.previous = "x"))],
    ["without entries", /page 2 of lane \S+ has no entries/, second((page) => (page.entries = []))],
    ["with an unknown kind", /page 2 of lane \S+ has an entry of kind gift/, second((page) => (page.entries[0]!.kind = "gift"))],
    [
      "that states an account twice",
      /account \S+ on page 2 of lane \S+ is stated twice or moved by no entry/,
      second((page) => page.accounts.push(page.accounts[0]!)),
    ],
    ["that can't be read", /an item of journal can't be read/, second((page) => Object.assign(page, { entries: [null] }))],
    [
      "that states an unknown fund",
      /account \S+ on page 2 names a fund tips/,
      second((page) => Object.assign(page.accounts.find(({ month }) => month !== undefined)!["funds"] as object, { tips: {} })),
    ],
    [
      "that states another ratio",
      /account \S+ on page \d says 0 fen of basic 2:3:0, not \d+|says \d+ fen of basic \S+, not 0/,
      (all) => withPages(all, ({ accounts }) => renameRatio(accounts)),
    ],
    [
      "that states another name",
      /account 201710#532822#H53282200001 on page 1 is stated with the name 别的, not 勐海县人民医院/,
      (all) =>
        withPages(all, ({ accounts }) => accounts.some((one) => one["institutionName"] === "勐海县人民医院" && (one["institutionName"] = "别的"))),
    ],
    ["that states another version", /account \S+ on page 2 is stated at version 1, not 2/, second((page) => (page.accounts[0]!.version = 1))],
  ])("%s", check);
});

describe("complains of an item's place", () => {
  const again =
    (id: string, item: (one: Item) => Item, before: (one: Item) => Item | undefined): Tamper =>
    (all) => {
      const place = all.findIndex((event) => event.type === "wrote" && event.table === "rejections" && bodyOf(event.item)["id"] === id);
      const first = all[place] as Extract<Event, { type: "wrote" }>;
      return all.toSpliced(place + 1, 0, { ...first, item: item(first.item), before: before(first.item) });
    };

  it.each<Case>([
    [
      "of an index entry that changed",
      /index entry advance#SETL-0001 of lane \S+ changed from "9 x" to "1 /,
      (all) =>
        withEvents(all, (event) =>
          event.type === "wrote" && event.table === "index" ? { ...event, before: { ...event.item, page: 9, hash: "x" } } : event,
        ),
    ],
    [
      "of an account under another province",
      /account \S+ stands among those of province 62/,
      (all) => withItem(all, "accounts", (item) => ({ ...item, period: String(item["period"]).replace("#53", "#62") })),
    ],
    [
      "of an account under another's key",
      /account \S+ calls itself \S+#H9/,
      (all) =>
        withItem(all, "accounts", (item) => ({ ...item, body: String(item["body"]).replace('"institution":"H53282200001"', '"institution":"H9"') })),
    ],
    [
      "of an account at a version no page gives it",
      /account \S+ is stored at version 99, which no page of its lane gives it/,
      (all) => withItem(all, "accounts", (item) => ({ ...item, version: 99 })),
    ],
    [
      "of a calendar that is not as it was written",
      /calendar \d+: firstOpen was \d* when it was last written, and now is found as 201709/,
      (all) =>
        withEvents(all, (event) =>
          event.type === "wrote" && event.table === "calendars" && event.before === undefined ? { ...event, before: { firstOpen: "201709" } } : event,
        ),
    ],
    [
      "of a calendar that is settled beyond what is closed for records",
      /calendar \d+ is settled through 201711, and open from 201711/,
      (all) => withItem(all, "calendars", (item) => (item["firstOpen"] === "201711" ? { ...item, settledThrough: "201711" } : undefined)),
    ],
    ["of a rejection with another severity", /has severity alarm, documented is notice/, rejection("S6", () => ({ severity: "alarm" }))],
    ["of a rejection under another province", /stands under province 62, not 53/, rejection("S6", () => ({}), { province: "62" })],
    ["of a rejection under another key", /stands under the key 532822#H#x/, rejection("S6", () => ({}), { key: "532822#H#x" })],
    [
      "of a rejection stored under two ids",
      /is the same as rejection \S+/,
      again(
        "S6",
        (one) => ({ ...one, key: "a#b#x", body: JSON.stringify({ ...bodyOf(one), rejection_id: "x" }) }),
        () => undefined,
      ),
    ],
    [
      "of a rejection in another's place",
      /takes the place of another, \S+ \(amounts_do_not_add_up of reversal S6\)/,
      again(
        "S6",
        (one) => one,
        (one) => ({ ...one, body: JSON.stringify({ ...bodyOf(one), kind: "reversal", code: "amounts_do_not_add_up", original: "{}" }) }),
      ),
    ],
    ["of a rejection with another message's secret", /holds "53280000000000077001"/, rejection("B2", () => ({ message: `see ${PERSON.psn_no}` }))],
    [
      "of a rejection with other numbers",
      /its fund_pay_sumamt is 0.01 and should be 1533.50, the rejection says/,
      rejection("S6", () => ({ numbers: { fund_pay_sumamt: "0.01", sum: "1533.51" } })),
    ],
    [
      "of a rejection that says another page",
      /the other stands on page 1, not 4/,
      (all) =>
        withItem(all, "rejections", (one) =>
          bodyOf(one)["code"] === "conflict" ? { ...one, body: String(one["body"]).replace("(page 1 ", "(page 4 ") } : undefined,
        ),
    ],
    [
      "of a refusal for an advance that is there",
      /is not right: advance SETL-0001 was posted on page 1 before this was sent/,
      rejection("R2", () => ({ code: "unknown_original" })),
    ],
    [
      "of a refusal for an advance that was not taken back",
      /is not right: its advance was reversed by none/,
      rejection("R0", () => ({ code: "already_reversed" })),
    ],
    [
      "of a refusal for a month that was closed",
      /is not right: the month was closed before it was sent/,
      rejection("B2", () => ({ code: "month_not_closed" })),
    ],
    [
      "of a refusal for too little in an open month",
      /is not right: the month is open/,
      rejection("B0", () => ({ code: "exceeds_payable", numbers: { needed: "1200.00", available: "0.00" } })),
    ],
    [
      "of a refusal for a total that is far",
      /is not right: all that was sent is/,
      rejection("S8", () => ({ code: "total_out_of_range", severity: "alarm" })),
    ],
    [
      "of a refusal of a message that is posted",
      /disbursement DIS-0001 of H53282200001 is posted, and rejected with exceeds_payable/,
      again(
        "B2",
        (one) => ({ ...one, key: "a#b#x", body: disbursed(one) }),
        () => undefined,
      ),
    ],
    [
      "of a refused command nobody gave",
      /is of a command nobody gave/,
      again(
        "B2",
        (one) => ({ province: "53", key: "5#-#x", body: refusal(one, { setlym: "201001", region: "53" }) }),
        () => undefined,
      ),
    ],
    [
      "of a refused command that was right",
      /is not right: the command is .*"201710","region":"5328"/,
      (all) => [
        ...all,
        ...again(
          "B2",
          (one) => ({ province: "53", key: "5#-#x", body: refusal(one, { setlym: "201710", region: "5328" }) }),
          () => undefined,
        )(all).filter((event) => event.type === "wrote" && event.item["key"] === "5#-#x"),
      ],
    ],
    [
      "of a rejection too many",
      /the table has \d+ rejections, \d+ were stored/,
      (all) =>
        withEvents(all, (event) =>
          event.type === "settled"
            ? { ...event, tables: { ...event.tables, rejections: [...event.tables["rejections"]!, { province: "53", key: "new" }] } }
            : event,
        ),
    ],
    [
      "of a calendar that stands otherwise",
      /calendar \d+ stands at 201712 and 200001, and was not written so/,
      (all) =>
        withEvents(all, (event) =>
          event.type === "settled"
            ? { ...event, tables: { ...event.tables, calendars: event.tables["calendars"]!.map((one) => ({ ...one, settledThrough: "200001" })) } }
            : event,
        ),
    ],
    [
      "of a page that stands otherwise",
      /page 1 of lane \S+ has the hash x, \S+ was appended/,
      (all) =>
        withEvents(all, (event) =>
          event.type === "settled"
            ? { ...event, tables: { ...event.tables, journal: event.tables["journal"]!.map((one) => ({ ...one, hash: "x" })) } }
            : event,
        ),
    ],
    [
      "of a command that can't be carried out and was not refused",
      /command {} is lost: it could not be carried out, and is not rejected/,
      (all) => [{ type: "commanded", body: "{}" }, ...all],
    ],
  ])("%s", check);
});

describe("complains of a statement while figures may lag", () => {
  const OCTOBER = "statements/2017-10/532822";
  const json = (change: (one: Mutable) => unknown): Tamper => statement(OCTOBER, change);

  it.each<Case>([
    [
      "at a place of none",
      /statements\/x.json is no place for a statement/,
      (all) => [{ type: "published", key: "statements/x.json", body: "{}" }, ...all],
    ],
    ["that is no table", /532822.csv is no such table: /, published(`${OCTOBER}.csv`, (body) => body.replace("申报金额", "金额"))],
    [
      "whose table has another figure",
      /532822.csv line H53282200001 basic: payable \S+ is not accrued/,
      published(`${OCTOBER}.csv`, (body) => body.replace("1334.69", "1334.68")),
    ],
    ["that can't be read", /532822.json can't be read/, published(`${OCTOBER}.json`, () => "no JSON")],
    ["of another month", /calls itself 532822 of 2017-09/, json((one) => (one.month = "2017-09"))],
    ["with another region's name", /calls its region 勐腊县, a county/, json((one) => (one.regionName = "勐腊县"))],
    ["with an unknown status", /has the status shut/, json((one) => (one.status = "shut"))],
    ["with another requirement", /requires 0.80/, json((one) => (one.rate.requirement = "0.80"))],
    ["with a line twice", /has line H53282200001 basic twice/, json((one) => one.lines.push(one.lines[0]!))],
    ["with a line of nobody", /has line H99 basic, and no account of it/, json((one) => (one.lines[0]!.member = "H99"))],
    [
      "without a line",
      /has no line H53282200001 backstop/,
      json((one) =>
        one.lines.splice(
          one.lines.findIndex(({ fund }) => fund === "backstop"),
          1,
        ),
      ),
    ],
    [
      "with lines in another order",
      /has its members in the order H53282200001,.*H2|has its members in the order/,
      json((one) => one.lines.push({ ...one.lines[0]!, member: "H2" })),
    ],
    [
      "with an account as it never was",
      /shows 201710#532822#H53282200001 as it never was/,
      json(({ lines: [line] }) => Object.assign(line!, { disbursed: "29.00", outstanding: "1305.69" })),
    ],
    [
      "with a total and no lines",
      /has lines of topup and no total, or a total and no lines/,
      json((one) => (one.totals["topup"] = one.totals["all"]!)),
    ],
    ["with another rate of the year", /has the rate 0.9000 of the year, and it was ever from/, json((one) => (one.rate.year = "0.9000"))],
    ["with another shortfall", /has a shortfall of 1 fen, and it was ever from/, json((one) => (one.rate.shortfall = "0.01"))],
    ["with an amount in another form", /532822.json can't be read \(Error: 1334.7 is no amount\)/, json((one) => (one.lines[0]!.accrued = "1334.7"))],
  ])("%s", check);

  it("that is closed while an account is open", () => {
    const noCloses: Tamper = (all) =>
      withEvents(all, (event) =>
        event.type === "wrote" && event.table === "journal" && String(event.item["body"]).includes('"kind":"close"') ? undefined : event,
      );
    check("", /532822.json is closed, and account 201710#532822#H53282200001 is open/, noCloses);
  });
});

function renameRatio(accounts: PageBody["accounts"]): boolean {
  const basic = (accounts[0]?.["funds"] as Record<string, { byRatio: Record<string, number> }> | undefined)?.["basic"];
  if (basic === undefined) return false;
  basic.byRatio = { "1:1:1": Object.values(basic.byRatio)[0] ?? 0 };
  return true;
}

/** The rejection made one of DIS-0001, which is posted. */
function disbursed(item: Item): string {
  const body = bodyOf(item);
  const original = String(body["original"]).replace("B2", "DIS-0001").replace("99999.00", "1200.00");
  const numbers = { needed: "1200.00", available: (body["numbers"] as { available: string }).available };
  return JSON.stringify({ ...body, id: "DIS-0001", original, numbers, rejection_id: "x" });
}

function refusal(item: Item, command: { setlym: string; region: string }): string {
  const original = JSON.stringify(command);
  return JSON.stringify({
    ...bodyOf(item),
    kind: "close",
    code: "month_not_over",
    sender: "commands",
    insu_admdvs: "53",
    original,
    rejection_id: "x",
  });
}
