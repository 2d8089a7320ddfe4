import { describe, expect, it } from "vitest";
import { draw, drawInteger, seededRandom, type Random } from "../../infra/local/demo/random.ts";
import { parseJsonText } from "../../shared/contract/json-text.ts";
import { trimSetlinfo } from "../../shared/contract/setlinfo.ts";
import { FuzzLedger } from "../support/fuzz-ledger.ts";
import { PERSONS, personsIn, type Person } from "../support/fuzz-persons.ts";
import { advanceMessage, rawMessage, receive, type Fields } from "../support/messages.ts";

const SEED = 20171024;
const MUTANTS = 4_000;

const yuan = (amountFen: number): string => `${Math.trunc(amountFen / 100)}.${String(amountFen % 100).padStart(2, "0")}`;
const TYPES = ["390100", "390200", "391100", "610100", "640100", "610103", "310100", "310200", "320100", "390400", "999900", "360100"];

/** A right result of the person; its rows list all that its fields say, the last under a kind that may be no fund. */
function resultOf(place: number, person: Person, random: Random): Fields {
  const [basic, critical, assistance, other] = [drawInteger(random, 900_000), drawInteger(random, 9_000), drawInteger(random, 9_000), 5_000];
  const [scope, funds, patient] = [1_000_000, basic + critical + assistance + other, drawInteger(random, 90_000)];
  const amounts = { medfee_sumamt: funds + patient, inscp_scp_amt: scope, hifp_pay: basic, hifmi_pay: critical, maf_pay: assistance, oth_pay: other };
  const rows: [string, number][] = [
    ["390100", basic],
    [draw(random, ["390200", "391100"]), critical],
    ["610100", assistance],
    [draw(random, ["640100", "610104", "390400"]), other],
  ];
  return {
    ...{ fixmedins_code: "H53282200001", insu_admdvs: draw(random, ["532822", "532823"]), poverty_status: draw(random, ["lifted", "unlifted"]) },
    setlinfo: {
      ...{ setl_id: `N-${place}`, ...person, brdy: "1950-01-01", clr_type: "21", mdtrt_id: `M-${place}` },
      ...{ setl_time: "2017-10-26 09:30:00", med_type: "21", dise_name: "慢性阻塞性肺病" },
      ...Object.fromEntries(Object.entries(amounts).map(([field, amountFen]) => [field, yuan(amountFen)])),
      ...{ cvlserv_pay: 0, hifes_pay: "", fund_pay_sumamt: yuan(funds), psn_part_amt: yuan(patient) },
    },
    setldetail: rows.map(([fund_pay_type, amountFen]) => ({
      ...{ fund_pay_type, fund_payamt: yuan(amountFen) },
      setl_proc_info: `${person.psn_name} ${person.certno}`,
    })),
  };
}

/** Ids are kept to the letter: what names a person is put anywhere else. */
const IDS: ReadonlySet<string> = new Set(["setl_id", "fixmedins_code"]);

function valueFor(field: string, person: Person, random: Random): unknown {
  const others = [
    "",
    " ",
    null,
    true,
    {},
    [],
    [[]],
    { a: 1 },
    "1e3",
    -1,
    0.001,
    1e21,
    "12.345",
    "2099-01-01 00:00:00",
    "\ud800",
    "长".repeat(300),
    "\u0007",
  ];
  const own = [
    person.psn_name,
    person.certno,
    person.psn_no,
    `骨折 ${person.psn_name}`,
    `${person.certno}。`,
    { x: person.psn_name },
    [person.certno],
  ];
  return draw(random, IDS.has(field) ? others : [...others, ...own]);
}

/** Where the result does not say who it is of, nothing tells a name in another field from any other word. */
const SAYING_WHO: ReadonlySet<string> = new Set(["psn_no", "psn_name", "certno"]);
const mutable = (fields: Fields): string[] => Object.keys(fields).filter((field) => !SAYING_WHO.has(field));

function overwrite(fields: Fields, person: Person, random: Random): Fields {
  const field = draw(random, [...mutable(fields), "setldetail", "setlinfo", "output", "infcode", "kind", "hifes_pay", "refl_flag", "__proto__"]);
  return { ...fields, [field]: valueFor(field, person, random) };
}

function withoutOne(fields: Fields, random: Random): Fields {
  const gone = draw(random, ["", ...mutable(fields)]);
  return Object.fromEntries(Object.entries(fields).filter(([field]) => field !== gone));
}

const partOf = (message: Fields, field: string): Fields => (message[field] ?? {}) as Fields;
const rowsOf = (message: Fields): Fields[] => (Array.isArray(message["setldetail"]) ? (message["setldetail"] as Fields[]) : []);

