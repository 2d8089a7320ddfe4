import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { invalid, NotModelled } from "./dynamo-errors.ts";
import { checkedValue, isLess, type StoredItem } from "./dynamo-values.ts";

/** What a command says about its expressions' placeholders. */
export interface Placeholders {
  readonly ExpressionAttributeNames?: Record<string, string> | undefined;
  readonly ExpressionAttributeValues?: Record<string, AttributeValue> | undefined;
}

/** An expression taken apart: its placeholders in order. Names begin with "#", values with ":". */
type Parsed = readonly string[];

const CONDITION = /^attribute_not_exists\((#\w+)\)(?: OR (#\w+) < (:\w+))?$/;
const UPDATE = /^SET (#\w+) = (:\w+)$/;
const KEY_CONDITION = /^(#\w+) = (:\w+)(?: AND begins_with\((#\w+), (:\w+)\))?$/;

const parsed = new Map<RegExp, Map<string, Parsed>>([CONDITION, UPDATE, KEY_CONDITION].map((form) => [form, new Map()]));

/** Takes an expression apart. Any that is not of the form is not modelled, be it right or wrong. */
function parse(form: RegExp, expression: string | undefined): Parsed {
  if (expression === undefined) return [];
  const known = parsed.get(form)?.get(expression);
  if (known !== undefined) return known;
  if (expression === "") throw invalid("The expression can not be empty");
  const match = form.exec(expression);
  if (match === null) throw new NotModelled(`the expression ${expression} is not modelled`);
  const placeholders = match.slice(1).filter((part) => (part as string | undefined) !== undefined);
  parsed.get(form)?.set(expression, placeholders);
  return placeholders;
}

/** Whether a write may be done to the item that stands there, if one does. */
export type Condition = (present: StoredItem | undefined) => boolean;

export function conditionOf(input: Placeholders & { readonly ConditionExpression?: string | undefined }): Condition {
  const [absent, less, than] = names(input, parse(CONDITION, input.ConditionExpression));
  if (absent === undefined) return () => true;
  const limit = than === undefined ? undefined : value(input, than);
  return (present) => present?.[absent] === undefined || (limit !== undefined && isLess(present[less!], limit));
}

export function assignmentOf(input: Placeholders & { readonly UpdateExpression?: string | undefined }): { name: string; value: AttributeValue } {
  const [name, placeholder] = names(input, parse(UPDATE, input.UpdateExpression));
  if (name === undefined || placeholder === undefined) throw new NotModelled("an update without UpdateExpression is not modelled");
  return { name, value: value(input, placeholder) };
}

export interface KeyCondition {
  readonly partition: { readonly name: string; readonly value: AttributeValue };
  readonly prefix?: { readonly name: string; readonly value: AttributeValue };
}

export function keyConditionOf(input: Placeholders & { readonly KeyConditionExpression?: string | undefined }): KeyCondition {
  const [name, equals, prefixName, begins] = names(input, parse(KEY_CONDITION, input.KeyConditionExpression));
  if (name === undefined || equals === undefined) throw new NotModelled("a query without KeyConditionExpression is not modelled");
  const partition = { name, value: value(input, equals) };
  if (prefixName === undefined || begins === undefined) return { partition };
  const prefix = { name: prefixName, value: value(input, begins) };
  if (prefix.value.S === undefined) throw invalid("Incorrect operand type for operator or function; operator or function: begins_with");
  return { partition, prefix };
}

/** The placeholders with names put in for those that stand for one. */
function names({ ExpressionAttributeNames: given }: Placeholders, placeholders: Parsed): string[] {
  return placeholders.map((placeholder) => {
    if (placeholder.startsWith(":")) return placeholder;
    const name = given?.[placeholder];
    if (name === undefined) throw invalid(`An expression attribute name used in the document path is not defined; attribute name: ${placeholder}`);
    return name;
  });
}

function value({ ExpressionAttributeValues: given }: Placeholders, placeholder: string): AttributeValue {
  const found = given?.[placeholder];
  if (found === undefined) throw invalid(`An expression attribute value used in expression is not defined; attribute value: ${placeholder}`);
  return checkedValue(found);
}

/** DynamoDB refuses placeholders that no expression of the command uses. */
export function checkUsed(input: Placeholders & Partial<Record<`${"Condition" | "Update" | "KeyCondition"}Expression`, string | undefined>>): void {
  const used = [
    ...parse(CONDITION, input.ConditionExpression),
    ...parse(UPDATE, input.UpdateExpression),
    ...parse(KEY_CONDITION, input.KeyConditionExpression),
  ];
  for (const [what, given] of [
    ["ExpressionAttributeNames", input.ExpressionAttributeNames],
    ["ExpressionAttributeValues", input.ExpressionAttributeValues],
  ] as const) {
    if (given === undefined) continue;
    const placeholders = Object.keys(given);
    if (placeholders.length === 0) throw invalid(`${what} must not be empty`);
    const unused = placeholders.filter((placeholder) => !used.includes(placeholder));
    if (unused.length > 0) throw invalid(`Value provided in ${what} unused in expressions: keys: {${unused.join(", ")}}`);
  }
}
