import type { Message } from "./auditor-messages.ts";

/**
 * What a text holds of a message that names a person: the number, the name or the certificate number. What the sender has also put into a
 * field of the contract that is stored (an id, a reason) is the sender's doing, but a certificate number is masked there too, except in ids.
 */
export function leakOf(text: string, { secrets, values }: Message): string | undefined {
  const found = secrets.find((secret) => text.includes(secret));
  if (found === undefined) return undefined;
  const isKept = Object.entries(values).some(([field, value]) => field !== "psn_no" && value.includes(found));
  return isKept ? undefined : `"${found}"`;
}
