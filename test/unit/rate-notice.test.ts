import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Notice } from "../../shared/notice/notice.ts";
import { WATCH_METRICS } from "../../shared/watch/metric-names.ts";
import { rateFields, SUBJECT_CHARACTERS } from "../../shared/watch/rate-message.ts";
import { nextRateNotice, rateKey } from "../../shared/watch/rate-notice.ts";
import { watchRegion, type RegionWatch } from "../../shared/watch/region-watch.ts";
import { account, totals } from "../support/statement-accounts.ts";

const WEEK = 7;
const ID = "rate#53#2017#532822@1";

/** 勐海县 with 100.00 due on 5 December, of which so much is paid. */
function menghai(day: string, paidFen: number, name = "勐海县人民医院"): RegionWatch {
  const funds = { basic: totals({ count: 1, accrued: 100_00, disbursed: paidFen }) };
  const one = account("201710", "532822", "H53282200001", funds, { closedOn: "2017-11-05", institutionName: name });
  return watchRegion("532822", [one], day, () => 30);
}

/** What is stored once the notice was sent. */
function told(watch: RegionWatch, current?: Notice): Notice {
  const version = (current?.version ?? 0) + 1;
  const id = `rate#53#2017#532822@${version}`;
  const next = nextRateNotice(current, id, watch, WEEK);
  if (next === undefined) throw new Error("nothing was told");
  return { ...rateKey(watch), ...next, version: version + 1, announced: true, claimedAtEpochMs: 0 };
}

const tells = (current: Notice | undefined, watch: RegionWatch): string | undefined =>
  nextRateNotice(current, "x", watch, WEEK)?.message.attributes["news"];

describe("what is told of a rate", () => {
  const low = told(menghai("2017-12-05", 84_99));

  it("stands by province, year and region", () => {
    expect(rateKey({ region: "532822", ofYear: "2017" })).toEqual({ series: "rate#53", topic: "2017#532822" });
  });

  it("is nothing of a region that was never low", () => {
    expect(tells(undefined, menghai("2017-12-04", 0))).toBeUndefined();
    expect(tells(undefined, menghai("2017-12-05", 85_00))).toBeUndefined();
  });

  it("is that it fell below 85 %, by one fen too", () => {
    expect(low).toMatchObject({ state: "low", since: "2017-12-05", asOf: "2017-12-05", change: ID, message: { id: ID } });
    expect(tells(undefined, menghai("2017-12-05", 84_99))).toBe("low");
  });

  it("is nothing for six days, then that it is low still, a week after the last message", () => {
    expect(tells(low, menghai("2017-12-05", 50_00))).toBeUndefined();
    expect(tells(low, menghai("2017-12-11", 84_99))).toBeUndefined();
    expect(tells(low, menghai("2017-12-12", 84_99))).toBe("reminder");
    const reminded = told(menghai("2017-12-13", 84_99), low);
    expect(reminded).toMatchObject({ state: "low", since: "2017-12-05", asOf: "2017-12-13", change: ID, message: { id: "rate#53#2017#532822@3" } });
    expect(tells(reminded, menghai("2017-12-19", 84_99))).toBeUndefined();
    expect(tells(reminded, menghai("2017-12-20", 84_99))).toBe("reminder");
  });

  it("is that it is reached, or that nothing is due any more", () => {
    const reached = told(menghai("2017-12-06", 85_00), low);
    expect(reached).toMatchObject({ state: "ok", since: "2017-12-06", change: "rate#53#2017#532822@3" });
    expect(reached.message.text).toContain("自 2017-12-05 起低于要求，2017-12-06 起已达要求。");
    expect(tells(reached, menghai("2017-12-20", 85_00))).toBeUndefined();
    expect(told(menghai("2017-12-20", 0), reached)).toMatchObject({ state: "low", since: "2017-12-20", change: "rate#53#2017#532822@5" });
    const none = { ...menghai("2017-12-06", 0), state: "none" as const };
    expect(told(none, low)).toMatchObject({ state: "none", message: { attributes: { news: "over", state: "none" } } });
  });

  it("is nothing where an earlier day is looked at than was spoken of", () => {
    const reminded = told(menghai("2017-12-13", 84_99), low);
    expect(tells(reminded, menghai("2017-12-12", 85_00))).toBeUndefined();
    expect(tells(reminded, menghai("2017-12-13", 85_00))).toBe("over");
  });
});

