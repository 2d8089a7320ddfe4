import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { Auditor } from "../simulator/auditor.ts";
import { audit, bodyOf, editEntry, withItem, withPages, type Event, type Item, type PageBody } from "../support/auditor-history.ts";
import { PERSON, twoMonths } from "../support/auditor-months.ts";
import { advanceMessage, type Fields } from "../support/messages.ts";

const H1 = "H53282200001";
const OTHER_RULE = { rule: "yunnan-2017@1/pooled-lifted", ratio: "2:3:0" };

let events: readonly Event[];
beforeAll(async () => {
  events = (await twoMonths()).events;
});

describe("the auditor", () => {
  it("imports nothing of the product", () => {
    const folder = join(import.meta.dirname, "../simulator");
    const files = readdirSync(folder).filter((file) => file.startsWith("auditor"));
    const texts = files.map((file) => readFileSync(join(folder, file), "utf8"));
    const targets = new Set(
      texts.flatMap((text) => [...text.matchAll(/^(?:import|export)\b[^;]*?\bfrom "([^"]+)";$/gm)].map(([, target = ""]) => target)),
    );
    expect(texts.filter((text) => /\b(import|require)\s*\(|^import "/m.test(text))).toEqual([]);
    expect(files.length).toBeGreaterThan(10);
    expect([...targets].filter((target) => !/^(\.\/auditor[a-z-]*\.ts|node:crypto|\.\.\/reference\/[\w-]+\.json)$/.test(target))).toEqual([]);
  });

  it("has nothing to say of what the product does", () => {
    expect(audit(events)).toEqual([]);
  });

  it("saw every kind of entry, every table, and most rejections", () => {
    const kinds = new Set(
      events.flatMap((event) => (event.type === "wrote" && event.table === "journal" ? pageOf(event.item).entries.map(({ kind }) => kind) : [])),
    );
    expect([...kinds].sort()).toEqual(["advance", "close", "deduction", "disbursement", "prepayment", "reversal"]);
    const codes = new Set(events.flatMap((event) => (event.type === "wrote" && event.table === "rejections" ? [bodyOf(event.item)["code"]] : [])));
    expect([...codes].sort()).toEqual([
      "already_reversed",
      "amounts_do_not_add_up",
      "conflict",
      "exceeds_payable",
      "future_settlement",
      "invalid_message",
      "month_not_closed",
      "unknown_original",
    ]);
  });

  it("works out the statement by itself, as worked by hand", () => {
    const auditor = new Auditor();
    audit(events, auditor);
    const { totals, status, rate } = auditor.statement("2017-10", "532822");
    // 1234.57 + 100.01 + 0.11 − the deductions 34.57, 10.01 and 20.00 of basic.
    expect(totals["basic"]).toMatchObject({ count: 3, accrued: "1334.69", deducted: "64.58", payable: "1270.11", disbursed: "1270.11" });
    expect(totals["critical"]).toMatchObject({ count: 1, accrued: "50.03", shares: { province: "30.02", prefecture: "4.00", county: "16.01" } });
    expect(status).toBe("closed");
    // (1270.11 + 0 + 0) ÷ (1270.11 + 50.03 + 210.05)
    expect(rate.month).toBe("0.8300");
  });
});

it("lets an older version of the code split by what it knew, the province's document alone", () => {
  const tampered = withPages(events, (page) =>
    editEntry(page.entries, "SETL-0001", "advance", (entry) => {
      entry.rules = page.rules.push({ ...page.rules[entry.rules], basic: OTHER_RULE }) - 1;
      entry.funds["basic"] = [123457, 49383, 74074, 0];
    }),
  );
  const complaint = /SETL-0001 on page 1 of lane \S+: basic follows yunnan-2017@1\/pooled-lifted with 2:3:0/;
  expect(audit(tampered).join("\n")).toMatch(complaint);
  expect(audit(tampered, new Auditor({ olderCode: true })).join("\n")).not.toMatch(complaint);
});

describe("complains of a page", () => {
  it.each<readonly [what: string, complaint: RegExp, tamper: (events: readonly Event[]) => Event[]]>([
    [
      "with a share off by a fen",
      /shares 49384,14815,59259 of basic sum to 123458 fen, the amount is 123457/,
      (all) => withPages(all, ({ entries }) => editEntry(entries, "SETL-0001", "advance", ({ funds }) => (funds["basic"]![1]! += 1))),
    ],
    [
      "with a fen moved between tiers",
      /shares of basic are 49384,14814,59259, and should be 49383,14815,59259/,
      (all) =>
        withPages(all, ({ entries }) => editEntry(entries, "SETL-0001", "advance", ({ funds }) => (funds["basic"] = [123457, 49384, 14814, 59259]))),
    ],
    [
      "with another amount than sent",
      /advance SETL-0001 .* is none of the 1 messages sent with this id: basic is 123458 fen, sent was 123457/,
      (all) => withPages(all, ({ entries }) => editEntry(entries, "SETL-0001", "advance", ({ funds }) => (funds["basic"]![0]! += 1))),
    ],
    [
      "with another ratio",
      /basic follows .* with 2:3:0, and should follow xishuangbanna-2017 with 10:3:12/,
      (all) =>
        withPages(all, ({ rules }) => rules.some((set) => set["basic"]?.ratio === "10:3:12" && delete set["basic"] && (set["basic"] = OTHER_RULE))),
    ],
    [
      "of a record nobody sent",
      /advance S-NEW .* was never sent/,
      (all) => withPages(all, ({ entries }) => editEntry(entries, "S2", "advance", (entry) => (entry.id = "S-NEW"))),
    ],
    [
      "with an id that stands on an earlier page",
      /disbursement DIS-0001 on page \d .* stands on page \d too/,
      (all) => withPages(all, ({ entries }) => editEntry(entries, "B3", "disbursement", (entry) => (entry.id = "DIS-0001"))),
    ],
    [
      "with a record in a closed month",
      /advance S10 .* changes 201710 of county 532822, which lane H53282200001 has closed/,
      (all) => withPages(all, ({ entries }) => editEntry(entries, "S10", "advance", (entry) => ((entry["month"] = "201710"), delete entry["late"]))),
    ],
    [
      "with a month that was never the first open one",
      /advance S10 .* of 201710 stands in 201801, which was never the first open month/,
      (all) => withPages(all, ({ entries }) => editEntry(entries, "S10", "advance", (entry) => (entry["month"] = "201801"))),
    ],
    [
      "without a late mark",
      /advance S10 .* of 201710 stands in 201711 and is not marked late/,
      (all) => withPages(all, ({ entries }) => editEntry(entries, "S10", "advance", (entry) => delete entry["late"])),
    ],
    [
      "whose reversal takes back what was deducted",
      /reversal REV-0001 .* takes back 123457,.* of basic, left are 118000,/,
      (all) =>
        withPages(all, ({ entries }) =>
          editEntry(entries, "REV-0001", "reversal", ({ funds }) => (funds["basic"] = [-123457, -49383, -14815, -59259])),
        ),
    ],
    [
      "whose reversal comes a second time",
      /reversal R2 .* takes back advance SETL-0001, which reversal REV-0001 took back/,
      (all) =>
        withPages(
          all,
          ({ entries }) =>
            entries.some((entry) => entry.id === "REV-0001") && entries.push({ ...entries.find((one) => one.id === "REV-0001")!, id: "R2" }) > 0,
        ),
    ],
    [
      "that pays more than is payable",
      /disbursement B3 .* pays 9000000 fen of basic, payable are \d+ more/,
      (all) => withPages(all, ({ entries }) => editEntry(entries, "B3", "disbursement", (entry) => (entry["amount"] = 9_000_000))),
    ],
    [
      "that deducts more than is left",
      /deduction D2 .* deducts 99999999 fen of basic, the month has \d+ left/,
      (all) =>
        withPages(all, ({ entries }) =>
          editEntry(entries, "D2", "deduction", ({ funds }) => (funds["basic"] = [99_999_999, 59_999_999, 8_000_000, 32_000_000])),
        ),
    ],
    [
      "that closes an account twice",
      /close of 201710 of county 532822 on page \d .* closes an account that is closed/,
      (all) =>
        withPages(
          all,
          ({ entries }) =>
            entries.some(({ kind, month, county }) => kind === "close" && month === "201710" && county === "532822") &&
            entries.push({ ...entries[0]! }) > 0,
        ),
    ],
    [
      "that states an account otherwise than its entries leave it",
      /account 201710#532822#H53282200001 on page 1 says accrued of basic is 133470, not 133469/,
      (all) => withPages(all, ({ accounts, version }) => version === 1 && editTotals(accounts, "532822", "basic", "accrued")),
    ],
    [
      "that leaves out an account",
      /page 1 of lane H53282200001 does not state account 201710#532823#H53282200001/,
      (all) =>
        withPages(all, (page) => {
          const before = page.accounts.length;
          page.accounts = page.accounts.filter((one) => one["county"] !== "532823" || one.month !== "201710");
          return page.accounts.length < before;
        }),
    ],
    [
      "that holds a person's number",
      /page 1 of lane H53282200001 holds "53280000000000077001" of advance SETL-0001/,
      (all) => withPages(all, ({ entries }) => editEntry(entries, "SETL-0001", "advance", (entry) => (entry["note"] = PERSON.psn_no))),
    ],
  ])("%s", (_, complaint, tamper) => {
    expect(audit(tamper(events)).join("\n")).toMatch(complaint);
  });

  it("whose body has another hash than it is stored with", () => {
    const tampered = withItem(events, "journal", (item) => ({ ...item, hash: "x" }));
    expect(audit(tampered)[0]).toMatch(/page 1 of lane \S+ has the hash x, its body /);
  });

  it("that was overwritten", () => {
    const place = events.findIndex((event) => event.type === "wrote" && event.table === "journal");
    const page = events[place] as Extract<Event, { type: "wrote" }>;
    const tampered = events.toSpliced(place + 1, 0, { ...page, before: page.item });
    expect(audit(tampered)[0]).toMatch(/page 1 of lane \S+ was overwritten/);
  });

  it("that is left out", () => {
    const tampered = events.filter((event) => !(event.type === "wrote" && event.table === "journal" && event.item["version"] === 2));
    expect(audit(tampered).join("\n")).toMatch(/page 3 of lane H53282200001 follows page 1/);
  });
});

describe("complains of an item", () => {
  it("of an account that is put back to an older version", () => {
    const older = events.find((event) => event.type === "wrote" && event.table === "accounts" && event.item["version"] === 1)!;
    const newer = events.findLastIndex((event) => event.type === "wrote" && event.table === "accounts" && event.item["owner"] === ownerOf(older));
    const before = (events[newer] as Extract<Event, { type: "wrote" }>).item;
    const tampered = events.toSpliced(newer + 1, 0, { ...older, before } as Event);
    expect(audit(tampered)[0]).toMatch(/account \S+ goes from version \d back to 1/);
  });

  it("of an account with another figure than its page", () => {
    const tampered = withItem(events, "accounts", (item) =>
      item["version"] === 1
        ? { ...item, body: String(item["body"]).replace(/"accrued":(\d+)/, (_, fen: string) => `"accrued":${Number(fen) + 1}`) }
        : undefined,
    );
    expect(audit(tampered)[0]).toMatch(/account \S+ says accrued of basic is \d+, not \d+/);
  });

  it("of an account that is born with a figure", () => {
    const tampered = withItem(events, "accounts", (item) =>
      item["version"] === 0 ? { ...item, body: String(item["body"]).replace('"state":"open"', '"state":"closed"') } : undefined,
    );
    expect(audit(tampered)[0]).toMatch(/account \S+ is stated closed, and is open/);
  });

  it("of an index entry that names another page", () => {
    const tampered = withItem(events, "index", (item) => ({ ...item, page: 7 }));
    expect(audit(tampered)[0]).toMatch(/index entry advance#SETL-0001 of lane \S+ says "7 \S+", the journal says "1 \S+"/);
  });

  it("of a calendar that goes back, and one that moves by itself", () => {
    const place = events.findLastIndex((event) => event.type === "wrote" && event.table === "calendars");
    const { item } = events[place] as Extract<Event, { type: "wrote" }>;
    const wrote = (next: Item): Event => ({ type: "wrote", table: "calendars", item: { ...item, ...next }, before: item });
    expect(audit(events.toSpliced(place + 1, 0, wrote({ firstOpen: "201711" })))[0]).toMatch(/firstOpen goes from 201712 back to 201711/);
    expect(audit(events.toSpliced(place + 1, 0, wrote({ firstOpen: "201802" })))[0]).toMatch(/firstOpen moves to 201802, which nobody commanded/);
  });

  it("of a calendar that is settled while an account is open", () => {
    const noCloses = events.filter(
      (event) => !(event.type === "wrote" && event.table === "journal" && String(event.item["body"]).includes('"kind":"close"')),
    );
    expect(audit(noCloses).join("\n")).toMatch(/calendar 532822 is settled through 201710, and account 201710#532822#H53282200001 is open/);
  });

  it.each([
    [
      "with the person's number",
      /holds "53280000000000077001"/,
      (body: string) => body.replace('\\"psn_no\\":\\"', `\\"psn_no\\":\\"${PERSON.psn_no}`),
    ],
    ["with the person's name", /holds "张秘密一"/, (body: string) => body.replace('"sender":"', `"note":"${PERSON.psn_name}","sender":"`)],
    [
      "with a code that is none",
      /has a code that is none of the documented ones/,
      (body: string) => body.replace("amounts_do_not_add_up", "too_bad"),
    ],
    [
      "for another reason",
      /is not right: amounts_do_not_add_up comes first/,
      (body: string) => body.replace("amounts_do_not_add_up", "unknown_policy"),
    ],
    ["of a message nobody sent", /is of a message that nobody sent/, (body: string) => body.replaceAll("S6", "S66")],
  ])("of a rejection %s", (_, complaint, change) => {
    const tampered = withItem(events, "rejections", (item) =>
      bodyOf(item)["id"] === "S6" ? { ...item, body: change(String(item["body"])) } : undefined,
    );
    expect(audit(tampered).join("\n")).toMatch(complaint);
  });

  it.each([
    [
      "conflict",
      /is not right: no advance S2x is posted|is not right: it is posted itself/,
      "S2",
      (body: Fields) => ({
        ...body,
        original: String(body["original"]).replace("100.02", "100.01").replaceAll("150.12", "150.11").replace("270.62", "270.61"),
      }),
    ],
    [
      "exceeds_payable",
      /100.00 was never left of basic in 201710/,
      "B2",
      (body: Fields) => ({ ...body, numbers: { needed: "99999.00", available: "100.00" } }),
    ],
    [
      "future_settlement",
      /its time 2018-01-01 00:00:00 was not after 2018-01-02 00:00:00/,
      "S8",
      (body: Fields) => ({ ...body, rejectedAt: "2018-01-02 00:00:00" }),
    ],
  ])("of a rejection for %s that does not hold", (code, complaint, id, change) => {
    const tampered = withItem(events, "rejections", (item) => {
      const body = bodyOf(item);
      return body["code"] === code && body["id"] === id ? { ...item, body: JSON.stringify(change(body)) } : undefined;
    });
    expect(audit(tampered).join("\n")).toMatch(complaint);
  });
});

describe("complains of a statement", () => {
  const OCTOBER = "statements/2017-10/532822.json";
  /** The place of the object's first or last publication. */
  const placeOf = (key: string, last: boolean): number => {
    const is = (event: Event) => event.type === "published" && event.key === key;
    return last ? events.findLastIndex(is) : events.findIndex(is);
  };
  const changed = (key: string, last: boolean, change: (body: string) => string): Event[] => {
    const place = placeOf(key, last);
    const event = events[place] as Extract<Event, { type: "published" }>;
    if (change(event.body) === event.body) throw new Error("nothing was changed");
    return events.with(place, { ...event, body: change(event.body) });
  };

  it.each([
    [
      "a total off by 0.01",
      /says accrued of basic is 133470 in total, its lines sum to 133469/,
      (body: string) => body.replace(/("totals": \{\s+"basic": \{\s+"count": 3,\s+"accrued": )"1334.69"/, '$1"1334.70"'),
    ],
    ["a line off by 0.01", /line H53282200001 basic: count is 4, and was ever 3/, (body: string) => body.replace('"count": 3', '"count": 4')],
    [
      "shares that do not add up",
      /its shares sum to \d+ fen/,
      (body: string) => body.replace(/"province": "(\d+)\./, (_, yuan: string) => `"province": "${Number(yuan) + 1}.`),
    ],
    [
      "another rate",
      /has the rate 0.9999, its totals give/,
      (body: string) => body.replace(/("requirement": "0.85",\s+"month": )"[\d.]+"/, '$1"0.9999"'),
    ],
    [
      "another rounding difference",
      /has a rounding difference of province of 7 fen/,
      (body: string) => body.replace(/("roundingDifference": \{\s+"province": )"-?[\d.]+"/, '$1"0.07"'),
    ],
    ["another name", /calls H53282200001 \S+, and never was it called so/, (body: string) => body.replaceAll("勐海县人民医院", "别的医院")],
  ])("with %s, also while figures may lag", (_, complaint, change) => {
    expect(audit(changed(OCTOBER, false, change)).join("\n")).toMatch(complaint);
  });

  it("that is closed while a county is not settled", () => {
    const early = changed("statements/2017-11/5328.json", false, (body) => body.replace('"status": "open"', '"status": "closed"') + " ");
    const place = events.findIndex((event) => event.type === "commanded");
    const moved = early.toSpliced(place, 0, { ...early[placeOf("statements/2017-11/5328.json", false)]! });
    expect(audit(moved).join("\n")).toMatch(/2017-11\/5328.json is closed, and county \d+ is settled through nothing/);
  });

  it("made at rest with what the books said earlier", () => {
    const early = events[placeOf(OCTOBER, false)] as Extract<Event, { type: "published" }>;
    expect(audit(changed(OCTOBER, true, () => early.body)).join("\n")).toMatch(/differs from the books: .*deducted is "0.00", and should be "64.58"/);
  });

  it("made at rest whose table has another figure", () => {
    const csv = OCTOBER.replace("json", "csv");
    expect(audit(changed(csv, true, (body) => body.replace("1334.69", "1334.68"))).join("\n")).toMatch(/differs from the books: line 2 is /);
  });

  it("that is missing", () => {
    const tampered = events.filter((event) => event.type !== "published" || event.key !== OCTOBER);
    expect(audit(tampered).join("\n")).toMatch(/2017-10\/532822.json is missing, although the month was closed for 5328/);
  });
});

describe("complains at the end", () => {
  const settledWith = (change: (tables: Readonly<Record<string, readonly Item[]>>) => Readonly<Record<string, readonly Item[]>>): Event[] =>
    events.map((event) => (event.type === "settled" ? { ...event, tables: change(event.tables) } : event));

  it("of a message that is lost", () => {
    const tampered = events.toSpliced(0, 0, { type: "sent", body: JSON.stringify(advanceMessage({ setl_id: "LOST" })) });
    expect(audit(tampered)[0]).toBe(`advance LOST of ${H1} is lost: neither posted nor rejected`);
  });

  it("of a command that is lost", () => {
    const tampered = events.toSpliced(0, 0, { type: "commanded", body: '{"setlym":"201712","region":"53"}' });
    expect(audit(tampered)[0]).toMatch(/command .* is lost: county 53\d+ is settled through/);
  });

  it.each([
    ["journal", /the journal has \d+ pages, \d+ were appended/],
    ["index", /index entry \S+ of lane \S+ is missing/],
    ["accounts", /account \S+ is missing/],
    ["rejections", /rejection \S+ is gone from/],
  ])("of an item of %s that is missing", (table, complaint) => {
    const tampered = settledWith((tables) => ({ ...tables, [table]: tables[table]!.slice(1) }));
    expect(audit(tampered).join("\n")).toMatch(complaint);
  });

  it("of an account that lags behind its journal", () => {
    const tampered = settledWith((tables) => ({
      ...tables,
      accounts: tables["accounts"]!.map((item) => ({ ...item, version: Number(item["version"]) - 1 })),
    }));
    expect(audit(tampered).join("\n")).toMatch(/account \S+ stands at version \d, its journal at \d/);
  });
});

function pageOf(item: Item): PageBody {
  return JSON.parse(String(item["body"])) as PageBody;
}

function ownerOf(event: Event): unknown {
  return event.type === "wrote" ? event.item["owner"] : undefined;
}

function editTotals(accounts: PageBody["accounts"], county: string, fund: string, column: string): boolean {
  const account = accounts.find((one) => one["county"] === county && one.month !== undefined);
  const totals = (account?.["funds"] as Record<string, Record<string, number>> | undefined)?.[fund];
  if (totals === undefined) return false;
  totals[column]! += 1;
  return true;
}
