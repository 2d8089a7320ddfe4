import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { draw, mulberry32, shuffled, type Random } from "../../infra/local/demo/random.ts";
import { PHASES, type Moment, type Phase, type Progress } from "../support/kill-moment.ts";
import { afterClose, october, type Files } from "../support/kill-month.ts";
import { runMortal } from "../support/kill-process.ts";
import { readAll, readMonth } from "../support/kill-reading.ts";
import { KillTally } from "../support/kill-tally.ts";

/** Printed with every run; set KILL_SEED to draw the same moments again. */
const SEED = Number(process.env["KILL_SEED"] ?? "20171001");
/** Data folders; each goes through three stages. */
const FOLDERS = 3;
/** Kills in a row before a stage is let through: most of them in the midst of its work, some while the engines read what earlier ones left. */
const KILLS: Readonly<Record<Phase, number>> = { opening: 7, working: 15, stopping: 1 };
const LANDED_AT_LEAST = 200;
/** Two hundred starts of a process take some three minutes of processor time; a busy machine may need many times that to find them. */
const TIMEOUT_MS = 1_200_000;
const LONGEST_DELAY_MS = 5;
const ADVANCES = 120;
const FILES = 6;

/** One of the commands to be killed, and its part of the stage's work. */
interface Command {
  readonly args: readonly string[];
  readonly part: number;
}

/** Commands that may be killed anywhere and in any order, as long as the whole, which does what all of them do, comes last and is let through. */
interface Stage {
  readonly name: "post" | "close" | "disburse";
  readonly commands: readonly Command[];
  readonly whole: readonly string[];
}

describe(`SIGKILL at any moment (KILL_SEED=${SEED})`, () => {
  const tally = new KillTally();
  const stages: (Stage & { readonly undisturbed: Progress })[] = [];
  let root: string;
  let expected: unknown;

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), "fundflow-kill-"));
    const folder = join(root, "undisturbed");
    const letThrough = async (stage: Stage): Promise<void> => {
      stages.push({ ...stage, undisturbed: await runToEnd(stage, folder) });
    };
    await letThrough(await postStage("post", october(ADVANCES, FILES)));
    await letThrough(CLOSE);
    await letThrough(await postStage("disburse", afterClose(ADVANCES, FILES, await readMonth(folder))));
    expected = await readAll(folder);
    expect(expected).toMatchObject({ findings: [], deadLetters: [] });
  }, TIMEOUT_MS);

  afterAll(async () => {
    await rm(root, { recursive: true });
  });

  it.concurrent.each(Array.from({ length: FOLDERS }, (_, place) => place))(
    "leaves what undisturbed commands leave once the same is run again (folder %i)",
    async (place) => {
      const random = mulberry32(SEED + place);
      const folder = join(root, `folder-${place}`);
      const history: string[] = [];
      for (const stage of stages) {
        for (const phase of drawPhases(random)) {
          const command = draw(random, stage.commands);
          const moment = drawMoment(random, phase, command, stage.undisturbed);
          const result = await runMortal([...command.args, "--data", folder], moment);
          history.push(`${command.args.join(" ")} ${JSON.stringify(moment)}: ${result.signal ?? result.code} ${result.phase} ${result.steps}`);
          if (result.signal === "SIGKILL") tally.add(stage.name, result.phase);
          else expect(result, history.join("\n")).toMatchObject({ code: 0 });
        }
        await runToEnd(stage, folder);
      }
      expect(await readAll(folder), history.join("\n")).toEqual(expected);
    },
    TIMEOUT_MS,
  );

  it(`is tried by at least ${LANDED_AT_LEAST} kills, in every phase of every command`, () => {
    process.stdout.write(`SIGKILLs that landed: ${tally.toString()}\n`);
    expect(tally.landed).toBeGreaterThanOrEqual(LANDED_AT_LEAST);
    for (const { name } of stages) for (const phase of PHASES) expect(tally.count(name, phase), `${name}, ${phase}`).toBeGreaterThan(0);
  });

  async function postStage(name: "post" | "disburse", files: Files): Promise<Stage> {
    const all = files.flat().length;
    const commands: Command[] = [];
    for (const [place, texts] of files.entries()) {
      const path = join(root, `${name}-${place}.jsonl`);
      await writeFile(path, texts.map((text) => `${text}\n`).join(""));
      commands.push({ args: ["post", path], part: texts.length / all });
    }
    const whole = ["post", ...commands.flatMap(({ args }) => args.slice(1))];
    return { name, whole, commands: [...commands, { args: whole, part: 1 }] };
  }
});

const CLOSE: Stage = {
  name: "close",
  whole: ["close", "2017-10", "--region", "53"],
  commands: [
    { args: ["close", "2017-10", "--region", "5328"], part: 0.15 },
    { args: ["close", "2017-10", "--region", "5305"], part: 0.15 },
    { args: ["close", "2017-10", "--region", "53"], part: 1 },
  ],
};

async function runToEnd({ whole }: Stage, folder: string): Promise<Progress> {
  const result = await runMortal([...whole, "--data", folder]);
  expect(result, result.stderr).toMatchObject({ code: 0, phase: "stopping" });
  return result;
}

/** The phases the kills of a stage are to land in, in a drawn order. */
function drawPhases(random: Random): Phase[] {
  const phases = PHASES.flatMap((phase) => Array.from({ length: KILLS[phase] }, () => phase));
  return shuffled(random, 0, phases.length).map((place) => phases[place]!);
}

/**
 * A moment of the phase. Steps are drawn from what the command takes undisturbed, the early ones more often: they cost less, and what comes later
 * is met again by the next attempt, which goes on where this one ended. Where earlier attempts left less to do, the process dies as it stops.
 */
function drawMoment(random: Random, phase: Phase, { part }: Command, { steps, openingMs, stoppingMs }: Progress): Moment {
  const number = random();
  // Before that the engines' threads load their modules; after it a process that has less to do would be done.
  if (phase === "opening") return { after: "opening", delayMs: (0.2 + 0.7 * number) * openingMs };
  if (phase === "stopping") return { after: "stopping", delayMs: 0.5 * number * stoppingMs };
  return { after: { step: Math.ceil(number * number * steps * part) }, delayMs: random() * LONGEST_DELAY_MS };
}
