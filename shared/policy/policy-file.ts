/** One file of a policy folder: its path inside the folder and its JSON. */
export interface PolicyFile {
  readonly path: string;
  readonly data: unknown;
}

/** Data with the file it came from. */
export interface FromFile<T> {
  readonly file: string;
  readonly value: T;
}
