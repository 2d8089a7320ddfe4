import { describe, expect, it } from "vitest";
import { accountKeyText, emptyAccount, type AccountKey, type MonthAccount } from "../../shared/lane/account.ts";
import { decideBatch, type Decided, type Verdict } from "../../shared/lane/decide.ts";
import type { Entry } from "../../shared/lane/entry.ts";
import { judge } from "../../shared/lane/judge.ts";
import { LaneView, StaleViewError, type Missing } from "../../shared/lane/lane-view.ts";
import { decodePage } from "../../shared/lane/page.ts";
import type { LaneRecord } from "../../shared/lane/record.ts";
import { advance, closing, deduction, disbursement, LANE, MENGHAI, MENGLA, openLane, prepayment, reversal } from "../support/lane.ts";

type Tables = ReturnType<typeof openLane>["store"]["tables"];

const OPTIONS = { deferAttempts: 3 };
const NOTHING: Missing = { index: [], accounts: [], calendars: [], pages: [], unborn: [] };
const keyOfPeriod = (period: string, county = MENGHAI): AccountKey => ({ period, county, institution: LANE });

function viewOf(tables: Tables): LaneView {
  const newest = [...(tables.pages.get(LANE)?.values() ?? [])].at(-1);
  return new LaneView(LANE, newest === undefined ? undefined : decodePage(newest));
}

/** Decides on one record alone, and says what the judge said of it. */
function decideOne(view: LaneView, record: LaneRecord): { readonly verdict: Verdict; readonly decided: Decided } {
  const verdicts: Verdict[] = [];
  const decided = decideBatch(view, [record], (batch, one) => {
    const verdict = judge(batch, one, OPTIONS);
    verdicts.push(verdict);
    return verdict;
  });
  return { verdict: verdicts[0]!, decided };
}

/** What may be loaded next, each thing a step of its own, by name. */
function stepsOf(missing: Missing, tables: Tables, view: LaneView): (readonly [string, () => void])[] {
  const calendarOf = (county: string) => [...tables.calendars.values()].filter((one) => one.county === county);
  const stored = <T>(one: T | undefined): T[] => (one === undefined ? [] : [one]);
  return [
    ...missing.index.map((key) =>
      step(key, () => {
        view.learnIndex([key], stored(tables.index.get(LANE)?.get(key)));
      }),
    ),
    ...missing.accounts.map((key) =>
      step(accountKeyText(key), () => {
        view.learnAccounts([key], stored(tables.accounts.get(accountKeyText(key))));
      }),
    ),
    ...missing.calendars.map((county) =>
      step(county, () => {
        view.learnCalendars([county], calendarOf(county));
      }),
    ),
    ...missing.pages.map((version) =>
      step(`page ${version}`, () => {
        view.learnPage(decodePage(tables.pages.get(LANE)!.get(version)!));
      }),
    ),
    ...missing.unborn.map((key) =>
      step(`birth of ${accountKeyText(key)}`, () => {
        view.learnBirth(key);
        view.learnCalendars([key.county], calendarOf(key.county));
      }),
    ),
  ];
}

const step = (name: string, load: () => void) => [name, load] as const;

/**
 * Decides on the record again and again, loading one thing at a time: `late` is put off while there is anything else to load. What the judge said
 * each time, the last word last, and all that was loaded.
 */
function decideStepByStep(
  tables: Tables,
  record: LaneRecord,
  late = "",
): { readonly verdicts: readonly Verdict[]; readonly loaded: readonly string[] } {
  const view = viewOf(tables);
  const verdicts: Verdict[] = [];
  const loaded: string[] = [];
  while (loaded.length < 30) {
    verdicts.push(decideOne(view, record).verdict);
    const missing = view.takeMissing();
    if (missing === undefined) return { verdicts, loaded };
    const steps = stepsOf(missing, tables, view);
    const [name, load] = steps.find(([one]) => one !== late) ?? steps[0]!;
    loaded.push(name);
    load();
  }
  throw new Error(`still asks for something after loading ${loaded.join()}`);
}

/**
 * October closed with a deduction of S2, R1 for S1 and half of S3 paid; S4 stands in November, which is open; S5 is insured in Mengla. The newest
 * page says nothing of Menghai, so that index, accounts and older pages have to be loaded.
 */
