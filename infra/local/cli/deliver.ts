import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { GetObjectCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import { InvalidArgumentError, Option, type Command } from "commander";
import { formatMonth, type Month } from "../../../shared/calendar/month.ts";
import type { RegionPrefix } from "../../../shared/region/region.ts";
import type { Host } from "../host/host.ts";
import { monthArgument, regionArgument, regionTitle } from "./arguments.ts";
import { keepNotices, type KeptNotice } from "./notice-files.ts";
import { answerJson, FORMATS, type Output } from "./output.ts";
import { withPostedTo, type Session } from "./with-host.ts";

interface Asked {
  readonly region: RegionPrefix;
  readonly data?: string;
  readonly format: (typeof FORMATS)[number];
}

/** What a delivery sent: nothing where every paper says what it said before. */
export interface DeliveryReport {
  readonly month: string;
  readonly region: RegionPrefix;
  readonly messages: readonly KeptNotice[];
  /** Files of the new versions, copied from the bucket. */
  readonly files: readonly string[];
}

/** A month whose papers are delivered, or every month of the last year. */
type Delivered = Month | "recent";

export function addDeliver(program: Command, output: Output): void {
  program
    .command("deliver")
    .description("store new versions of settlement papers and tell the bureaus of them, as the daily schedule does 送达结算单据")
    .argument("<month>", 'a closed month 已月结月份, e.g. 2017-10, or "recent": the last twelve', deliveredArgument)
    .requiredOption("--region <code>", "region 地区: code prefix, e.g. 53, 5328, 532822", regionArgument)
    .option("--data <dir>", "data folder 数据目录 (default: .fundflow)")
    .addOption(new Option("--format <format>", "how to answer").choices([...FORMATS]).default("table"))
    .action(async (month: Delivered, { region, data, format }: Asked) => {
      const report = await withPostedTo(data, output.note, (session) => deliver(session, month, region));
      if (format === "json") answerJson(output, report);
      else output.answer(renderDelivery(report));
    });
}

function deliveredArgument(text: string): Delivered {
  if (text === "recent") return text;
  try {
    return monthArgument(text);
  } catch {
    throw new InvalidArgumentError(`"${text}" is not a month; write it as 2017-10, or say recent.`);
  }
}

/** Lets the papers function do its work, as the schedule does, and shows what it sent. */
export async function deliver({ host }: Session, month: Delivered, region: RegionPrefix): Promise<DeliveryReport> {
  await host.send("papers", [JSON.stringify({ setlym: month, region })]);
  await host.drain();
  const messages = (await keepNotices(host, join(host.dataDir, "notices"))).filter(({ attributes }) => attributes["kind"] === "paper");
  const files: string[] = [];
  for (const { attributes } of messages) {
    files.push(...(await copyVersion(host, `papers/${attributes["month"]}/${attributes["region"]}/v${attributes["version"]}-`)));
  }
  return { month: month === "recent" ? month : formatMonth(month), region, messages, files };
}

async function copyVersion({ clients: { s3 }, environment, dataDir }: Host, prefix: string): Promise<string[]> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: environment.statementsBucket, Prefix: prefix }));
  const paths: string[] = [];
  for (const { Key: key = "" } of Contents) {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: environment.statementsBucket, Key: key }));
    const path = join(dataDir, ...key.split("/"));
    await mkdir(join(path, ".."), { recursive: true });
    await writeFile(path, (await Body?.transformToByteArray()) ?? new Uint8Array());
    paths.push(path);
  }
  return paths.sort();
}

function renderDelivery({ month, region, messages, files }: DeliveryReport): string {
  const title = `${regionTitle(region)} ${month === "recent" ? "近十二个月" : month}`;
  if (messages.length === 0) return `${title}: nothing new 单据均无变化`;
  return [
    `${title}: ${messages.length} papers sent 已送达, ${files.length} files`,
    ...messages.flatMap(({ subject, text }) => [subject, ...text.split("\n").filter((line) => line.startsWith("  ") && line.includes("→"))]),
  ].join("\n");
}
