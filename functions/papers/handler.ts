import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, S3Client, S3ServiceException } from "@aws-sdk/client-s3";
import * as v from "valibot";
import { dayOf } from "../../shared/calendar/day.ts";
import { monthOf, parseMonth, previousMonth, toLocalTime, type Month } from "../../shared/calendar/month.ts";
import { paperChanges } from "../../shared/paper/paper-changes.ts";
import {
  accountsDigest,
  digest,
  figuresDigest,
  nextPaperNotice,
  paperKey,
  sentPaper,
  versionFolder,
  type PaperVersion,
  type SentPaper,
} from "../../shared/paper/paper-delivery.ts";
import { paperName, textFiles, TEXT_FORMATS, type PaperFile } from "../../shared/paper/paper-files.ts";
import { publishPaper, type PublishedPaper } from "../../shared/paper/paper-json.ts";
import { workbookFile } from "../../shared/paper/paper-xlsx.ts";
import type { Paper } from "../../shared/paper/paper.ts";
import { POLICY_LAYERS } from "../../shared/policy/book.ts";
import { parseRegion, type RegionPrefix } from "../../shared/region/region.ts";
import { clausesOf } from "../../shared/statement/clause-of.ts";
import { regionsWithAccounts } from "../../shared/statement/regions-with-accounts.ts";
import { announce, type Announcing } from "../../shared/store/announce.ts";
import { readRegion } from "../../shared/store/read-accounts.ts";
import { readPapers } from "../../shared/store/read-papers.ts";
import { ledgerStore, noticePublisher, noticeStore } from "../clients.ts";
import type { Environment } from "../environment.ts";
import type { BuildFunction, Ports, QueueFunction } from "../function.ts";
import { lambdaHandler } from "../lambda.ts";

/** `setlym` "recent" is every month of the last year: what changed in them since their papers were sent. */
const CommandSchema = v.object({ setlym: v.string(), region: v.string() });
const RECENT_MONTHS = 12;

/** Where papers are kept. */
export interface PaperStore {
  /** Stores an object where none has the key; changes nothing where one does. */
  readonly putOnce: (key: string, body: string | Uint8Array, contentType: string) => Promise<void>;
  readonly get: (key: string) => Promise<string>;
}

export type PaperPorts = Pick<Ports, "store" | "nowEpochMs"> & Pick<Announcing, "notices" | "publish"> & { readonly papers: PaperStore };

/**
 * Delivers the settlement papers of a month's closed regions: what says otherwise than what was sent last becomes a new version, which names what
 * changed, is written once and told of once. Delivering again changes nothing.
 */
export function papersFunction({ claimSeconds }: Pick<Environment, "claimSeconds">, ports: PaperPorts): QueueFunction {
  const { store, notices, nowEpochMs, papers } = ports;
  const announcing: Announcing = { ...ports, claimMs: claimSeconds * 1000 };

  return async ({ Records }) => {
    const batchItemFailures = [];
    for (const { messageId, body } of Records) {
      const { months, region } = readCommand(body, toLocalTime(nowEpochMs()).slice(0, 7));
      let unfinished = false;
      for (const month of months) unfinished = (await deliver(month, region)) || unfinished;
      if (unfinished) batchItemFailures.push({ itemIdentifier: messageId });
    }
    return { batchItemFailures, outcomes: [] };
  };

  /** True where somebody else is at one of the papers. */
  async function deliver(month: Month, region: RegionPrefix): Promise<boolean> {
    // What was sent is read before what is: see announce.
    const told = new Map((await notices.notices(paperKey(month, region).series)).map((notice) => [notice.topic, notice]));
    const { month: accounts, within } = await readRegion(store, month, region);
    const stateOf = (one: RegionPrefix): string => accountsDigest(within(one).monthAccounts);
    const changed = new Map<RegionPrefix, string>();
    for (const one of regionsWithAccounts(region, [...new Set(accounts.map(({ county }) => county))])) {
      const state = stateOf(one);
      const notice = told.get(one);
      if (within(one).closed === true && (sentPaper(notice).accounts !== state || notice?.announced === false)) changed.set(one, state);
    }
    if (changed.size === 0 || accounts.length === 0) return false;
    let unfinished = false;
    for await (const paper of readPapers(store, month, region, clausesOf(POLICY_LAYERS), (one) => changed.has(one))) {
      if (paper.status === "closed") unfinished = (await send(month, paper, changed.get(paper.region) ?? "")) || unfinished;
    }
    return unfinished;

    async function send(of: Month, paper: Paper, state: string): Promise<boolean> {
      const key = paperKey(of, paper.region);
      const seen = told.get(key.topic);
      const last = sentPaper(seen);
      const published = publishPaper(paper);
      const figures = figuresDigest(published);
      const made = last.figures === figures ? undefined : await makeVersion(of, paper, published, last, { figures, accounts: state });
      const day = dayOf(toLocalTime(nowEpochMs()));
      const done = await announce(announcing, key, seen, (current, id) =>
        made === undefined ? undefined : nextPaperNotice(current, id, made.version, made.sent, made.folder, day),
      );
      return done.unfinished;
    }
  }

  async function makeVersion(
    month: Month,
    paper: Paper,
    published: PublishedPaper,
    last: SentPaper,
    own: Pick<SentPaper, "figures" | "accounts">,
  ): Promise<{ version: PaperVersion; sent: SentPaper; folder: string }> {
    const { region, regionName, level } = paper;
    const files = [await workbookFile(paper), ...TEXT_FORMATS.flatMap((format) => textFiles(paper, format))];
    const listed = files.map(({ name, contentType, body }) => ({ name, contentType, bytes: Buffer.byteLength(body), sha256: digest(body) }));
    const sent: SentPaper = { version: last.version + 1, content: digest(JSON.stringify(listed)), ...own };
    const changes = last.version === 0 ? [] : paperChanges(await readLast(month, paper, last), published);
    const version: PaperVersion = { month: paper.month, region, regionName, level, version: sent.version, changes, files: listed };
    const folder = versionFolder(month, region, sent);
    await putAll(folder, files, version);
    return { version, sent, folder };
  }

  async function readLast(month: Month, paper: Paper, last: SentPaper): Promise<PublishedPaper> {
    return JSON.parse(await papers.get(`${versionFolder(month, paper.region, last)}/${paperName(paper)}-papers.json`)) as PublishedPaper;
  }

  /** The manifest comes last: a version that has one is whole. */
  async function putAll(folder: string, files: readonly PaperFile[], version: PaperVersion): Promise<void> {
    for (const { name, body, contentType } of files) await papers.putOnce(`${folder}/${name}`, body, contentType);
    await papers.putOnce(`${folder}/manifest.json`, `${JSON.stringify(version, null, 2)}\n`, "application/json");
  }
}

