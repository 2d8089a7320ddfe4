import { ConditionalCheckFailedException, DynamoDBServiceException, ResourceNotFoundException } from "@aws-sdk/client-dynamodb";

/** The model was asked for something it does not know. A bug of the model or of a test, never an answer of DynamoDB. */
export class NotModelled extends Error {
  override readonly name = "NotModelled";
}

const metadata = { httpStatusCode: 400, attempts: 1 } as const;

/** The SDK has no class of its own for what DynamoDB refuses; it throws this one under the error's name. */
export function invalid(message: string): DynamoDBServiceException {
  return new DynamoDBServiceException({ name: "ValidationException", $fault: "client", message, $metadata: { ...metadata } });
}

export function conditionFailed(): ConditionalCheckFailedException {
  return new ConditionalCheckFailedException({ message: "The conditional request failed", $metadata: { ...metadata } });
}

/** DynamoDB looks at a table's name before it looks for the table. */
export function noSuchTable(name: string | undefined): DynamoDBServiceException {
  if (!/^[a-zA-Z0-9_.-]{3,255}$/.test(name ?? "")) return invalid(`${name} is no table name`);
  return new ResourceNotFoundException({ message: "Requested resource not found", $metadata: { ...metadata } });
}

/** Refuses a parameter the model would otherwise pass over. */
export function checkParameters(input: object, known: ReadonlySet<string>): void {
  for (const name in input) {
    if (!known.has(name) && (input as Record<string, unknown>)[name] !== undefined) throw new NotModelled(`the parameter ${name} is not modelled`);
  }
}
