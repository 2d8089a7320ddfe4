import { beforeAll, describe, expect, it } from "vitest";
import { Auditor } from "../simulator/auditor.ts";
import { allottedMonths, springOf2019 } from "../support/auditor-allotted.ts";
import { audit, bodyOf, withEvents, withItem, withPages, type Event } from "../support/auditor-history.ts";
import { entry, published, rejection, statement, type Case, type Entries, type Mutable, type Tamper } from "../support/auditor-tampers.ts";
import { allotmentMessage } from "../support/messages.ts";

let events: readonly Event[];
let spring: readonly Event[];
beforeAll(async () => {
  events = (await allottedMonths()).events;
  spring = (await springOf2019()).events;
});

function check(_: string, complaint: RegExp, tamper: Tamper): void {
  expect(audit(tamper(events)).join("\n")).toMatch(complaint);
}

const OCTOBER = "statements/2017-10/532822";
const POOL = "POOL#532822";

interface Part {
  headcount: number;
  amount: number;
  shares: number[];
  ratio: string;
}
const partsOf = (one: Entries[number]): Record<string, Part | undefined> => one["parts"] as Record<string, Part>;

/** An allotment changed: ALL-0001 is the family doctor's fee of 100 and 50 persons, A2 a premium of 33.33 for 7 and 3. */
const allotment = (id: string, change: (one: Entries[number]) => unknown): Tamper => entry(id, "allotment", change);
const lifted = (change: (part: Part) => unknown): Tamper => allotment("A2", (one) => change(partsOf(one)["lifted"]!));

describe("the auditor", () => {
  it("has nothing to say of what the product allots, and saw every end of an allotment", () => {
    expect(audit(events)).toEqual([]);
    expect(audit(spring)).toEqual([]);
    const codes = events.flatMap((event) => (event.type === "wrote" && event.table === "rejections" ? [bodyOf(event.item)["code"]] : []));
    expect(codes.sort()).toEqual([
      "conflict",
      "conflict",
      "future_settlement",
      "total_out_of_range",
      "unknown_policy",
      "unknown_unit_amount",
      "wrong_unit_amount",
    ]);
  });

  it("works out what is allotted by itself, as worked by hand", () => {
    const auditor = new Auditor();
    audit(events, auditor);
    const { allotments, allotmentTotals, allotmentRoundingDifference, rate, totals } = auditor.statement("2017-10", "532822");
    expect(allotments.map(({ memberName, item, count, headcount }) => [memberName, item, count, headcount.lifted, headcount.unlifted])).toEqual([
      ["勐海县人民医院", "familyDoctor", 1, 100, 50],
      ["资金池", "premium", 1, 7, 3],
      ["资金池", "assistanceSubsidy", 1, 0, 50],
    ]);
    // 7 × 33.33 = 233.31 as 10:3:12, 93.324 + 27.9972 + 111.9888; 3 × 33.33 = 99.99 as 15:2:8, 59.994 + 7.9992 + 31.9968.
    expect(allotmentTotals["premium"]).toMatchObject({ accrued: "333.30", shares: { province: "153.31", prefecture: "36.00", county: "143.99" } });
    // 333.30 and 50 × 10.00 and 150 × 12.00.
    expect(allotmentTotals["all"]).toMatchObject({ count: 3, accrued: "2633.30" });
    // 153.31 − 153.318, 36.00 − 35.9964, 143.99 − 143.9856.
    expect(allotmentRoundingDifference).toEqual({ province: "-0.01", prefecture: "0.00", county: "0.00" });
    expect(totals["all"]?.accrued).toBe("4950.00");
    expect(rate.month).toBe("0.0000");
  });

  it("lets an older version of the code divide by what it knew, the province's document alone", () => {
    const tampered = allotment("A2", (one) => {
      one["rule"] = "yunnan-2017@1/allotment.premium";
      partsOf(one)["lifted"] = { headcount: 7, amount: 23_331, shares: [9_332, 13_999, 0], ratio: "2:3:0" };
      partsOf(one)["unlifted"] = { headcount: 3, amount: 9_999, shares: [5_999, 4_000, 0], ratio: "3:2:0" };
    })(events);
    const complaint =
      /A2 .* premium of lifted follows yunnan-2017@1\/allotment.premium with 2:3:0, and should follow xishuangbanna-2017 with 10:3:12/;
    expect(audit(tampered).join("\n")).toMatch(complaint);
    expect(audit(tampered, new Auditor({ olderCode: true })).join("\n")).not.toMatch(/A2 /);
  });
});

