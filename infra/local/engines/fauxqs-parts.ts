import type { buildApp, BuildAppOptions } from "fauxqs";

type Stores = NonNullable<BuildAppOptions["stores"]>;
export type QueueStore = Stores["sqsStore"];
export type TopicStore = Stores["snsStore"];
export type ObjectStore = Stores["s3Store"];
type Queue = ReturnType<QueueStore["createQueue"]>;
export type ObjectFiles = NonNullable<ObjectStore["persistence"]> & { loadS3(store: ObjectStore): void };
/** The engine's SQLite file. Its database is private in the engine's types, but it is the only way to say when to commit. */
export type MessageFile = Pick<NonNullable<QueueStore["persistence"]>, "loadSqsAndSns" | "close"> & { readonly db: Database };

interface Database {
  exec(sql: string): void;
}

type Action = (body: unknown, store: QueueStore, request: unknown) => unknown;
interface Router {
  register(action: string, handler: Action): void;
}
type Class<Instance, Arguments extends unknown[] = []> = new (...given: Arguments) => Instance;

/** The pieces of fauxqs 2.4.1 the queue engine is put together from. */
export interface FauxqsParts {
  readonly buildApp: typeof buildApp;
  readonly QueueStore: Class<QueueStore>;
  readonly Queue: { readonly prototype: Pick<Queue, "dequeue"> };
  readonly TopicStore: Class<TopicStore>;
  readonly ObjectStore: Class<ObjectStore>;
  readonly MessageFile: Class<MessageFile, [folder: string]>;
  readonly ObjectFiles: Class<ObjectFiles, [folder: string]>;
  readonly Router: { readonly prototype: Router };
  readonly createQueue: (body: object, store: QueueStore, request: { readonly headers: { readonly host: string } }) => unknown;
  readonly setQueueAttributes: (body: object, store: QueueStore) => unknown;
  /** Finds what a message body must not contain. */
  readonly invalidCharacter: RegExp;
}

/** Loads modules of fauxqs its package does not export; the version is pinned, so that they are what they were when this was written. */
export async function loadParts(): Promise<FauxqsParts> {
  const main = import.meta.resolve("fauxqs");
  const load = async (path: string) => (await import(new URL(path, main).href)) as Record<string, unknown>;
  const [app, queues, topics, objects, messageFile, objectFiles, router, create, set, types] = await Promise.all(
    [
      "app.js",
      "sqs/sqsStore.js",
      "sns/snsStore.js",
      "s3/s3Store.js",
      "persistence.js",
      "s3/fileS3Persistence.js",
      "sqs/sqsRouter.js",
      "sqs/actions/createQueue.js",
      "sqs/actions/setQueueAttributes.js",
      "sqs/sqsTypes.js",
    ].map((path) => load(`./${path}`)),
  );
  return {
    buildApp: app?.["buildApp"],
    QueueStore: queues?.["SqsStore"],
    Queue: queues?.["SqsQueue"],
    TopicStore: topics?.["SnsStore"],
    ObjectStore: objects?.["S3Store"],
    MessageFile: messageFile?.["PersistenceManager"],
    ObjectFiles: objectFiles?.["FileS3Persistence"],
    Router: router?.["SqsRouter"],
    createQueue: create?.["createQueue"],
    setQueueAttributes: set?.["setQueueAttributes"],
    invalidCharacter: types?.["INVALID_MESSAGE_BODY_CHAR"],
  } as FauxqsParts;
}