export const build: BuildFunction = (environment, tools) =>
  papersFunction(environment, {
    ...tools,
    store: ledgerStore(environment),
    notices: noticeStore(environment),
    publish: noticePublisher(environment),
    papers: paperStore(environment),
  });

export const handler = lambdaHandler("papers", build);

/** Throws where the command is none: nobody but the product sends one. */
function readCommand(body: string, thisMonth: string): { readonly months: readonly Month[]; readonly region: RegionPrefix } {
  const { setlym, region: text } = v.parse(v.pipe(v.string(), v.parseJson(), CommandSchema), body);
  const region = parseRegion(text);
  if (region === undefined) throw new Error(`${JSON.stringify(text)} is no region`);
  if (setlym === "recent") {
    const months: Month[] = [];
    for (let month = previousMonth(monthOf(`${thisMonth}-01 00:00:00`)); months.length < RECENT_MONTHS; month = previousMonth(month))
      months.push(month);
    return { months, region };
  }
  const month = parseMonth(setlym);
  if (month === undefined) throw new Error(`${JSON.stringify(setlym)} is no month`);
  return { months: [month], region };
}

function paperStore({ statementsBucket, endpoints: { s3: endpoint } }: Environment): PaperStore {
  const client = new S3Client(endpoint === undefined ? {} : { endpoint, forcePathStyle: true });
  const exists = async (Key: string): Promise<boolean> => {
    try {
      await client.send(new HeadObjectCommand({ Bucket: statementsBucket, Key }));
      return true;
    } catch (error) {
      // Who may not list a bucket is told 403 of a key that is not there.
      if (error instanceof S3ServiceException && [403, 404].includes(error.$metadata.httpStatusCode ?? 0)) return false;
      throw error;
    }
  };
  return {
    putOnce: async (key, body, contentType) => {
      // Asked first, because not every engine knows the condition; on S3 it decides where two writers come at once.
      if (await exists(key)) return;
      const checksum = Buffer.from(digest(body), "hex").toString("base64");
      try {
        await client.send(
          new PutObjectCommand({
            Bucket: statementsBucket,
            Key: key,
            Body: body,
            ContentType: contentType,
            ChecksumSHA256: checksum,
            IfNoneMatch: "*",
          }),
        );
      } catch (error) {
        // Somebody stored it already: under such a key that is the same.
        if (!(error instanceof S3ServiceException) || error.$metadata.httpStatusCode !== 412) throw error;
      }
    },
    get: async (key) => {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: statementsBucket, Key: key }));
      if (Body === undefined) throw new Error(`object ${key} has no body`);
      return Body.transformToString("utf8");
    },
  };
}
