import type { CountedFold } from "./count-folds.ts";
import type { CountedMonth } from "./count-month.ts";
import type { Installation } from "./installation.ts";

/** What `npm run bench -- count` counted, and when: counted.json. */
export interface Counted {
  readonly countedOn: string;
  readonly installation: Installation;
  readonly month: CountedMonth;
  readonly folds: Readonly<Record<string, CountedFold>>;
}
