import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

interface Closable {
  return?: () => Promise<unknown>;
  close: () => Promise<void>;
}
interface Database {
  create: (options: object) => { readonly db: { values: (range: unknown) => Closable } };
}

let done = false;

/**
 * Gives LevelDB's iterators the `return` that dynalite 4.0.0 calls to end a query before its last row, which they do not have: every such query
 * would keep its iterator and what it read ahead until the process ends (5,000 queries for a newest page: 1 GB). Once per process, before any
 * database is made.
 */
export function releaseEndedIterators(): void {
  if (done) return;
  done = true;
  const database = require("dynalite/db") as Database;
  const { create } = database;
  database.create = (options) => {
    const store = create(options);
    const values = store.db.values.bind(store.db);
    store.db.values = (range) => {
      const iterator = values(range);
      iterator.return = () => iterator.close();
      return iterator;
    };
    return store;
  };
}
