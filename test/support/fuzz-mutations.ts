import iconv from "iconv-lite";
import { draw, drawInteger, type Random } from "../../infra/local/demo/random.ts";
import type { RawMessage } from "../../shared/contract/intake.ts";
import { CONTRACT_FIELDS } from "../../shared/contract/message.ts";
import type { Sample } from "./fuzz-messages.ts";
import { rawMessage, type Fields } from "./messages.ts";

/** One way to spoil a message, or to write it otherwise, on the level at which it is done. */
type Mutation =
  | { readonly level: "fields"; readonly apply: (sample: Sample, random: Random) => Fields }
  | { readonly level: "text"; readonly apply: (text: string, random: Random, sample: Sample) => string }
  | { readonly level: "bytes"; readonly apply: (bytes: Buffer, random: Random) => Buffer }
  | { readonly level: "envelope"; readonly apply: (raw: RawMessage, random: Random) => RawMessage };

const LEVELS = ["fields", "text", "bytes", "envelope"] as const;

const FIELDS = [...CONTRACT_FIELDS];
const TEXT_FIELDS = ["dise_name", "fixmedins_name", "dise_codg", "reason", "med_type", "poverty_status", "insu_admdvs", "setl_time", "fund", "kind"];
const VALUES: readonly unknown[] = [
  ...["", " ", "0", "-0", "-1", "1e3", "NaN", "12.345", "0.001", "1000000000.01", "１２.00", "1,000.00", "+5", "0x10", "null"],
  ...[
    "advance",
    "reversal",
    "close",
    "allotment",
    "review",
    "deferred",
    "POOL",
    "lifted",
    "unlifted",
    "basic",
    "topup",
    "201710",
    "201713",
    "2017-10",
    "toString",
  ],
  ...["532822", "532823", "530000", "620102", "620200", "530321", "999999", "532822000000", "2017-10-24 00:00:00", "2017-02-30 08:00:00"],
  ...["\u0000", "\ud800", "a\u2028b", "𠮷".repeat(40), "x".repeat(64), "x".repeat(65), "长".repeat(501), "#", "%", "S#1", "__proto__"],
  ...[true, false, null, 0, -1, 12.1, 1e21, [], {}, [[]], { source: "1.00" }],
];

const pairOf = (fields: Fields, random: Random): [string, unknown] => draw(random, [...Object.entries(fields), ["x", "1"]]);
const without = (fields: Fields, field: string): Fields => Object.fromEntries(Object.entries(fields).filter(([name]) => name !== field));
const twoPlaces = (length: number, random: Random): [number, number] => {
  const first = drawInteger(random, length + 1);
  return [first, Math.min(length, first + 1 + drawInteger(random, 12))];
};
const insert = (text: string, random: Random, piece: string): string => {
  const place = drawInteger(random, text.length + 1);
  return text.slice(0, place) + piece + text.slice(place);
};
const insertBytes = (bytes: Buffer, random: Random, piece: Buffer): Buffer => {
  const place = drawInteger(random, bytes.length + 1);
  return Buffer.concat([bytes.subarray(0, place), piece, bytes.subarray(place)]);
};

/** Writes one field's value anew, as JSON text; JSON.stringify would write numbers and escapes its own way. */
function rewrite(text: string, random: Random, change: (json: string, field: string) => string): string {
  const pairs = [...text.matchAll(/"(\w+)":("(?:[^"\\]|\\.)*"|[^,"{}[\]]+)/g)];
  if (pairs.length === 0) return text;
  const pair = draw(random, pairs);
  const [, field = "", json = ""] = pair;
  const end = pair.index + pair[0].length;
  return text.slice(0, end - json.length) + change(json, field) + text.slice(end);
}

const inField = (of: (sample: Sample) => string): Mutation => ({
  level: "fields",
  apply: (sample, random) => {
    const field = draw(random, TEXT_FIELDS);
    const [before, after] = [draw(random, ["", "证件", "no. "], [3, 1, 1]), draw(random, ["", " 已核", "x"], [3, 1, 1])];
    return { ...sample.fields, [field]: `${before}${of(sample)}${after}` };
  },
});

/** A number as people write it down: in groups, in small letters, in full-width digits. */
const asWritten = (number: string, random: Random): string =>
  draw(random, [
    number.replace(/(\d{4})(?=\d)/g, "$1 "),
    number.toLowerCase(),
    number.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0)),
  ]);

const fields = (apply: (all: Fields, random: Random) => Fields): Mutation => ({
  level: "fields",
  apply: (sample, random) => apply(sample.fields, random),
});
const text = (apply: (text: string, random: Random, sample: Sample) => string): Mutation => ({ level: "text", apply });
const bytes = (apply: (bytes: Buffer, random: Random) => Buffer): Mutation => ({ level: "bytes", apply });
const envelope = (apply: (raw: RawMessage, random: Random) => RawMessage): Mutation => ({ level: "envelope", apply });

const DEFECT = { field: "row", problem: "has 21 cells; the header has 22", problemZh: "有21列，表头有22列" };

