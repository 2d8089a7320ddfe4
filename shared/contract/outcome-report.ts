import type { StoredRejection } from "./rejection.ts";

/**
 * What became of one message. `ref` is the one its sender gave it, or the id the queue gave it when it was first sent. Deferred is no end: the message went back to the
 * intake queue to wait for the advance it refers to, and will be reported again.
 */
export type Outcome = EndOutcome | DeferredOutcome;

/** An outcome that is an end. */
export type EndOutcome =
  | { readonly ref: string; readonly outcome: "posted" | "already_applied" }
  | { readonly ref: string; readonly outcome: "rejected"; readonly rejection: StoredRejection };

export interface DeferredOutcome {
  readonly ref: string;
  readonly outcome: "deferred";
}

const ASKING_REF = /^report:[\w-]{1,64}$/;

/**
 * A ref by which a sender asks that the outcome of its message be stored: functions on AWS answer to nobody. The form is fixed, so that no ref
 * of a stranger is written anywhere, and short, so that it fits every key.
 */
export function askingRef(name: string): string {
  const ref = `report:${name}`;
  if (!asksForReport(ref)) throw new Error(`"${name}" makes no ref that asks for a report`);
  return ref;
}

export function asksForReport(ref: string): boolean {
  return ASKING_REF.test(ref);
}

/** The ref of the statements that the close with this ref publishes. */
export function statementsRef(closeRef: string): string {
  return `${closeRef}-statements`;
}