describe("a message", () => {
  it("says where, how much, to whom and since when, and the same for a program in its last line", () => {
    const { message } = told(menghai("2017-12-05", 60_00));
    expect(message.subject).toBe("【拨付率预警】勐海县 2017年到期拨付率60.00 %，低于85 %，尚须拨付25.00元");
    expect(message.attributes).toEqual({
      kind: "rate",
      news: "low",
      region: "532822",
      level: "county",
      year: "2017",
      state: "low",
      change_id: ID,
      notice_id: ID,
    });
    const lines = message.text.split("\n");
    // October to December have 92 days, 31 of them passed since 5 November: 60 × 92 ÷ 31 = 178.06… of 300.00.
    expect(lines.slice(0, -1)).toEqual([
      "勐海县（532822，县级）2017年度到期拨付率，截至2017-12-05：",
      "到期应拨（核定） 100.00 元，已拨 60.00 元，到期拨付率 60.00 %，要求不低于 85 %。",
      "自 2017-12-05 起低于要求。尚须拨付 25.00 元，方达 85 %。",
      "本年已月结月份合计：核定 100.00 元，已拨 60.00 元，拨付率 60.00 %。",
      "最近月结月份 2017-10：核定 100.00 元，已拨 60.00 元，拨付率 60.00 %。",
      "按目前进度，全年拨付率预计 59.35 %。",
      "差额最大的定点医药机构：",
      "  1. 勐海县人民医院（H53282200001）：到期应拨 100.00 元，已拨 60.00 元，拨付率 60.00 %，尚差 25.00 元",
      "请优先安排向上述机构拨付。",
      `通知编号 ${ID}`,
      "",
    ]);
    expect(rateFields(message.text)).toEqual({
      kind: "rate",
      news: "low",
      id: ID,
      change: ID,
      lowSince: "2017-12-05",
      requirement: "0.85",
      ...menghai("2017-12-05", 60_00),
    });
  });

  it("is shown in docs/alarms.md word for word", () => {
    const alarms = readFileSync(join(import.meta.dirname, "../../docs/alarms.md"), "utf8");
    const low = told(menghai("2017-12-05", 60_00));
    const json = low.message.text.split("\n").at(-1) ?? "";
    expect(alarms).toContain(
      `${low.message.subject}\n\n${low.message.text.slice(0, -json.length)}${json.slice(0, json.indexOf("requirement") - 1)}…}`,
    );
    expect(alarms).toContain(told(menghai("2017-12-06", 90_00), low).message.subject);
    for (const name of Object.keys(low.message.attributes)) expect(alarms).toContain(`\`${name}\``);
    for (const name of Object.values(WATCH_METRICS)) expect(alarms).toContain(`\`${name}\``);
  });

  it("names the institutions no more once the rate is reached", () => {
    const { subject, text } = told(menghai("2017-12-06", 90_00), told(menghai("2017-12-05", 0))).message;
    expect(subject).toBe("【拨付率恢复】勐海县 2017年到期拨付率已达90.00 %");
    expect(text).not.toContain("机构");
  });

  it("keeps a name from breaking its lines", () => {
    const { text } = told(menghai("2017-12-05", 0, "医院\n\u202e{}")).message;
    expect(text).toContain("医院\\u000a\\u202e{}（H53282200001）");
    expect(rateFields(text).worst[0]?.name).toBe("医院\n\u202e{}");
  });

  it("has a subject that SNS takes, also where it would be too long", () => {
    const watch = { ...menghai("2017-12-05", 0), name: "长".repeat(200) };
    expect(told(watch).message.subject).toHaveLength(SUBJECT_CHARACTERS);
  });
});
