import { describe, expect, it } from "vitest";
import {
  formatMonth,
  isLocalTime,
  lastDayOf,
  laterMonth,
  monthOf,
  monthsOfYear,
  nextMonth,
  parseMonth,
  previousMonth,
  toLocalTime,
} from "../../shared/calendar/month.ts";

describe("a month", () => {
  it.each([
    ["201710", "201710"],
    ["2017-10", "201710"],
    ["201701", "201701"],
    ["201712", "201712"],
  ])("is read from %s", (text, month) => {
    expect(parseMonth(text)).toBe(month);
  });

  it.each(["", "2017", "20171", "201700", "201713", "2017-1", "2017/10", "201710 ", " 201710", "2017-10-01", "17-10", "２０１７１０", "previous"])(
    "is not read from %j",
    (text) => {
      expect(parseMonth(text)).toBeUndefined();
    },
  );

  it("is followed and preceded by its neighbours, across the year", () => {
    expect(nextMonth("201709")).toBe("201710");
    expect(nextMonth("201712")).toBe("201801");
    expect(previousMonth("201710")).toBe("201709");
    expect(previousMonth("201801")).toBe("201712");
    expect(monthsOfYear("2017").slice(0, -1).map(nextMonth)).toEqual(monthsOfYear("2017").slice(1));
  });

  it("is one of the twelve of its year", () => {
    expect(monthsOfYear("2017")).toEqual([
      "201701",
      "201702",
      "201703",
      "201704",
      "201705",
      "201706",
      "201707",
      "201708",
      "201709",
      "201710",
      "201711",
      "201712",
    ]);
  });

  it("is the later of two in time", () => {
    expect(laterMonth("201712", "201801")).toBe("201801");
    expect(laterMonth("201801", "201712")).toBe("201801");
    expect(laterMonth("201710", "")).toBe("201710");
  });

  it("is written for people with a hyphen", () => {
    expect(formatMonth("201710")).toBe("2017-10");
  });

  it.each([
    ["201710", "2017-10-31"],
    ["201711", "2017-11-30"],
    ["201712", "2017-12-31"],
    ["201702", "2017-02-28"],
    ["202002", "2020-02-29"],
    ["190002", "1900-02-28"],
    ["200002", "2000-02-29"],
  ])("%s ends on %s", (month, day) => {
    expect(lastDayOf(month)).toBe(day);
  });
});

describe("every month from 1900 to 2199", () => {
  const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const months = Array.from({ length: 300 * 12 }, (_, place) => {
    const [year, month] = [1900 + Math.floor(place / 12), (place % 12) + 1];
    const text = `${year}${String(month).padStart(2, "0")}`;
    return { text, year, last: month === 2 && isLeap(year) ? 29 : DAYS[month - 1] };
  });

  it("is read back as it is written, in either form", () => {
    for (const { text } of months) expect([parseMonth(text), parseMonth(formatMonth(text))]).toEqual([text, text]);
  });

  it("follows the one before it, precedes the one after it, and is later in the order of texts", () => {
    for (const [place, { text }] of months.slice(1).entries()) {
      const before = months[place]!.text;
      expect([nextMonth(before), previousMonth(text), laterMonth(before, text), before < text]).toEqual([text, before, text, true]);
    }
  });

  it("ends on its last day, which is a point in time of it; the day after is none", () => {
    for (const { text, year, last } of months) {
      expect(lastDayOf(text)).toBe(`${formatMonth(text)}-${last}`);
      expect([isLocalTime(`${lastDayOf(text)} 23:59:59`), monthOf(lastDayOf(text))]).toEqual([true, text]);
      expect(isLocalTime(`${formatMonth(text)}-${last! + 1} 00:00:00`)).toBe(false);
      expect(monthsOfYear(String(year))).toContain(text);
    }
  });
});

describe("a point in time", () => {
  it("belongs to its month", () => {
    expect(monthOf("2017-10-31 23:59:59")).toBe("201710");
    expect(monthOf("2017-11-01 00:00:00")).toBe("201711");
  });

  it.each(["2017-10-24 00:00:00", "2017-12-31 23:59:59", "2020-02-29 12:00:00"])("is written %s", (text) => {
    expect(isLocalTime(text)).toBe(true);
  });

  it.each([
    "",
    "2017-10-24",
    "2017-10-24T08:00:00",
    "2017-10-24 08:00",
    "2017-10-24 08:00:00Z",
    "2017-10-24 08:00:00.000",
    "2017-10-24  08:00:00",
    " 2017-10-24 08:00:00",
    "2017-10-24 08:00:00\n",
    "2017/10/24 08:00:00",
    "2017-1-4 08:00:00",
    "2017-02-29 08:00:00",
    "2017-02-30 08:00:00",
    "2017-11-31 08:00:00",
    "2017-13-01 08:00:00",
    "2017-00-01 08:00:00",
    "2017-10-00 08:00:00",
    "2017-10-24 24:00:00",
    "2017-10-24 08:60:00",
    "2016-12-31 23:59:60",
    "２０１７-10-24 08:00:00",
  ])("is not written %j", (text) => {
    expect(isLocalTime(text)).toBe(false);
  });

  it("is written and read as the same second, of every hour over a leap year and its turn", () => {
    for (let hour = 0; hour < 367 * 24; hour += 1) {
      const epochMs = Date.UTC(2019, 11, 31) + hour * 3_600_000 + (hour % 3_600) * 1_000;
      const text = toLocalTime(epochMs);
      expect(isLocalTime(text)).toBe(true);
      expect(Date.parse(`${text.replace(" ", "T")}+08:00`)).toBe(epochMs);
    }
  });

  it("is China Standard Time, eight hours ahead of UTC, all year", () => {
    // 2017-10-23 16:00 UTC is midnight in Beijing; in July too, where other zones have summer time.
    expect(toLocalTime(Date.UTC(2017, 9, 23, 16, 0, 0))).toBe("2017-10-24 00:00:00");
    expect(toLocalTime(Date.UTC(2017, 9, 23, 15, 59, 59, 999))).toBe("2017-10-23 23:59:59");
    expect(toLocalTime(Date.UTC(2017, 6, 1, 0, 0, 0))).toBe("2017-07-01 08:00:00");
  });
});
