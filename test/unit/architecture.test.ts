import { readdirSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join, posix, sep } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "../..");

interface Import {
  readonly file: string;
  /** A package's or node module's name, or the path of our own file from the repository's root. */
  readonly target: string;
  /** Gone when the program runs. */
  readonly typeOnly: boolean;
}

const files = ["shared", "functions", "infra"].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(ROOT.length + 1)
        .replaceAll(sep, "/"),
    ),
);
const sources = new Map(
  files.filter((file) => /\.(ts|mjs)$/.test(file)).map((file) => [file, parse(file, readFileSync(join(ROOT, file), "utf8"))] as const),
);
const imports = [...sources].flatMap(([file, source]) => importsOf(file, source));

/** The folders of shared/ that may know nothing but what they are given. */
const PURE = [
  "money",
  "region",
  "calendar",
  "policy",
  "benefit",
  "lane",
  "outcome",
  "statement",
  "paper",
  "contract",
  "reconcile",
  "disburse",
  "notice",
  "watch",
  "circular",
].map((folder) => `shared/${folder}/`);
const isPure = (file: string): boolean => PURE.some((folder) => file.startsWith(folder));
const PURE_NODE_MODULES = ["node:crypto", "node:util"];

function parse(file: string, text: string): ts.SourceFile {
  return ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
}

function* nodesOf(node: ts.Node): Generator<ts.Node> {
  yield node;
  for (const child of node.getChildren()) yield* nodesOf(child);
}

function importsOf(file: string, source: ts.SourceFile): Import[] {
  return [...nodesOf(source)].flatMap((node): Import[] => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
      const clause = ts.isImportDeclaration(node) ? node.importClause : node;
      const typeOnly = clause !== undefined && (ts.isImportClause(clause) ? clause.phaseModifier === ts.SyntaxKind.TypeKeyword : clause.isTypeOnly);
      return node.moduleSpecifier === undefined ? [] : [{ file, target: targetOf(file, node.moduleSpecifier), typeOnly }];
    }
    if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
      return [{ file, target: targetOf(file, node.argument.literal), typeOnly: true }];
    const isCall = ts.isCallExpression(node) && (node.expression.kind === ts.SyntaxKind.ImportKeyword || node.expression.getText() === "require");
    // A computed target can't be read here; it counts as what is written, and no rule below lets that pass by chance in a pure folder.
    return isCall && node.arguments[0] !== undefined ? [{ file, target: targetOf(file, node.arguments[0]), typeOnly: false }] : [];
  });
}

function targetOf(file: string, specifier: ts.Node): string {
  const text = ts.isStringLiteral(specifier) ? specifier.text : specifier.getText();
  return text.startsWith(".") ? posix.join(posix.dirname(file), text) : text;
}

/** What reaches out of a pure function: the environment, the clock, chance. */
function impuritiesOf(source: ts.SourceFile): string[] {
  return [...nodesOf(source)].flatMap((node) => {
    const text = node.getText();
    if (ts.isPropertyAccessExpression(node) && IMPURE.has(text)) return [text];
    if (ts.isIdentifier(node) && IMPURE.has(text)) return [text];
    if (ts.isNewExpression(node) && node.expression.getText() === "Date" && (node.arguments ?? []).length === 0) return ["new Date()"];
    if (ts.isCallExpression(node) && node.expression.getText() === "Date") return ["Date()"];
    return [];
  });
}

/** `process` and `performance` are refused as such, so that nothing of them can be taken by another name. */
const IMPURE: ReadonlySet<string> = new Set(["process", "performance", "setTimeout", "setInterval", "fetch", "Date.now", "Math.random"]);

const shown = ({ file, target }: Import): string => `${file} imports ${target}`;

describe("the readers of this test", () => {
  const inLane = (text: string): ts.SourceFile => parse("shared/lane/example.ts", text);

  it("find every kind of import, and know which are gone at run time", () => {
    const text = `import a from "./a.ts"; import type { B } from "../money/b.ts"; import { type C } from "c"; export * from "./d.ts"; export type { E } from "e";
      import "f"; const g = await import("node:g"); const h = require("h"); type I = import("./i.ts").I; const j = import(somewhere);`;
    expect(importsOf("shared/lane/example.ts", inLane(text)).map(({ target, typeOnly }) => `${target}${typeOnly ? " type" : ""}`)).toEqual([
      "shared/lane/a.ts",
      "shared/money/b.ts type",
      "c",
      "shared/lane/d.ts",
      "e type",
      "f",
      "node:g",
      "h",
      "shared/lane/i.ts type",
      "somewhere",
    ]);
  });

  it("find the environment, the clock and chance, and let a given time pass", () => {
    expect(impuritiesOf(inLane(`const a = process.env["A"]; const { env } = process;`))).toEqual(["process", "process"]);
    expect(impuritiesOf(inLane(`const now = Date.now; const b = new Date(); const c = Date(); const d = Math.random();`))).toEqual([
      "Date.now",
      "new Date()",
      "Date()",
      "Math.random",
    ]);
    expect(impuritiesOf(inLane(`const a = new Date(0); const b = new Date(Date.UTC(2017, 9, 0)); // Date.now`))).toEqual([]);
  });

  it("see the product's files", () => {
    expect(sources.size).toBeGreaterThan(100);
    expect(files).toContain("shared/policy/packs/yunnan-2017.json");
    expect([...sources.keys()].filter(isPure).length).toBeGreaterThan(40);
    expect(imports.map(shown)).toContain("functions/intake/handler.ts imports shared/contract/intake.ts");
  });
});

