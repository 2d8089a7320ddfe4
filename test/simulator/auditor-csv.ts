import type { Line, Statement } from "./auditor-statement.ts";

const FUNDS: Readonly<Record<string, string>> = {
  basic: "基本医保统筹基金",
  critical: "大病保险",
  assistance: "医疗救助",
  backstop: "医疗费用兜底保障",
  topup: "提高报销比例补助",
};
const MEMBERS: Readonly<Record<string, string>> = { province: "州市", prefecture: "县区", county: "机构" };
const TITLES = "基金,人次,申报金额,扣款金额,预留金额,应拨金额,实拨金额,未拨金额,省级分担,州市级分担,县级分担";

/** The statement's lines as the file for Excel has them. */
export function csvOf({ level, lines }: Statement): string {
  const rows = lines.map((line) => {
    const { member, memberName, fund, count, accrued, deducted, retained, payable, disbursed, outstanding, shares } = line;
    const texts = [member, memberName, FUNDS[fund] ?? fund].map(cell);
    return [...texts, count, accrued, deducted, retained, payable, disbursed, outstanding, shares.province, shares.prefecture, shares.county].join();
  });
  return `\ufeff${[headOf(level), ...rows].map((row) => `${row}\r\n`).join("")}`;
}

function headOf(level: string): string {
  return `${MEMBERS[level]}代码,${MEMBERS[level]}名称,${TITLES}`;
}

/** A text that Excel would take for a formula is marked as text; one with a separator or quote is quoted. */
function cell(text: string): string {
  const marked = /^[=+\-@＝＋－＠]/.test(text) ? `'${text}` : text;
  return marked.includes(",") || marked.includes('"') ? `"${marked.replaceAll('"', '""')}"` : marked;
}

/** Reads the file back; undefined where it has another head, or cells that are missing. */
export function linesOf(csv: string, level: string): Line[] | undefined {
  const [head, ...rows] = csv.split("\r\n");
  if (head !== `\ufeff${headOf(level)}` || rows.pop() !== "") return undefined;
  const lines = rows.map((row): Line | undefined => {
    const cells = [...row.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain = ""]) => quoted?.replaceAll('""', '"') ?? plain);
    const [member = "", name = "", title, count, accrued = "", deducted = "", retained = "", payable = "", disbursed = "", outstanding = ""] = cells;
    const [province = "", prefecture = "", county = ""] = cells.slice(10);
    const fund = Object.keys(FUNDS).find((one) => FUNDS[one] === title);
    if (cells.length !== 13 || fund === undefined) return undefined;
    const memberName = name.replace(/^'(?=[=+\-@＝＋－＠])/, "");
    const shares = { province, prefecture, county };
    return { member, memberName, fund, count: Number(count), accrued, deducted, retained, payable, disbursed, outstanding, shares };
  });
  return lines.every((line) => line !== undefined) ? lines : undefined;
}