async function laneWithHistory() {
  const lane = openLane();
  await lane.post(advance("S1", { basic: 100 }), advance("S2", { basic: 100 }, { name: "勐海县人民医院" }), advance("S3", { critical: 100 }));
  await lane.close();
  await lane.post(reversal("R1", "S1"), deduction("D1", "basic", 25, { settlementId: "S2" }), disbursement("B1", "critical", 50));
  await lane.post(advance("S4", { basic: 7 }, { time: "2017-11-01 08:00:00", name: "勐海县医院" }), prepayment("P1", "basic", 5));
  await lane.post(advance("S5", { basic: 1 }, { county: MENGLA }));
  return lane;
}

const rejected = (code: string): unknown => ({ reason: expect.objectContaining({ code }) as unknown });
const posted = (entry: Partial<Entry>): unknown => ({ entry: expect.objectContaining(entry) as unknown });

const cases: readonly (readonly [string, LaneRecord, unknown])[] = [
  ["an advance of an open month", advance("S6", { basic: 5 }, { time: "2017-11-09 08:00:00" }), posted({ kind: "advance", month: "201711" })],
  ["an advance of a closed month", advance("S6", { basic: 5 }), posted({ kind: "advance", month: "201711", late: true })],
  ["an advance of a month nobody has posted to", advance("S6", { basic: 5 }, { time: "2018-03-01 08:00:00" }), posted({ month: "201803" })],
  ["an advance posted before", advance("S3", { critical: 100 }), "already_applied"],
  ["an advance posted before with other content", advance("S3", { critical: 99 }), rejected("conflict")],
  ["a reversal of an advance", reversal("R2", "S3"), posted({ kind: "reversal", month: "201711", original: "S3" })],
  ["a reversal of an advance with a deduction", reversal("R2", "S2"), posted({ kind: "reversal", original: "S2" })],
  ["a reversal of a reversed advance", reversal("R2", "S1"), rejected("already_reversed")],
  ["a reversal of a reversal", reversal("R2", "R1"), rejected("unknown_original")],
  ["a reversal of an advance nobody has posted", reversal("R2", "S9"), "deferred"],
  ["a reversal of an advance insured elsewhere", reversal("R2", "S5"), rejected("unknown_original")],
  ["a deduction of an advance", deduction("D2", "critical", 1, { settlementId: "S3" }), posted({ kind: "deduction", original: "S3" })],
  ["a deduction of an advance with a deduction", deduction("D2", "basic", 1, { settlementId: "S2" }), posted({ kind: "deduction" })],
  ["a deduction of a reversed advance", deduction("D2", "basic", 1, { settlementId: "S1" }), rejected("already_reversed")],
  ["a deduction of an advance of another month", deduction("D2", "basic", 1, { settlementId: "S4" }), rejected("unknown_original")],
  ["a deduction of an unknown advance", deduction("D2", "basic", 1, { settlementId: "S9" }), rejected("unknown_original")],
  ["a deduction of a closed month", deduction("D2", "critical", 1, "lifted"), posted({ kind: "deduction", month: "201710" })],
  ["a deduction of an open month", deduction("D2", "basic", 1, "lifted", { month: "201711" }), rejected("month_not_closed")],
  ["a deduction of a closed month without an account", deduction("D2", "basic", 1, "lifted", { month: "201709" }), rejected("exceeds_payable")],
  ["a prepayment", prepayment("P2", "basic", 5), posted({ kind: "prepayment" })],
  ["a disbursement of what is left", disbursement("B2", "critical", 50), posted({ kind: "disbursement", month: "201710" })],
  ["a disbursement of more", disbursement("B2", "critical", 51), rejected("exceeds_payable")],
  ["a disbursement of an open month", disbursement("B2", "basic", 1, { month: "201711" }), rejected("month_not_closed")],
  ["a close of an open month", closing("201711"), posted({ kind: "close", month: "201711" })],
  ["a close of a closed month", closing("201710"), "already_applied"],
  ["a close of a month without an account", closing("201712"), "already_applied"],
];

