import { readListedRow, type ListedRow, type PassedOver, type RowContext } from "../../../shared/reconcile/listed-row.ts";
import type { FieldProblem } from "../../../shared/outcome/outcomes.ts";
import type { Encoding } from "./encoding.ts";
import { readMessages } from "./read-messages.ts";
import { UserError } from "./user-error.ts";

/** More than any hospital settles in a month: a list is held in memory, about a kilobyte a row. */
export const MAX_LIST_ROWS = 500_000;

/** What was counted of a list and not compared. */
export interface ListCounts {
  readonly other_institution: number;
  readonly other_kind: number;
}

/** Problems a refused list names. */
const SHOWN_PROBLEMS = 3;

/**
 * Reads a hospital's list row by row, with the readers of `post`. Throws UserError where the file holds no row of the institution, no row that
 * can be read, or too many.
 */
export class HospitalList {
  readonly #counts: Record<PassedOver, number> = { other_institution: 0, other_kind: 0 };
  readonly #file: string;
  readonly #encoding: Encoding | undefined;

  constructor(file: string, encoding: Encoding | undefined) {
    this.#file = file;
    this.#encoding = encoding;
  }

  get counts(): ListCounts {
    return this.#counts;
  }

  async *rows(context: Omit<RowContext, "pool">): AsyncGenerator<ListedRow> {
    const own = { ...context, pool: new Map<string, string>() };
    let [rows, readable] = [0, 0];
    const problems: string[] = [];
    // Columns that a posting needs are none that a list must have.
    const options = { ...(this.#encoding === undefined ? {} : { encoding: this.#encoding }), warn: () => undefined };
    for await (const { line, body, problem } of readMessages(this.#file, options)) {
      const row = readListedRow(line, body, own, problem);
      if (typeof row === "string") {
        this.#counts[row] += 1;
        continue;
      }
      rows += 1;
      if (rows > MAX_LIST_ROWS) throw new UserError(`${this.#file}: line ${line}: a list may have ${MAX_LIST_ROWS} rows; split it by day or county`);
      if (row.problems.length === 0) readable += 1;
      else if (problems.length < SHOWN_PROBLEMS) problems.push(`line ${line}: ${row.problems.map(problemText).join(", ")}`);
      yield row;
    }
    if (readable > 0) return;
    if (rows > 0) throw new UserError(`${this.#file}: no row can be read: ${problems.join("; ")}`);
    const others = Object.values(this.#counts).reduce((sum, count) => sum + count, 0);
    throw new UserError(
      others === 0
        ? `${this.#file} holds no row`
        : `${this.#file}: none of its ${others} rows is a settlement or refund of institution ${context.institution}`,
    );
  }
}

function problemText({ field, value, problem }: FieldProblem): string {
  return `${field}${value === undefined ? "" : ` ${JSON.stringify(value)}`} ${problem}`;
}
