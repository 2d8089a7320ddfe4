import type { Fund } from "../../../shared/policy/funds.ts";
import { RATED_FUNDS } from "../../../shared/policy/funds.ts";
import type { CountyCode } from "../../../shared/region/region.ts";
import { DEMO_COUNTIES } from "./counties.ts";
import { writeYuan } from "./fields.ts";
import type { DemoMessage } from "./message.ts";
import { tally, type DemoCounts } from "./tally.ts";

/** What one county's fund still owes an institution for October once it is closed: payable less what was set off against prepayments. */
export interface DemoPayable {
  readonly institution: string;
  readonly county: CountyCode;
  readonly fund: Fund;
  readonly outstandingFen: number;
}

export interface DemoDisbursements {
  readonly messages: readonly string[];
  readonly expected: DemoCounts;
}

interface Payment extends DemoPayable {
  readonly amountFen: number;
}

/**
 * Disburses for October what each county means to: of the funds whose rate is watched exactly its percentage of their sum (rounded up to the
 * fen), of the backstop the same. Who pays everything pays in two instalments. One message comes twice, one asks for more than is owed.
 * Ids follow from what is paid, so that the order of the payables is of no account. Counties the demo does not know are left out.
 */
export function disburse(payables: readonly DemoPayable[]): DemoDisbursements {
  const owed = payables.filter((one) => one.outstandingFen > 0).sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const payments = DEMO_COUNTIES.flatMap(({ code, disbursedPercent }) => {
    const rows = owed.filter((one) => one.county === code);
    const rated = rows.filter((one) => RATED_FUNDS.includes(one.fund));
    const others = rows.filter((one) => !RATED_FUNDS.includes(one.fund));
    return [...payPart(rated, disbursedPercent), ...payPart(others, disbursedPercent)];
  });
  const messages = payments.flatMap(instalments);
  const [first] = messages;
  const [most] = owed;
  if (first !== undefined) messages.push({ ...first, outcome: "already_applied" });
  // No order of delivery can let it through: it is more than was owed before any of the others was paid.
  if (most !== undefined)
    messages.push({ text: disbursementText(most, most.outstandingFen + 10_000, "over", "2017-11-24 16:00:00"), outcome: "exceeds_payable" });
  return { messages: messages.map(({ text }) => text), expected: tally(messages).counts };
}

/** Pays the percentage of the rows' sum, rounded up to the fen: of each row the floor of its part, and the fen left over one a row. */
function payPart(rows: readonly DemoPayable[], percent: number): Payment[] {
  const part = (fen: number): number => Math.floor((fen * percent) / 100);
  const target = Math.ceil((rows.reduce((sum, one) => sum + one.outstandingFen, 0) * percent) / 100);
  let left = target - rows.reduce((sum, one) => sum + part(one.outstandingFen), 0);
  return rows
    .map((one) => {
      const floor = part(one.outstandingFen);
      const extra = left > 0 && floor < one.outstandingFen ? 1 : 0;
      left -= extra;
      return { ...one, amountFen: floor + extra };
    })
    .filter((one) => one.amountFen > 0);
}

function instalments(payment: Payment): DemoMessage[] {
  const { amountFen, outstandingFen } = payment;
  const first = amountFen < outstandingFen ? amountFen : Math.ceil(amountFen * 0.6);
  const messages: DemoMessage[] = [{ text: disbursementText(payment, first, "1", "2017-11-15 10:30:00"), outcome: "posted" }];
  if (amountFen > first) messages.push({ text: disbursementText(payment, amountFen - first, "2", "2017-11-24 15:10:00"), outcome: "posted" });
  return messages;
}

function disbursementText({ institution, county, fund }: DemoPayable, amountFen: number, part: string, time: string): string {
  return JSON.stringify({
    kind: "disbursement",
    disbursement_id: `BF1710-${county}-${fund}-${part}`,
    fixmedins_code: institution,
    insu_admdvs: county,
    setlym: "201710",
    fund,
    amount: writeYuan(amountFen, "text"),
    time,
  });
}

function keyOf({ county, institution, fund }: DemoPayable): string {
  return `${county} ${institution} ${fund}`;
}
