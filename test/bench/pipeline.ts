import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { localPipeline } from "../../infra/local/cli/local-pipeline.ts";
import { OutcomeBook } from "../../infra/local/cli/outcome-book.ts";
import { postMessages } from "../../infra/local/cli/post.ts";
import type { InputMessage } from "../../infra/local/cli/read-messages.ts";
import { startHost } from "../../infra/local/host/start-host.ts";
import { meterClients } from "./meter.ts";

/** One run of the pipeline from the first send to the last outcome. */
export interface PipelineRun {
  readonly advances: number;
  readonly lanes: number;
  readonly seconds: number;
  readonly perSecond: number;
  readonly queueRequestsPerAdvance: number;
  readonly tableRequestsPerAdvance: number;
  readonly writeUnitsPerAdvance: number;
  readonly readUnitsPerAdvance: number;
}

/** Posts advances over lanes on a fresh data folder and measures from the first send until every queue is empty. Throws where one is not posted. */
export async function measurePipeline(advances: number, lanes: number): Promise<PipelineRun> {
  const metered = meterClients();
  const folder = await mkdtemp(join(tmpdir(), "fundflow-bench-"));
  const book = new OutcomeBook();
  const host = await startHost({
    dataDir: folder,
    onOutcomes: (outcomes) => {
      book.take(outcomes);
    },
  });
  try {
    const before = { ...metered };
    const started = performance.now();
    const report = await postMessages(localPipeline(host, book), benchAdvances(advances, lanes), { update: () => undefined, stop: () => undefined });
    const seconds = (performance.now() - started) / 1_000;
    if (report.posted !== advances) throw new Error(`${report.posted} of ${advances} advances were posted`);
    return {
      advances,
      lanes,
      seconds,
      perSecond: advances / seconds,
      queueRequestsPerAdvance: (metered.queueRequests - before.queueRequests) / advances,
      tableRequestsPerAdvance: (metered.tableRequests - before.tableRequests) / advances,
      writeUnitsPerAdvance: (metered.writeUnits - before.writeUnits) / advances,
      readUnitsPerAdvance: (metered.readUnits - before.readUnits) / advances,
    };
  } finally {
    await host.stop();
    await rm(folder, { recursive: true });
  }
}

const COUNTIES = ["532801", "532822", "532823"] as const;

/** Advances of October 2017, in turn over the lanes, the way a month's messages of many hospitals come mixed. */
export function* benchAdvances(advances: number, lanes: number): Generator<InputMessage> {
  for (let index = 0; index < advances; index += 1) {
    const lane = index % lanes;
    const county = COUNTIES[lane % COUNTIES.length] ?? COUNTIES[0];
    const total = 50_000 + ((index * 7_919) % 900_000);
    const [basic, assistance] = [Math.floor(total * 0.7), Math.floor(total * 0.1)];
    const yuan = (fen: number): string => (fen / 100).toFixed(2);
    const body = JSON.stringify({
      kind: "advance",
      setl_id: `B${String(index).padStart(9, "0")}`,
      fixmedins_code: `H${county}${String(lane).padStart(5, "0")}`,
      fixmedins_name: `${lane}号医院`,
      insu_admdvs: county,
      psn_no: `P${index}`,
      poverty_status: index % 3 === 0 ? "unlifted" : "lifted",
      setl_time: `2017-10-${String(1 + (index % 31)).padStart(2, "0")} 10:00:00`,
      med_type: "21",
      hosp_lv: "county",
      refl_flag: "1",
      medfee_sumamt: yuan(total),
      inscp_scp_amt: yuan(total),
      hifp_pay: yuan(basic),
      hifmi_pay: "0",
      maf_pay: yuan(assistance),
      oth_pay: yuan(0),
      fund_pay_sumamt: yuan(basic + assistance),
      psn_part_amt: yuan(total - basic - assistance),
    });
    yield { file: "bench", line: index + 1, body };
  }
}
