import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { loadParts, type FauxqsParts, type MessageFile, type ObjectFiles, type ObjectStore } from "./fauxqs-parts.ts";
import { ENGINE_REGION } from "./names.ts";
import { QueueProvision, type HeldByQueues, type QueueStores } from "./provide-queues.ts";
import { releaseMessages } from "./release-messages.ts";
import { loadSqlite } from "../folder/sqlite.ts";
import { removeUnfinishedObjects } from "./unfinished-objects.ts";
import { LOOPBACK, type Engine } from "./worker-engine.ts";

export interface QueueEngineOptions {
  readonly queues: string;
  readonly objects: string;
  /** The queues, buckets and topics that are to be there. */
  readonly held: HeldByQueues;
}

/** What SQS takes, characters beyond the basic plane included: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
const VALID_BODY = /^[\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]*$/u;

/**
 * Starts fauxqs with its messages in SQLite and its objects in files. It is put together here from its parts because its own start function
 * listens on every interface of the machine, commits every message of a batch by itself, and stops at a half-written object.
 */
export async function startQueueEngine({ queues, objects, held }: QueueEngineOptions): Promise<Engine> {
  await loadSqlite();
  await releaseMessages(join(queues, "fauxqs.db"));
  const parts = await loadParts();
  const messageFile = new parts.MessageFile(queues);
  // Like LevelDB: safe against the end of the process, while a power cut may take the last moments.
  messageFile.db.exec("PRAGMA synchronous = NORMAL");
  // A message names a person until it is processed; deleted rows must not stay readable in the file's free pages.
  messageFile.db.exec("PRAGMA secure_delete = ON");
  takeEveryCharacter(parts);
  commitByRequest(parts, messageFile);
  const stores = loadStores(parts, messageFile, objects);
  const app = parts.buildApp({ logger: false, defaultRegion: ENGINE_REGION, stores });
  await app.listen({ port: 0, host: LOOPBACK });
  const { port } = app.server.address() as AddressInfo;
  // Nobody is told the port before.
  inTransaction(messageFile, () => {
    new QueueProvision(parts, stores, `http://${LOOPBACK}:${port}`).provide(held);
  });
  return {
    port,
    stop: async () => {
      await app.close();
      messageFile.close();
    },
  };
}

/** Loads what is stored, and only then lets the stores write through: loading would otherwise write everything again. */
function loadStores(parts: FauxqsParts, messageFile: MessageFile, objects: string): QueueStores {
  const sqsStore = new parts.QueueStore();
  const snsStore = new parts.TopicStore();
  const { s3Store, files } = loadObjects(parts, objects);
  messageFile.loadSqsAndSns(sqsStore, snsStore);
  for (const store of [sqsStore, snsStore, ...sqsStore.allQueues()]) Object.assign(store, { persistence: messageFile });
  Object.assign(s3Store, { persistence: files });
  return { sqsStore, snsStore, s3Store };
}

/** Loads the objects; the few the process was killed while writing make the engine stumble, and are looked for only then. */
function loadObjects(parts: FauxqsParts, folder: string): { readonly s3Store: ObjectStore; readonly files: ObjectFiles } {
  const load = () => {
    const [s3Store, files] = [new parts.ObjectStore(), new parts.ObjectFiles(folder)];
    files.loadS3(s3Store);
    return { s3Store, files };
  };
  try {
    return load();
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    removeUnfinishedObjects(folder);
    return load();
  }
}

/** Fauxqs tests bodies without the flag for surrogate pairs, and so refuses the rarer Chinese characters some names are written with. */
function takeEveryCharacter({ invalidCharacter }: FauxqsParts): void {
  invalidCharacter.test = (body) => !VALID_BODY.test(body);
}

/**
 * Makes every request one transaction: a message that goes to the dead-letter queue is removed here and stored there, and a process killed in
 * between would lose it; and a batch of ten costs one commit. A receive that waits does so outside the transaction, so only its taking of
 * messages is wrapped.
 */
function commitByRequest({ Router, Queue }: FauxqsParts, file: MessageFile): void {
  replaceMethod(Router.prototype, "register", (register) => {
    return function (this: FauxqsParts["Router"]["prototype"], action, handler) {
      const whole: typeof handler = (...request) => inTransaction(file, () => handler(...request));
      register.call(this, action, action === "ReceiveMessage" ? handler : whole);
    };
  });
  replaceMethod(Queue.prototype, "dequeue", (dequeue) => {
    return function (this: FauxqsParts["Queue"]["prototype"], ...wanted) {
      return inTransaction(file, () => dequeue.apply(this, wanted));
    };
  });
}

function inTransaction<T>({ db }: MessageFile, run: () => T): T {
  db.exec("BEGIN");
  try {
    const result = run();
    db.exec("COMMIT");
    return result;
  } catch (error) {
    db.exec("ROLLBACK");
    throw error;
  }
}

/** Puts another method in a class's place of one, made from it. */
function replaceMethod<Name extends string, Method>(prototype: Record<Name, Method>, name: Name, make: (method: Method) => Method): void {
  prototype[name] = make(prototype[name]);
}
