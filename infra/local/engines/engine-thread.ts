import { getCompileCacheDir } from "node:module";
import { dirname } from "node:path";
import { Worker } from "node:worker_threads";

/** How long an engine may take to close. Its files survive being cut off, so waiting longer has no use. */
const STOP_TIMEOUT_MS = 2000;

/** An engine that ended although nobody stopped it, or could not start. */
export class EngineFault extends Error {
  override readonly name = "EngineFault";
}

/** An engine that runs in a thread of its own, so that it has a core beside the functions. */
export interface EngineThread {
  /** On the loopback interface only: http://127.0.0.1:port. */
  readonly endpoint: string;
  /** Resolves when the engine has ended by itself; never otherwise. */
  readonly failed: Promise<EngineFault>;
  stop(): Promise<void>;
}

/**
 * Starts the worker module (see worker-engine.ts) and waits until it listens. The worker's environment is empty but for the folder where
 * compiled modules are kept, which a thread does not inherit: an engine has its options from us alone.
 */
export async function startEngineThread(name: string, module: URL, data: unknown): Promise<EngineThread> {
  const worker = new Worker(module, { name, workerData: data, env: compileCache() });
  const { promise: ended, resolve: end } = Promise.withResolvers<EngineFault>();
  worker.once("error", (cause) => {
    end(new EngineFault(`the ${name} engine failed: ${cause instanceof Error ? cause.message : String(cause)}`, { cause }));
  });
  worker.once("exit", (code) => {
    end(new EngineFault(`the ${name} engine ended with code ${code}`));
  });
  const { promise: listening, resolve: listen } = Promise.withResolvers<number>();
  worker.once("message", listen);
  const started = await Promise.race([listening, ended]);
  if (started instanceof EngineFault) throw started;

  let stopping = false;
  return {
    endpoint: `http://127.0.0.1:${started}`,
    failed: ended.then((fault) => (stopping ? new Promise<never>(() => undefined) : fault)),
    async stop() {
      stopping = true;
      worker.postMessage("stop");
      const timer = setTimeout(() => void worker.terminate(), STOP_TIMEOUT_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** Node tells the folder with one of its own in it, by version and user; it wants it without. */
function compileCache(): Record<string, string> {
  const folder = getCompileCacheDir();
  return folder === undefined ? {} : { NODE_COMPILE_CACHE: dirname(folder) };
}
