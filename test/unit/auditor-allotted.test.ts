import { beforeAll, describe, expect, it } from "vitest";
import { allottedMonths } from "../support/auditor-allotted.ts";
import { audit, withEvents, type Event } from "../support/auditor-history.ts";
import { published, rejection, statement, type Case, type Mutable, type Tamper } from "../support/auditor-tampers.ts";
import { allotmentMessage } from "../support/messages.ts";

// What the auditor says of allotments on statements and of refused ones; of those in journals and accounts auditor-allotments.test.ts.

let events: readonly Event[];
beforeAll(async () => {
  events = (await allottedMonths()).events;
});

function check(_: string, complaint: RegExp, tamper: Tamper): void {
  expect(audit(tamper(events)).join("\n")).toMatch(complaint);
}

const OCTOBER = "statements/2017-10/532822";
const POOL = "POOL#532822";

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
