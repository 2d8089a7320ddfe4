import { InvalidArgumentError } from "commander";
import { isLocalTime, parseMonth, type Month } from "../../../shared/calendar/month.ts";
import { parseRegion, regionName, type RegionPrefix } from "../../../shared/region/region.ts";
import { MIN_DEMO_ADVANCES } from "../demo/plan.ts";

/** "2017-10" or "201710". */
export function monthArgument(text: string): Month {
  const month = parseMonth(text);
  if (month === undefined) throw new InvalidArgumentError(`"${text}" is not a month; write it as 2017-10.`);
  return month;
}

/** "53", "5328", "532822", or the same with trailing zeros. */
export function regionArgument(text: string): RegionPrefix {
  const region = parseRegion(text);
  if (region === undefined) throw new InvalidArgumentError(`"${text}" is not the code of a province (53), prefecture (5328) or county (532822).`);
  return region;
}

/** "2017-10-24" */
export function dayArgument(text: string): string {
  if (!isLocalTime(`${text} 00:00:00`)) throw new InvalidArgumentError(`"${text}" is not a day; write it as 2017-10-24.`);
  return text;
}

/** Rejections are kept under the code as it was sent, known or not. */
export function prefixArgument(text: string): RegionPrefix {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError(`"${text}" is not a region's code prefix such as 53 or 532822.`);
  return parseRegion(text) ?? text;
}

export function advancesArgument(text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < MIN_DEMO_ADVANCES || number > MAX_DEMO_ADVANCES) {
    throw new InvalidArgumentError(`"${text}" is not a whole number from ${MIN_DEMO_ADVANCES} to ${MAX_DEMO_ADVANCES}.`);
  }
  return number;
}

/** More would take a quarter of an hour; the limit keeps a slip of the finger from filling the disk. */
const MAX_DEMO_ADVANCES = 1_000_000;

/** "西双版纳傣族自治州 5328" */
export function regionTitle(region: RegionPrefix): string {
  return `${regionName(region)} ${region}`;
}
