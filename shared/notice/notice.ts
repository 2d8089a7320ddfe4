import type { Day } from "../calendar/day.ts";

/** What subscribers get. */
export interface NoticeMessage {
  /** The same however often it is sent: subscribers tell a repetition by it. */
  readonly id: string;
  /** One line, for mail. */
  readonly subject: string;
  readonly text: string;
  /** What a subscription may filter by. */
  readonly attributes: Readonly<Record<string, string>>;
}

/**
 * What subscribers were last told of a topic, or are about to be told. It is stored before the message is sent, so that a message is never
 * lost, and marked after, so that it is not sent again.
 */
export interface Notice {
  /** Topics that are read together, e.g. "rate#53". */
  readonly series: string;
  /** e.g. "2017#532822" */
  readonly topic: string;
  /** Counts the writes: each one puts the next version in the place of the one before. */
  readonly version: number;
  /** What was told; what it may be is the series' own matter. */
  readonly state: string;
  /** The day on which the state began. */
  readonly since: Day;
  /** The id of the message that told it, where the last one only reminded of it. */
  readonly change: string;
  /** The day the last message speaks of. */
  readonly asOf: Day;
  readonly message: NoticeMessage;
  /** Whether the message is known to have been sent. */
  readonly announced: boolean;
  /** When the writer that is to send the message took that on. */
  readonly claimedAtEpochMs: number;
}

/** What is to be told next: a notice but for what the telling itself brings. */
export type NextNotice = Omit<Notice, "series" | "topic" | "version" | "announced" | "claimedAtEpochMs">;

export type NoticeKey = Pick<Notice, "series" | "topic">;

/** Names a message by its topic and the write that committed it: no other has that name. */
export function messageId({ series, topic }: NoticeKey, version: number): string {
  return `${series}#${topic}@${version}`;
}
