/**
 * Loads node:sqlite without the ExperimentalWarning some releases of Node 24 print for it, which would stand in front of every command's
 * output. Only that warning is held back. A module that imports node:sqlite statically would load it, and warn, before any of our code runs:
 * load this first and import such a module dynamically.
 */
export async function loadSqlite(): Promise<typeof import("node:sqlite")> {
  const emitWarning = Object.getOwnPropertyDescriptor(process, "emitWarning") ?? {};
  process.emitWarning = (...warning: unknown[]) => {
    if (!isSqliteWarning(warning)) Reflect.apply(emitWarning.value as () => void, process, warning);
  };
  try {
    return await import("node:sqlite");
  } finally {
    Object.defineProperty(process, "emitWarning", emitWarning);
  }
}

function isSqliteWarning([text, type]: unknown[]): boolean {
  return type === "ExperimentalWarning" && typeof text === "string" && text.startsWith("SQLite ");
}
