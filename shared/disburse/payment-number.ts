import { parseMonth, type Month } from "../calendar/month.ts";
import { isInstitutionCode } from "../contract/message.ts";
import { fen, type Fen } from "../money/fen.ts";
import { FUNDS, isFund, type Fund } from "../policy/funds.ts";
import type { CountyCode } from "../region/region.ts";

/** What a payment pays: one fund's outstanding part of one institution's closed month, after so much was paid of it. */
export interface PaymentKey {
  readonly month: Month;
  readonly county: CountyCode;
  readonly institution: string;
  readonly fund: Fund;
  /** What disbursements paid of it before, in fen; what was set off against prepayments is not among it. */
  readonly paidBefore: Fen;
}

/** The contract's ids have 64 characters. */
const MAX_CHARACTERS = 64;

/**
 * The payment's number, which is its disbursement_id: "P-201710-532822-H53282200001-basic-0". It follows from what is paid, so that proposals
 * without a payment between them give the same numbers, of which the ledger takes each once. `paidBefore` only grows: no number comes twice.
 */
export function paymentNumber({ month, county, institution, fund, paidBefore }: PaymentKey): string {
  const long = `P-${month}-${county}-${institution}-${fund}-${paidBefore}`;
  // Only an institution's code of more than 23 characters makes it too long.
  return long.length <= MAX_CHARACTERS ? long : `Q-${month}-${county}-${institution}-${FUNDS.indexOf(fund)}-${paidBefore.toString(36)}`;
}

const LONG = /^P-(\d{6})-(\d{6})-(.+)-([a-z]+)-(\d{1,15})$/;
const SHORT = /^Q-(\d{6})-(\d{6})-(.+)-(\d)-([\da-z]{1,10})$/;

/** What the number says it pays; undefined where it is no number of ours. */
export function parsePaymentNumber(text: string): PaymentKey | undefined {
  const isLong = text.startsWith("P");
  const [, month = "", county = "", institution = "", fundText = "", paid = ""] = (isLong ? LONG : SHORT).exec(text) ?? [];
  const fund = isLong ? fundText : (FUNDS[Number(fundText)] ?? "");
  const paidBefore = isLong ? Number(paid) : Number.parseInt(paid, 36);
  if (parseMonth(month) === undefined || !isInstitutionCode(institution) || !isFund(fund) || !Number.isSafeInteger(paidBefore)) return undefined;
  const key = { month, county, institution, fund, paidBefore: fen(paidBefore) };
  // Another way to write the same number is another id.
  return paymentNumber(key) === text ? key : undefined;
}
