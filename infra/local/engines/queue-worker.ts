import { workerData } from "node:worker_threads";
import { startQueueEngine, type QueueEngineOptions } from "./queue-engine.ts";
import { serveEngine } from "./worker-engine.ts";

await serveEngine(() => startQueueEngine(workerData as QueueEngineOptions));