const MUTATIONS = {
  "two fields swap their values": fields((all, random) => {
    const [[a, of], [b, other]] = [pairOf(all, random), pairOf(all, random)];
    return { ...all, [a]: other, [b]: of };
  }),
  "psn_no and another field swap their values": fields((all, random) => {
    const [field, value] = pairOf(all, random);
    return { ...all, psn_no: value, [field]: all["psn_no"] };
  }),
  "the person's number stands in another field too": inField(({ person }) => person.psn_no),
  "the person's number stands in another field as people write it": {
    level: "fields",
    apply: ({ fields: all, person }, random) => ({ ...all, [draw(random, TEXT_FIELDS)]: asWritten(person.psn_no, random) }),
  },
  "the person's name stands in another field": inField(({ person }) => person.psn_name),
  "the certificate number stands in another field": inField(({ person }) => person.certno),
  "the person stands inside a list or object": {
    level: "fields",
    apply: ({ fields: all, person }, random) => {
      const [field] = pairOf(all, random);
      return { ...all, [field]: draw(random, [[person], person, { [field]: person.psn_no }, [[person.certno]], [{ fund_pay_type: person }]]) };
    },
  },
  "a field is missing": fields((all, random) => without(all, pairOf(all, random)[0])),
  "half of the fields are missing": fields((all, random) => Object.fromEntries(Object.entries(all).filter(() => drawInteger(random, 2) === 0))),
  "a field has another name": fields((all, random) => {
    const [field, value] = pairOf(all, random);
    return { ...without(all, field), [draw(random, [field.toUpperCase(), `${field} `, field.slice(1), draw(random, FIELDS)])]: value };
  }),
  "a field more": fields((all, random) => ({ ...all, [draw(random, ["x", "age", "brdy", draw(random, FIELDS)])]: draw(random, VALUES) })),
  "fields of a prototype": fields((all, random) => ({ ...all, [draw(random, ["constructor", "toString", "hasOwnProperty"])]: draw(random, VALUES) })),
  "a value of another kind": fields((all, random) => ({ ...all, [pairOf(all, random)[0]]: draw(random, VALUES) })),
  "an amount that no longer adds up": fields((all, random) => ({ ...all, [draw(random, ["hifp_pay", "psn_part_amt", "fund_pay_sumamt"])]: "17.03" })),
  "another county": fields((all, random) => ({ ...all, insu_admdvs: draw(random, ["530381", "530000", "620102", "532899", "5328", "532823"]) })),
  "another time": fields((all, random) => {
    const field = "setl_time" in all ? "setl_time" : "time";
    return { ...all, [field]: draw(random, ["2099-01-01 00:00:00", "2017-09-26 08:00:00", "2017-12-31 12:00:01", "2017-10-24T08:00:00"]) };
  }),
  "the fields in another order": fields((all, random) =>
    Object.fromEntries(
      Object.entries(all)
        .map((pair) => [random(), pair] as const)
        .sort(([a], [b]) => a - b)
        .map(([, pair]) => pair),
    ),
  ),
  "very many rows of detail": fields((all, random) => ({
    ...all,
    setldetail: Array.from({ length: drawInteger(random, 200) }, () => draw(random, VALUES)),
  })),
  "a very long text": fields((all, random) => ({
    ...all,
    [pairOf(all, random)[0]]: draw(random, ["x", "长", "𠮷", "\u0001", "\\", '"']).repeat(drawInteger(random, 9_000)),
  })),
  "longer than a message may be": fields((all) => ({ ...all, x: " ".repeat(66_000) })),

  "a field twice": text((json, random) => rewrite(json, random, (value, field) => `${value},"${field}":${draw(random, [value, '"9.99"', "null"])}`)),
  "a field twice, once with an escaped name": text((json, random) =>
    rewrite(json, random, (value, field) => `${value},"\\u00${field.charCodeAt(0).toString(16)}${field.slice(1)}":${value}`),
  ),
  "a number with an exponent": text((json, random) => rewrite(json, random, () => draw(random, ["1e3", "1E-2", "12.10e0", "1e400", "-1e-400"]))),
  "a huge number": text((json, random) =>
    rewrite(json, random, () => draw(random, ["9".repeat(60), `0.${"1".repeat(60)}`, "9007199254740993", "-0"])),
  ),
  "a number in place of a text of digits": text((json, random) =>
    rewrite(json, random, (value) => (/^"\d+"$/.test(value) ? value.slice(1, -1) : value)),
  ),
  "half of a character, escaped": text((json, random) =>
    rewrite(json, random, (value) => (value.startsWith('"') ? `"\\ud83d${value.slice(1)}` : value)),
  ),
  "a text in escapes": text((json, random) =>
    rewrite(json, random, (value) =>
      value.replace(/[^"\\]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`).replace(/^\\u0022|\\u0022$/g, '"'),
    ),
  ),
  "a __proto__ of its own": text((json, random, { person }) =>
    json.replace("{", `{"__proto__":${draw(random, ["null", "1", `{"setl_id":"S","psn_no":"${person.psn_no}"}`])},`),
  ),
  "nested deep": text((json, random) => {
    const levels = 1 + drawInteger(random, 220);
    return rewrite(json, random, (value) => draw(random, ["[", '{"a":']).repeat(levels) + value + (levels % 2 === 0 ? "]" : "}").repeat(levels));
  }),
  "a list in place of the object": text((json) => `[${json}]`),
  "a text in place of the object": text((json) => JSON.stringify(json)),
  "two messages in one": text((json) => json + json),
  "no JSON at all": text((json, random, { fields: all }) =>
    draw(random, [
      "",
      "null",
      "5",
      Object.values(all)
        .map((value) => (typeof value === "string" ? value : ""))
        .join(),
      json.replaceAll('"', "'"),
    ]),
  ),
  "spaces between the tokens": text((json, random) => json.replaceAll('":', `"${draw(random, [" ", "\n", "\t", "\r\n"])}: `)),
  "all in capitals": text((json) => json.toUpperCase()),
  "a stray quote, comma or bracket": text((json, random) =>
    insert(json, random, draw(random, ['"', ",", "{", "}", "[", "]", ":", "\\", '","dise_name":"', '":"'])),
  ),

  "a bit flipped": bytes((all, random) => {
    const flipped = Buffer.from(all);
    const place = drawInteger(random, flipped.length);
    if (flipped.length > 0) flipped[place]! ^= 1 << drawInteger(random, 8);
    return flipped;
  }),
  "bytes dropped": bytes((all, random) => {
    const [first, last] = twoPlaces(all.length, random);
    return Buffer.concat([all.subarray(0, first), all.subarray(last)]);
  }),
  "bytes repeated": bytes((all, random) => {
    const [first, last] = twoPlaces(all.length, random);
    return Buffer.concat([all.subarray(0, last), all.subarray(first)]);
  }),
  "cut off": bytes((all, random) => all.subarray(0, drawInteger(random, all.length + 1))),
  "the beginning cut off": bytes((all, random) => all.subarray(drawInteger(random, all.length + 1))),
  "bytes that are no UTF-8": bytes((all, random) =>
    insertBytes(all, random, Buffer.from(draw(random, ["ff", "c328", "eda080", "f8a1a1a1a1", "c0af"]), "hex")),
  ),
  "in GB18030": bytes((all) => iconv.encode(all.toString("utf8"), "gb18030")),
  "a byte order mark": bytes((all) => Buffer.concat([Buffer.from("efbbbf", "hex"), all])),
  "zero bytes": bytes((all, random) => insertBytes(all, random, Buffer.alloc(1 + drawInteger(random, 3)))),
  "control characters": bytes((all, random) => insertBytes(all, random, Buffer.from([drawInteger(random, 32)]))),

  "a defect its sender's tool found": envelope((raw) => ({ ...raw, defect: JSON.stringify(DEFECT) })),
  "a defect that says nothing": envelope((raw, random) => ({
    ...raw,
    defect: draw(random, ["", "{}", "row", JSON.stringify({ ...DEFECT, problem: 5 })]),
  })),
  "sent back to wait before": envelope((raw, random) => ({ ...raw, attempt: 1 + drawInteger(random, 3) })),
  "another sender": envelope((raw, random) => ({ ...raw, senderId: draw(random, ["AROA:role", "unknown", "长".repeat(40)]) })),
} as const satisfies Readonly<Record<string, Mutation>>;

export type MutationName = keyof typeof MUTATIONS;
export const MUTATION_NAMES = Object.keys(MUTATIONS) as MutationName[];

/** Texts of tens of thousands of characters take a hundred times as long to read as a message. */
const RARE: ReadonlySet<string> = new Set<MutationName>(["a very long text", "longer than a message may be", "very many rows of detail"]);
const LOTS = MUTATION_NAMES.flatMap((name) => Array.from({ length: RARE.has(name) ? 1 : 10 }, () => name));

export interface Mutant {
  readonly raw: RawMessage;
  readonly mutations: readonly MutationName[];
}

/** The message with one to three mutations, those of whole fields first and those of bytes last. */
export function mutate(sample: Sample, ref: string, random: Random): Mutant {
  const drawn = new Set(Array.from({ length: 1 + drawInteger(random, 3) }, () => draw(random, LOTS)));
  const mutations = [...drawn].sort((a, b) => LEVELS.indexOf(MUTATIONS[a].level) - LEVELS.indexOf(MUTATIONS[b].level));
  let { fields: all } = sample;
  let json: string | undefined;
  let raw = rawMessage("", { ref });
  for (const name of mutations) {
    const mutation: Mutation = MUTATIONS[name];
    if (mutation.level === "fields") all = mutation.apply({ ...sample, fields: all }, random);
    else if (mutation.level === "envelope") raw = mutation.apply(raw, random);
    else {
      json ??= JSON.stringify(all);
      // A queue carries text: bytes that are no UTF-8 arrive as U+FFFD.
      json =
        mutation.level === "text"
          ? mutation.apply(json, random, { ...sample, fields: all })
          : mutation.apply(Buffer.from(json), random).toString("utf8");
    }
  }
  return { raw: { ...raw, body: json ?? JSON.stringify(all) }, mutations };
}
