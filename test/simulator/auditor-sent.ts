import { readText, type Message } from "./auditor-messages.ts";
import type { Posted } from "./auditor-lane.ts";

/** A rejection that stands in the table. */
export interface Standing {
  readonly code: string;
  readonly rejectedAt: string;
}

/** A message that was sent, with what became of it. Texts that mean the same are one. */
export interface Content {
  readonly message: Message;
  /** What its texts say of the patient's year, which is no content: whichever came first stands. */
  readonly years: string[];
  /** In steps of the auditor. */
  readonly firstSentAt: number;
  /** Where the journal has it; several contents of one id may fit an entry that shows no difference. */
  posted: Posted | undefined;
  readonly rejections: Standing[];
}

/** Everything senders handed to the intake queue. */
export class SentMessages {
  readonly contents: Content[] = [];
  /** The message that has each word which must never be stored. */
  readonly secrets = new Map<string, Message>();
  readonly #byBody = new Map<string, Content>();
  readonly #byMeaning = new Map<string, Content>();
  readonly #byId = new Map<string, Content[]>();
  readonly #byShown = new Map<string, Content[]>();

  take(body: string, step: number): void {
    if (this.#byBody.has(body)) return;
    const message = readText(body);
    const meaning = `${message.lane}\n${message.content}`;
    let content = this.#byMeaning.get(meaning);
    if (content === undefined) {
      content = { message, years: [], firstSentAt: step, posted: undefined, rejections: [] };
      this.contents.push(content);
      this.#byMeaning.set(meaning, content);
      add(this.#byId, idKey(message.lane, message.kind, message.id), content);
    }
    if (!content.years.includes(message.year)) content.years.push(message.year);
    for (const secret of message.secrets) this.secrets.set(secret, message);
    this.#byBody.set(body, content);
    add(this.#byShown, message.shown, content);
  }

  ofId(lane: string, kind: string, id: string): readonly Content[] {
    return this.#byId.get(idKey(lane, kind, id)) ?? [];
  }

  /** Those whose stored original would look so. */
  shownAs(shown: string): readonly Content[] {
    return this.#byShown.get(shown) ?? [];
  }
}

function idKey(lane: string, kind: string, id: string): string {
  return `${lane}\n${kind}\n${id}`;
}

function add(map: Map<string, Content[]>, key: string, content: Content): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [content]);
  else if (!list.includes(content)) list.push(content);
}
