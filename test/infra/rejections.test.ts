import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { main } from "../../infra/local/cli/main.ts";
import type { PostReport } from "../../infra/local/cli/post.ts";
import type { ListedRejection } from "../../shared/store/list-rejections.ts";
import { advanceMessage, disbursementMessage, type Fields } from "../support/messages.ts";

/** An agency pays a hospital before the month is closed, closes it, sends the same file again, and then the same payment with another amount. */
describe("a payment that came before its month's close and is sent again after it", () => {
  let folder: string;
  const reports: PostReport[] = [];
  /** What `fundflow rejections` answered, by when and how it was asked. */
  const lists: Record<string, ListedRejection[]> = {};
  let table: string;

  async function fundflow(line: string): Promise<string> {
    const [lines, notes]: [string[], string[]] = [[], []];
    const code = await main([...line.split(" "), "--data", join(folder, "data")], {
      answer: (text) => lines.push(text),
      note: (text) => notes.push(text),
      progress: () => ({ update: () => undefined, stop: () => undefined }),
    });
    expect({ code, notes }, line).toEqual({ code: 0, notes: [] });
    return lines.join("\n");
  }

  async function post(...messages: readonly Fields[]): Promise<void> {
    const file = join(folder, "messages.jsonl");
    writeFileSync(file, messages.map((one) => JSON.stringify(one)).join("\n"));
    reports.push(JSON.parse(await fundflow(`post ${file} --format json`)) as PostReport);
  }

  async function list(name: string, line: string): Promise<void> {
    lists[name] = JSON.parse(await fundflow(`${line} --format json`)) as ListedRejection[];
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "fundflow-rejections-"));
    await post(advanceMessage(), disbursementMessage());
    await list("open", "rejections");
    await fundflow("close 2017-10 --region 532822");
    await post(advanceMessage(), disbursementMessage());
    await list("paid", "rejections");
    await list("paid, all", "rejections --all --region 53");
    table = await fundflow("rejections --all");
    await post(disbursementMessage({ amount: "1200.01" }));
    await list("conflict", "rejections");
  }, 90_000);

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it("is rejected, then posted, and refused with another amount", () => {
    expect(reports.map(({ posted, already_applied, rejected }) => [posted, already_applied, rejected])).toEqual([
      [1, 0, 1],
      [1, 1, 0],
      [0, 0, 1],
    ]);
  });

  it("stands among the rejections until it is posted, and no longer", () => {
    expect(lists["open"]).toMatchObject([{ code: "month_not_closed", id: "DIS-0001" }]);
    expect(lists["open"]![0]).not.toHaveProperty("posted_since");
    expect(lists["paid"]).toEqual([]);
  });

  it("stays stored as it was, and is shown as posted since to whoever asks for all", () => {
    expect(lists["paid, all"]).toEqual([{ ...lists["open"]![0], posted_since: true }]);
    expect(table.split("\n").filter((row) => row.includes("DIS-0001"))).toEqual([expect.stringMatching(/month_not_closed .* 已入账 /)]);
  });

  it("leaves a conflict to stand, although its id is posted", () => {
    expect(lists["conflict"]).toMatchObject([{ code: "conflict", id: "DIS-0001" }]);
  });
});
