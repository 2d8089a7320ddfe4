import type { BuildFunction, QueueFunction } from "../../../functions/function.ts";
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
    return new EmbeddedHost(folder, await starting, options.functions ?? LAZY_FUNCTIONS, options);
  } catch (error) {
    await starting.then(
      (engines) => engines.stop(),
      () => undefined,
    );
    folder.close();
    throw error;
  }
}

/** The functions, each loaded when its first messages come: a command needs few of them. */
const LAZY_FUNCTIONS: BuildFunctions = Object.fromEntries(Object.entries(FUNCTIONS).map(([name, { module }]) => [name, lazyFunction(module)]));

function lazyFunction(module: string): BuildFunction {
  const url = new URL(`../../../functions/${module}`, import.meta.url).href;
  return (environment, tools) => {
    let loading: Promise<QueueFunction> | undefined;
    return async (event) => {
      loading ??= import(url).then(({ build }: { readonly build: BuildFunction }) => build(environment, tools));
      return (await loading)(event);
    };
  };
}
