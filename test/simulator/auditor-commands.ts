import { readObject } from "./auditor-json.ts";
import type { Command } from "./auditor-ledger.ts";
import { regionOf } from "./auditor-regions.ts";

/** Reads a message of the commands queue. */
export function readCommand(body: string): Command {
  const { setlym, region, time } = readObject(body, new Set()) ?? {};
  const month = String(setlym);
  const isRight = (month === "previous" || /^\d{4}(0[1-9]|1[012])$/.test(month)) && isShort(region);
  return {
    body,
    isRight,
    month,
    said: String(region),
    region: isRight ? regionOf(String(region)) : undefined,
    time: typeof time === "string" ? time : undefined,
    rejections: [],
  };
}

function isShort(region: unknown): boolean {
  return typeof region === "string" && region !== "" && region.trim() === region && region.length <= 6;
}
