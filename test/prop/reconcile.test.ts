import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nextMonth } from "../../shared/calendar/month.ts";
import { buildReconciliation } from "../../shared/reconcile/build-reconciliation.ts";
import { readListedRow } from "../../shared/reconcile/listed-row.ts";
import { CLASSES, type Reconciliation } from "../../shared/reconcile/reconciliation.ts";
import { postToLane } from "../../shared/store/post-to-lane.ts";
import { readReconciliation } from "../../shared/store/read-reconciliation.ts";
import { closing, MENGHAI } from "../support/lane.ts";
import { createMemoryLedgerStore, type MemoryLedgerStore } from "../support/memory-ledger-store.ts";
import { advanceMessage, hashPerson, recordOf, rejectionOf, reversalMessage, type Fields } from "../support/messages.ts";

fc.configureGlobal({ seed: 20171024 });

const H = "H53282200001";
const IDS = ["s0", "s1", "s2", "s3", "s4", "s5"] as const;

/** A settlement or the reversal of one, sent in some month; and now and then a month's close between them. */
type Step = { readonly what: "advance" | "reversal"; readonly id: string; readonly day: string; readonly yuan: number } | { readonly what: "close" };
interface Line {
  readonly what: "settlement" | "refund" | "reversal" | "broken";
  readonly id: string;
  readonly yuan: number;
}

const id = fc.constantFrom(...IDS);
const yuan = fc.constantFrom(100, 100, 100, 250);
const day = fc.constantFrom("2017-09-28", "2017-10-10", "2017-10-20", "2017-11-02");
const steps = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.record({ what: fc.constantFrom("advance", "advance", "reversal"), id, day, yuan }) },
    { weight: 1, arbitrary: fc.constant({ what: "close" } as const) },
  ),
  { maxLength: 14 },
) as fc.Arbitrary<Step[]>;
const lines = fc.array(fc.record({ what: fc.constantFrom("settlement", "settlement", "settlement", "refund", "reversal", "broken"), id, yuan }), {
  maxLength: 10,
}) as fc.Arbitrary<Line[]>;

/** Basic alone pays. */
const settlement = (setl_id: string, amount: number, setl_time: string): Fields =>
  advanceMessage({ setl_id, setl_time, hifp_pay: `${amount}.00`, maf_pay: "0", oth_pay: "0", psn_part_amt: "10.00" });

async function post(all: readonly Step[]): Promise<MemoryLedgerStore> {
  const store = createMemoryLedgerStore();
  let open = "201709";
  for (const step of all) {
    if (step.what === "close") {
      await store.advanceCalendar(MENGHAI, { firstOpen: nextMonth(open) });
      await postToLane(store, H, [closing(open)], { deferAttempts: 0 });
      open = nextMonth(open);
      continue;
    }
    const time = `${step.day} 10:00:00`;
    const message =
      step.what === "advance" ? settlement(step.id, step.yuan, time) : reversalMessage({ reversal_id: `R-${step.id}`, setl_id: step.id, time });
    const [decision] = await postToLane(store, H, [recordOf(message)], { deferAttempts: 0 });
    if (decision?.outcome === "rejected") await store.putRejections([rejectionOf({ ...message, insu_admdvs: "532899" })]);
  }
  return store;
}

function rowOf(one: Line, place: number) {
  const known = settlement(one.id, one.yuan, "2017-10-10 10:00:00");
  const { setl_id, medfee_sumamt, fund_pay_sumamt } = known;
  const texts = {
    settlement: { setl_id, medfee_sumamt, fund_pay_sumamt },
    refund: { setl_id, medfee_sumamt, fund_pay_sumamt, refd_setl_flag: "1" },
    reversal: reversalMessage({ reversal_id: `R-${one.id}`, setl_id: one.id }),
    broken: { setl_id, medfee_sumamt: "?", fund_pay_sumamt },
  };
  return readListedRow(place + 2, JSON.stringify(texts[one.what]), { institution: H, hashPerson, pool: new Map() });
}

async function reconcile(store: MemoryLedgerStore, month: string, rows: readonly ReturnType<typeof rowOf>[]): Promise<Reconciliation> {
  const listed = rows.filter((row) => typeof row !== "string");
  const read = await readReconciliation(store, H, month, listed);
  return buildReconciliation({ ...read, institution: H, stated: {}, passedOver: { other_institution: 0, other_kind: 0 } });
}

const MONTH = fc.constantFrom("201709", "201710", "201711");
const fenOf = (text: string): number => Math.round(Number(text) * 100);

describe("a reconciliation", () => {
  it("puts every row of the list into one place, and its differences sum up to the totals'", async () => {
    await fc.assert(
      fc.asyncProperty(steps, lines, MONTH, async (all, list, month) => {
        const result = await reconcile(await post(all), month, list.map(rowOf));
        const differences = CLASSES.flatMap((name) => result[name]);
        const listed = differences.flatMap(({ line }) => (line === undefined ? [] : [line]));
        expect(new Set(listed).size).toBe(listed.length);
        expect(listed.length + result.matched).toBe(list.length);
        expect(result.rows).toBe(list.length);
        for (const field of ["medfee_sumamt", "fund_pay_sumamt"] as const) {
          const { ledger, difference } = result.totals[field];
          const sum = differences.reduce((total, one) => total + fenOf(one.difference[field]), 0);
          // A list of nothing that can be read states no totals.
          if (difference !== null) expect(fenOf(difference)).toBe(sum);
          else expect(fenOf(ledger) + sum).toBe(0);
        }
        expect(differences.reduce((total, one) => total + one.difference.count, 0)).toBe(result.totals.count.difference);
      }),
      { numRuns: 300 },
    );
  });

  it("has the ledger's total that its account has, whatever is listed", async () => {
    await fc.assert(
      fc.asyncProperty(steps, lines, MONTH, async (all, list, month) => {
        const store = await post(all);
        const [account] = await store.monthAccounts(month, MENGHAI);
        const result = await reconcile(store, month, list.map(rowOf));
        expect(fenOf(result.totals.hifp_pay.ledger)).toBe(account?.funds.basic?.accrued ?? 0);
      }),
      { numRuns: 300 },
    );
  });

  it("agrees in every row with a list written from the ledger itself", async () => {
    await fc.assert(
      fc.asyncProperty(steps, MONTH, async (all, month) => {
        const store = await post(all);
        const empty = await reconcile(store, month, []);
        // What only the ledger has is what a list that agrees must have; what was cancelled it may leave out.
        const list = empty.only_ledger.map(({ setl_id = "", refund, ledger }, place) =>
          readListedRow(
            place + 2,
            JSON.stringify({
              setl_id,
              refd_setl_flag: refund ? "1" : "0",
              medfee_sumamt: ledger?.medfee_sumamt,
              fund_pay_sumamt: ledger?.fund_pay_sumamt,
            }),
            { institution: H, hashPerson, pool: new Map() },
          ),
        );
        const result = await reconcile(store, month, list);
        expect(result.stmt_rslt).toBe("0");
        // Settlements of the month that a later one took back are told so.
        expect(result.matched + result.reversed.length).toBe(list.length);
        expect(result.reversed.every(({ reversal, month: own }) => reversal !== undefined && own !== undefined && reversal.month > own)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
