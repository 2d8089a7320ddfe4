import type { Figures, ItemFigures, ItemLine, Line, Statement } from "./auditor-statement.ts";

const FUNDS: Readonly<Record<string, string>> = {
  basic: "基本医保统筹基金",
  critical: "大病保险",
  assistance: "医疗救助",
  backstop: "医疗费用兜底保障",
  topup: "提高报销比例补助",
};
const ITEMS: Readonly<Record<string, string>> = {
  premium: "参保个人缴费补贴",
  familyDoctor: "家庭医生签约服务费",
  assistanceSubsidy: "医疗救助补助",
  backstopSubsidy: "兜底保障补助",
};
const MEMBERS: Readonly<Record<string, string>> = { province: "州市", prefecture: "县区", county: "机构" };
const TITLES =
  "基金,人次,申报金额,扣款金额,预留金额,暂缓金额,应拨金额,实拨金额,未拨金额,省级分担,州市级分担,县级分担,审核多付笔数,审核少付笔数,无法核对笔数";
/** Columns of their own, which are there only where something was allotted, so that no column of the funds sums them. */
const ITEM_TITLES = "按人头项目,拨付笔数,已脱贫人数,未脱贫人数,按人头金额,按人头省级分担,按人头州市级分担,按人头县级分担";
/** Columns of the member, of a fund and its figures, and of an item and its figures. */
const [OF_MEMBER, OF_FUND, OF_ITEM] = [2, TITLES.split(",").length, ITEM_TITLES.split(",").length];

/** The statement's lines as the file for Excel has them. */
export function csvOf({ level, lines, allotments }: Pick<Statement, "level" | "lines" | "allotments">): string {
  const [noFund, noItem] = [OF_FUND, OF_ITEM].map((columns) => Array<string>(columns).fill(""));
  const right = allotments.length === 0 ? [] : (noItem ?? []);
  const rows = [
    ...lines.map((line) => [...memberCells(line), cell(FUNDS[line.fund] ?? line.fund), ...fundCells(line), ...right]),
    ...allotments.map((line) => [...memberCells(line), ...(noFund ?? []), cell(ITEMS[line.item] ?? line.item), ...itemCells(line)]),
  ];
  return `\ufeff${[headOf(level, allotments.length > 0), ...rows.map((row) => row.join())].map((row) => `${row}\r\n`).join("")}`;
}

function memberCells({ member, memberName }: Line | ItemLine): string[] {
  return [member, memberName].map(cell);
}

function fundCells({
  count,
  accrued,
  deducted,
  retained,
  deferred,
  payable,
  disbursed,
  outstanding,
  shares,
  findings,
}: Figures): (string | number)[] {
  const { over, under, notCheckable } = findings;
  const { province, prefecture, county } = shares;
  return [count, accrued, deducted, retained, deferred, payable, disbursed, outstanding, province, prefecture, county, over, under, notCheckable];
}

function itemCells({ count, headcount, accrued, shares }: ItemFigures): (string | number)[] {
  return [count, headcount.lifted, headcount.unlifted, accrued, shares.province, shares.prefecture, shares.county];
}

function headOf(level: string, hasItems: boolean): string {
  return `${MEMBERS[level]}代码,${MEMBERS[level]}名称,${TITLES}${hasItems ? `,${ITEM_TITLES}` : ""}`;
}

/** A text that Excel would take for a formula is marked as text; one with a separator or quote is quoted. */
function cell(text: string): string {
  const marked = /^[=+\-@＝＋－＠]/.test(text) ? `'${text}` : text;
  return marked.includes(",") || marked.includes('"') ? `"${marked.replaceAll('"', '""')}"` : marked;
}

/** Reads the file back; undefined where it has another head, or cells that are missing. */
export function linesOf(csv: string, level: string): Pick<Statement, "lines" | "allotments"> | undefined {
  const [head, ...rows] = csv.split("\r\n");
  const hasItems = head === `\ufeff${headOf(level, true)}`;
  if ((!hasItems && head !== `\ufeff${headOf(level, false)}`) || rows.pop() !== "") return undefined;
  const lines: Line[] = [];
  const allotments: ItemLine[] = [];
  for (const row of rows) {
    const cells = [...row.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain = ""]) => quoted?.replaceAll('""', '"') ?? plain);
    if (cells.length !== OF_MEMBER + OF_FUND + (hasItems ? OF_ITEM : 0)) return undefined;
    const [member = "", name = ""] = cells;
    const begin = { member, memberName: name.replace(/^'(?=[=+\-@＝＋－＠])/, "") };
    const [fund, item] = [fundLine(cells.slice(OF_MEMBER)), itemLine(cells.slice(OF_MEMBER + OF_FUND))];
    if (fund !== undefined && item === undefined && cells.slice(OF_MEMBER + OF_FUND).join("") === "") lines.push({ ...begin, ...fund });
    else if (item !== undefined && cells.slice(OF_MEMBER, OF_MEMBER + OF_FUND).join("") === "") allotments.push({ ...begin, ...item });
    else return undefined;
  }
  return { lines, allotments };
}

function fundLine(cells: readonly string[]): (Figures & { readonly fund: string }) | undefined {
  const [title, count, accrued = "", deducted = "", retained = "", deferred = "", payable = "", disbursed = "", ...rest] = cells;
  const [outstanding = "", ...more] = rest;
  const [province = "", prefecture = "", county = "", over, under, notCheckable] = more;
  const fund = Object.keys(FUNDS).find((one) => FUNDS[one] === title);
  const findings = { over: Number(over), under: Number(under), notCheckable: Number(notCheckable) };
  const shares = { province, prefecture, county };
  return fund === undefined
    ? undefined
    : { fund, count: Number(count), accrued, deducted, retained, deferred, payable, disbursed, outstanding, shares, findings };
}

function itemLine(cells: readonly string[]): (ItemFigures & { readonly item: string }) | undefined {
  const [title, count, lifted, unlifted, accrued = "", province = "", prefecture = "", county = ""] = cells;
  const item = Object.keys(ITEMS).find((one) => ITEMS[one] === title);
  const headcount = { lifted: Number(lifted), unlifted: Number(unlifted) };
  return item === undefined ? undefined : { item, count: Number(count), headcount, accrued, shares: { province, prefecture, county } };
}
