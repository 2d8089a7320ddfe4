/** Runs the task for every item, at most `limit` at once; rejects with the first failure, after which no further item is begun. */
export async function eachAtOnce<T>(items: readonly T[], limit: number, task: (item: T) => Promise<unknown>): Promise<void> {
  const rest = items.values();
  const run = async () => {
    for (const item of rest) await task(item);
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, run));
}

/** The items in order, in lists of at most `size`. */
export function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));
}
