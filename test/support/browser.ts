import { execFile, spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const BROWSERS = ["chromium", "chromium-browser", "google-chrome"];
/** Nothing is asked of the network, and nothing of another run is found. */
const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--hide-scrollbars",
];

function isThere(program: string): boolean {
  return spawnSync(program, ["--version"]).error === undefined;
}

const browser = BROWSERS.find(isThere);

/** Why a document can't be printed and read here; undefined where it can. */
export function whyNoBrowser(): string | undefined {
  if (browser === undefined) return "no chromium on the PATH; .ci/run installs it";
  return isThere("pdftotext") && isThere("pdfinfo") ? undefined : "no pdftotext and pdfinfo on the PATH; poppler-utils has them, .ci/run installs it";
}

/** What a browser made of a document. */
export interface Printed {
  /** The text of each page, laid out as on paper. */
  readonly pages: readonly string[];
  /** What pdfinfo says of the file. */
  readonly info: string;
}

/** Prints a document as a person does who saves it as PDF, the browser's own headers left on as they are by default. */
export async function printHtml(html: string): Promise<Printed> {
  return inFolder(html, async (folder, ask) => {
    const pdf = join(folder, "paper.pdf");
    await ask([`--print-to-pdf=${pdf}`]);
    const [text, info] = await Promise.all([run("pdftotext", ["-layout", "-enc", "UTF-8", pdf, "-"], { maxBuffer: 2 ** 26 }), run("pdfinfo", [pdf])]);
    // A form feed ends each page, the last one too.
    return { pages: text.stdout.split("\f").slice(0, -1), info: info.stdout };
  });
}

/** A picture of the document's beginning, as PNG. */
export async function photographHtml(html: string, { width, height }: { width: number; height: number }): Promise<Buffer> {
  return inFolder(html, async (folder, ask) => {
    const png = join(folder, "paper.png");
    await ask([`--window-size=${width},${height}`, `--screenshot=${png}`]);
    return readFile(png);
  });
}

async function inFolder<T>(html: string, work: (folder: string, ask: (args: string[]) => Promise<void>) => Promise<T>): Promise<T> {
  if (browser === undefined) throw new Error("there is no browser");
  const program = browser;
  const folder = await mkdtemp(join(tmpdir(), "fundflow-browser-"));
  try {
    const file = join(folder, "paper.html");
    await writeFile(file, html);
    return await work(folder, async (args) => {
      await run(program, [...FLAGS, `--user-data-dir=${join(folder, "profile")}`, ...args, pathToFileURL(file).href], { timeout: 60_000 });
    });
  } finally {
    await rm(folder, { recursive: true, maxRetries: 5 });
  }
}
