import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { ReconcileMeasure } from "./reconcile-process.ts";
import { writeMonth } from "./reconcile-month.ts";

/** Reconciles a list of so many rows with a journal three times as long, in a process of its own. Throws where a row is lost. */
export async function measureReconcile(rows: number): Promise<ReconcileMeasure & { readonly pages: number }> {
  const folder = await mkdtemp(join(tmpdir(), "fundflow-bench-"));
  try {
    const pages = await writeMonth(folder, rows);
    const { stdout } = await promisify(execFile)(process.execPath, [join(import.meta.dirname, "reconcile-process.ts"), folder]);
    const measure = JSON.parse(stdout) as ReconcileMeasure;
    if (measure.matched + measure.differences !== rows) throw new Error(`${measure.matched} + ${measure.differences} rows of ${rows} were classed`);
    return { ...measure, pages };
  } finally {
    await rm(folder, { recursive: true });
  }
}
