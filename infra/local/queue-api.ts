import { Agent, request, type ClientRequest, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";

/** The queue engine refused a request. */
export class QueueApiFault extends Error {
  override readonly name = "QueueApiFault";
}

/** Requests under way at once; those of all event sources share them. */
const SOCKETS = 32;

/** A message attribute in SQS's JSON. */
export interface Attribute {
  readonly DataType: string;
  readonly StringValue?: string;
  /** Base64. */
  readonly BinaryValue?: string;
}

export interface ReceivedMessage {
  readonly MessageId: string;
  readonly ReceiptHandle: string;
  readonly Body: string;
  readonly MD5OfBody: string;
  readonly Attributes?: Readonly<Record<string, string>>;
  readonly MessageAttributes?: Readonly<Record<string, Attribute>>;
}

interface BatchResult {
  readonly Successful?: readonly { readonly Id: string; readonly MessageId?: string }[];
  readonly Failed?: readonly { readonly Id: string; readonly Code?: string; readonly Message?: string }[];
}

/** The actions of SQS the host takes for every message: what each is asked and answers. */
interface Actions {
  ReceiveMessage: [
    {
      QueueUrl: string;
      MaxNumberOfMessages: number;
      WaitTimeSeconds: number;
      MessageSystemAttributeNames: readonly string[];
      MessageAttributeNames: readonly string[];
    },
    { readonly Messages?: readonly ReceivedMessage[] },
  ];
  SendMessageBatch: [
    { QueueUrl: string; Entries: readonly { Id: string; MessageBody: string; MessageAttributes?: Readonly<Record<string, Attribute>> }[] },
    BatchResult,
  ];
  DeleteMessageBatch: [{ QueueUrl: string; Entries: readonly { Id: string; ReceiptHandle: string }[] }, BatchResult];
  ChangeMessageVisibilityBatch: [
    { QueueUrl: string; Entries: readonly { Id: string; ReceiptHandle: string; VisibilityTimeout: number }[] },
    BatchResult,
  ];
  GetQueueAttributes: [{ QueueUrl: string; AttributeNames: readonly string[] }, { readonly Attributes?: Readonly<Record<string, string>> }];
}

/**
 * SQS's JSON protocol to the embedded engine, for what the host does with every message. The SDK does the same for six times the processor time
 * (1.2 ms against 0.2 ms a request of ten messages on this thread, which the functions run on too), spent on signatures, checksums and schemas
 * that guard nothing between two threads of a process.
 */
export class QueueApi {
  readonly #endpoint: URL;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: SOCKETS });

  constructor(endpoint: string) {
    this.#endpoint = new URL(endpoint);
  }

  /** Throws QueueApiFault where the engine refuses, and the error of the connection where there is none. */
  async call<Action extends keyof Actions>(action: Action, input: Actions[Action][0], signal?: AbortSignal): Promise<Actions[Action][1]> {
    const response = await this.#send(action, JSON.stringify(input), signal);
    const body = await text(response);
    if (response.statusCode !== 200) throw new QueueApiFault(`${action} was refused with ${response.statusCode ?? 0}: ${body}`);
    return JSON.parse(body) as Actions[Action][1];
  }

  close(): void {
    this.#agent.destroy();
  }

  #send(action: string, body: string, signal: AbortSignal | undefined): Promise<IncomingMessage> {
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const headers = {
      "content-type": "application/x-amz-json-1.0",
      "content-length": Buffer.byteLength(body),
      "x-amz-target": `AmazonSQS.${action}`,
    };
    const options = { method: "POST", agent: this.#agent, headers, ...(signal === undefined ? {} : { signal }) };
    const sent: ClientRequest = request(this.#endpoint, options, resolve);
    sent.on("error", reject);
    sent.end(body);
    return promise;
  }
}
