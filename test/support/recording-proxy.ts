import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Environment } from "../../functions/environment.ts";

/** Requests seen so far, as "operation resource" in the words of IAM: "dynamodb:PutItem journal", "s3:PutObject statements/statements/x.json". */
export type Seen = Set<string>;

/** Stands between a function and the engines, and notes what the function asks of them. */
export interface RecordingProxy {
  /** The environment of a function whose requests are noted. */
  readonly environment: (given: Environment, seen: Seen) => Promise<Environment>;
  readonly stop: () => Promise<void>;
}

export function createRecordingProxy(): RecordingProxy {
  const servers: Server[] = [];
  const listen = async (target: string, seen: Seen): Promise<string> => {
    const server = createServer((incoming, answer) => void pass(target, seen, incoming, answer));
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  return {
    environment: async (given, seen) => {
      const to = async (endpoint: string | undefined): Promise<string> => listen(endpoint ?? "", seen);
      const { dynamodb, sqs, s3, sns } = given.endpoints;
      return { ...given, endpoints: { dynamodb: await to(dynamodb), sqs: await to(sqs), s3: await to(s3), sns: await to(sns) } };
    },
    stop: async () => {
      for (const server of servers) server.closeAllConnections();
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}

async function pass(target: string, seen: Seen, incoming: IncomingMessage, answer: ServerResponse): Promise<void> {
  const body = Buffer.concat(await Array.fromAsync(incoming as AsyncIterable<Buffer>));
  for (const one of actionsOf(incoming, body)) seen.add(one);
  const { hostname, port } = new URL(target);
  const options = { hostname, port, method: incoming.method, path: incoming.url, headers: { ...incoming.headers, host: `${hostname}:${port}` } };
  const outgoing = request(options, (reply) => {
    answer.writeHead(reply.statusCode ?? 500, reply.headers);
    reply.pipe(answer);
  });
  outgoing.on("error", () => answer.destroy());
  outgoing.end(body);
}

/** Asking whether an object is there takes the right to get it. */
const S3_ACTIONS: Readonly<Record<string, string>> = { PUT: "PutObject", GET: "GetObject", HEAD: "GetObject" };

function actionsOf({ method, url = "", headers }: IncomingMessage, body: Buffer): string[] {
  const [service, operation] = String(headers["x-amz-target"] ?? "").split(".");
  const query = new URLSearchParams(body.toString());
  if (query.get("TopicArn") !== null) return [`sns:${query.get("Action") ?? ""} ${query.get("TopicArn")!.split(":").at(-1)!}`];
  if (url.includes("list-type=2")) return [`s3:ListBucket ${url.slice(1).split("?")[0]!.replace(/\/$/, "")}`];
  if (service === undefined || operation === undefined) return [`s3:${S3_ACTIONS[method ?? ""] ?? method ?? ""} ${url.slice(1).split("?")[0]!}`];
  const input = JSON.parse(body.toString()) as {
    readonly TableName?: string;
    readonly QueueUrl?: string;
    readonly RequestItems?: Record<string, unknown>;
  };
  if (service === "AmazonSQS") return [`sqs:${operation.replace(/Batch$/, "")} ${new URL(input.QueueUrl ?? "").pathname.split("/").at(-1)!}`];
  return (input.RequestItems === undefined ? [input.TableName] : Object.keys(input.RequestItems)).map(
    (table) => `dynamodb:${operation} ${table ?? ""}`,
  );
}
