import { allocate, dinero, toSnapshot } from "dinero.js";
import { CNY } from "dinero.js/currencies";
import { Decimal } from "decimal.js";
import { fen } from "../../shared/money/fen.ts";
import { parseRatio } from "../../shared/money/ratio.ts";
import { split } from "../../shared/money/split.ts";

/** One way to split, and how many amounts it splits in a second. */
export interface SplitRate {
  readonly name: string;
  readonly perSecond: number;
}

/** The ratios of Yunnan and Xishuangbanna, as integers for us and as documents print them for a plain decimal split. */
const RATIOS = ["4:6:0", "6:4:0", "4:1.2:4.8", "6:0.8:3.2"];
const AMOUNTS = Array.from({ length: 1_000 }, (_, index) => 100 + ((index * 7_919) % 5_000_000));
const ROUNDS = 5;

/**
 * Measures the ways side by side: every round runs each of them for the same time, and the best round of each counts, so that a noisy
 * moment of the machine does not favour one.
 */
export function measureSplits(roundMs: number): SplitRate[] {
  const weights = RATIOS.map(parseRatio);
  const decimals = RATIOS.map((ratio) => ratio.split(":").map((part) => new Decimal(part)));
  // dinero.js wants integers or scaled amounts as ratios; it gets the same coprime integers as we do.
  const ways: (readonly [name: string, one: (amount: number, ratio: number) => number])[] = [
    ["split", (amount, ratio) => split(fen(amount), weights[ratio] ?? [])[0] ?? 0],
    [
      "dinero.js allocate",
      (amount, ratio) => toSnapshot(allocate(dinero({ amount, currency: CNY }), weights[ratio] ?? [])[0] ?? dinero({ amount, currency: CNY })).amount,
    ],
    ["decimal.js split", (amount, ratio) => decimalSplit(amount, decimals[ratio] ?? [])[0] ?? 0],
  ];
  const best = new Map<string, number>();
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, one] of ways) best.set(name, Math.max(best.get(name) ?? 0, perSecond(one, roundMs)));
  }
  return ways.map(([name]) => ({ name, perSecond: best.get(name) ?? 0 }));
}

/** Keeps results alive, so that no engine may leave the work out. */
let sink = 0;

function perSecond(one: (amount: number, ratio: number) => number, forMs: number): number {
  const started = performance.now();
  let count = 0;
  let elapsedMs = 0;
  while (elapsedMs < forMs) {
    for (const amount of AMOUNTS) sink = (sink + one(amount, amount % RATIOS.length)) % 1_000_003;
    count += AMOUNTS.length;
    elapsedMs = performance.now() - started;
  }
  return (count * 1_000) / elapsedMs;
}

/** What one would write with decimal.js alone: floor every exact share, then give the fen left over to the largest remainders. */
function decimalSplit(amount: number, ratios: readonly Decimal[]): number[] {
  const total = ratios.reduce((sum, ratio) => sum.plus(ratio), new Decimal(0));
  const exact = ratios.map((ratio) => new Decimal(amount).times(ratio).div(total));
  const shares = exact.map((share) => share.floor());
  const left = shares.reduce((rest, share) => rest.minus(share), new Decimal(amount)).toNumber();
  const order = exact
    .map((share, place) => ({ place, remainder: share.minus(shares[place] ?? 0) }))
    .sort((a, b) => b.remainder.comparedTo(a.remainder) || a.place - b.place);
  const winners = new Set(order.slice(0, left).map(({ place }) => place));
  return shares.map((share, place) => share.toNumber() + (winners.has(place) ? 1 : 0));
}
