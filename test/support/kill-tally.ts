import { PHASES, type Phase } from "./kill-moment.ts";

/** Counts the kills that landed, by command and by what they landed in. */
export class KillTally {
  readonly #landed: { readonly command: string; readonly phase: Phase }[] = [];

  add(command: string, phase: Phase): void {
    this.#landed.push({ command, phase });
  }

  get landed(): number {
    return this.#landed.length;
  }

  count(command: string, phase: Phase): number {
    return this.#landed.filter((one) => one.command === command && one.phase === phase).length;
  }

  /** "post 68 (8 opening, 56 working, 4 stopping), close …" */
  toString(): string {
    const commands = [...Map.groupBy(this.#landed, ({ command }) => command)];
    return commands
      .map(([command, all]) => `${command} ${all.length} (${PHASES.map((phase) => `${this.count(command, phase)} ${phase}`).join(", ")})`)
      .join(", ");
  }
}
