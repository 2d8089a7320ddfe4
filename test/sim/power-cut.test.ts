import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { withStore } from "../../infra/local/cli/with-host.ts";
import { payableOf } from "../../shared/lane/account.ts";
import { decodePage } from "../../shared/lane/page.ts";
import { FUNDS } from "../../shared/policy/funds.ts";
import { buildRates } from "../../shared/statement/rates.ts";
import { buildStatement } from "../../shared/statement/statement.ts";
import { readRegion } from "../../shared/store/read-accounts.ts";
import { verifyLedger } from "../../shared/store/verify.ts";
import { demoMonth } from "../../infra/local/demo/month.ts";
import { mulberry32 } from "../../infra/local/demo/random.ts";
import { runCli } from "../support/cli.ts";

/** Printed with every run; set POWER_CUT_SEED to repeat one. */
const SEED = Number(process.env["POWER_CUT_SEED"] ?? "20171001");
const RUNS = 6;
/** Kills per command of a run, at moments drawn from one and a half times what the command takes undisturbed: several runs share the machine. */
const KILLS = 2;
const SLOWED = 1.5;
const ADVANCES = 300;
const ENV = { FUNDFLOW_PERSON_KEY: "power-cut-test-key" };

/** Everything a data folder says, but for what must differ: page numbers, which follow from the batches, and times of rejection. */
async function readAll(folder: string): Promise<unknown> {
  return withStore(
    folder,
    () => undefined,
    async ({ store, host }) => {
      const read = await readRegion(store, "201710", "53");
      const statements = ["53", "5328", "532822", "530521"].map((region) => buildStatement({ region, month: "201710", ...read.within(region) }));
      const entries: string[] = [];
      for await (const page of store.allPages()) {
        for (const entry of decodePage(page).entries)
          entries.push(JSON.stringify([page.lane, entry.kind === "advance" ? { ...entry, institutionName: "" } : entry]));
      }
      const rejections = (await store.rejections()).map((one) => ({
        ...one,
        rejectedAt: "",
        message: timeless(one.message),
        messageZh: timeless(one.messageZh),
      }));
      return {
        statements,
        rates: buildRates({ region: "53", month: "201710", ...read.within("53") }),
        entries: entries.sort(),
        rejections,
        findings: (await verifyLedger(store)).findings,
        deadLetters: await host.deadLetters(),
      };
    },
  );
}

function timeless(message: string): string {
  return message.replace(/\(page \d+ [^)]*\)|（账页\d+）|now, [-\d :]+|当前时间[-\d :]+/, "");
}

/** A disbursement of half of what every account owes, as a file; the same for every folder that is right so far. */
async function disbursements(folder: string): Promise<string> {
  return withStore(
    folder,
    () => undefined,
    async ({ store }) => {
      const accounts = (await readRegion(store, "201710", "53")).month;
      const lines = accounts.flatMap(({ institution, county, funds }) =>
        FUNDS.flatMap((fund) => {
          const totals = funds[fund];
          const half = totals === undefined ? 0 : Math.floor((payableOf(totals) - totals.disbursed) / 2);
          if (half <= 0) return [];
          const id = `D-${institution}-${county}-${fund}`;
          const amount = (half / 100).toFixed(2);
          return [
            {
              kind: "disbursement",
              disbursement_id: id,
              fixmedins_code: institution,
              insu_admdvs: county,
              setlym: "201710",
              fund,
              amount,
              time: "2017-11-20 09:00:00",
            },
          ];
        }),
      );
      return lines.map((line) => `${JSON.stringify(line)}\n`).join("");
    },
  );
}

describe(`a power cut at any moment (seed ${SEED})`, () => {
  let root: string;
  let commands: readonly (readonly string[])[];
  let undisturbed: unknown;
  const takesMs: number[] = [];

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), "fundflow-power-cut-"));
    const advances = join(root, "advances.jsonl");
    const payments = join(root, "disbursements.jsonl");
    await writeFile(advances, [...demoMonth(ADVANCES).beforeClose].map((text) => `${text}\n`).join(""));
    commands = [
      ["post", advances],
      ["close", "2017-10", "--region", "53"],
      ["post", payments],
    ];
    const folder = join(root, "undisturbed");
    for (const [place, command] of commands.entries()) {
      if (place === 2) await writeFile(payments, await disbursements(folder));
      const result = await runCli([...command, "--data", folder], { env: ENV });
      expect(result, result.stderr).toMatchObject({ code: 0 });
      takesMs.push(result.ms);
    }
    undisturbed = await readAll(folder);
    expect(undisturbed).toMatchObject({ findings: [], deadLetters: [] });
  }, 120_000);

  afterAll(async () => {
    await rm(root, { recursive: true });
  });

  it.concurrent.each(Array.from({ length: RUNS }, (_, run) => run))(
    "leaves what an undisturbed run leaves once the same command is run again (run %i)",
    async (run) => {
      const random = mulberry32(SEED + run);
      const folder = join(root, `run-${run}`);
      let killed = 0;
      for (const [place, command] of commands.entries()) {
        for (let kill = 0; kill < KILLS; kill += 1) {
          const result = await runCli([...command, "--data", folder], { env: ENV, killAfterMs: random() * SLOWED * (takesMs[place] ?? 0) });
          if (result.signal === "SIGKILL") killed += 1;
          else expect(result, result.stderr).toMatchObject({ code: 0 });
        }
        const result = await runCli([...command, "--data", folder], { env: ENV });
        expect(result, result.stderr).toMatchObject({ code: 0 });
      }
      expect(killed, "kills that came before the command had ended").toBeGreaterThan(0);
      expect(await readAll(folder)).toEqual(undisturbed);
    },
    120_000,
  );
});
