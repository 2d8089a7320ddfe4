/** What a field of the contract may hold. */
type Shape = "id" | "code" | "payee" | "text" | "time" | "month" | "amount" | "positive" | "unit" | "heads" | "rows" | readonly string[];

export interface Field {
  readonly name: string;
  readonly shape: Shape;
  readonly optional: boolean;
  readonly longest: number;
}

const STATUSES = ["lifted", "unlifted"];
const FUNDS = ["basic", "critical", "assistance", "backstop", "topup"];
const ITEMS = ["premium", "familyDoctor", "assistanceSubsidy", "backstopSubsidy"];

/** What the patient's year brought before, which is no content of an advance: it moves no money. */
export const YEAR: readonly string[] = ["hifp_pay_cum", "otp_hifp_pay_cum", "hifmi_pay_cum", "maf_pay_cum", "inscp_selfpay_cum", "psn_part_cum"];

const field = (name: string, shape: Shape, longest = 64): Field => ({ name: name.replace("?", ""), shape, optional: name.endsWith("?"), longest });
const fields = (shape: Shape, ...names: string[]): Field[] => names.map((name) => field(name, shape));
const payee = [field("fixmedins_code", "code"), field("insu_admdvs", "text", 20)];
const money = [field("fund", FUNDS), field("amount", "positive")];

/** The contract's fields by kind of message, the kind's own id first. */
export const CONTRACT: Readonly<Record<string, readonly Field[]>> = {
  advance: [
    field("setl_id", "id"),
    ...payee,
    field("fixmedins_name?", "text", 200),
    field("psn_no", "text", 64),
    field("poverty_status", STATUSES),
    field("setl_time", "time"),
    field("med_type", "text", 6),
    field("hosp_lv?", ["township", "county", "prefecture", "province"]),
    field("dise_codg?", "text", 30),
    field("dise_name?", "text", 200),
    field("refl_flag?", ["0", "1"]),
    ...fields("amount", "medfee_sumamt", "inscp_scp_amt", "act_pay_dedc?", "hifp_pay", "hifmi_pay", "maf_pay", "oth_pay"),
    ...fields("amount", "hosp_part_amt?", "fund_pay_sumamt", "psn_part_amt"),
    field("setldetail?", "rows"),
    ...fields("amount", ...YEAR.map((name) => `${name}?`)),
  ],
  reversal: [field("reversal_id", "id"), field("setl_id", "id"), ...payee, field("time", "time"), field("reason", "text", 500)],
  deduction: [
    field("deduction_id", "id"),
    ...payee,
    field("setlym", "month"),
    ...money,
    field("reason", "text", 500),
    field("setl_id?", "id"),
    field("poverty_status?", STATUSES),
  ],
  review: [
    field("review_id", "id"),
    ...payee,
    field("setl_id", "id"),
    field("decision", ["approved", "deferred", "refused"]),
    field("reason", "text", 500),
    field("time", "time"),
  ],
  release: [field("release_id", "id"), ...payee, field("setlym", "month"), ...money, field("reason", "text", 500), field("time", "time")],
  return: [field("return_id", "id"), ...payee, ...money, field("time", "time")],
  prepayment: [field("prepayment_id", "id"), ...payee, ...money, field("time", "time")],
  disbursement: [field("disbursement_id", "id"), ...payee, field("setlym", "month"), ...money, field("time", "time")],
  allotment: [
    field("allotment_id", "id"),
    field("payee", "payee"),
    field("insu_admdvs", "text", 20),
    field("item", ITEMS),
    ...fields("heads", "headcount_lifted", "headcount_unlifted"),
    field("unit_amount?", "unit"),
    field("time", "time"),
  ],
};

export const ALL_FIELDS: ReadonlySet<string> = new Set(["kind", "region", ...Object.values(CONTRACT).flatMap((all) => all.map(({ name }) => name))]);

/** Fields that hold ids, which are kept to the letter. A payee is an institution, too. */
export const IDS: ReadonlySet<string> = new Set(["fixmedins_code", "payee", ...Object.values(CONTRACT).map(([id]) => id?.name ?? "")]);

