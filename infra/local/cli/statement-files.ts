import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { GetObjectCommand, ListObjectsV2Command, type S3Client } from "@aws-sdk/client-s3";
import { statementKey } from "../../../functions/statements/handler.ts";
import type { Month } from "../../../shared/calendar/month.ts";
import type { RegionPrefix } from "../../../shared/region/region.ts";

/** Copies a region's published statements of a month, its members' included, from the bucket to plain files. Returns their paths in order. */
export async function copyStatements(objects: S3Client, bucket: string, month: Month, region: RegionPrefix, folder: string): Promise<string[]> {
  const paths: string[] = [];
  let token: string | undefined;
  do {
    const page = await objects.send(
      new ListObjectsV2Command({ Bucket: bucket, Prefix: statementKey(month, region), ...(token === undefined ? {} : { ContinuationToken: token }) }),
    );
    for (const { Key: key } of page.Contents ?? []) {
      if (key === undefined) continue;
      const object = await objects.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      const path = join(folder, ...key.split("/"));
      await mkdir(join(path, ".."), { recursive: true });
      await writeFile(path, (await object.Body?.transformToByteArray()) ?? new Uint8Array());
      paths.push(path);
    }
    token = page.NextContinuationToken;
  } while (token !== undefined);
  return paths.sort();
}
