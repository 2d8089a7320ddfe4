import type { FunctionName } from "../wiring.ts";
import type { Bundle, Bundles } from "./bundle-functions.ts";

const KIB = 1024;

/**
 * The most KiB of code each function may have. A bundle grows by a library that somebody needed elsewhere, and nobody sees it: Lambda reads and
 * compiles all of what a function loads before its first call. Above 600 KiB are only those that write objects, and the papers with their workbook.
 */
export const BUNDLE_BUDGETS_KIB: Readonly<Record<FunctionName, number>> = {
  intake: 600,
  ledger: 600,
  close: 600,
  watch: 600,
  statements: 700,
  papers: 900,
};

/** Packages a message names: enough to see which one is new. */
const NAMED = 8;

/** Which bundles are larger than their budgets, in words; empty where none is. Asserted whenever the stacks are synthesised. */
export function bundleProblems(bundles: Bundles): string[] {
  const budgets: Readonly<Record<string, number>> = BUNDLE_BUDGETS_KIB;
  return Object.entries(bundles).flatMap(([name, { bytes, sources }]) => {
    const budget = budgets[name];
    if (budget === undefined) return [`the bundle of ${name} has no budget`];
    if (bytes <= budget * KIB) return [];
    const largest = [...packageBytes(sources)].sort(([, one], [, other]) => other - one).slice(0, NAMED);
    const named = largest.map(([of, taken]) => `${of} ${inKib(taken)}`).join(", ");
    return [`the bundle of ${name} has ${inKib(bytes)} KiB, its budget is ${budget} KiB; the most is taken by ${named}`];
  });
}

function inKib(bytes: number): string {
  return (bytes / KIB).toFixed(1);
}

/** Bytes by package, and of the product's own code by its first two folders. */
export function packageBytes(sources: Bundle["sources"]): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const [path, bytes] of sources) {
    const name = packageOf(path);
    sums.set(name, (sums.get(name) ?? 0) + bytes);
  }
  return sums;
}

function packageOf(path: string): string {
  const [scope = "", name = ""] = (path.split("node_modules/").at(-1) ?? path).split("/");
  return path.includes("node_modules/") && !scope.startsWith("@") ? scope : `${scope}/${name}`;
}
