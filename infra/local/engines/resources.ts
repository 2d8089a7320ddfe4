import type { QueueWiring, TableWiring } from "../../wiring.ts";

/** What the engines are to hold, by logical name. */
export interface Resources {
  readonly queues: Readonly<Record<string, QueueWiring>>;
  readonly tables: Readonly<Record<string, TableWiring>>;
  readonly buckets: Readonly<Record<string, unknown>>;
  readonly topics?: Readonly<Record<string, unknown>>;
}
