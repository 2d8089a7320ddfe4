import { readdir, readFile, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { BUILT_IN_BOOK } from "../../../shared/policy/book.ts";
import { buildBook, EMPTY_BOOK, type PolicyBook } from "../../../shared/policy/policy-book.ts";
import type { PolicyFile } from "../../../shared/policy/policy-file.ts";
import { PolicyFault } from "../../../shared/policy/policy-fault.ts";
import { repeatedKeys } from "../../../shared/contract/repeated-keys.ts";
import { UserError } from "./user-error.ts";

/** Where the built-in policies and their golden cases are. */
export const BUILT_IN_PACKS = fileURLToPath(new URL("../../../shared/policy/packs", import.meta.url));

/** A folder of policies, read and checked on top of the built-in ones. */
export interface PolicyFolder {
  readonly book: PolicyBook;
  readonly files: readonly PolicyFile[];
  /** The folder's own layers. */
  readonly layerIds: ReadonlySet<string>;
}

/** Reads a folder of policies; `alone` leaves the built-in ones out. Throws UserError with every problem found, each with file and key. */
export async function readPolicyFolder(folder: string, alone: boolean): Promise<PolicyFolder> {
  const files = await readJsonFiles(folder);
  if (files.length === 0) throw new UserError(`there is no policy in ${folder}: no file ends with .json`);
  const base = alone ? EMPTY_BOOK : BUILT_IN_BOOK;
  const book = asUserError(folder, () => buildBook(files, base));
  return { files, book, layerIds: new Set(book.layers.slice(base.layers.length).map(({ value }) => value.id)) };
}

/** Shows a fault of policy data as something the person at the command line can mend. */
export function asUserError<T>(folder: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof PolicyFault)) throw error;
    throw new UserError(`the policies in ${folder} can't be used:\n${error.problems.map((problem) => `  ${problem}`).join("\n")}`);
  }
}

/** Every JSON file of the folder and the folders in it, in the order of their paths. */
export async function readJsonFiles(folder: string): Promise<PolicyFile[]> {
  const found = await stat(folder).catch(() => undefined);
  if (found?.isDirectory() !== true) throw new UserError(`there is no folder ${folder}`);
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".json")).toSorted();
  const files: PolicyFile[] = [];
  for (const name of names) {
    const path = name.replaceAll(sep, "/");
    files.push({ path, data: parse(join(folder, name), await readFile(join(folder, name), "utf8")) });
  }
  return files;
}

function parse(path: string, text: string): unknown {
  // Editors on Windows begin a file with a byte order mark, which JSON does not allow.
  const json = text.replace(/^\uFEFF/, "");
  let data: unknown;
  try {
    data = JSON.parse(json);
  } catch (error) {
    throw new UserError(`${path} is not JSON: ${(error as Error).message}`);
  }
  const repeated = repeatedKeys(json);
  if (repeated.length > 0) throw new UserError(`${path} names a key twice: ${repeated.join(", ")}`);
  return data;
}
