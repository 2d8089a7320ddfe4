import { workerData } from "node:worker_threads";
import { startTableEngine, type TableEngineOptions } from "./table-engine.ts";
import { serveEngine } from "./worker-engine.ts";

await serveEngine(() => startTableEngine(workerData as TableEngineOptions));
