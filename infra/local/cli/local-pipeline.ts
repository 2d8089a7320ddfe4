import type { Host } from "../host/host.ts";
import type { OutcomeBook } from "./outcome-book.ts";
import type { Pipeline } from "./pipeline.ts";
import { copyStatements } from "./statement-files.ts";

/** The queues and functions of an open data folder. What a function answers is in the book. */
export function localPipeline(host: Host, book: OutcomeBook): Pipeline {
  return {
    send: (queue, messages) => host.send(queue, messages),
    get ended() {
      return book.size;
    },
    settle: (_refs, onProgress) => host.drain(onProgress === undefined ? {} : { onProgress }),
    endingOf: (ref) => {
      const outcome = book.get(ref);
      return outcome === undefined || outcome.outcome === "deferred" ? { ref, outcome: "dead_lettered" } : outcome;
    },
    statements: (_closeRef, month, region) => copyStatements(host.clients.s3, host.environment.statementsBucket, month, region, host.dataDir),
    deadLetters: async () => {
      const byQueue = Map.groupBy(await host.deadLetters(), ({ queue }) => queue);
      return [...byQueue].map(([queue, shown]) => ({ queue, messages: shown.length, shown }));
    },
    redrive: async (queue) => {
      const redriven = await host.redrive(queue);
      await host.drain();
      return redriven;
    },
  };
}
