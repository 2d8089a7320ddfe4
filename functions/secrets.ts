import { VARIABLES, type Variables } from "./environment.ts";

/** Reads the text of a secret by its ARN. */
export type FetchSecret = (secretArn: string) => Promise<string>;

/**
 * The variables with the person key in them. On AWS they hold only where the key lies, so that it stands neither in the template nor in the
 * function's configuration; a host that holds the key itself gives it as it is, and nothing is fetched.
 */
export async function resolvePersonKey(variables: Variables, fetchSecret: FetchSecret = fetchFromSecretsManager): Promise<Variables> {
  const secretArn = variables[VARIABLES.personKeySecret];
  if (secretArn === undefined || secretArn === "") return variables;
  const personKey = await fetchSecret(secretArn);
  if (personKey === "") throw new Error(`secret ${secretArn} is empty`);
  return { ...variables, [VARIABLES.personKey]: personKey };
}

/** The client is loaded only where there is a secret to fetch: no other host has to wait for it. */
async function fetchFromSecretsManager(secretArn: string): Promise<string> {
  const client = await import("./fetch-secret.ts");
  return client.fetchSecret(secretArn);
}