type Mutation = (message: Fields, person: Person, random: Random) => Fields;
const MUTATIONS: Readonly<Record<string, Mutation>> = {
  "a field of the result is another": (message, person, random) => ({ ...message, setlinfo: overwrite(partOf(message, "setlinfo"), person, random) }),
  "a field beside the result is another": (message, person, random) => overwrite(message, person, random),
  "of a time to come, or of no county": (message, _person, random) =>
    drawInteger(random, 2) === 0
      ? { ...message, insu_admdvs: draw(random, ["530000", "532899"]) }
      : { ...message, setlinfo: { ...partOf(message, "setlinfo"), setl_time: "2099-01-01 00:00:00" } },
  "a field is missing": (message, _person, random) => ({ ...message, setlinfo: withoutOne(partOf(message, "setlinfo"), random) }),
  "a field beside is missing": (message, _person, random) => withoutOne(message, random),
  "rows are doubled": (message) => ({ ...message, setldetail: [...rowsOf(message), ...rowsOf(message)] }),
  "a row is another": (message, person, random) => {
    const rows = rowsOf(message);
    if (rows.length === 0) return message;
    const place = drawInteger(random, rows.length);
    const row = { fund_pay_type: draw(random, TYPES), fund_payamt: yuan(drawInteger(random, 9_000)) };
    return {
      ...message,
      setldetail: rows.with(place, drawInteger(random, 3) === 0 ? overwrite(row, person, random) : row),
    };
  },
  "a row is missing": (message, _person, random) => ({ ...message, setldetail: rowsOf(message).slice(drawInteger(random, 3)) }),
  "as a response": ({ setlinfo, setldetail, ...beside }) => ({ infcode: 0, err_msg: "", output: { setlinfo, setldetail }, ...beside }),
  "flat, as a table": ({ setlinfo, ...beside }) => ({ ...beside, ...(setlinfo as Fields) }),
  "not settled": (message, person) => ({ infcode: -1, err_msg: person.psn_name, output: message }),
};
const NAMES = Object.keys(MUTATIONS);

function mutantOf(place: number, random: Random): { readonly name: string; readonly body: string } {
  const person = draw(random, PERSONS);
  let message = resultOf(place, person, random);
  const names = Array.from({ length: drawInteger(random, 3) }, () => draw(random, NAMES));
  // What changes the form comes last: the others look for setlinfo where it was.
  names.sort((a, b) => NAMES.indexOf(a) - NAMES.indexOf(b));
  for (const name of names) {
    const { setlinfo, setldetail } = message;
    if (typeof setlinfo !== "object" || setlinfo === null || (Array.isArray(setldetail) && setldetail.length === 0)) break;
    message = MUTATIONS[name]!(message, person, random);
  }
  const text = JSON.stringify(message);
  if (drawInteger(random, 20) > 0) return { name: names.join(", "), body: text };
  const at = drawInteger(random, text.length);
  return {
    name: `${names.join(", ")}, broken`,
    body: text.slice(0, at) + draw(random, ['"', "{", "]", ",", ""]) + text.slice(at + 1 + drawInteger(random, 4)),
  };
}

const MUTANT_LIST = Array.from({ length: MUTANTS }, (_, place) => mutantOf(place, seededRandom(SEED, place)));

describe("mutated national results", () => {
  it(`all end as posted, already applied or rejected, and store nobody's number or name (${MUTANTS} of seed ${SEED})`, async () => {
    const ledger = new FuzzLedger();
    for (let first = 0; first < MUTANTS; first += 100) {
      const batch = MUTANT_LIST.slice(first, first + 100).map(({ body, name }, place) => rawMessage(body, { ref: `${first + place} ${name}` }));
      // Some come twice.
      const again = rawMessage(MUTANT_LIST[first]!.body, { ref: `${first} again` });
      await ledger.take([...batch, again]);
    }
    await ledger.finish();
    expect(ledger.complaints.slice(0, 3), `${ledger.complaints.length} complaints`).toEqual([]);
    for (const end of ["posted", "already_applied", "invalid_message", "amounts_do_not_add_up", "unknown_region", "future_settlement"])
      expect(ledger.counts[end] ?? 0, end).toBeGreaterThan(20);
  }, 120_000);

  it("end the same when the command line sends them on, and then hold no name or number but psn_no and ids", () => {
    let trimmedCount = 0;
    for (const { body, name } of MUTANT_LIST) {
      const message = parsed(body);
      const trimmed = message === undefined ? undefined : trimSetlinfo(message, () => ({}));
      if (trimmed === undefined) continue;
      trimmedCount += 1;
      const text = JSON.stringify(trimmed);
      expect(endOf(text), `${name}\n${body}\n${text}`).toEqual(endOf(body));
      const { setlinfo, ...beside } = trimmed as Fields & { setlinfo?: Fields };
      const found = personsIn(
        JSON.stringify([
          { ...setlinfo, psn_no: "" },
          { ...beside, psn_no: "" },
        ]),
      );
      const own = personsIn(JSON.stringify([setlinfo?.["psn_no"], beside["psn_no"]]));
      expect(
        [...found].filter((part) => !own.has(part)),
        `${name}\n${body}\n${text}`,
      ).toEqual([]);
    }
    expect(trimmedCount).toBeGreaterThan(MUTANTS / 2);
  }, 120_000);
});

