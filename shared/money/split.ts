import { fen, type Fen } from "./fen.ts";
import type { Weights } from "./ratio.ts";

/**
 * Splits an amount by weights, flat over all parts: every part gets the floor of its exact share, and the fen left over go one each to the
 * largest remainders, ties to the earlier part. The parts always sum to the amount, no part is a fen or more from its exact share, and
 * split(-x) = -split(x). Exact integer arithmetic. Throws where weights are empty, negative, not integers, or all zero.
 */
export function split(amount: Fen, weights: Weights): Fen[] {
  let total = 0;
  let largest = 0;
  for (const weight of weights) {
    if (!Number.isSafeInteger(weight) || weight < 0) throw new RangeError(`weight ${weight} is not an integer of zero or more`);
    total += weight;
    if (weight > largest) largest = weight;
  }
  if (total === 0) throw new RangeError("weights must have a positive part");
  const magnitude = Math.abs(amount);
  if (magnitude * largest > Number.MAX_SAFE_INTEGER || total > Number.MAX_SAFE_INTEGER) {
    return splitBig(BigInt(amount), weights.map(BigInt)).map((part) => fen(Number(part)));
  }
  const shares: number[] = [];
  const remainders: number[] = [];
  let left = magnitude;
  for (const weight of weights) {
    const product = magnitude * weight;
    const remainder = product % total;
    const share = (product - remainder) / total;
    shares.push(share);
    remainders.push(remainder);
    left -= share;
  }
  handOut(left, shares, remainders, 1, -1);
  return shares.map((share) => fen(amount < 0 ? -share : share));
}

/** The same split in unbounded integers, for products that pass 2^53. */
export function splitBig(amount: bigint, weights: readonly bigint[]): bigint[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0n);
  if (total <= 0n || weights.some((weight) => weight < 0n)) throw new RangeError("weights must be zero or more, with a positive part");
  const magnitude = amount < 0n ? -amount : amount;
  const shares = weights.map((weight) => (magnitude * weight) / total);
  const remainders = weights.map((weight) => (magnitude * weight) % total);
  const left = Number(shares.reduce((rest, share) => rest - share, magnitude));
  handOut(left, shares, remainders, 1n, -1n);
  return shares.map((share) => (amount < 0n ? -share : share));
}

/** Gives the units left over, fewer than there are parts, one each to the largest remainders, the earlier part first on a tie. */
function handOut<N extends number | bigint>(left: number, shares: N[], remainders: N[], one: N, taken: N): void {
  for (let unit = 0; unit < left; unit += 1) {
    let winner = -1;
    let largest = taken;
    for (const [index, remainder] of remainders.entries()) {
      if (remainder > largest) [winner, largest] = [index, remainder];
    }
    if (winner < 0) throw new Error("more units left over than parts");
    shares[winner] = ((shares[winner] as number) + (one as number)) as N;
    remainders[winner] = taken;
  }
}
