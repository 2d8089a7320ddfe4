import type { QueueWiring } from "../../wiring.ts";
import type { FauxqsParts, ObjectStore, QueueStore, TopicStore } from "./fauxqs-parts.ts";
import { deadQueueName, ENGINE_REGION, inboxName, queueArn, queueName, queueUrl, topicArn } from "./names.ts";
import type { Resources } from "./resources.ts";

/** What the queue engine is to hold. */
export type HeldByQueues = Omit<Resources, "tables">;

export interface QueueStores {
  readonly sqsStore: QueueStore;
  readonly snsStore: TopicStore;
  readonly s3Store: ObjectStore;
}

/** SQS's longest: fourteen days. */
const INBOX_RETENTION_SECONDS = "1209600";

/**
 * Creates what does not exist and gives existing queues the wiring's attributes; messages and objects stay. It asks the engine's own actions in
 * the engine's thread: as requests of a client they took half of a start.
 */
export class QueueProvision {
  readonly #actions: Pick<FauxqsParts, "createQueue" | "setQueueAttributes">;
  readonly #stores: QueueStores;
  readonly #endpoint: string;

  constructor(actions: Pick<FauxqsParts, "createQueue" | "setQueueAttributes">, stores: QueueStores, endpoint: string) {
    this.#actions = actions;
    this.#stores = stores;
    this.#endpoint = endpoint;
  }

  provide({ queues, buckets, topics = {} }: HeldByQueues): void {
    for (const [name, wiring] of Object.entries(queues)) this.#provideQueue(name, wiring);
    // Creating a bucket again is harmless: the engine keeps the one it has.
    for (const name of Object.keys(buckets)) this.#stores.s3Store.createBucket(name);
    for (const name of Object.keys(topics)) this.#provideTopic(name);
  }

  /** The dead-letter queue first: a message that came too often would be lost to a queue that does not exist. */
  #provideQueue(name: string, wiring: QueueWiring): void {
    const fixed: Record<string, string> = wiring.fifo ? { FifoQueue: "true", ContentBasedDeduplication: "false" } : {};
    const dead = deadQueueName(name, wiring);
    this.#createQueue(dead, fixed, { VisibilityTimeout: String(wiring.visibilityTimeoutSeconds) });
    const redrive = { deadLetterTargetArn: queueArn(dead), maxReceiveCount: String(wiring.maxReceiveCount) };
    const changeable = { VisibilityTimeout: String(wiring.visibilityTimeoutSeconds), RedrivePolicy: JSON.stringify(redrive) };
    this.#createQueue(queueName(name, wiring), fixed, changeable);
  }

  /** What can be changed is set apart from creating: the engine refuses to create a queue again with other attributes than it has. */
  #createQueue(name: string, fixed: Record<string, string>, changeable: Record<string, string>): void {
    const { createQueue, setQueueAttributes } = this.#actions;
    const { sqsStore } = this.#stores;
    createQueue({ QueueName: name, Attributes: fixed }, sqsStore, { headers: { host: new URL(this.#endpoint).host } });
    setQueueAttributes({ QueueUrl: queueUrl(this.#endpoint, name), Attributes: changeable }, sqsStore);
  }

  /**
   * A topic, and a queue that takes what is published to it: on this machine nobody has a mailbox, so that messages wait there until somebody
   * reads them. Creating a topic again and subscribing the same queue again are harmless: the engine keeps what it has.
   */
  #provideTopic(name: string): void {
    const inbox = inboxName(name);
    this.#stores.snsStore.createTopic(name, undefined, undefined, ENGINE_REGION);
    this.#createQueue(inbox, {}, { MessageRetentionPeriod: INBOX_RETENTION_SECONDS });
    this.#stores.snsStore.subscribe(topicArn(name), "sqs", queueArn(inbox));
  }
}
