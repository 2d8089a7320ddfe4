import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { basename, join } from "node:path";
import { buildSync, type Metafile } from "esbuild";
import type { Wiring } from "../wiring.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Some libraries still ask for modules the old way, which a module's scope does not have. */
const REQUIRE = `import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);`;

/** What `index.handler` names. */
const ENTRY = "index.mjs";

/** The code of one function. */
export interface Bundle {
  /** Holds index.mjs, the modules it loads, and their source maps; nothing else. */
  readonly folder: string;
  /** Of all modules, minified; without source maps. */
  readonly bytes: number;
  /** The source files that are in it, from the project's folder, with the bytes each takes. */
  readonly sources: ReadonlyMap<string, number>;
}

/** By function. */
export type Bundles = Readonly<Record<string, Bundle>>;

/**
 * Writes one folder for each function with all it needs. The SDK is in it: what was tested is what runs, whatever version the runtime brings
 * along. What is only loaded on demand lies in modules of its own, above all the SDK's ways to find credentials elsewhere than in the
 * environment: a function that starts reads a third less, and the rest is not slowed down by being ready for it.
 */
export function bundleFunctions(functions: Wiring["functions"], folder: string): Bundles {
  return Object.fromEntries(Object.entries(functions).map(([name, { module }]) => [name, bundle(module, join(folder, name))]));
}

function bundle(module: string, folder: string): Bundle {
  const { outputFiles, metafile } = buildSync({
    entryPoints: { index: join(ROOT, "functions", module) },
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    absWorkingDir: ROOT,
    bundle: true,
    splitting: true,
    platform: "node",
    target: "node24",
    format: "esm",
    mainFields: ["module", "main"],
    banner: { js: REQUIRE },
    minify: true,
    // As it is: written as escapes, a Chinese character takes twice the room.
    charset: "utf8",
    legalComments: "none",
    sourcemap: true,
    sourcesContent: false,
    metafile: true,
    write: false,
    logLevel: "warning",
  });
  const reached = reachedOutputs(metafile);
  // What an earlier run left would be deployed too.
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const { path, contents } of outputFiles) if (reached.has(moduleName(path))) writeFileSync(join(folder, basename(path)), contents);
  const outputs = [...reached.values()];
  return {
    folder,
    bytes: outputs.reduce((sum, { bytes }) => sum + bytes, 0),
    sources: new Map(outputs.flatMap(({ inputs }) => Object.entries(inputs).map(([path, { bytesInOutput }]) => [path, bytesInOutput]))),
  };
}

type Output = Metafile["outputs"][string];

/** The modules the entry loads, at once or later. The bundler also writes those that only code loads which it left out itself. */
function reachedOutputs({ outputs }: Metafile): ReadonlyMap<string, Output> {
  const byName = new Map(Object.entries(outputs).map(([path, output]) => [basename(path), output]));
  const reached = new Map<string, Output>();
  const reach = (name: string): void => {
    const output = byName.get(name);
    if (output === undefined || reached.has(name)) return;
    reached.set(name, output);
    for (const { path } of output.imports) reach(basename(path));
  };
  reach(ENTRY);
  return reached;
}

/** Of a module or its source map. */
function moduleName(path: string): string {
  return basename(path, ".map");
}
