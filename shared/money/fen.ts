declare const fenBrand: unique symbol;

/** An amount of money in fen (分, 1/100 yuan): a safe integer, negative for money taken back. */
export type Fen = number & { readonly [fenBrand]: true };

/** Brands an integer number of fen. Throws where it is not a safe integer: a total that leaves the safe range is a bug, never rounded. */
export function fen(value: number): Fen {
  if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is not a safe integer number of fen`);
  // -0 would print and hash differently from 0.
  return (value === 0 ? 0 : value) as Fen;
}

export const ZERO_FEN = fen(0);

export function addFen(a: Fen, b: Fen): Fen {
  return fen(a + b);
}

export function subtractFen(a: Fen, b: Fen): Fen {
  return fen(a - b);
}

export function negateFen(a: Fen): Fen {
  return fen(0 - a);
}

export function sumFen(amounts: Iterable<Fen>): Fen {
  let total = 0;
  for (const amount of amounts) total = fen(total + amount);
  return fen(total);
}
