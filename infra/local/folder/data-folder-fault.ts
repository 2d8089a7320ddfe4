/** Why a data folder cannot be opened. */
export type DataFolderFaultCode = "in_use" | "other_format" | "not_a_data_folder";

/** A data folder that cannot be opened. The message names the folder, what was found there and what to do. */
export class DataFolderFault extends Error {
  override readonly name = "DataFolderFault";
  readonly code: DataFolderFaultCode;
  readonly folder: string;
  /** What was found: the process that has the folder, the format it has, or the files that are in it. */
  readonly found: string;

  constructor(code: DataFolderFaultCode, folder: string, found: string, remedy: string) {
    super(`${folder} ${DESCRIPTIONS[code](found)}; ${remedy}`);
    this.code = code;
    this.folder = folder;
    this.found = found;
  }
}

const DESCRIPTIONS: Readonly<Record<DataFolderFaultCode, (found: string) => string>> = {
  in_use: (found) => `is in use by ${found}`,
  other_format: (found) => `has ${found}, which this version cannot read`,
  not_a_data_folder: (found) => `is not a data folder of Fund Flow: ${found}`,
};
