import { lastDay } from "./auditor-fields.ts";
import { divisionsFor, packsFor, unitFor } from "./auditor-policy.ts";
import { isKnownCounty } from "./auditor-regions.ts";

type Values = Readonly<Record<string, string>>;

/** The national fields that hold what a fund pays. Other payments are the backstop's, in Gansu the province's five points. */
const FIELDS_OF_FUNDS = [
  ["basic", "hifp_pay"],
  ["critical", "hifmi_pay"],
  ["assistance", "maf_pay"],
] as const;
const IN_YUNNAN = [...FIELDS_OF_FUNDS, ["backstop", "oth_pay"]] as const;
const IN_GANSU = [...FIELDS_OF_FUNDS, ["topup", "oth_pay"]] as const;

/** What an advance asks of each fund, in fen; funds it asks nothing of are absent. */
export function amountsByFund(values: Values): Map<string, bigint> {
  const amounts = new Map<string, bigint>();
  for (const [fund, field] of values["insu_admdvs"]?.startsWith("62") === true ? IN_GANSU : IN_YUNNAN) {
    const amount = values[field] ?? "0";
    if (amount !== "0") amounts.set(fund, BigInt(amount));
  }
  return amounts;
}

/** The code a message whose fields are right is rejected with for what it says itself, whatever the ledger holds. */
export function faultOf(kind: string, values: Values): string | undefined {
  const county = values["insu_admdvs"] ?? "";
  if (!isKnownCounty(county)) return "unknown_region";
  switch (kind) {
    case "advance": {
      const day = (values["setl_time"] ?? "").slice(0, 10);
      const status = values["poverty_status"] ?? "";
      const isPaid = [...amountsByFund(values).keys()].every((fund) => divisionsFor(county, day, fund, status).length > 0);
      if (packsFor(county, day).length === 0 || !isPaid) return "unknown_policy";
      return addsUp(values) ? undefined : "amounts_do_not_add_up";
    }
    case "prepayment": {
      const isPaid = divisionsFor(county, (values["time"] ?? "").slice(0, 10), values["fund"] ?? "", "lifted").length > 0;
      return isPaid ? undefined : "unknown_policy";
    }
    case "deduction": {
      if (values["setl_id"] !== undefined) return undefined;
      const isPaid = divisionsFor(county, lastDayOfMonth(values["setlym"] ?? ""), values["fund"] ?? "", values["poverty_status"] ?? "").length > 0;
      return isPaid ? undefined : "unknown_policy";
    }
    case "allotment":
      return unitFault(county, values);
    default:
      return undefined;
  }
}

/** What is wrong with an allotment's amount a person. The product has no local parameters: where no document says it, the message must. */
function unitFault(county: string, values: Values): string | undefined {
  const [item = "", stated] = [values["item"], values["unit_amount"]];
  const unit = unitFor(county, item);
  if (unit === undefined || divisionsFor(county, (values["time"] ?? "").slice(0, 10), item, "lifted").length === 0) return "unknown_policy";
  if (unit.fen !== undefined) return stated === undefined || BigInt(stated) === unit.fen ? undefined : "wrong_unit_amount";
  if (stated === undefined) return "unknown_unit_amount";
  return BigInt(stated) < (unit.least ?? 0n) ? "wrong_unit_amount" : undefined;
}

export function lastDayOfMonth(month: string): string {
  const [year, number] = [month.slice(0, 4), month.slice(4)];
  return `${year}-${number}-${lastDay(Number(year), Number(number))}`;
}

/** fund_pay_type codes of the national interface and the fields they are rows of. */
const FIELD_OF_ROW: Readonly<Record<string, string>> = { "390100": "hifp_pay", "390200": "hifmi_pay", "391100": "hifmi_pay", "610100": "maf_pay" };

function addsUp(values: Values): boolean {
  const of = (name: string): bigint => BigInt(values[name] ?? "0");
  const funds = of("hifp_pay") + of("hifmi_pay") + of("maf_pay") + of("oth_pay");
  if (of("fund_pay_sumamt") !== funds || of("medfee_sumamt") !== funds + of("psn_part_amt") + of("hosp_part_amt")) return false;
  const rows = new Map<string, bigint>();
  for (const row of (values["setldetail"] ?? "").split(";")) {
    const [type = "", amount = "0"] = row.split("=");
    const name = FIELD_OF_ROW[type];
    if (name !== undefined) rows.set(name, (rows.get(name) ?? 0n) + BigInt(amount));
  }
  return [...rows].every(([name, total]) => total === of(name));
}
