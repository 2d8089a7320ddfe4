import { utils, type WorkSheet } from "@e965/xlsx";

type Cells = readonly (string | number)[];

/** Works a total's formula on the sheet's cells: ROUND(SUM(range),2) or ROUND(SUMIF(range,criterion,range),2), in fen so that nothing is rounded. */
export function workFormula(sheet: WorkSheet, formula: string): number {
  const [, sum] = /^ROUND\(SUM\(([A-Z]+\d+:[A-Z]+\d+)\),2\)$/.exec(formula) ?? [];
  if (sum !== undefined) return add(cellsOf(sheet, sum));
  const [, tested, criterion, summed] = /^ROUND\(SUMIF\(([A-Z\d:]+),"([^"]+)",([A-Z\d:]+)\),2\)$/.exec(formula) ?? [];
  if (tested === undefined || criterion === undefined || summed === undefined) throw new Error(`${formula} is no formula of a total`);
  const fits = criterion.startsWith("<>") ? (cell: unknown) => cell !== criterion.slice(2) : (cell: unknown) => cell === criterion;
  const tests = cellsOf(sheet, tested);
  return add(cellsOf(sheet, summed).filter((_, place) => fits(tests[place])));
}

function cellsOf(sheet: WorkSheet, range: string): Cells {
  const { s, e } = utils.decode_range(range);
  const cells: (string | number)[] = [];
  for (let row = s.r; row <= e.r; row += 1) {
    for (let column = s.c; column <= e.c; column += 1) {
      const cell = sheet[utils.encode_cell({ r: row, c: column })] as { v?: string | number } | undefined;
      cells.push(cell?.v ?? "");
    }
  }
  return cells;
}

function add(cells: Cells): number {
  return cells.reduce<number>((sum, cell) => sum + (typeof cell === "number" ? Math.round(cell * 100) : 0), 0) / 100;
}