describe("the verdict on a record", () => {
  it.each(cases)("of %s is unknown until it is what it will be, whatever is loaded last", async (_what, record, expected) => {
    const { store } = await laneWithHistory();
    const { loaded } = decideStepByStep(store.tables, record);
    expect(loaded).not.toEqual([]);
    for (const late of loaded) {
      const { verdicts } = decideStepByStep(store.tables, record, late);
      const last = verdicts.at(-1);
      expect(last).toEqual(expected);
      for (const verdict of verdicts) if (verdict !== "unknown") expect(verdict).toStrictEqual(last);
    }
  });

  it.each<readonly [string, LaneRecord, Partial<Missing>]>([
    ["an advance", advance("S1", { basic: 1 }), { index: ["advance#S1"], accounts: [keyOfPeriod("201710")], calendars: [MENGHAI] }],
    ["a reversal", reversal("R1", "S1"), { index: ["reversal#R1", "reversed#S1", "deducted#0#S1", "advance#S1", "reversal#S1"] }],
    [
      "a deduction of a status",
      deduction("D1", "basic", 1, "lifted"),
      { index: ["deduction#D1"], accounts: [keyOfPeriod("201710")], calendars: [MENGHAI] },
    ],
    ["a prepayment", prepayment("P1", "basic", 1), { index: ["prepayment#P1"], accounts: [keyOfPeriod("prepaid")] }],
    ["a disbursement", disbursement("B1", "basic", 1), { index: ["disbursement#B1"], accounts: [keyOfPeriod("201710")], calendars: [MENGHAI] }],
    ["a close", closing(), { accounts: [keyOfPeriod("201710"), keyOfPeriod("prepaid")] }],
  ])("of %s asks at once for all that can be known to be needed, and for nothing else", (_what, record, missing) => {
    const view = new LaneView(LANE, undefined);
    expect(decideOne(view, record).verdict).toBe("unknown");
    expect(view.takeMissing()).toEqual({ ...NOTHING, ...missing });
  });

  it("throws where an account is closed that its calendar has open: what was read does not fit together", () => {
    const view = new LaneView(LANE, undefined);
    view.learnIndex(["advance#S1"], []);
    view.learnAccounts([keyOfPeriod("201710")], [{ ...(emptyAccount(keyOfPeriod("201710")) as MonthAccount), version: 3, state: "closed" }]);
    view.learnCalendars([MENGHAI], []);
    const decide = () => decideOne(view, advance("S1", { basic: 1 }));
    expect(decide).toThrow(StaleViewError);
    expect(decide).toThrow(`account 201710 ${MENGHAI} of lane ${LANE} is closed although its calendar has it open`);
  });

  it("leaves a name out of the entry, not empty in it, where the record has none and the account has", async () => {
    const { store } = await laneWithHistory();
    const { verdicts } = decideStepByStep(store.tables, advance("S6", { basic: 5 }, { time: "2017-10-25 09:30:00" }));
    expect(verdicts.at(-1)).not.toHaveProperty("entry.institutionName");
  });
});

describe("why an original is not found", () => {
  it("is said in English and in Chinese", async () => {
    const lane = await laneWithHistory();
    const details = async (record: Parameters<typeof lane.reject>[0]) => (await lane.reject(record)).details;
    const never = { why: "this institution has posted no advance of that id", whyZh: "该机构没有此编号的垫付" };
    const elsewhere = { why: `it is insured in county ${MENGLA}`, whyZh: `其参保地为${MENGLA}` };
    const otherMonth = { why: "it stands in month 201711", whyZh: "其记账月份为201711" };
    const itself = { why: "it is itself a reversal, which can't be reversed", whyZh: "该记录本身是冲正，不能再冲正" };
    expect(await details(reversal("R2", "S9", { attempt: 3 }))).toEqual({ settlementId: "S9", ...never });
    expect(await details(reversal("R2", "R1"))).toEqual({ settlementId: "R1", ...itself });
    expect(await details(reversal("R2", "S5"))).toEqual({ settlementId: "S5", ...elsewhere });
    expect(await details(deduction("D2", "basic", 1, { settlementId: "S9" }))).toEqual({ settlementId: "S9", ...never });
    expect(await details(deduction("D2", "basic", 1, { settlementId: "S5" }))).toEqual({ settlementId: "S5", ...elsewhere });
    expect(await details(deduction("D2", "basic", 1, { settlementId: "S4" }))).toEqual({ settlementId: "S4", ...otherMonth });
  });
});
