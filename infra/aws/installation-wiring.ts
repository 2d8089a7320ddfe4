import type { FunctionWiring, ScheduleWiring, Wiring } from "../wiring.ts";
import { SettingsFault, type Settings } from "./settings.ts";

/** The wiring of one installation: the schedule's day and hour, the regions it closes, and the functions' concurrency are its own. */
export function installationWiring(wiring: Wiring, settings: Settings): Wiring {
  const unknown = Object.keys(settings.concurrency).filter((name) => !(name in wiring.functions));
  if (unknown.length > 0) throw new SettingsFault(`concurrency: there is no function ${unknown.join(", ")}`);
  const functions = Object.entries(wiring.functions).map(([name, one]) => [name, withConcurrency(one, settings.concurrency[name])] as const);
  const schedules = Object.entries(wiring.schedules).flatMap(([name, one]) => schedulesOf(name, one, settings));
  return { ...wiring, functions: Object.fromEntries(functions), schedules: Object.fromEntries(schedules) };
}

function withConcurrency(wiring: FunctionWiring, maxConcurrency: number | undefined): FunctionWiring {
  return maxConcurrency === undefined ? wiring : { ...wiring, source: { ...wiring.source, maxConcurrency } };
}

/** A schedule for a region sends one message for each of the installation's, so that one that fails keeps none of the others back. */
function schedulesOf(name: string, schedule: ScheduleWiring, settings: Settings): (readonly [string, ScheduleWiring])[] {
  if (schedule.message["region"] === undefined) return [[name, schedule]];
  const at = schedule.message["kind"] === "close" ? { day: settings.closeDay, hour: settings.closeHour } : schedule.at;
  return settings.closeRegions.map((region) => [`${name}${region}`, { ...schedule, at, message: { ...schedule.message, region } }]);
}
