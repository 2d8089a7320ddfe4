import { rejectedId } from "../contract/rejected-id.ts";
import type { StoredRejection } from "../contract/rejection.ts";
import type { Month } from "../calendar/month.ts";
import { indexKey, type AdvanceEntry, type Entry, type ReversalEntry } from "../lane/entry.ts";
import { ledgerAdvance, ledgerReversal, statedByAdvance, statedByReversal, type LedgerAdvance, type LedgerReversal } from "./ledger-side.ts";
import type { ListedRow } from "./listed-row.ts";
import { compareStated, type FieldDifference, type Stated } from "./stated.ts";

/** A settlement of the list, and what the ledger has of it. */
export interface SettlementSlot {
  readonly row: ListedRow;
  advance?: LedgerAdvance;
  fields?: readonly FieldDifference[];
  rejection?: StoredRejection;
}

/** A refund of the list, and the reversal it stands for. */
export interface RefundSlot {
  readonly row: ListedRow;
  reversal?: LedgerReversal;
  fields?: readonly FieldDifference[];
  rejection?: StoredRejection;
}

/** A row whose id stands in the list before; or one without a readable id. */
export interface LooseRow {
  readonly row: ListedRow;
  readonly first?: ListedRow;
}

/**
 * Lays a hospital's list beside its institution's journal: first every row of the list, then every entry of the journal in its order. Holds the
 * list, the month's advances that the list does not name, and nothing else of the journal, however long it is.
 */
export class Reconciler {
  readonly month: Month;
  readonly settlements = new Map<string, SettlementSlot>();
  readonly refunds = new Map<string, RefundSlot>();
  readonly loose: LooseRow[] = [];
  /** Advances of the month that the list does not name. */
  readonly unlisted = new Map<string, LedgerAdvance>();
  /** Reversals of the month that neither the list nor the month's advances account for. */
  readonly unlistedReversals: LedgerReversal[] = [];
  readonly listedReversals = new Set<LedgerReversal>();
  readonly #strays = new Map<string, ReversalEntry>();

  constructor(month: Month) {
    this.month = month;
  }

  addRow(row: ListedRow): void {
    const { id } = row;
    const slots: Map<string, SettlementSlot | RefundSlot> = row.refund ? this.refunds : this.settlements;
    const first = id === undefined ? undefined : slots.get(id);
    if (id === undefined) this.loose.push({ row });
    else if (first === undefined) slots.set(id, { row });
    else if (first.row.problems.length > 0 && row.problems.length === 0) {
      // What can be read stands for the id, and the row that can't be is told for itself.
      slots.set(id, { row });
      this.loose.push({ row: first.row });
    } else this.loose.push({ row, first: first.row });
  }

  takeEntry(entry: Entry): void {
    if (entry.kind === "advance") this.#takeAdvance(entry);
    else if (entry.kind === "reversal") this.#takeReversal(entry);
  }

  /** Advances of other months that the list does not name, but whose reversal counts in the month or is in the list: they were passed over. */
  get strays(): readonly string[] {
    return [...this.#strays.keys()];
  }

  takeStray(advance: AdvanceEntry): void {
    const entry = this.#strays.get(advance.id);
    if (entry === undefined) return;
    const reversal = ledgerReversal(entry, ledgerAdvance(advance));
    const isListed = this.#settleRefund(reversal);
    if (!isListed && reversal.month === this.month) this.unlistedReversals.push(reversal);
  }

  /** Whether a rejection could explain anything. */
  get hasQuestions(): boolean {
    const isOpen = ({ advance, fields = [] }: SettlementSlot): boolean => advance === undefined || fields.length > 0;
    return this.settlements.values().some(isOpen) || this.refunds.values().some(({ reversal }) => reversal === undefined);
  }

  /** A stored rejection of the institution; of several under one id the last counts. */
  takeRejection(rejection: StoredRejection): void {
    for (const slot of this.#slotsOf(rejection)) {
      const isLater = slot.rejection === undefined || orderOf(rejection) > orderOf(slot.rejection);
      if (isLater) slot.rejection = rejection;
    }
  }

  #takeAdvance(entry: AdvanceEntry): void {
    const slot = this.settlements.get(entry.id);
    if (slot !== undefined) {
      slot.advance = ledgerAdvance(entry);
      slot.fields = differencesOf(slot.row.stated, statedByAdvance(entry));
    } else if (entry.month === this.month) this.unlisted.set(entry.id, ledgerAdvance(entry));
  }

  #takeReversal(entry: ReversalEntry): void {
    const advance = this.settlements.get(entry.original)?.advance ?? this.unlisted.get(entry.original);
    if (advance === undefined) {
      const counts = entry.month === this.month || this.#refundOf(entry) !== undefined;
      if (counts) this.#strays.set(entry.original, entry);
      return;
    }
    const reversal = ledgerReversal(entry, advance);
    advance.reversal = reversal;
    this.#settleRefund(reversal);
  }

  #refundOf({ id, original }: Pick<LedgerReversal, "id" | "original">): RefundSlot | undefined {
    return this.refunds.get(id) ?? this.refunds.get(original);
  }

  #settleRefund(reversal: LedgerReversal): boolean {
    const slot = this.#refundOf(reversal);
    if (slot === undefined) return false;
    slot.reversal = reversal;
    slot.fields = differencesOf(slot.row.stated, statedByReversal(reversal));
    this.listedReversals.add(reversal);
    return true;
  }

  #slotsOf(rejection: StoredRejection): (SettlementSlot | RefundSlot)[] {
    const { kind, id, code } = rejection;
    if (id === undefined || (code !== "conflict" && rejectedId(rejection)?.key !== indexKeyOf(kind, id))) return [];
    const slot = kind === "advance" ? this.settlements.get(id) : kind === "reversal" ? this.#rejectedRefund(rejection, id) : undefined;
    return slot === undefined ? [] : [slot];
  }

  /** A list may name a refund by its own id, or by that of the settlement it takes back. */
  #rejectedRefund({ original }: StoredRejection, id: string): RefundSlot | undefined {
    const settlement = /"setl_id":"((?:[^"\\]|\\.)*)"/.exec(original)?.[1];
    return this.refunds.get(id) ?? (settlement === undefined ? undefined : this.refunds.get(settlement));
  }
}

function differencesOf(stated: Stated | undefined, ledger: Stated): readonly FieldDifference[] {
  return stated === undefined ? [] : compareStated(stated, ledger);
}

function indexKeyOf(kind: string | undefined, id: string): string | undefined {
  return kind === "advance" || kind === "reversal" ? indexKey(kind, id) : undefined;
}

function orderOf({ rejectedAt, rejection_id }: StoredRejection): string {
  return `${rejectedAt} ${rejection_id}`;
}
