/** Draws numbers of [0, 1), the same ones every time for the same keys. */
export type Random = () => number;

/**
 * Draws from a mix of the keys. Every record of the demo has its own keys, so that any record can be made again without making the ones
 * before it.
 */
export function seededRandom(...keys: readonly number[]): Random {
  let seed = 0x2017_1024;
  for (const key of keys) seed = scramble(seed ^ scramble(key + 0x9e37_79b9));
  return mulberry32(seed);
}

/** mulberry32, Tommy Ettinger's public-domain generator. */
export function mulberry32(seed: number): Random {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b_79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The finalizer of MurmurHash3: neighbouring keys end far apart. */
function scramble(value: number): number {
  let mixed = value | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85eb_ca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2_ae35);
  return mixed ^ (mixed >>> 16);
}

/** A whole number of [0, below). */
export function drawInteger(random: Random, below: number): number {
  return Math.floor(random() * below);
}

/** One of the list; the weights, where given, stand in the same order. Throws where the list is empty. */
export function draw<T>(random: Random, list: readonly T[], weights?: readonly number[]): T {
  const total = weights?.reduce((sum, weight) => sum + weight, 0) ?? list.length;
  let left = random() * total;
  const place = list.findIndex((_, index) => {
    left -= weights?.[index] ?? 1;
    return left < 0;
  });
  // Rounding may leave a hair over the last weight.
  const drawn = list[place < 0 ? list.length - 1 : place];
  if (drawn === undefined) throw new RangeError("nothing to draw from");
  return drawn;
}

/**
 * Fen between two amounts of yuan, small bills more often than large ones. Only products: powers and logarithms may differ in their last
 * bit between machines, and the demo must not.
 */
export function drawFen(random: Random, fromYuan: number, toYuan: number): number {
  const part = random();
  return Math.floor((fromYuan + (toYuan - fromYuan) * part * part) * 100);
}

/** The numbers of [from, to) in a shuffled order (Fisher–Yates). */
export function shuffled(random: Random, from: number, to: number): number[] {
  const numbers = Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);
  for (let last = numbers.length - 1; last > 0; last -= 1) {
    const other = drawInteger(random, last + 1);
    const [a, b] = [numbers[last] ?? 0, numbers[other] ?? 0];
    numbers[last] = b;
    numbers[other] = a;
  }
  return numbers;
}