describe("complains of an allotment", () => {
  it.each<Case>([
    [
      "of another item than sent",
      /allotment A2 .* none of the 1 .* its item is familyDoctor, sent was premium/,
      allotment("A2", (one) => (one["item"] = "familyDoctor")),
    ],
    ["of another time than sent", /allotment A2 .* its time is 2017-10-27/, allotment("A2", (one) => (one["time"] = "2017-10-27 10:00:00"))],
    ["for other heads than sent", /allotment A2 .* its lifted heads is 8, sent was 7/, lifted((part) => (part.headcount = 8))],
    ["for one status less", /allotment A2 .* its unlifted heads is 0, sent was 3/, allotment("A2", (one) => delete partsOf(one)["unlifted"])],
    [
      "of another amount a person than sent",
      /allotment A2 .* its amount a person is 3332, sent was 3333/,
      allotment("A2", (one) => (one["unitAmount"] = 3_332)),
    ],
    [
      "for another county than its pool's",
      /allotment A2 .* its county is 532823, sent was 532822/,
      allotment("A2", (one) => (one["county"] = "532823")),
    ],
    ["nobody sent", /allotment A99 .* was never sent/, allotment("A2", (one) => (one.id = "A99"))],
    [
      "that stands twice",
      /allotment A2 on page 1 of lane POOL#532822 stands on page 1 too/,
      (all) => withPages(all, ({ entries }) => entries.some(({ id }) => id === "A2") && entries.push({ ...entries[0]! }) > 0),
    ],
    [
      "of a message that must be refused",
      /allotment ALL-0001 .* is posted in spite of wrong_unit_amount/,
      (all) => {
        const sent = withEvents(all, (event) =>
          event.type === "sent" && event.body.includes('"ALL-0001"')
            ? { ...event, body: event.body.replace(/}$/, ',"unit_amount":"12.01"}') }
            : event,
        );
        return allotment("ALL-0001", (one) => (one["unitAmount"] = 1_201))(sent);
      },
    ],
    ["of an item no document has", /is of gift, which no document has in county 532822/, allotment("A2", (one) => (one["item"] = "gift"))],
    [
      "whose amount a person is its sender's, and the document has one",
      /ALL-0001 .* has its amount a person from message, and not from policy/,
      allotment("ALL-0001", (one) => (one["unitFrom"] = "message")),
    ],
    [
      "whose amount a person nobody knows to be the policy's",
      /A2 .* has its amount a person from policy, and not from message/,
      allotment("A2", (one) => (one["unitFrom"] = "policy")),
    ],
    [
      "with another amount a person than the document's",
      /ALL-0001 .* allots 1100 fen a person, and not 1200/,
      allotment("ALL-0001", (one) => (one["unitAmount"] = 1_100)),
    ],
    ["for nobody", /allotment A2 .* is for nobody/, allotment("A2", (one) => (one["parts"] = {}))],
    ["for no person of a status", /premium of lifted is for 0 persons/, lifted((part) => (part.headcount = 0))],
    ["for persons of no status", /premium of rich is for 7 persons/, allotment("A2", (one) => (one["parts"] = { rich: partsOf(one)["lifted"] }))],
    [
      "that is not heads times amount",
      /premium of lifted is 23332 fen, and 7 persons at 3333 fen are 23331/,
      lifted((part) => (part.amount = 23_332)),
    ],
    [
      "by another status's ratio",
      /premium of lifted follows \S+ with 15:2:8, and should follow xishuangbanna-2017 with 10:3:12/,
      lifted((part) => (part.ratio = "15:2:8")),
    ],
    [
      "by another item's rule",
      /premium of lifted follows xishuangbanna-2017@1\/allotment.familyDoctor with 10:3:12/,
      allotment("A2", (one) => (one["rule"] = "xishuangbanna-2017@1/allotment.familyDoctor")),
    ],
    [
      "by another document's rule",
      /premium of lifted follows yunnan-2017@1\/allotment.premium with 10:3:12/,
      allotment("A2", (one) => (one["rule"] = "yunnan-2017@1/allotment.premium")),
    ],
    [
      "with a fen moved between tiers",
      /premium of lifted has the shares 9333,2799,11199, and should have 9332,2800,11199/,
      lifted((part) => (part.shares = [9_333, 2_799, 11_199])),
    ],
    [
      "whose statuses are divided together",
      /premium of unlifted follows \S+ with 10:3:12, and should follow xishuangbanna-2017 with 15:2:8/,
      allotment("A2", (one) => (partsOf(one)["unlifted"] = { headcount: 3, amount: 9_999, shares: [4_000, 1_200, 4_799], ratio: "10:3:12" })),
    ],
    [
      "over 90 billion yuan",
      /allotment A2 .* raises premium of 201710#532822#POOL#532822 over 90 billion/,
      lifted((part) => (part.amount = 9_000_000_000_100)),
    ],
    [
      "in a month that is closed",
      /allotment A10 .* changes 201710 of county 532822, which lane \S+ has closed/,
      allotment("A10", (one) => ((one["month"] = "201710"), delete one["late"])),
    ],
    ["without a late mark", /allotment A10 .* of 201710 stands in 201711 and is not marked late/, allotment("A10", (one) => delete one["late"])],
    ["before its month", /allotment A2 .* stands in 201709, before its own month 201710/, allotment("A2", (one) => (one["month"] = "201709"))],
  ])("%s", check);

  it.each<Case>([
    [
      "below what the document demands",
      /allotment A1 .* allots 4999 fen a person, and not 5000 at least/,
      entry("A1", "allotment", (one) => (one["unitAmount"] = 4_999)),
    ],
    [
      "that is shared where the prefecture pays all",
      /premium of lifted has the shares 1,34999,0, and should have 0,35000,0/,
      entry("A1", "allotment", (one) => (partsOf(one)["lifted"]!.shares = [1, 34_999, 0])),
    ],
  ])("of Gansu %s", (_, complaint, tamper) => {
    expect(audit(tamper(spring)).join("\n")).toMatch(complaint);
  });
});

