import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";
import { GUARDS, type Edit, type Guard } from "./guards.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/**
 * From now on this thread loads the product's source without the guard. Must be called before anything of the product is loaded. Throws,
 * when the source is loaded, where a text to take out does not stand in it exactly once.
 */
export function takeOut(guard: Guard): void {
  const edits: readonly Edit[] = GUARDS[guard];
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      const own = url.startsWith("file:") ? edits.filter(({ file }) => fileURLToPath(url) === `${ROOT}${file}`) : [];
      if (own.length === 0) return loaded;
      return { ...loaded, source: own.reduce(edit, (loaded.source as Buffer).toString()) };
    },
  });
}

export function edit(source: string, { file, from, to }: Edit): string {
  const parts = source.split(from);
  if (parts.length !== 2) throw new Error(`${file} holds ${parts.length - 1} times what is to be taken out: ${from}`);
  return parts.join(to);
}