/** A field whose value may be a number as well as a text. */
export function mayBeNumber({ shape }: Field): boolean {
  return shape === "amount" || shape === "positive" || shape === "unit" || shape === "heads";
}

const MOST_FEN = 100_000_000_000n;
const MOST_FEN_A_PERSON = 10_000_000n;
const MOST_HEADS = 10_000_000;

/** The value as the contract means it, the same however it is written; undefined where the field may not hold it. */
export function meaningOf({ shape, longest }: Field, value: unknown): string | undefined {
  if (shape === "rows") return rows(value);
  if (typeof value !== "string") return undefined;
  if (typeof shape === "object") return shape.includes(value) ? value : undefined;
  switch (shape) {
    case "code":
      return isCode(value) && value.toLowerCase() !== "pool" ? value : undefined;
    case "payee":
      return isCode(value) && (value === "POOL" || value.toLowerCase() !== "pool") ? value : undefined;
    case "time":
      return isTime(value) ? value : undefined;
    case "month":
      return /^\d{4}(0[1-9]|1[012])$/.test(value) ? value : undefined;
    case "heads":
      return /^\d{1,8}$/.test(value) && Number(value) <= MOST_HEADS ? String(Number(value)) : undefined;
    case "amount":
    case "positive":
    case "unit": {
      const amount = fenOf(value);
      if (amount === undefined || (shape !== "amount" && amount === 0n)) return undefined;
      return shape === "unit" && amount > MOST_FEN_A_PERSON ? undefined : String(amount);
    }
    case "id":
    case "text":
      return isText(value, longest) ? value : undefined;
  }
}

/** Yuan as fen; undefined where the text is no amount a message may name. */
export function fenOf(yuan: string): bigint | undefined {
  const match = /^(-?)(\d+)(?:\.(\d{1,2}))?$/.exec(yuan);
  if (match === null) return undefined;
  const amount = BigInt(match[2] ?? "") * 100n + BigInt((match[3] ?? "").padEnd(2, "0"));
  return amount > MOST_FEN || (match[1] === "-" && amount > 0n) ? undefined : amount;
}

/** An amount of a statement in fen. Throws where it is not written with two decimals. */
export function readYuan(text: string): bigint {
  if (!/^-?\d+\.\d\d$/.test(text) || text === "-0.00") throw new Error(`${text} is no amount`);
  return BigInt(text.replace(".", ""));
}

export function yuanOf(amount: bigint): string {
  const size = amount < 0n ? -amount : amount;
  return `${amount < 0n ? "-" : ""}${size / 100n}.${String(size % 100n).padStart(2, "0")}`;
}

function isCode(value: string): boolean {
  return /^[a-z\d][\w.-]{0,29}$/i.test(value);
}

function isText(value: string, longest: number): boolean {
  // U+0000–001F, 007F–009F and the two separators; a text without them and without half characters can be kept by any store.
  return value.trim() === value && value !== "" && value.length <= longest && value.isWellFormed() && !/[\p{Cc}\u2028\u2029]/u.test(value);
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function isTime(value: string): boolean {
  const match = /^(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)$/.exec(value);
  if (match === null) return false;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number);
  return day >= 1 && day <= lastDay(year, month) && hour < 24 && minute < 60 && second < 60;
}

export function lastDay(year: number, month: number): number {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 && leap ? 29 : (DAYS[month - 1] ?? 0);
}

function rows(value: unknown): string | undefined {
  if (!Array.isArray(value)) return undefined;
  const texts = value.map((row: unknown) => {
    const { fund_pay_type: type, fund_payamt: amount } = (row ?? {}) as Record<string, unknown>;
    const fen = typeof amount === "string" ? fenOf(amount) : undefined;
    return typeof row === "object" && typeof type === "string" && isText(type, 6) && fen !== undefined ? `${type}=${fen}` : undefined;
  });
  return texts.includes(undefined) ? undefined : texts.join(";");
}
