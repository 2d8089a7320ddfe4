import { MoneyDecimal } from "../money/decimal.ts";

/** "1234567.89" → "1,234,567.89". For people only: files and JSON carry plain amounts. */
export function groupThousands(amount: string): string {
  return amount.replace(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, ",");
}

/** "0.8123" → "81.23 %"; "—" where there is no rate. Exact: a rate has four decimals. */
export function percent(rate: string | null): string {
  return rate === null ? "—" : `${new MoneyDecimal(rate).times(100).toFixed(2)} %`;
}
