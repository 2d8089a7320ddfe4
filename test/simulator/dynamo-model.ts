import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateItemCommand,
  type BatchGetItemCommandOutput,
  type BatchWriteItemCommandOutput,
  type DynamoDBClient,
  type GetItemCommandOutput,
  type PutItemCommandOutput,
  type QueryCommandOutput,
  type ScanCommandOutput,
  type UpdateItemCommandOutput,
} from "@aws-sdk/client-dynamodb";
import type { TableWiring } from "../../infra/wiring.ts";
import { batchGet, batchWrite } from "./dynamo-batches.ts";
import { noSuchTable, NotModelled } from "./dynamo-errors.ts";
import { queryPage, scanPage, type Reading } from "./dynamo-pages.ts";
import { getItem, putItem, updateItem, type Access } from "./dynamo-singles.ts";
import { DynamoTable, type Slot } from "./dynamo-table.ts";
import { copyItem, type Item, type StoredItem } from "./dynamo-values.ts";

export type { Item } from "./dynamo-values.ts";

export interface DynamoModelOptions {
  /** Bytes of items after which a Query or Scan page ends; DynamoDB's is 1 MB. */
  readonly pageBytes?: number;
  /** Items after which a Query or Scan page ends besides, asked for each page; unlimited by default. */
  readonly pageItems?: () => number;
  /** For a read that is not strongly consistent: whether it gets an item's earlier value, or its absence. Asked for each item; default never. */
  readonly stale?: () => boolean;
  /** Told of every item that was really written, and so of none whose condition failed. The items are the model's own: not to be changed. */
  readonly onWrite?: (table: string, item: Item, before: Item | undefined) => void;
}

export type DynamoCommand =
  PutItemCommand | GetItemCommand | UpdateItemCommand | QueryCommand | BatchGetItemCommand | BatchWriteItemCommand | ScanCommand;

export type DynamoOutput =
  | PutItemCommandOutput
  | GetItemCommandOutput
  | UpdateItemCommandOutput
  | QueryCommandOutput
  | BatchGetItemCommandOutput
  | BatchWriteItemCommandOutput
  | ScanCommandOutput;

/**
 * DynamoDB as far as the ledger's store uses it, in memory and at the level of the SDK's commands, for simulations: it answers and refuses as
 * DynamoDB does (test/contract/ holds it to two engines), throws NotModelled at whatever else it is asked, and does nothing by itself.
 */
export class DynamoModel {
  /** What was asked that may be worth knowing. */
  readonly counts = { eventuallyConsistentReads: 0 };
  /** What the model was asked and does not know. Kept because the product may take what the model throws for a fault that passes. */
  readonly notModelled: string[] = [];
  readonly #tables: ReadonlyMap<string, DynamoTable>;
  readonly #options: DynamoModelOptions;
  readonly #access: Access;

  constructor(tables: Readonly<Record<string, TableWiring>>, options: DynamoModelOptions = {}) {
    this.#tables = new Map(Object.entries(tables).map(([name, wiring]) => [name, new DynamoTable(name, wiring)]));
    this.#options = options;
    this.#access = {
      table: (name) => this.#table(name),
      read: (consistent) => this.#reader(consistent),
      write: (table, place, item, bytes) => {
        const before = table.write(place, item, bytes);
        options.onWrite?.(table.name, item, before);
      },
    };
  }

  /** Carries out one command at once and atomically: returns its output or throws the SDK's exception. */
  execute(command: DynamoCommand): DynamoOutput {
    try {
      return { ...this.#answer(command), $metadata: {} };
    } catch (error) {
      if (error instanceof NotModelled) this.notModelled.push(error.message);
      throw error;
    }
  }

  /** A client for the store. Every command is carried out when it is sent. */
  client(): DynamoDBClient {
    // eslint-disable-next-line @typescript-eslint/require-await -- what `execute` throws is to reject, as with the SDK's client.
    const send = async (command: DynamoCommand): Promise<DynamoOutput> => this.execute(command);
    return { send } as unknown as DynamoDBClient;
  }

  /** All items of a table, ordered by their keys, for tests that look. */
  items(table: string): Item[] {
    return [...this.#table(table).inKeyOrder()].map(copyItem);
  }

  #answer(command: DynamoCommand): object {
    if (command instanceof PutItemCommand) return putItem(command.input, this.#access);
    if (command instanceof GetItemCommand) return getItem(command.input, this.#access);
    if (command instanceof UpdateItemCommand) return updateItem(command.input, this.#access);
    if (command instanceof QueryCommand)
      return queryPage(this.#table(command.input.TableName), command.input, this.#reading(command.input.ConsistentRead));
    if (command instanceof ScanCommand)
      return scanPage(this.#table(command.input.TableName), command.input, this.#reading(command.input.ConsistentRead));
    if (command instanceof BatchGetItemCommand) return batchGet(command.input, this.#access);
    if (command instanceof BatchWriteItemCommand) return batchWrite(command.input, this.#access);
    throw new NotModelled(`the command ${(command as object).constructor.name} is not modelled`);
  }

  #reading(consistent: boolean | undefined): Reading {
    const { pageBytes = 1024 * 1024, pageItems = () => Infinity } = this.#options;
    return { pageBytes, pageItems, read: this.#reader(consistent) };
  }

  /** How a command reads places: what stands there or, where it is content with that and `stale` says so, what stood there before. */
  #reader(consistent: boolean | undefined): (slot: Slot | undefined) => StoredItem | undefined {
    if (consistent === true) return (slot) => slot?.item;
    this.counts.eventuallyConsistentReads += 1;
    const { stale = () => false } = this.#options;
    return (slot) => (slot !== undefined && stale() ? slot.before : slot?.item);
  }

  #table(name: string | undefined): DynamoTable {
    const table = this.#tables.get(name ?? "");
    if (table === undefined) throw noSuchTable(name);
    return table;
  }
}
