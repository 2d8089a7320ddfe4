import { Ledger, type RetentionRule } from "./auditor-ledger.ts";
import { checkCommands, checkOutcomes, checkRejections } from "./auditor-outcomes.ts";
import { checkPage, type Item } from "./auditor-page.ts";
import { statementOf, type Statement } from "./auditor-statement.ts";
import { checkAccount, checkCalendar, checkIndexEntry, checkTables, type Tables } from "./auditor-tables.ts";
import { readCommand } from "./auditor-commands.ts";
import { checkPublished } from "./auditor-published.ts";
import { checkRejection } from "./auditor-rejections.ts";

const CHECKS: Readonly<Record<string, (ledger: Ledger, item: Item, before: Item | undefined) => void>> = {
  journal: checkPage,
  index: checkIndexEntry,
  accounts: checkAccount,
  calendars: checkCalendar,
  rejections: checkRejection,
};

/**
 * An accountant who knows the documents and not the product: from what was sent alone it works out what every page, account, index entry,
 * calendar, rejection and statement must say, and complains of the first thing that is otherwise. It imports nothing of the product.
 */
export class Auditor {
  readonly #ledger: Ledger;
  #postedAndRejected: Readonly<Record<string, number>> = {};

  constructor(
    options: {
      /** Ratios an older version of the code may have used beside today's. */
      readonly olderCode?: boolean;
      /** What every close keeps back, where a made-up policy says so. */
      readonly retention?: RetentionRule | undefined;
    } = {},
  ) {
    this.#ledger = new Ledger(options.olderCode ?? false, options.retention);
  }

  /** Each one sentence with concrete values; empty: all is well. */
  get complaints(): string[] {
    return this.#ledger.complaints;
  }

  /** A message text was handed to the intake queue by a sender. */
  sent(body: string): void {
    this.#ledger.step += 1;
    this.#ledger.sent.take(body, this.#ledger.step);
  }

  /** A close was handed to the commands queue. */
  commanded(body: string): void {
    this.#ledger.step += 1;
    this.#ledger.commands.push(readCommand(body));
  }

  /** An item was really written; table is its logical name. */
  wrote(table: string, item: Item, before: Item | undefined): void {
    const ledger = this.#ledger;
    ledger.step += 1;
    if (table !== "rejections") ledger.moves();
    const check = CHECKS[table];
    if (check === undefined) return;
    try {
      check(ledger, item, before);
    } catch (error) {
      ledger.complain(`an item of ${table} can't be read (${String(error)}): ${JSON.stringify(item).slice(0, 300)}`);
    }
  }

  /** An object was stored. */
  published(key: string, body: string): void {
    const ledger = this.#ledger;
    ledger.step += 1;
    try {
      checkPublished(ledger, key, body);
    } catch (error) {
      ledger.complain(`${key} can't be read (${String(error)}): ${body.slice(0, 300)}`);
    }
  }

  /**
   * Faults have stopped, everything was delivered, all queues are empty, every worker has ended: looks at the end of it. Statements that are
   * made after this must be the auditor's own to the letter until something is written again; may be called as often as one likes.
   */
  settled(tables: Tables): void {
    const ledger = this.#ledger;
    checkTables(ledger, tables);
    checkRejections(ledger, tables["rejections"] ?? []);
    this.#postedAndRejected = checkOutcomes(ledger);
    checkCommands(ledger);
    ledger.isAtRest = true;
  }

  /** At the end: messages that are posted and have a rejection as well, by its code: they were refused before what they need was there. */
  get postedAndRejected(): Readonly<Record<string, number>> {
    return this.#postedAndRejected;
  }

  /** What happened that is right by one reading of the documents and not by another, with how often. */
  get oddities(): ReadonlyMap<string, number> {
    return this.#ledger.oddities;
  }

  /** The auditor's own statement of a region and month ("2017-10" or "201710"), from the journals as they are. */
  statement(month: string, region: string): Statement {
    return statementOf(this.#ledger, month.replace("-", ""), region);
  }
}
