import type { BuildFunction } from "../../../functions/function.ts";
import { FUNCTIONS } from "../../wiring.ts";
import { startEngines } from "../engines/engines.ts";
import { openDataFolder } from "../folder/data-folder.ts";
import { EmbeddedHost } from "./embedded-host.ts";
import { provideSdkVariables } from "./function-environment.ts";
import type { BuildFunctions, Host, HostOptions } from "./host.ts";

/** Opens the data folder, starts the engines and runs the functions. Throws DataFolderFault, EngineFault. */
export async function startHost(options: HostOptions = {}): Promise<Host> {
  provideSdkVariables();
  const folder = await openDataFolder(options.dataDir);
  const starting = startEngines(folder);
  try {
    const [engines, functions] = await Promise.all([starting, options.functions ?? loadFunctions()]);
    return new EmbeddedHost(folder, engines, functions, options);
  } catch (error) {
    await starting.then(
      (engines) => engines.stop(),
      () => undefined,
    );
    folder.close();
    throw error;
  }
}

async function loadFunctions(): Promise<BuildFunctions> {
  const modules = Object.entries(FUNCTIONS).map(async ([name, { module }]) => {
    const { build } = (await import(new URL(`../../../functions/${module}`, import.meta.url).href)) as { readonly build: BuildFunction };
    return [name, build] as const;
  });
  return Object.fromEntries(await Promise.all(modules));
}
