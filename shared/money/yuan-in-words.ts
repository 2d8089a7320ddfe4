import { fen, type Fen } from "./fen.ts";

const DIGITS = ["零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"] as const;
const PLACES = ["", "拾", "佰", "仟"] as const;
/** 万 and 亿 with how many of the next smaller thing they hold: what is below a tenth of it needs a 零 between. */
const GROUPS = [
  { name: "亿", size: 100_000_000 },
  { name: "万", size: 10_000 },
] as const;

/** The largest amount that is written out: 1,000,000,000,000.00 yuan (壹万亿元整), more than any total may reach. */
export const MAX_FEN_IN_WORDS = fen(100_000_000_000_000);

/**
 * The amount in capital Chinese numerals (大写), as 《支付结算办法》 appendix 1 (正确填写票据和结算凭证的基本规定) has them: one 零 for zeros in a
 * row between digits, none where only 万 or 元 has no digit of its own (it may be left out there), one between 元 and 分 where there is no 角. 整 ends
 * whole yuan and whole 角 (after 角 it may be left out), so that nothing can be added. Negative amounts begin with 负.
 * Throws RangeError beyond MAX_FEN_IN_WORDS.
 */
export function yuanInWords(amount: Fen): string {
  const magnitude = Math.abs(amount);
  if (magnitude > MAX_FEN_IN_WORDS) throw new RangeError(`${amount} fen is more than is written in words`);
  const jiao = Math.floor((magnitude % 100) / 10);
  const rest = magnitude % 10;
  const yuan = (magnitude - jiao * 10 - rest) / 100;
  return `${amount < 0 ? "负" : ""}${yuanPart(yuan, magnitude)}${decimalPart(yuan, jiao, rest)}`;
}

/** Amounts below one yuan have no 元, but nothing at all is 零元. */
function yuanPart(yuan: number, magnitude: number): string {
  return yuan > 0 || magnitude === 0 ? `${wholeNumber(yuan)}元` : "";
}

function decimalPart(yuan: number, jiao: number, rest: number): string {
  if (jiao === 0 && rest === 0) return "整";
  if (rest === 0) return `${digit(jiao)}角整`;
  const between = jiao > 0 ? `${digit(jiao)}角` : yuan > 0 ? DIGITS[0] : "";
  return `${between}${digit(rest)}分`;
}

/** 亿 may itself count thousands of 亿 (壹万贰仟亿), so its part is written like any whole number. */
function wholeNumber(value: number): string {
  for (const { name, size } of GROUPS) {
    if (value < size) continue;
    const rest = value % size;
    const gap = rest > 0 && rest < size / 10 ? DIGITS[0] : "";
    return `${wholeNumber((value - rest) / size)}${name}${gap}${rest === 0 ? "" : wholeNumber(rest)}`;
  }
  return belowTenThousand(value);
}

function belowTenThousand(value: number): string {
  if (value === 0) return DIGITS[0];
  let text = "";
  let zeros = false;
  for (let place = PLACES.length - 1; place >= 0; place -= 1) {
    const one = Math.floor(value / 10 ** place) % 10;
    if (one === 0) zeros = text !== "";
    else {
      text += `${zeros ? DIGITS[0] : ""}${digit(one)}${PLACES[place] ?? ""}`;
      zeros = false;
    }
  }
  return text;
}

function digit(value: number): string {
  const name = DIGITS[value];
  if (name === undefined) throw new Error(`${value} is no digit`);
  return name;
}
