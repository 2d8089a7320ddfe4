import { createHash } from "node:crypto";
import { formatMonth, type Month } from "../calendar/month.ts";
import type { MonthAccount } from "../lane/account.ts";
import type { NextNotice, Notice, NoticeKey } from "../notice/notice.ts";
import { provinceOf, type RegionLevel, type RegionPrefix } from "../region/region.ts";
import type { PublishedPaper } from "./paper-json.ts";

/** One file of a version, as the bucket has it. */
export interface DeliveredFile {
  readonly name: string;
  readonly contentType: string;
  readonly bytes: number;
  /** SHA-256 in hexadecimal. */
  readonly sha256: string;
}

/** One version of a region's papers: manifest.json beside its files. */
export interface PaperVersion {
  readonly month: string;
  readonly region: RegionPrefix;
  readonly regionName: string;
  readonly level: RegionLevel;
  readonly version: number;
  /** What it says otherwise than the version before; empty for the first. */
  readonly changes: readonly string[];
  readonly files: readonly DeliveredFile[];
}

/**
 * What was sent last, as a notice's state has it. `figures` is the digest of all a paper says but its notes: the year's rate in them moves with every
 * payment of other months, and makes no new version. `content` is the digest of the files. `accounts` names the state of the accounts it was made of.
 */
export interface SentPaper {
  readonly version: number;
  readonly figures: string;
  readonly content: string;
  readonly accounts: string;
}

export function sentPaper(notice: Notice | undefined): SentPaper {
  const [version = "0", figures = "", content = "", accounts = ""] = (notice?.state ?? "").split(" ");
  return { version: Number(version), figures, content, accounts };
}

/** Papers of a month and province are read together: one query says what every region was last sent. */
export function paperKey(month: Month, region: RegionPrefix): NoticeKey {
  return { series: `paper#${month}#${provinceOf(region)}`, topic: region };
}

/** Where a version's files lie: the digest in the name keeps two writers of different files out of each other's way. */
export function versionFolder(month: Month, region: RegionPrefix, { version, content }: Pick<SentPaper, "version" | "content">): string {
  return `papers/${formatMonth(month)}/${region}/v${version}-${content.slice(0, 12)}`;
}

/** The digest of a paper's figures: everything but its notes. */
export function figuresDigest({ parts, ...heading }: PublishedPaper): string {
  return digest(JSON.stringify({ ...heading, parts: parts.map((part) => ({ ...part, notes: [] })) }));
}

/** The state of the accounts a region's paper is made of: an account's version changes with every page that touches it. */
export function accountsDigest(accounts: readonly MonthAccount[]): string {
  return digest(JSON.stringify(accounts.map(({ county, institution, version }) => [county, institution, version])));
}

export function digest(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

/** The notice of a new version; undefined where another writer told of one meanwhile. */
export function nextPaperNotice(
  current: Notice | undefined,
  id: string,
  { month, region, regionName, level, version, changes, files }: PaperVersion,
  sent: SentPaper,
  folder: string,
  day: string,
): NextNotice | undefined {
  if (sentPaper(current).version !== version - 1) return undefined;
  const what = version === 1 ? "结算单据" : `结算单据更正（第${version}版）`;
  return {
    state: [sent.version, sent.figures, sent.content, sent.accounts].join(" "),
    since: day,
    change: id,
    asOf: day,
    message: {
      id,
      subject: `${regionName} ${month} ${what}`,
      text: [
        `${regionName} ${month} ${what}已生成。`,
        ...(changes.length === 0 ? [] : ["与上一版相比：", ...changes.map((change) => `  ${change}`)]),
        `文件（${folder}）：`,
        ...files.map(({ name, sha256 }) => `  ${name}  sha256 ${sha256}`),
        `通知编号：${id}`,
      ].join("\n"),
      attributes: { kind: "paper", region, level, month, version: String(version), notice_id: id },
    },
  };
}
