import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** Secrets Manager as far as the product asks it anything: GetSecretValue of one secret. */
export interface SecretsEndpoint {
  readonly url: string;
  /** How often the secret was read. */
  readonly reads: () => number;
  readonly stop: () => Promise<void>;
}

export async function startSecretsEndpoint(arn: string, secret: () => string): Promise<SecretsEndpoint> {
  let reads = 0;
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = Buffer.concat(await Array.fromAsync(request as AsyncIterable<Buffer>)).toString();
    const say = (status: number, value: object) =>
      response.writeHead(status, { "Content-Type": "application/x-amz-json-1.1" }).end(JSON.stringify(value));
    if (request.headers["x-amz-target"] !== "secretsmanager.GetSecretValue") {
      say(400, { __type: "InvalidRequestException" });
    } else if ((JSON.parse(body) as { readonly SecretId?: string }).SecretId !== arn) {
      say(400, { __type: "ResourceNotFoundException" });
    } else {
      reads += 1;
      say(200, { ARN: arn, Name: "personKey", SecretString: secret() });
    }
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    reads: () => reads,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
