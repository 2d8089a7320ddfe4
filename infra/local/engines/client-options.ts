import { Agent } from "node:http";
import { ENGINE_REGION } from "./names.ts";

/** Requests a client has under way at once; the waiting receives of all event sources are a few of them. */
const SOCKETS = 32;

/** The SDK signs every request, so it wants a key; the engines take any. */
const CREDENTIALS = { accessKeyId: "embedded", secretAccessKey: "embedded" };

/** The SDK's own variables, as a function's clients find them on AWS. */
export const SDK_VARIABLES = {
  AWS_REGION: ENGINE_REGION,
  AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
  AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
} as const;

/** What a client of an engine is made with. */
export const clientOptions = (endpoint: string) => ({
  endpoint,
  region: ENGINE_REGION,
  credentials: CREDENTIALS,
  requestHandler: { httpAgent: new Agent({ keepAlive: true, maxSockets: SOCKETS }) },
});
