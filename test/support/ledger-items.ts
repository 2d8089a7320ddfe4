import type { MonthAccount, PrepaidAccount } from "../../shared/lane/account.ts";
import type { StoredPage } from "../../shared/lane/page.ts";
import type { StoredRejection } from "../../shared/contract/rejection.ts";
import type { IndexEntry } from "../../shared/lane/index-entry.ts";
import type { Notice } from "../../shared/notice/notice.ts";
import { fen } from "../../shared/money/fen.ts";

/** What the ledger's tables hold, for tests of the store: the store looks at keys and versions only, so the rest is as simple as can be. */

export function somePage(lane: string, version: number, body = `page ${version} of ${lane}`): StoredPage {
  return { lane, version, body, hash: `hash of ${body.slice(0, 40)}` };
}

export function someEntry(key: string, page = 1): IndexEntry {
  return { key, page, hash: `hash of ${key}` };
}

export function someAccount(county: string, institution: string, fields: Partial<MonthAccount> = {}): MonthAccount {
  return { type: "month", month: "201710", county, institution, version: 1, state: "open", funds: {}, ...fields };
}

export function somePrepaid(county: string, institution: string, version: number, balanceFen: number): PrepaidAccount {
  return { type: "prepaid", county, institution, version, balances: { basic: fen(balanceFen) } };
}

export function someRejection(id: string, fields: Partial<StoredRejection> = {}): StoredRejection {
  return {
    rejection_id: id,
    code: "invalid_message",
    message: "amount is not a number",
    messageZh: "金额不是数字",
    retry: "Correct the fields named and send the message again.",
    severity: "notice",
    numbers: {},
    sender: "H53282200012",
    original: `{"setl_id":"${id}"}`,
    rejectedAt: "2017-10-31 08:00:00",
    ...fields,
  };
}

export function someNotice(series: string, topic: string, fields: Partial<Notice> = {}): Notice {
  return {
    series,
    topic,
    version: 1,
    state: "low",
    since: "2017-12-05",
    change: `${series}#${topic}@1`,
    asOf: "2017-12-05",
    message: { id: `${series}#${topic}@1`, subject: "subject", text: "text", attributes: { region: topic } },
    announced: false,
    claimedAtEpochMs: 1_512_432_000_000,
    ...fields,
  };
}
