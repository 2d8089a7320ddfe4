import { open } from "node:fs/promises";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { createReadStream } from "node:fs";
import { HospitalList } from "../../infra/local/cli/hospital-list.ts";
import { buildReconciliation } from "../../shared/reconcile/build-reconciliation.ts";
import { renderReconciliationCsv } from "../../shared/reconcile/reconciliation-csv.ts";
import type { StoredPage } from "../../shared/lane/page.ts";
import type { LedgerStore } from "../../shared/store/ledger-store.ts";
import { readReconciliation } from "../../shared/store/read-reconciliation.ts";
import { INSTITUTION } from "./reconcile-month.ts";

/** What the process that reconciles tells of itself. */
export interface ReconcileMeasure {
  readonly rows: number;
  readonly matched: number;
  readonly differences: number;
  readonly seconds: number;
  readonly startMegabytes: number;
  readonly peakMegabytes: number;
}

/** Reconciles the month in a folder and prints the measure: in a process of its own, because the most memory held is known of processes only. */
async function run(folder: string): Promise<void> {
  const store = await storeOf(join(folder, "journal.jsonl"));
  const startMegabytes = megabytes();
  const started = performance.now();
  const list = new HospitalList(join(folder, "list.csv"), undefined);
  const read = await readReconciliation(store, INSTITUTION, "201710", list.rows({ institution: INSTITUTION, hashPerson: () => "p" }));
  const result = buildReconciliation({ ...read, institution: INSTITUTION, stated: {}, passedOver: list.counts });
  renderReconciliationCsv(result);
  const { rows, matched, amount_differs } = result;
  const seconds = (performance.now() - started) / 1_000;
  const measure: ReconcileMeasure = { rows, matched, differences: amount_differs.length, seconds, startMegabytes, peakMegabytes: megabytes() };
  process.stdout.write(JSON.stringify(measure));
}

function megabytes(): number {
  return process.resourceUsage().maxRSS / 1_024;
}

/** A store that reads pages from a file, as an engine would from its disk: a page is held only as long as it is read. */
async function storeOf(path: string): Promise<LedgerStore> {
  const starts = [0];
  let bytes = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    for (let end = chunk.indexOf(0x0a); end >= 0; end = chunk.indexOf(0x0a, end + 1)) starts.push(bytes + end + 1);
    bytes += chunk.length;
  }
  const file = await open(path);
  const page = async (_lane: string, version: number): Promise<StoredPage> => {
    const [from = 0, to = 0] = [starts[version - 1], starts[version]];
    const { buffer } = await file.read(Buffer.alloc(to - from), 0, to - from, from);
    return JSON.parse(buffer.toString("utf8")) as StoredPage;
  };
  const fake: Pick<LedgerStore, "newestPage" | "page" | "rejectionsOf"> = {
    newestPage: (lane) => page(lane, starts.length - 1),
    page,
    // eslint-disable-next-line @typescript-eslint/require-await -- nothing was rejected
    rejectionsOf: async function* () {
      yield* [];
    },
  };
  return fake as LedgerStore;
}

await run(process.argv[2] ?? "");
