import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** An endpoint that answers DescribeStacks as CloudFormation does (query protocol, XML). */
export interface CloudFormationEndpoint {
  readonly url: string;
  /** The stacks asked for, in order. */
  readonly asked: readonly string[];
  readonly stop: () => Promise<void>;
}

/** What a stack answers: its outputs, or the code of an error. */
export type StackAnswer = Readonly<Record<string, string>> | { readonly error: string };

const NAMESPACE = "http://cloudformation.amazonaws.com/doc/2010-05-15/";

export async function startCloudFormation(stacks: Readonly<Record<string, StackAnswer>>): Promise<CloudFormationEndpoint> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    void Array.fromAsync(request as AsyncIterable<Buffer>).then((parts) => {
      const query = new URLSearchParams(Buffer.concat(parts).toString());
      const name = query.get("StackName") ?? "";
      asked.push(name);
      const { status, body } = query.get("Action") === "DescribeStacks" ? answer(name, stacks[name]) : failure("InvalidAction", "unknown action");
      response.writeHead(status, { "content-type": "text/xml" }).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Answer {
  readonly status: number;
  readonly body: string;
}

function answer(name: string, stack: StackAnswer | undefined): Answer {
  if (stack === undefined) return failure("ValidationError", `Stack with id ${name} does not exist`);
  if (isError(stack)) return failure(stack.error, `User: arn:aws:iam::1:user/x is not authorized to perform: cloudformation:DescribeStacks`);
  const outputs = Object.entries(stack).map(
    ([key, value]) => `<member><OutputKey>${escapeXml(key)}</OutputKey><OutputValue>${escapeXml(value)}</OutputValue></member>`,
  );
  const described = `<StackName>${escapeXml(name)}</StackName><CreationTime>2026-11-22T00:00:00Z</CreationTime><StackStatus>CREATE_COMPLETE</StackStatus>`;
  const result = `<Stacks><member>${described}<Outputs>${outputs.join("")}</Outputs></member></Stacks>`;
  const body = `<DescribeStacksResponse xmlns="${NAMESPACE}"><DescribeStacksResult>${result}</DescribeStacksResult></DescribeStacksResponse>`;
  return { status: 200, body };
}

const isError = (stack: StackAnswer): stack is { readonly error: string } => "error" in stack;

function failure(code: string, message: string): Answer {
  const error = `<Error><Type>Sender</Type><Code>${code}</Code><Message>${escapeXml(message)}</Message></Error>`;
  return {
    status: code === "AccessDenied" ? 403 : 400,
    body: `<ErrorResponse xmlns="${NAMESPACE}">${error}<RequestId>1</RequestId></ErrorResponse>`,
  };
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
