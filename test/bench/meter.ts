import { isRead, observeClients, unitsOf } from "./observe-clients.ts";

/** What the functions and the host asked of the engines. */
export interface Metered {
  tableRequests: number;
  queueRequests: number;
  /** Write units as the engine counts them: one for every begun kilobyte written. */
  writeUnits: number;
  readUnits: number;
}

/** Counts every request the SDK's clients send in this process from now on, and the units each took of the tables. */
export function meterClients(): Metered {
  const metered: Metered = { tableRequests: 0, queueRequests: 0, writeUnits: 0, readUnits: 0 };
  observeClients((one) => {
    if (one.service === "queues") metered.queueRequests += 1;
    if (one.service !== "tables") return;
    metered.tableRequests += 1;
    metered[isRead(one) ? "readUnits" : "writeUnits"] += unitsOf(one);
  });
  return metered;
}
