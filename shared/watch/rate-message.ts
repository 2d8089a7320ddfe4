import type { Day } from "../calendar/day.ts";
import { REQUIRED_RATE } from "../money/rate.ts";
import type { NoticeMessage } from "../notice/notice.ts";
import type { RegionLevel } from "../region/region.ts";
import { escapeControls } from "../statement/escape-controls.ts";
import { groupThousands, percent } from "../statement/terminal-text.ts";
import type { RegionWatch } from "./region-watch.ts";
import type { WaitingInstitution } from "./worst-institutions.ts";

/** What a message of a rate says first: a region became low, is low still, or is low no longer. */
export type RateNews = "low" | "reminder" | "over";

/** SNS: a subject has less than a hundred characters. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
export const SUBJECT_CHARACTERS = 99;

const LEVELS: Readonly<Record<RegionLevel, string>> = { province: "省级", prefecture: "州市级", county: "县级" };

interface Told {
  readonly id: string;
  readonly change: string;
  readonly news: RateNews;
  /** The day from which the region is, or was, low. */
  readonly lowSince: Day;
  readonly watch: RegionWatch;
}

/** A message a person can act on, whose last line says the same as JSON. Amounts in yuan. */
export function rateMessage(told: Told): NoticeMessage {
  const { id, change, news, watch } = told;
  const { region, level, state, ofYear } = watch;
  return {
    id,
    subject: subjectOf(told).slice(0, SUBJECT_CHARACTERS),
    text: [...linesOf(told), "", JSON.stringify(fieldsOf(told))].join("\n"),
    attributes: {
      kind: "rate",
      news,
      region,
      level,
      year: ofYear,
      state,
      change_id: change,
      notice_id: id,
    },
  };
}

function subjectOf({ news, watch: { name, ofYear, due, state, shortfall } }: Told): string {
  if (news === "over")
    return state === "ok" ? `【拨付率恢复】${name} ${ofYear}年到期拨付率已达${percent(due.rate)}` : `【拨付率恢复】${name} ${ofYear}年已无到期应付款`;
  const title = news === "low" ? "拨付率预警" : "拨付率催办";
  return `【${title}】${name} ${ofYear}年到期拨付率${percent(due.rate)}，低于${REQUIRED_RATE.percent} %，尚须拨付${groupThousands(shortfall)}元`;
}

function linesOf({ id, news, lowSince, watch }: Told): string[] {
  const { region, name, level, day, ofYear, due, year, state, shortfall, forecast, worst } = watch;
  const low = news !== "over";
  return [
    `${name}（${region}，${LEVELS[level]}）${ofYear}年度到期拨付率，截至${day}：`,
    `到期应拨（核定） ${groupThousands(due.payable)} 元，已拨 ${groupThousands(due.disbursed)} 元，到期拨付率 ${percent(due.rate)}，要求不低于 ${REQUIRED_RATE.percent} %。`,
    low
      ? `自 ${lowSince} 起低于要求。尚须拨付 ${groupThousands(shortfall)} 元，方达 ${REQUIRED_RATE.percent} %。`
      : `自 ${lowSince} 起低于要求，${day} 起${state === "ok" ? "已达要求" : "已无到期应付款"}。`,
    `本年已月结月份合计：核定 ${groupThousands(year.payable)} 元，已拨 ${groupThousands(year.disbursed)} 元，拨付率 ${percent(year.rate)}。`,
    ...monthLines(watch),
    `按目前进度，全年拨付率预计 ${percent(forecast)}。`,
    ...(low && worst.length > 0 ? ["差额最大的定点医药机构：", ...worst.map(institutionLine), "请优先安排向上述机构拨付。"] : []),
    `通知编号 ${id}`,
  ];
}

function monthLines({ latestMonth, month }: RegionWatch): string[] {
  if (latestMonth === null || month === null) return [];
  return [
    `最近月结月份 ${latestMonth}：核定 ${groupThousands(month.payable)} 元，已拨 ${groupThousands(month.disbursed)} 元，拨付率 ${percent(month.rate)}。`,
  ];
}

/** Names come from hospitals. */
function institutionLine({ institution, name, payable, disbursed, rate, shortfall }: WaitingInstitution, place: number): string {
  const [code, title] = [escapeControls(institution), escapeControls(name)];
  const called = title === code ? code : `${title}（${code}）`;
  return `  ${place + 1}. ${called}：到期应拨 ${groupThousands(payable)} 元，已拨 ${groupThousands(disbursed)} 元，拨付率 ${percent(rate)}，尚差 ${groupThousands(shortfall)} 元`;
}

/** The message for a program. */
export interface RateFields extends RegionWatch {
  readonly kind: "rate";
  readonly news: RateNews;
  readonly id: string;
  readonly change: string;
  readonly lowSince: Day;
  readonly requirement: string;
}

function fieldsOf({ id, change, news, lowSince, watch }: Told): RateFields {
  return { kind: "rate", news, id, change, lowSince, requirement: REQUIRED_RATE.text, ...watch };
}

/** Reads the last line of a message. */
export function rateFields(text: string): RateFields {
  return JSON.parse(text.slice(text.lastIndexOf("\n") + 1)) as RateFields;
}
