import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, type Stack } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { buildApp } from "../../infra/aws/build-app.ts";
import { WIRING, type Wiring } from "../../infra/wiring.ts";

const { context: CONTEXT } = JSON.parse(readFileSync(join(import.meta.dirname, "../../cdk.json"), "utf8")) as {
  readonly context: Readonly<Record<string, unknown>>;
};

/** The context of cdk.json: what an installation has that sets nothing itself. */
export const DEFAULT_CONTEXT = CONTEXT;

/** A resource of a template. */
export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
}

export interface Stacks {
  readonly data: Template;
  readonly pipeline: Template;
}

/** Synthesises the stacks with everything checked that `npm run synth` checks. The functions' code is a stand-in; what is in it is another test's matter. */
export function synthesise(
  context: Readonly<Record<string, unknown>> = {},
  wiring: Wiring = WIRING,
  change: (stack: Stack) => void = () => undefined,
): Stacks {
  const folder = mkdtempSync(join(tmpdir(), "fundflow-synth-"));
  try {
    const code = join(folder, "code");
    mkdirSync(code);
    writeFileSync(join(code, "index.mjs"), "export const handler = async () => ({ batchItemFailures: [] });\n");
    const bundles = Object.fromEntries(Object.keys(wiring.functions).map((name) => [name, { folder: code, bytes: 0, sources: new Map() }]));
    const app = new App({ outdir: join(folder, "out"), context: { ...DEFAULT_CONTEXT, ...context }, treeMetadata: false });
    const { data, pipeline } = buildApp(app, bundles, wiring);
    change(data);
    const assembly = app.synth();
    const template = (id: string): Template => Template.fromJSON(assembly.getStackArtifact(id).template as Record<string, unknown>);
    return { data: template(data.artifactId), pipeline: template(pipeline.artifactId) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** All resources of a type, by logical id. */
export function resources(template: Template, type: string): [id: string, resource: Resource][] {
  return Object.entries(template.findResources(type) as Record<string, Resource>);
}

/** The one resource of a type whose id begins so. */
export function resource(template: Template, type: string, begin: string): Resource["Properties"] {
  const found = resources(template, type).filter(([id]) => id.startsWith(begin));
  if (found.length !== 1) throw new Error(`${found.length} resources ${begin}… of type ${type}`);
  return found[0]![1].Properties;
}

/**
 * A reference in words: the logical id it leads to, in this stack or the other, without the hash behind it; texts that are put together, put together.
 */
export function shown(value: unknown): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map(shown).join();
  const [[intrinsic, argument] = ["", undefined]] = Object.entries(value as Record<string, unknown>);
  switch (intrinsic) {
    case "Ref":
      return withoutHash(argument as string);
    case "Fn::GetAtt":
      return withoutHash((argument as readonly string[])[0]!);
    case "Fn::ImportValue":
      return withoutHash(/ExportsOutput(?:Ref|FnGetAtt)([A-Za-z0-9]+?[0-9A-F]{8})/.exec(argument as string)?.[1] ?? (argument as string));
    case "Fn::Join":
      return (argument as readonly [string, unknown[]])[1].map(shown).join((argument as readonly [string])[0]);
    default:
      return JSON.stringify(value);
  }
}

const withoutHash = (id: string): string => id.replace(/[0-9A-F]{8}$/, "");
