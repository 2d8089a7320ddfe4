import { randomBytes } from "node:crypto";
import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, writeSync } from "node:fs";
import { join, resolve } from "node:path";
import { DataFolderFault } from "./data-folder-fault.ts";
import { lockFolder, LOCK_FILES, type FolderLock } from "./folder-lock.ts";

export const DEFAULT_DATA_FOLDER = ".fundflow";

/** Raised when a version can no longer read what an earlier one wrote. */
const FORMAT = 1;
const META_FILE = "meta.json";
const META_DRAFT = "meta.json.new";

/** Bytes of a key made for a new folder: the block of HMAC-SHA-256's output, as RFC 2104 advises. */
const PERSON_KEY_BYTES = 32;

/** What may stand in a folder whose first creation was cut short: it holds nothing yet, so it is still as good as empty. */
const TRACES_OF_CREATION: ReadonlySet<string> = new Set([...Object.values(LOCK_FILES), META_DRAFT]);

interface Meta {
  readonly format: typeof FORMAT;
  readonly personKey: string;
}

/** A data folder this process alone has open. */
export interface DataFolder {
  /** Absolute. */
  readonly path: string;
  /** Key of the keyed hash that stands for psn_no. Fixed for the folder's life: with another key the same person would look like two. */
  readonly personKey: string;
  /** Where each engine keeps its files. */
  readonly tables: string;
  readonly queues: string;
  readonly objects: string;
  close(): void;
}

/**
 * Opens the folder, creating it where it does not exist, and keeps other processes out of it until it is closed. A new folder takes its person
 * key from the variable FUNDFLOW_PERSON_KEY where that is set; an existing folder keeps the key it has. Throws DataFolderFault.
 */
export async function openDataFolder(
  folder: string = DEFAULT_DATA_FOLDER,
  variables: Readonly<Record<string, string | undefined>> = process.env,
): Promise<DataFolder> {
  const path = resolve(folder);
  makeFolder(path);
  // Looked at before anything is put into it, so that somebody else's folder stays as it is.
  readMeta(path);
  const lock = await lockFolder(path);
  try {
    const meta = readMeta(path) ?? createMeta(path, variables["FUNDFLOW_PERSON_KEY"]);
    return opened(path, meta, lock);
  } catch (error) {
    lock.release();
    throw error;
  }
}

function opened(path: string, meta: Meta, lock: FolderLock): DataFolder {
  return {
    path,
    personKey: meta.personKey,
    tables: join(path, "dynamodb"),
    queues: join(path, "queues"),
    objects: join(path, "objects"),
    close: () => {
      lock.release();
    },
  };
}

/** Only its owner may look into the folder: it holds the person key and people's settlements. */
function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    if (!["EEXIST", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
    throw new DataFolderFault("not_a_data_folder", path, "there is a file of that name", "choose another folder with --data");
  }
}

/** The folder's meta.json; undefined in a folder that is new. */
function readMeta(path: string): Meta | undefined {
  const entries = readdirSync(path);
  if (entries.includes(META_FILE)) return parseMeta(path, readFileSync(join(path, META_FILE), "utf8"));
  const others = entries.filter((entry) => !TRACES_OF_CREATION.has(entry));
  if (others.length === 0) return undefined;
  const found = `it has no ${META_FILE} but ${others.slice(0, 3).join(", ")}${others.length > 3 ? ` and ${others.length - 3} more` : ""}`;
  throw new DataFolderFault("not_a_data_folder", path, found, "choose an empty or a new folder with --data");
}

function parseMeta(path: string, text: string): Meta {
  const { format, personKey } = asFields(text);
  const other = "open it with the version that wrote it, or choose another folder with --data";
  if (format !== FORMAT) {
    const found = format === undefined ? `a ${META_FILE} without a format` : `data format ${JSON.stringify(format)}`;
    throw new DataFolderFault("other_format", path, found, `this version reads format ${FORMAT}: ${other}`);
  }
  if (typeof personKey !== "string" || personKey === "") throw new DataFolderFault("other_format", path, "no person key", other);
  return { format, personKey };
}

function asFields(text: string): { readonly format?: unknown; readonly personKey?: unknown } {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}

/** Written beside and renamed: a meta.json that exists is whole, and one that was cut short leaves the folder as good as empty. */
function createMeta(path: string, givenKey: string | undefined): Meta {
  const personKey = givenKey === undefined || givenKey === "" ? randomBytes(PERSON_KEY_BYTES).toString("base64url") : givenKey;
  const meta: Meta = { format: FORMAT, personKey };
  const draft = openSync(join(path, META_DRAFT), "w", 0o600);
  try {
    writeSync(draft, `${JSON.stringify(meta)}\n`);
    fsyncSync(draft);
  } finally {
    closeSync(draft);
  }
  renameSync(join(path, META_DRAFT), join(path, META_FILE));
  return meta;
}