function parsed(body: string): Fields | undefined {
  try {
    const value = parseJsonText(body);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
  } catch {
    return undefined;
  }
}

/** What became of it, without the text it came as. */
function endOf(body: string): unknown {
  const result = receive(body);
  if ("record" in result) return { ...result.record, original: "" };
  const { code, message, id, fixmedins_code, insu_admdvs, sender } = result.rejection;
  return { code, message, id, fixmedins_code, insu_admdvs, sender };
}

describe("the rows of setldetail", () => {
  const FIELDS = ["hifp_pay", "hifmi_pay", "maf_pay", "oth_pay"] as const;
  const OF_FIELD: Readonly<Record<string, string>> = { "390100": "hifp_pay", "390200": "hifmi_pay", "391100": "hifmi_pay", "610100": "maf_pay" };

  /** Small amounts, so that rows and fields agree now and then. */
  const drawn = (random: Random) => {
    const fields = Object.fromEntries(FIELDS.map((field) => [field, drawInteger(random, 4)])) as Record<(typeof FIELDS)[number], number>;
    const rows = Array.from({ length: drawInteger(random, 5) }, () => [draw(random, TYPES), drawInteger(random, 4)] as const);
    const message = advanceMessage({
      ...Object.fromEntries(Object.entries(fields).map(([field, amountFen]) => [field, yuan(amountFen)])),
      setldetail: rows.map(([fund_pay_type, amountFen]) => ({ fund_pay_type, fund_payamt: yuan(amountFen) })),
    });
    return { fields, rows, result: receive(message) };
  };
  const DRAWS = Array.from({ length: 20_000 }, (_, place) => drawn(seededRandom(SEED, 1, place)));

  it("neither add to an advance nor lose anything of it: what the funds pay and what none pays is its fund_pay_sumamt", () => {
    for (const { fields, result } of DRAWS) {
      if (!("record" in result) || result.record.kind !== "advance") continue;
      const paid = Object.values(result.record.funds).reduce((sum, { amount }) => sum + amount, 0);
      const unpaid = Math.round(Number(result.record.facts["unmapped_pay"] ?? "0") * 100);
      expect(paid + unpaid).toBe(FIELDS.reduce((sum, field) => sum + fields[field], 0));
    }
  });

  it("of a contract's advance keep none from posting whose rows of the four national kinds agree with their fields, and whose backstop fits", () => {
    let [agreeing, posted] = [0, 0];
    for (const { fields, rows, result } of DRAWS) {
      const sumOf = (isMeant: (type: string) => boolean): number => rows.reduce((sum, [type, amount]) => sum + (isMeant(type) ? amount : 0), 0);
      const agrees = FIELDS.every(
        (field) => !rows.some(([type]) => OF_FIELD[type] === field) || sumOf((type) => OF_FIELD[type] === field) === fields[field],
      );
      if ("record" in result) posted += 1;
      if (!agrees || sumOf((type) => type === "640100" || type === "610103") > fields.oth_pay) continue;
      agreeing += 1;
      expect("record" in result, JSON.stringify([fields, rows])).toBe(true);
    }
    expect(agreeing).toBeGreaterThan(1_000);
    expect(posted).toBeGreaterThanOrEqual(agreeing);
  });

  it("that are no fund's are noted with every advance that has them, and pay nothing", () => {
    const NO_FUND = ["310100", "320100", "390400", "999900", "360100"];
    for (const { rows, result } of DRAWS) {
      if (!("record" in result) || result.record.kind !== "advance") continue;
      const unmapped = rows.some(([type, amount]) => NO_FUND.includes(type) && amount > 0);
      const noted = Object.values(result.record.findings ?? {}).some(({ missing }) => missing.some((name) => name.startsWith("unmapped:")));
      expect(noted, JSON.stringify(rows)).toBe(unmapped);
    }
  });
});
