import { UserError } from "../local/cli/user-error.ts";

/** What AWS or the SDK says, by name or code, and what it means to the person at the command line. */
const KNOWN: readonly (readonly [names: RegExp, says: (detail: string) => string])[] = [
  [
    /^(CredentialsProviderError|TokenProviderError|ProviderError)$/,
    (detail) => `there are no credentials: sign in, or set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (${detail})`,
  ],
  [
    /^(ExpiredToken(Exception)?|RequestExpired|UnrecognizedClientException|InvalidClientTokenId|InvalidAccessKeyId|SignatureDoesNotMatch|IncompleteSignature)$/,
    (detail) => `AWS does not take these credentials: ${detail}`,
  ],
  [
    /^(AccessDenied(Exception)?|AuthorizationError|UnauthorizedOperation|KMSAccessDenied(Exception)?|KmsAccessDenied|AWS\.SimpleQueueService\.AccessDenied)$/,
    (detail) => `these credentials lack a right (docs/command-line.md lists them): ${detail}`,
  ],
  [
    /^(ResourceNotFoundException|NoSuchBucket|QueueDoesNotExist|AWS\.SimpleQueueService\.NonExistentQueue)$/,
    (detail) => `what the stack names does not exist: ${detail}`,
  ],
  [/^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|TimeoutError)$/, (detail) => `AWS can't be reached: ${detail}`],
];

const NO_REGION = "there is no region that could be one: set AWS_REGION, or a profile that has one";

/** What was done where: a stack's name, and its region where that is known. */
export interface Asked {
  readonly stack: string;
  readonly region?: string;
}

/** What a person can mend of a fault, in one line that names stack and region; undefined where the fault is none of theirs. */
export function explainFault(error: unknown, { stack, region }: Asked): UserError | undefined {
  const where = `stack ${stack}${region === undefined ? "" : ` in ${region}`}`;
  for (const { name, code, message } of faultsOf(error)) {
    const line = oneLine(message);
    if (message.includes("Region is missing") || message.includes("Region not accepted"))
      return new UserError(`${where}: ${NO_REGION}`, { cause: error });
    if (name === "ValidationError" && message.includes("does not exist"))
      return new UserError(`there is no ${where}: look for its name and region with those who deployed it`, { cause: error });
    const known = KNOWN.find(([names]) => names.test(name) || names.test(code));
    if (known !== undefined) return new UserError(`${where}: ${known[1](line)}`, { cause: error });
  }
  return undefined;
}

interface Fault {
  readonly name: string;
  readonly code: string;
  readonly message: string;
}

/** An error and what caused it, outermost first; several attempts at once are one error with many. */
function* faultsOf(error: unknown): Generator<Fault> {
  if (!(error instanceof Error)) return;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  yield { name: error.name, code, message: error.message === "" ? code : error.message };
  if (error instanceof AggregateError) for (const one of error.errors) yield* faultsOf(one);
  yield* faultsOf(error.cause);
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, " ").trim();
