import type { Counted } from "./counted.ts";
import { PHASES } from "./count-month.ts";
import { BILLED_REGIONS, pageOf, PRICES, type BilledRegion, type Charged } from "./prices.ts";
import { perMillion, PIECES, provinceYear, seriesByRegion, sumOf, type Quantities } from "./province-year.ts";
import { USAGE_NAMES } from "./usage.ts";

const REGIONS = Object.keys(BILLED_REGIONS) as BilledRegion[];
/** Marks a price, or an amount with such a price in it. */
const NOT_CONFIRMED = " ?";

/** The tables of docs/cost.md, by the names of their places in it. */
export function costTables(counted: Counted): Readonly<Record<string, string>> {
  const year = provinceYear(counted);
  return {
    "per-million": quantityTable(perMillion(counted)),
    "province-year": piecesTable(year),
    "province-year-lines": quantityTable(addQuantities(Object.values(year))),
    folds: foldsTable(counted),
    fixed: quantityTable(year["nothing posted"]),
    counted: countedTable(counted),
    "by-region": quantityTable({ seriesMonths: seriesByRegion() }),
    prices: pricesTable(),
  };
}

/** Puts the tables where the document has their places: between <!-- table NAME --> and <!-- end -->. Throws where a place has no table or a table no place. */
export function fillTables(document: string, tables: Readonly<Record<string, string>>): string {
  const left = new Set(Object.keys(tables));
  const filled = document.replaceAll(/(<!-- table ([\w-]+) -->\n)[^]*?(<!-- end -->)/g, (_, begin: string, name: string, end: string) => {
    const table = tables[name];
    if (table === undefined) throw new Error(`docs/cost.md has a place for a table ${name}, which is none`);
    left.delete(name);
    return `${begin}\n${table}\n\n${end}`;
  });
  if (left.size > 0) throw new Error(`docs/cost.md has no place for ${[...left].join(", ")}`);
  return filled;
}

const markdown = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map((_, place) => (place === 0 ? "---" : "--:")), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");

const addQuantities = (all: readonly Quantities[]): Quantities =>
  Object.fromEntries([...PRICES.keys()].map((name) => [name, all.reduce((sum, one) => sum + (one[name] ?? 0), 0)]));

interface Amount {
  readonly value: number;
  readonly confirmed: boolean;
}

function amountOf(quantities: Quantities, region: BilledRegion, names: Iterable<Charged> = PRICES.keys()): Amount {
  let [value, confirmed] = [0, true];
  for (const name of names) {
    const price = PRICES.get(name);
    const quantity = quantities[name] ?? 0;
    if (price === undefined || quantity === 0) continue;
    value += (quantity / price.per) * price.of[region].amount;
    confirmed &&= price.of[region].confirmed;
  }
  return { value, confirmed };
}

const shownAmount = ({ value, confirmed }: Amount, region: BilledRegion): string =>
  `${BILLED_REGIONS[region]}${value.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 })}${confirmed ? "" : NOT_CONFIRMED}`;

const shownPrice = (name: Charged, region: BilledRegion): string => {
  const { amount, confirmed } = PRICES.get(name)!.of[region];
  return `${BILLED_REGIONS[region]}${amount}${confirmed ? "" : NOT_CONFIRMED}`;
};

const shownNumber = (value: number): string => value.toLocaleString("en-US", { maximumSignificantDigits: value < 1000 ? 3 : 4 });

/** Quantity times price for everything there is any of, and the sum. */
function quantityTable(quantities: Quantities): string {
  const names = [...PRICES.keys()].filter((name) => (quantities[name] ?? 0) > 0);
  const rows = names.map((name) => {
    const { what, unit, per } = PRICES.get(name)!;
    const amounts = REGIONS.flatMap((region) => [shownPrice(name, region), shownAmount(amountOf(quantities, region, [name]), region)]);
    return [what, `${shownNumber(quantities[name]! / per)} × ${unit}`, ...amounts];
  });
  const total = ["**together**", "", ...REGIONS.flatMap((region) => ["", `**${shownAmount(amountOf(quantities, region), region)}**`])];
  return markdown(["", "quantity", ...REGIONS.flatMap((region) => ["price", region])], [...rows, total]);
}

function piecesTable(year: ReturnType<typeof provinceYear>): string {
  const all = addQuantities(Object.values(year));
  const row = (title: string, quantities: Quantities): string[] => [
    title,
    ...REGIONS.map((region) => shownAmount(amountOf(quantities, region), region)),
  ];
  return markdown(["piece of work", ...REGIONS], [...PIECES.map((piece) => row(piece, year[piece])), row("**together**", all)]);
}

function foldsTable({ folds }: Counted): string {
  const rows = Object.entries(folds).map(([fold, { writeUnits, readUnits, requests, calls }]) => {
    const million = { writeUnits: writeUnits * 1e6, readUnits: readUnits * 1e6 };
    const amounts = REGIONS.map((region) => shownAmount(amountOf(million, region), region));
    return [fold, writeUnits.toFixed(2), readUnits.toFixed(2), requests.toFixed(2), calls.toFixed(2), ...amounts];
  });
  return markdown(
    ["advances together", "write units", "read units", "SQS requests", "calls", ...REGIONS.map((region) => `tables, a million: ${region}`)],
    rows,
  );
}

function countedTable(counted: Counted): string {
  const rows = USAGE_NAMES.map((name) => [
    name,
    ...PHASES.map((phase) => sumOf(counted, phase)[name].toLocaleString("en-US", { maximumFractionDigits: name === "gigabyteSeconds" ? 1 : 0 })),
  ]);
  return markdown(["", ...PHASES], rows);
}

function pricesTable(): string {
  const rows = [...PRICES].map(([name, price]) => [
    price.what,
    price.unit,
    ...REGIONS.flatMap((region) => [`[${shownPrice(name, region)}](${pageOf(price, region)})`, price.of[region].source]),
  ]);
  return markdown(["", "unit", ...REGIONS.flatMap((region) => [region, "source"])], rows).replaceAll("--:", "---");
}
