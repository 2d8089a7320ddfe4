/** The ledger's tables by what they hold; an engine may call them otherwise. */
export type LedgerTable = "journal" | "index" | "accounts" | "calendars" | "rejections";

/** Every table there is: the ledger's, what subscribers were told, and what became of messages whose sender asked. */
export type StoreTable = LedgerTable | "notices" | "outcomes";

/**
 * - refused: the item or key can't be stored as it is (too large, empty); calling again never helps, so somebody's bug.
 * - unavailable: the engine did not do what it was asked, or did not say so; calling again may help.
 * - unprocessed: the engine left part of a batch undone each time it was asked; calling again may help.
 * - unreadable: what is stored is not what this store writes; calling again never helps.
 */
export type StoreFaultCode = "refused" | "unavailable" | "unprocessed" | "unreadable";

/** Why the store could not do what it was asked. The cause, where there is one, is the engine's own error. */
export class StoreFault extends Error {
  override readonly name = "StoreFault";
  readonly code: StoreFaultCode;
  readonly table: StoreTable;

  constructor(code: StoreFaultCode, table: StoreTable, what: string, options?: ErrorOptions) {
    super(`${table}: ${what}`, options);
    this.code = code;
    this.table = table;
  }
}
