import { messageId, type NextNotice, type Notice, type NoticeKey, type NoticeMessage } from "../notice/notice.ts";
import type { NoticeStore } from "./notice-store.ts";

/** What telling subscribers needs. */
export interface Announcing {
  readonly notices: NoticeStore;
  /** Throws where it is not known that the message was taken. */
  readonly publish: (message: NoticeMessage) => Promise<void>;
  readonly nowEpochMs: () => number;
  /** How long a writer that took on to send a message is left alone. Longer than any call may run, so that then it has vanished. */
  readonly claimMs: number;
}

export interface Announced {
  /** What this call sent. */
  readonly sent: readonly NoticeMessage[];
  /** Somebody else is at this topic, or was and vanished: to be looked at again, or a message might come late. */
  readonly unfinished: boolean;
}

/**
 * Tells subscribers what `decide` finds new about a topic, once. `seen` must have been read before what `decide` looks at, so that nobody tells
 * what has been overtaken. Three steps, each on condition that nobody else has taken one: the message is stored as not sent, sent, and marked as
 * sent. A writer that vanishes between leaves a message that is stored; after claimMs the next one sends it, the same with the same id.
 * So no message is lost, and one is sent twice only where its writer vanished, or was held up longer than claimMs, before it could mark it.
 */
export async function announce(
  ports: Announcing,
  key: NoticeKey,
  seen: Notice | undefined,
  decide: (current: Notice | undefined, id: string) => NextNotice | undefined,
): Promise<Announced> {
  const sent: NoticeMessage[] = [];
  const tell = async (notice: Notice): Promise<Notice | undefined> => {
    const claimed: Notice = { ...notice, announced: false, claimedAtEpochMs: ports.nowEpochMs() };
    if (!(await ports.notices.putNotice(claimed))) return undefined;
    await ports.publish(claimed.message);
    sent.push(claimed.message);
    const marked: Notice = { ...claimed, version: claimed.version + 1, announced: true };
    return (await ports.notices.putNotice(marked)) ? marked : undefined;
  };

  let current = seen;
  if (current?.announced === false) {
    if (ports.nowEpochMs() < current.claimedAtEpochMs + ports.claimMs) return { sent, unfinished: true };
    current = await tell({ ...current, version: current.version + 1 });
    if (current === undefined) return { sent, unfinished: true };
  }
  const version = (current?.version ?? 0) + 1;
  const next = decide(current, messageId(key, version));
  if (next === undefined) return { sent, unfinished: false };
  const told = await tell({ ...key, ...next, version, announced: false, claimedAtEpochMs: 0 });
  return { sent, unfinished: told === undefined };
}
