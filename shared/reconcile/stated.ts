import type { Fen } from "../money/fen.ts";
import { formatYuan } from "../money/yuan.ts";
import { AMOUNTS, TEXTS, type ComparedField } from "./fields.ts";

/**
 * What one side states of a settlement. Lists in the order of AMOUNTS and TEXTS, because a list of a hundred thousand settlements is held in
 * memory. Undefined is not stated, and not compared; null is stated to be nothing.
 */
export interface Stated {
  /** In fen; of a refund negative. */
  readonly amounts: readonly (Fen | null | undefined)[];
  readonly texts: readonly (string | null | undefined)[];
  /** Keyed hash of psn_no. */
  readonly person: string | undefined;
}

/** One field on which list and ledger differ. Amounts in yuan; of psn_no it says only that it differs. */
export interface FieldDifference {
  readonly field: ComparedField;
  readonly hospital: string;
  readonly ledger: string;
}

/** No amount or text: "" in the ledger's column. */
const NOTHING = "";

/** Where the hospital's side and the ledger's differ, field by field, over the fields both state. */
export function compareStated(hospital: Stated, ledger: Stated): FieldDifference[] {
  const differences: FieldDifference[] = [];
  AMOUNTS.forEach((field, place) => {
    const [own, other] = [hospital.amounts[place], ledger.amounts[place]];
    // An optional amount of 0.00 and none are the same money.
    if (own === undefined || other === undefined || (own ?? 0) === (other ?? 0)) return;
    differences.push({ field, hospital: amountText(own), ledger: amountText(other) });
  });
  TEXTS.forEach((field, place) => {
    const [own, other] = [hospital.texts[place], ledger.texts[place]];
    if (own === undefined || other === undefined || own === other || (own !== null && isDayOf(own, other))) return;
    differences.push({ field, hospital: own ?? NOTHING, ledger: other ?? NOTHING });
  });
  if (hospital.person !== undefined && ledger.person !== undefined && hospital.person !== ledger.person) {
    differences.push({ field: "psn_no", hospital: "***", ledger: "***" });
  }
  return differences;
}

/** Lists of some systems have the settlement's day without its time. */
function isDayOf(text: string, time: string | null): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && time?.startsWith(`${text} `) === true;
}

function amountText(amount: Fen | null): string {
  return amount === null ? NOTHING : formatYuan(amount);
}
