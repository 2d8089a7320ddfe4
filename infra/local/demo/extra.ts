import type { DemoMessage } from "./message.ts";

/** A record that is no good new advance, and the place of the advance it is sent after. */
export interface Extra {
  readonly after: number;
  readonly message: () => DemoMessage;
}
