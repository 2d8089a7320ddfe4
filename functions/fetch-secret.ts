import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";

/**
 * Reads the text of a secret by its ARN. A module of its own that names what it takes of the client, because of a client that is loaded later a
 * bundle has all parts: by far most of them nobody uses.
 */
export async function fetchSecret(secretArn: string): Promise<string> {
  const { SecretString } = await new SecretsManagerClient().send(new GetSecretValueCommand({ SecretId: secretArn }));
  if (SecretString === undefined) throw new Error(`secret ${secretArn} has no text`);
  return SecretString;
}
