import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { buildSync } from "esbuild";
import type { Wiring } from "../wiring.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Some libraries still ask for modules the old way, which a module's scope does not have. */
const REQUIRE = `import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);`;

/** Folders of the functions' bundles, by function. */
export type Bundles = Readonly<Record<string, string>>;

/**
 * Writes one folder for each function with all it needs in one file. The SDK is in it: what was tested is what runs, whatever version the
 * runtime brings along. Names are kept, because faults are told apart by them.
 */
export function bundleFunctions(functions: Wiring["functions"], folder: string): Bundles {
  buildSync({
    entryPoints: Object.fromEntries(Object.entries(functions).map(([name, { module }]) => [`${name}/index`, join(ROOT, "functions", module)])),
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    absWorkingDir: ROOT,
    bundle: true,
    platform: "node",
    target: "node24",
    format: "esm",
    mainFields: ["module", "main"],
    banner: { js: REQUIRE },
    minify: true,
    keepNames: true,
    legalComments: "none",
    sourcemap: true,
    sourcesContent: false,
    logLevel: "warning",
  });
  return Object.fromEntries(Object.keys(functions).map((name) => [name, join(folder, name)]));
}
