import { subscribe } from "node:diagnostics_channel";
import { writeSync } from "node:fs";
import type { ClientRequest } from "node:http";
import type { Worker } from "node:worker_threads";
import { MOMENT_VARIABLE, PROGRESS_PIPE, type Moment, type Phase, type Progress } from "./kill-moment.ts";

// The command line, but for the SIGKILL it sends itself at a moment drawn by what it does. A clock's moments would move with the load of the
// machine, and a signal of another process would come some requests late. It listens at doors Node has open: the product knows nothing of it.

const LOOKS = /\.(ReceiveMessage|GetQueueAttributes)$/;

const text = process.env[MOMENT_VARIABLE] ?? "";
let moment = text === "" ? undefined : (JSON.parse(text) as Moment);
let phase: Phase | undefined;
let steps = 0;
const enteredAtMs: Partial<Record<Phase, number>> = {};

subscribe("worker_threads", (message) => {
  const { worker } = message as { worker: Worker };
  enter("opening");
  const postMessage = worker.postMessage.bind(worker);
  // All an engine is ever told is to stop.
  worker.postMessage = (value: unknown) => {
    enter("stopping");
    postMessage(value);
  };
});

subscribe("http.client.request.start", (message) => {
  const { request } = message as { request: ClientRequest };
  const isLook = LOOKS.test(String(request.getHeader("x-amz-target") ?? ""));
  // The first look into a queue: the engines run and hold everything they are to hold.
  if (isLook) enter("working");
  if (!isLook && phase === "working") {
    steps += 1;
    dieIfDue();
  }
});

process.on("exit", tellProgress);

await import(new URL("../../infra/local/fundflow.mjs", import.meta.url).href);

/** Both engines are started and stopped, and queues looked into again and again: the first time counts. */
function enter(next: Phase): void {
  if (enteredAtMs[next] !== undefined) return;
  enteredAtMs[next] = performance.now();
  phase = next;
  dieIfDue();
}

function dieIfDue(): void {
  if (moment === undefined || !isDue(moment)) return;
  const { delayMs } = moment;
  moment = undefined;
  // A process that is done ends: a kill that waits for it would count although there was nothing left to kill.
  setTimeout(() => {
    tellProgress();
    process.kill(process.pid, "SIGKILL");
  }, delayMs).unref();
}

function isDue({ after }: Moment): boolean {
  if (typeof after === "string") return phase === after;
  return phase === "stopping" || (phase === "working" && steps >= after.step);
}

function tellProgress(): void {
  if (phase === undefined) return;
  const { opening = 0, working = opening, stopping = performance.now() } = enteredAtMs;
  const progress: Progress = { phase, steps, openingMs: working - opening, stoppingMs: performance.now() - stopping };
  writeSync(PROGRESS_PIPE, JSON.stringify(progress));
}
