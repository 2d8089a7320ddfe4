import { ConditionalCheckFailedException, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { StoreFault, type LedgerTable, type StoreTable } from "./store-fault.ts";

/** The engine's names of the ledger's tables. */
export type LedgerTables = Readonly<Record<LedgerTable, string>>;

/** How the store waits before it asks again for what a batch left undone. */
export interface Pace {
  readonly sleep: (ms: number) => Promise<void>;
  /** A number from 0 to below 1. */
  readonly random: () => number;
}

export interface DynamoEngine {
  readonly client: DynamoDBClient;
  readonly tables: LedgerTables;
  readonly pace: Pace;
}

/** Runs a request; what it throws comes out as a StoreFault that names the table. */
export async function request<T>(table: StoreTable, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    throw asFault(table, cause);
  }
}

/** Runs a write that has a condition: true where it held, false where it did not and nothing was written. */
export async function conditional(table: StoreTable, run: () => Promise<unknown>): Promise<boolean> {
  try {
    await run();
    return true;
  } catch (cause) {
    if (cause instanceof ConditionalCheckFailedException) return false;
    throw asFault(table, cause);
  }
}

function asFault(table: StoreTable, cause: unknown): StoreFault {
  if (cause instanceof StoreFault) return cause;
  const { name, message } = cause instanceof Error ? cause : new Error(String(cause));
  return new StoreFault(name === "ValidationException" ? "refused" : "unavailable", table, `${name}: ${message}`, { cause });
}
