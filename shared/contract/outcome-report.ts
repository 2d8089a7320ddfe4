import type { StoredRejection } from "./rejection.ts";

/**
 * What became of one message. `ref` is the id the queue gave it when it was first sent. Deferred is no end: the message went back to the
 * intake queue to wait for the advance it refers to, and will be reported again.
 */
export type Outcome =
  | { readonly ref: string; readonly outcome: "posted" | "already_applied" | "deferred" }
  | { readonly ref: string; readonly outcome: "rejected"; readonly rejection: StoredRejection };
