import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openDataFolder, type DataFolder } from "../../infra/local/folder/data-folder.ts";
import { lockFolder } from "../../infra/local/folder/folder-lock.ts";

let parent: string;
let folder: string;
const opened: DataFolder[] = [];

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), "fundflow-folder-"));
  folder = join(parent, "data");
});

afterEach(() => {
  for (const one of opened.splice(0)) one.close();
  rmSync(parent, { recursive: true });
});

async function open(variables: Record<string, string> = {}): Promise<DataFolder> {
  const one = await openDataFolder(folder, variables);
  opened.push(one);
  return one;
}

it("creates a folder only its owner can read, with a person key of its own", async () => {
  const { personKey } = await open();
  expect(Buffer.from(personKey, "base64url")).toHaveLength(32);
  expect(JSON.parse(readFileSync(join(folder, "meta.json"), "utf8"))).toEqual({ format: 1, personKey });
  expect([statSync(folder).mode & 0o777, statSync(join(folder, "meta.json")).mode & 0o777]).toEqual([0o700, 0o600]);
});

it("takes the person key of a new folder from the environment, and keeps it over a changed environment", async () => {
  const first = await open({ FUNDFLOW_PERSON_KEY: "key one" });
  first.close();
  const second = await open({ FUNDFLOW_PERSON_KEY: "key two" });
  expect([first.personKey, second.personKey]).toEqual(["key one", "key one"]);
});

it("opens for one at a time, and names the one", async () => {
  const first = await open();
  await expect(open()).rejects.toMatchObject({ name: "DataFolderFault", code: "in_use", folder, found: `process ${process.pid}` });
  first.close();
  await open();
});

it("stays with the process that opened it, also where nothing refers to it any more", async () => {
  await lockFolder(parent).then(() => undefined);
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  for (let turn = 0; turn < 3; turn += 1) {
    await setImmediate();
    collect();
  }
  await expect(lockFolder(parent)).rejects.toMatchObject({ code: "in_use" });
});

it("refuses a folder of another format, and says which", async () => {
  mkdirSync(folder);
  writeFileSync(join(folder, "meta.json"), '{"format":2,"personKey":"k"}');
  await expect(open()).rejects.toThrow(`${folder} has data format 2, which this version cannot read; this version reads format 1: open it with`);
});

it.each(["", "{", "[]", "null", "{}", '{"format":1}', '{"format":1,"personKey":""}'])("refuses a meta.json with %j", async (text) => {
  mkdirSync(folder);
  writeFileSync(join(folder, "meta.json"), text);
  await expect(open()).rejects.toMatchObject({ code: "other_format", folder });
});

it("refuses a folder that is somebody else's, and leaves it as it is", async () => {
  mkdirSync(folder);
  for (const name of ["a.txt", "b.txt", "c.txt", "d.txt"]) writeFileSync(join(folder, name), "");
  await expect(open()).rejects.toThrow(
    `${folder} is not a data folder of Fund Flow: it has no meta.json but a.txt, b.txt, c.txt and 1 more; choose an empty or a new folder with --data`,
  );
  expect(readdirSync(folder)).toEqual(["a.txt", "b.txt", "c.txt", "d.txt"]);
});

it("refuses a file", async () => {
  writeFileSync(folder, "");
  await expect(open()).rejects.toMatchObject({ code: "not_a_data_folder", found: "there is a file of that name" });
});

it("opens a folder whose creation was cut short", async () => {
  mkdirSync(folder);
  for (const name of ["lock.sqlite", "lock.pid", "meta.json.new"]) writeFileSync(join(folder, name), "");
  expect((await open()).path).toBe(folder);
});
