import { TIERS, type Tier } from "../policy/funds.ts";
import type { Shares } from "../lane/shares.ts";
import type { StatementModel } from "../statement/statement-model.ts";
import { PREVIEW, type PaperColumn, type PaperPart } from "./paper.ts";

export const TIER_TITLES: Readonly<Record<Tier, string>> = { province: "省级", prefecture: "州市级", county: "县级" };
export const AMOUNT_WIDTH = 16;

/** 制单 writes it, 审核 checks it, 拨付 pays by it. */
const SIGNATURES = ["制单", "审核", "拨付"] as const;

/** What of a part follows from its region and month. Nobody signs a preview: its figures still move. */
export function partHeading(
  { regionName, month, status }: Pick<StatementModel, "regionName" | "month" | "status">,
  name: string,
): Pick<PaperPart, "name" | "title" | "signatures"> {
  const title = `${regionName}${month.slice(0, 4)}年${Number(month.slice(4))}月健康扶贫垫付资金${name}`;
  return status === "closed" ? { name, title, signatures: SIGNATURES } : { name, title: `${title}（${PREVIEW}）`, signatures: [] };
}

export function amountColumn(key: string, title: string): PaperColumn {
  return { key, title, kind: "amount", width: AMOUNT_WIDTH };
}

export const TIER_COLUMNS: readonly PaperColumn[] = TIERS.map((tier) => amountColumn(tier, `${TIER_TITLES[tier]}分担`));

export function tierFigures([province, prefecture, county]: Shares): Record<Tier, number> {
  return { province, prefecture, county };
}

/** The cells of a row by their columns' keys; what has no value is empty. */
export function rowOf(columns: readonly PaperColumn[], values: Readonly<Record<string, string | number>>): (string | number)[] {
  return columns.map(({ key }) => values[key] ?? "");
}
