import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { basename, join } from "node:path";
import { buildSync, type Metafile, type OutputFile } from "esbuild";
import type { Wiring } from "../wiring.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Some libraries still ask for modules the old way, which a module's scope does not have. */
const REQUIRE = `import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);`;

const MAP = ".map";

/** What `index.handler` names. */
const ENTRY = "index.mjs";

/** The code of one function. */
export interface Bundle {
  /** Holds index.mjs, the modules it loads, and the source maps of the product's own code; nothing else. */
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
 * environment: a function that starts reads up to a quarter less, and the rest is not slowed down by being ready for it.
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
  const outputs = [...reached.values()];
  const texts = outputFiles.flatMap((file) => writtenText(file, reached));
  for (const [name, text] of texts) writeFileSync(join(folder, name), text);
  return {
    folder,
    bytes: texts.reduce((sum, [name, text]) => sum + (name.endsWith(MAP) ? 0 : Buffer.byteLength(text)), 0),
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

/**
 * What is written of an output, under its name: a module that is reached, and its source map where it has anything of the product's own. Node
 * reads every map a module names when it loads the module, so that maps of libraries would slow down each start to place what nobody here wrote.
 */
function writtenText({ path, text }: OutputFile, reached: ReadonlyMap<string, Output>): [name: string, text: string][] {
  const name = basename(path);
  const output = reached.get(basename(name, MAP));
  if (output === undefined) return [];
  if (Object.keys(output.inputs).some((source) => !source.includes("node_modules/"))) return [[name, text]];
  return name.endsWith(MAP) ? [] : [[name, text.replace(/\n\/\/# sourceMappingURL=.*\n$/, "\n")]];
}