describe("complains of an account", () => {
  type Items = Record<string, Record<string, unknown> | undefined>;
  const stated = (change: (items: Items, account: Record<string, unknown>) => unknown): Tamper => {
    return (all) =>
      withPages(all, ({ accounts, lane, version }) => {
        const [account] = accounts;
        if (lane !== POOL || version !== 1 || account === undefined) return false;
        change(account["allotments"] as Items, account);
        return true;
      });
  };

  it.each<Case>([
    [
      "with another count",
      /account 201710#532822#POOL#532822 on page 1 says count of premium is 2, not 1/,
      stated((items) => (items["premium"]!["count"] = 2)),
    ],
    ["with other heads", /says headcountLifted of premium is 8, not 7/, stated((items) => (items["premium"]!["headcountLifted"] = 8))],
    ["with other unlifted heads", /says headcountUnlifted of premium is 4, not 3/, stated((items) => (items["premium"]!["headcountUnlifted"] = 4))],
    ["with another sum", /says accrued of premium is 1, not 33330/, stated((items) => (items["premium"]!["accrued"] = 1))],
    ["with other shares", /says county of premium is 0, not 14399/, stated((items) => (items["premium"]!["shares"] = [15_331, 3_600, 0]))],
    [
      "with another ratio",
      /says 33330 fen of premium 1:1:1, not 0|says 0 fen of premium 10:3:12, not/,
      stated((items) => (items["premium"]!["byRatio"] = { "1:1:1": 33_330 })),
    ],
    ["with an item that is none", /names an item tips/, stated((items) => (items["tips"] = items["premium"]))],
    ["without an item", /says count of premium is 0, not 1/, stated((items) => delete items["premium"])],
    ["with an item among its funds", /names a fund premium/, stated((items, account) => ((account["funds"] as Items)["premium"] = items["premium"]))],
    [
      "that states no allotments in so many words",
      /account 201711#532822#H53282200001 on page 4 states allotments, and has none/,
      (all) =>
        withPages(all, ({ accounts: [account], lane, version }) => {
          if (lane !== "H53282200001" || version !== 4) return false;
          account!["allotments"] = {};
          return true;
        }),
    ],
  ])("%s", check);

  it("of a pool that is prepaid", () => {
    const body = JSON.stringify({ type: "prepaid", county: "532822", institution: POOL, version: 0, balances: { premium: 1 } });
    const item = { period: "prepaid#53", owner: `532822#${POOL}`, version: 0, body };
    const tampered: Event[] = [...events, { type: "wrote", table: "accounts", item, before: undefined }];
    expect(audit(tampered)[0]).toMatch(/account prepaid#532822#POOL#532822 names a fund premium/);
  });

  it("of a pool that stands under another key", () => {
    const tampered = withItem(events, "accounts", (item) =>
      String(item["owner"]).includes("POOL#532823") ? { ...item, body: String(item["body"]).replace("POOL#532823", "POOL#532822") } : undefined,
    );
    expect(audit(tampered)[0]).toMatch(/account 201710#532823#POOL#532823 calls itself 201710#532823#POOL#532822/);
  });
});

describe("complains of a statement", () => {
  const json = (change: (one: Mutable) => unknown): Tamper => statement(OCTOBER, change);

  it.each<Case>([
    [
      "with other heads",
      /line POOL#532822 premium: headcountLifted is 8, and was ever 7/,
      json(({ allotments }) => (allotments[1]!.headcount = { lifted: 8, unlifted: 3 })),
    ],
    [
      "with another sum",
      /line POOL#532822 premium: its shares sum to 33330 fen, accrued − deducted are 33331/,
      json(({ allotments }) => (allotments[1]!.accrued = "333.31")),
    ],
    ["without an allotment", /has no line POOL#532822 assistanceSubsidy/, json(({ allotments }) => allotments.pop())],
    ["with an allotment twice", /has line POOL#532822 premium twice/, json(({ allotments }) => allotments.push(allotments[1]!))],
    [
      "with another name for the pool",
      /calls POOL#532822 POOL, and never was it called so/,
      json(({ allotments }) => (allotments[1]!.memberName = "POOL")),
    ],
    [
      "with allotments in another order",
      /has its members in the order POOL#532822,POOL#532822,H53282200001/,
      json(({ allotments }) => allotments.push(allotments.shift()!)),
    ],
    ["with an allotment of nobody", /has line H99 premium, and no account of it/, json(({ allotments }) => (allotments[1]!.member = "H99"))],
    [
      "with another total",
      /says accrued of premium is 33331 in total, its lines sum to 33330/,
      json(({ allotmentTotals }) => (allotmentTotals["premium"] = { ...allotmentTotals["premium"]!, accrued: "333.31" })),
    ],
    [
      "with other heads in total",
      /says unlifted heads of all is 0 in total, its lines sum to 103/,
      json(({ allotmentTotals }) => (allotmentTotals["all"] = { ...allotmentTotals["all"]!, headcount: { lifted: 107, unlifted: 0 } })),
    ],
    [
      "with other lifted heads in total",
      /says lifted heads of all is 0 in total, its lines sum to 107/,
      json(({ allotmentTotals }) => (allotmentTotals["all"] = { ...allotmentTotals["all"]!, headcount: { lifted: 0, unlifted: 103 } })),
    ],
    [
      "with another count in total",
      /says count of all is 4 in total, its lines sum to 3/,
      json(({ allotmentTotals }) => (allotmentTotals["all"] = { ...allotmentTotals["all"]!, count: 4 })),
    ],
    [
      "with other shares in total",
      /says the share of county of premium is 0 in total/,
      json(
        ({ allotmentTotals }) =>
          (allotmentTotals["premium"] = { ...allotmentTotals["premium"]!, shares: { province: "153.31", prefecture: "36.00", county: "0.00" } }),
      ),
    ],
    ["without a total of all", /has allotments of all and no total/, json((one) => delete (one.allotmentTotals as Record<string, unknown>)["all"])],
    [
      "with the total of no line",
      /has allotments of backstopSubsidy and no total, or a total and no lines/,
      json(({ allotmentTotals }) => (allotmentTotals["backstopSubsidy"] = allotmentTotals["premium"]!)),
    ],
    [
      "with another rounding difference",
      /has a rounding difference of allotments of province of 0 fen, and it was ever from -80 to -80 hundredths/,
      json((one) => (one.allotmentRoundingDifference = { province: "0.00", prefecture: "0.00", county: "0.00" })),
    ],
    [
      "with the allotments in the funds' rounding difference",
      /has a rounding difference of province of -1 fen, and it was ever from 0 to 0/,
      json((one) => (one.roundingDifference = one.allotmentRoundingDifference)),
    ],
    [
      "whose pool is as it never was",
      /shows 201710#532822#H53282200001 as it never was/,
      json(({ allotments }) => Object.assign(allotments[0]!, { count: 0 })),
    ],
    [
      "whose table has other heads",
      /532822.csv line POOL#532822 premium: headcountUnlifted is 4, and was ever from 0 to 3/,
      published(`${OCTOBER}.csv`, (body) => body.replace(",7,3,", ",7,4,")),
    ],
    [
      "whose table lacks a column of allotments",
      /532822.csv is no such table/,
      published(`${OCTOBER}.csv`, (body) => body.replace(",按人头县级分担", "")),
    ],
    [
      "whose table has an allotment in a fund's row",
      /532822.csv is no such table/,
      published(`${OCTOBER}.csv`, (body) => body.replace(",1,1,2,,", ",1,1,2,参保个人缴费补贴,")),
    ],
    [
      "whose table has a figure of an allotment in a fund's row",
      /532822.csv is no such table/,
      published(`${OCTOBER}.csv`, (body) => body.replace(",1,1,2,,,", ",1,1,2,,9,")),
    ],
    [
      "whose table has a fund's figure in an allotment's row",
      /532822.csv is no such table/,
      published(`${OCTOBER}.csv`, (body) => body.replace("资金池,,,", "资金池,,9,")),
    ],
    [
      "made at rest with another sum",
      /532822.json differs from the books: \.allotments\.1\.accrued is "333.31", and should be "333.30"/,
      published(`${OCTOBER}.json`, (body) => body.replace('"333.30"', '"333.31"'), true),
    ],
    [
      "made at rest with another rounding difference",
      /differs from the books: \.allotmentRoundingDifference\.province is "0.01"/,
      published(`${OCTOBER}.json`, (body) => body.replace('"-0.01"', '"0.01"'), true),
    ],
    [
      "whose table made at rest has another share",
      /532822.csv differs from the books: line \d is .*143.98/,
      published(`${OCTOBER}.csv`, (body) => body.replace("143.99", "143.98"), true),
    ],
  ])("%s", check);

  it("that is missing, although all there is of the county was allotted", () => {
    const tampered = events.filter((event) => event.type !== "published" || event.key !== "statements/2017-10/532823.json");
    expect(audit(tampered).join("\n")).toMatch(/2017-10\/532823.json is missing, although the month was closed for 5328/);
  });
});

describe("complains of a refusal", () => {
  it.each<Case>([
    ["with another severity", /has severity alarm, documented is notice/, rejection("A6", () => ({ severity: "alarm" }))],
    ["with another severity, of an amount nobody knows", /has severity alarm, documented is notice/, rejection("A5", () => ({ severity: "alarm" }))],
    [
      "for an amount nobody knows that is known",
      /is not right: wrong_unit_amount comes first/,
      rejection("A6", () => ({ code: "unknown_unit_amount" })),
    ],
    [
      "of what may be posted",
      /is not right: its amount a person is known/,
      rejection("ALL-0001", () => ({ code: "unknown_unit_amount", severity: "notice" })),
    ],
    [
      "for a wrong amount that is right",
      /is not right: its amount a person is right/,
      rejection("ALL-0001", () => ({ code: "wrong_unit_amount", severity: "notice" })),
    ],
    ["before its day has come", /is not right: future_settlement comes first/, rejection("A7", () => ({ code: "unknown_unit_amount" }))],
    [
      "with another amount allowed",
      /is not right: it states 15.00 and 12.00 is allowed, the rejection says/,
      rejection("A6", () => ({ numbers: { stated: "15.00", allowed: "13.00" } })),
    ],
    [
      "with another amount stated",
      /is not right: it states 15.00 and 12.00 is allowed, the rejection says/,
      rejection("A6", () => ({ numbers: { stated: "12.00", allowed: "12.00" } })),
    ],
    [
      "for a day that has come",
      /is not right: unknown_unit_amount comes first|its time .* was not after/,
      rejection("A5", () => ({ code: "future_settlement" })),
    ],
    [
      "for a total that is far",
      /is not right: all that was sent is 100000000\.\d\d|is not right: all that was sent is/,
      rejection("ALL-0001", () => ({ code: "total_out_of_range" })),
    ],
    ["for no rule where there is one", /is not right: wrong_unit_amount comes first/, rejection("A6", () => ({ code: "unknown_policy" }))],
    ["for a conflict with nothing", /is not right: no allotment A8 is posted/, rejection("A8", () => ({ code: "conflict" }))],
    ["that names another payee", /of H9 in 532822 is of allotment A6 of H53282200001 in 532822/, rejection("A6", () => ({ fixmedins_code: "H9" }))],
    ["that names no pool", /of POOL#532822 in 532822 is of allotment A5 of POOL in 532822/, rejection("A5", () => ({ fixmedins_code: POOL }))],
    ["that names another id", /is of allotment A5 of POOL in 532822/, rejection("A5", () => ({ id: "A55" }))],
    ["that names another kind", /is of allotment A5 of POOL in 532822/, rejection("A5", () => ({ kind: "advance" }))],
    ["that names another county", /of POOL in 532823 is of allotment A5 of POOL in 532822/, rejection("A5", () => ({ insu_admdvs: "532823" }))],
  ])("%s", check);

  it("before its day has come, also for a wrong amount", () => {
    const sent = allotmentMessage({ allotment_id: "A6", unit_amount: "15.00" });
    const tampered = rejection("A6", (body) => ({
      original: String(body["original"]).replace("2017-10-26", "2018-10-26"),
    }))(
      withEvents(events, (event) =>
        event.type === "sent" && event.body === JSON.stringify(sent) ? { ...event, body: event.body.replace("2017-10-26", "2018-10-26") } : event,
      ),
    );
    expect(audit(tampered).join("\n")).toMatch(/wrong_unit_amount of allotment A6\) is not right: future_settlement comes first/);
  });

  it("of a message that is lost", () => {
    const tampered = events.toSpliced(0, 0, { type: "sent", body: JSON.stringify(allotmentMessage({ allotment_id: "LOST", payee: "POOL" })) });
    expect(audit(tampered)[0]).toBe("allotment LOST of POOL#532822 is lost: neither posted nor rejected");
  });
});
