import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { invalid, NotModelled } from "./dynamo-errors.ts";

/** An item, or the key of one, as a command takes and gives it. */
export type Item = Record<string, AttributeValue>;

/** An item as the model keeps it: never changed, only replaced. */
export type StoredItem = Readonly<Record<string, Readonly<AttributeValue>>>;

/**
 * DynamoDB: bytes of an item, names and values.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
 */
const ITEM_BYTES = 400 * 1024;
const SIGNIFICANT_DIGITS = 38;

/** Whole numbers that a JavaScript number holds and DynamoDB writes as they came. The product stores no others. */
const PLAIN_NUMBER = /^(?:0|-?[1-9]\d{0,14})$/;
const ANY_NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** A copy of an item that nobody else holds, without attributes' contents that DynamoDB would refuse. */
export function checkedItem(item: Item): Item {
  const copy: Item = {};
  for (const name in item) {
    if (name === "") throw invalid("Empty attribute name");
    copy[name] = checkedValue(item[name]);
  }
  return copy;
}

/** A copy of a value. Values other than texts and plain numbers are not modelled, nor text that UTF-8 can't write: engines differ on it. */
export function checkedValue(value: AttributeValue | undefined): AttributeValue {
  if (value === undefined || Object.keys(value).length !== 1) throw new NotModelled(`a value is ${JSON.stringify(value)}`);
  if (typeof value.S === "string") {
    if (!value.S.isWellFormed()) throw new NotModelled(`text ${JSON.stringify(value.S.slice(0, 100))} has half a surrogate pair`);
    return { S: value.S };
  }
  if (typeof value.N === "string") {
    if (!PLAIN_NUMBER.test(value.N)) throw wrongNumber(value.N);
    return { N: value.N };
  }
  throw new NotModelled(`values of type ${Object.keys(value).join()} are not modelled`);
}

function wrongNumber(text: string): Error {
  if (!ANY_NUMBER.test(text)) return invalid(`The parameter cannot be converted to a numeric value: ${text}`);
  const digits = text.replace(/[eE].*/, "").replace(/[+.-]/g, "");
  if (digits.replace(/^0+|0+$/g, "").length > SIGNIFICANT_DIGITS)
    return invalid(`Attempting to store more than ${SIGNIFICANT_DIGITS} significant digits in a Number`);
  return new NotModelled(`number ${text} is not a plain whole number`);
}

/** A copy that the caller may change. */
export function copyItem(item: StoredItem): Item {
  const copy: Item = {};
  for (const name in item) copy[name] = { ...item[name] } as AttributeValue;
  return copy;
}

/**
 * The size of an item in bytes: names and texts in UTF-8, a number a byte and one for every two digits. Throws where an item may not be so large.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function checkedBytes(item: StoredItem): number {
  let bytes = 0;
  for (const name in item) {
    const { S, N } = item[name]!;
    bytes += Buffer.byteLength(name) + (S === undefined ? 1 + Math.ceil(N!.length / 2) : Buffer.byteLength(S));
  }
  if (bytes > ITEM_BYTES) throw invalid("Item size has exceeded the maximum allowed size");
  return bytes;
}

/** Whether one value is less than another. Values of different types are in no order. */
export function isLess(a: Readonly<AttributeValue> | undefined, b: AttributeValue): boolean {
  if (a?.S !== undefined && b.S !== undefined) return compareKeys(a.S, b.S) < 0;
  return a?.N !== undefined && b.N !== undefined && Number(a.N) < Number(b.N);
}

/**
 * A key attribute's value: texts are ordered by their UTF-8 bytes, numbers by size. All values of one attribute have one type.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
 */
export type KeyValue = string | number;

export function compareKeys(a: KeyValue, b: KeyValue): number {
  if (a === b) return 0;
  if (typeof a === "number" || typeof b === "number") return Number(a) - Number(b);
  const length = Math.min(a.length, b.length);
  for (let place = 0; place < length; place += 1) {
    const [x, y] = [a.charCodeAt(place), b.charCodeAt(place)];
    if (x !== y) return utf8Rank(x) - utf8Rank(y);
  }
  return a.length - b.length;
}

/** Halves of surrogate pairs stand for characters beyond U+FFFF, so they come after every other unit. */
function utf8Rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
