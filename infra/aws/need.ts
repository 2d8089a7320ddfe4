/** The resource of that name. What the wiring names exists, or synthesis has already failed. */
export function need<T>(resources: ReadonlyMap<string, T>, name: string): T {
  const found = resources.get(name);
  if (found === undefined) throw new Error(`there is no resource ${name}`);
  return found;
}
