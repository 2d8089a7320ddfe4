import { mulberry32 } from "../../infra/local/demo/random.ts";

/** A seeded source of choices: the same seed makes the same run on every machine. */
export class Random {
  readonly #next: () => number;

  constructor(seed: number) {
    this.#next = mulberry32(seed);
  }

  /** A number from 0 to below 1. */
  fraction(): number {
    return this.#next();
  }

  /** An integer from 0 to below `limit`. */
  below(limit: number): number {
    return Math.floor(this.#next() * limit);
  }

  /** An integer from `first` to `last`. */
  between(first: number, last: number): number {
    return first + this.below(last - first + 1);
  }

  /** True `percent` times in a hundred. */
  chance(percent: number): boolean {
    return this.#next() * 100 < percent;
  }

  pick<T>(items: readonly T[]): T {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new Error("nothing to pick from");
    return item;
  }

  shuffle<T>(items: readonly T[]): T[] {
    const result = [...items];
    for (let place = result.length - 1; place > 0; place -= 1) {
      const other = this.below(place + 1);
      [result[place], result[other]] = [result[other]!, result[place]!];
    }
    return result;
  }

  /** The items in any order, cut into one to `parts` parts, none of them empty; one empty part where there are no items. */
  cut<T>(items: readonly T[], parts: number): T[][] {
    const all = this.shuffle(items);
    const cuts = [0, ...Array.from({ length: parts - 1 }, () => this.below(all.length + 1)), all.length].sort((a, b) => a - b);
    const result = cuts.slice(1).map((end, part) => all.slice(cuts[part], end));
    const filled = result.filter((part) => part.length > 0);
    return filled.length === 0 ? [[]] : filled;
  }
}