describe("imports point one way", () => {
  it.each([
    ["shared", ["functions/", "infra/", "test/"]],
    ["functions", ["infra/", "test/"]],
    ["infra", ["test/"]],
  ])("%s imports nothing from %j", (folder, forbidden) => {
    const own = imports.filter(({ file }) => file.startsWith(`${folder}/`));
    expect(own.filter(({ target }) => forbidden.some((one) => target.startsWith(one))).map(shown)).toEqual([]);
  });

  it("every file imported exists", () => {
    const missing = imports.filter(({ target }) => /^(shared|functions|infra)\//.test(target) && !files.includes(target));
    expect(missing.map(shown)).toEqual([]);
  });

  it("nothing reaches out of the repository's folders", () => {
    expect(imports.filter(({ target }) => target.startsWith("..")).map(shown)).toEqual([]);
  });
});

describe("the pure folders of shared", () => {
  const pureImports = imports.filter(({ file }) => isPure(file));
  const isOurs = (target: string): boolean => target.startsWith("shared/");

  it("import no AWS SDK and of Node's modules only those that compute", () => {
    const wrong = pureImports.filter(({ target }) => /aws|smithy|middy/.test(target) || (isBuiltin(target) && !PURE_NODE_MODULES.includes(target)));
    expect(wrong.map(shown)).toEqual([]);
  });

  it("import packages and files by their names, never by a computed one", () => {
    expect(pureImports.filter(({ target }) => !/^[\w@./:-]+$/.test(target)).map(shown)).toEqual([]);
  });

  it("run nothing of the rest of the product but the limits: of the store they know types", () => {
    const ours = pureImports.filter(({ target, typeOnly }) => isOurs(target) && !typeOnly && !isPure(target));
    expect(ours.filter(({ target }) => target !== "shared/limits.ts").map(shown)).toEqual([]);
    expect(imports.filter(({ file }) => file === "shared/limits.ts")).toEqual([]);
  });

  it("ask neither the environment nor the clock nor chance", () => {
    const found = [...sources].filter(([file]) => isPure(file)).flatMap(([file, source]) => impuritiesOf(source).map((what) => `${file}: ${what}`));
    expect(found).toEqual([]);
  });
});

/** Every target that runs once the file is loaded, however far away. */
const reachedFrom = (file: string, seen = new Set<string>()): Set<string> => {
  for (const { target, typeOnly } of imports.filter((one) => one.file === file)) {
    if (typeOnly || seen.has(target)) continue;
    seen.add(target);
    reachedFrom(target, seen);
  }
  return seen;
};

describe("the workbook library, which is large", () => {
  const isLibrary = (target: string): boolean => target.startsWith("hucre");

  it("is imported where workbooks are written only", () => {
    const importers = new Set(imports.filter(({ target, typeOnly }) => isLibrary(target) && !typeOnly).map(({ file }) => file));
    expect([...importers].sort()).toEqual(["shared/paper/paper-xlsx.ts", "shared/paper/sheet-builder.ts"]);
    expect([...reachedFrom("shared/paper/paper-xlsx.ts")].some(isLibrary)).toBe(true);
  });

  it("is in no function that posts, closes or states", () => {
    const handlers = files.filter((file) => /^functions\/(intake|ledger|close|statements)\/handler\.ts$/.test(file));
    expect(handlers).toHaveLength(4);
    expect(handlers.filter((file) => [...reachedFrom(file)].some(isLibrary))).toEqual([]);
  });
});

describe("what finds a stack on AWS", () => {
  const isOfStacks = (target: string): boolean => target.startsWith("@aws-sdk/client-cloudformation") || target.startsWith("infra/deployed/");

  it("is loaded by a command on a stack alone", () => {
    const importers = new Set(imports.filter(({ file, target, typeOnly }) => isOfStacks(target) && !typeOnly && !isOfStacks(file)).map(shown));
    expect([...importers]).toEqual(["infra/local/cli/with-target.ts imports infra/deployed/with-stack.ts"]);
    const source = sources.get("infra/local/cli/with-target.ts")!.text;
    expect(source).toContain('await import("../../deployed/with-stack.ts")');
    expect(source).not.toMatch(/^import .*deployed/m);
  });
});

describe("every file of shared, functions and infra", () => {
  it("has a name in kebab-case, and so have its folders", () => {
    expect(files.filter((file) => !/^([a-z0-9]+(-[a-z0-9]+)*\/)+[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)+$/.test(file))).toEqual([]);
  });

  it("has fewer than 300 lines where it is code", () => {
    const lines = [...sources].map(([file, source]) => [file, source.getLineStarts().length] as const);
    expect(lines.filter(([, count]) => count >= 300)).toEqual([]);
  });

  it("leaves nothing to be done later", () => {
    const notes = [...sources].filter(([, source]) => /\b(TODO|FIXME|XXX)\b/.test(source.text)).map(([file]) => file);
    expect(notes).toEqual([]);
  });
});
