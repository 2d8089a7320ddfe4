import { describe, expect, it } from "vitest";
import { renderRejections } from "../../infra/local/cli/rejections-table.ts";
import { advanceMessage, deductionMessage, rejectionOf } from "../support/messages.ts";

const stands = rejectionOf(advanceMessage({ setl_id: "S1", insu_admdvs: "532899" }));
const overtaken = { ...rejectionOf(deductionMessage({ insu_admdvs: "532899" })), posted_since: true } as const;

describe("the table of rejections", () => {
  it("has what stands, and says how many were posted since", () => {
    const text = renderRejections([stands, overtaken], false);
    expect(text).toContain("S1");
    expect(text).not.toContain("DED-0001");
    expect(text).toMatch(/\nposted since 已入账 1, not shown \(see fundflow rejections --all\)$/);
    expect(renderRejections([overtaken], false)).toBe("no rejections 无退回记录\nposted since 已入账 1, not shown (see fundflow rejections --all)");
    expect(renderRejections([stands], false)).not.toContain("已入账");
    expect(renderRejections([], false)).toBe("no rejections 无退回记录");
  });

  it("has all of them where it is asked to, with a mark on those that were posted since", () => {
    const rows = renderRejections([stands, overtaken], true).split("\n");
    expect(rows.filter((row) => row.includes("已入账"))).toEqual([expect.stringContaining("DED-0001")]);
    expect(rows.filter((row) => row.includes("S1"))).toHaveLength(1);
    expect(rows.join("\n")).not.toContain("not shown");
    expect(renderRejections([], true)).toBe("no rejections 无退回记录");
  });
});
