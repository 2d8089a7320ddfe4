import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { keyOf, type Account, type AccountKey, type Lane, type MonthAccount, type PrepaidAccount } from "../lane/account.ts";
import { checkFormat, FORMATS } from "../lane/format.ts";
import type { StoredPage } from "../lane/page.ts";
import type { Notice } from "../notice/notice.ts";
import type { EndOutcome } from "../contract/outcome-report.ts";
import type { StoredRejection } from "../contract/rejection.ts";
import { provinceOf, type RegionPrefix } from "../region/region.ts";
import { checkItem } from "./item-limits.ts";
import type { Calendar } from "../calendar/calendar.ts";
import type { IndexEntry } from "../lane/index-entry.ts";
import { rejectionPartition, rejectionSortKey } from "./rejection-key.ts";
import { StoreFault, type StoreTable } from "./store-fault.ts";

/** An item, or the key of one, as DynamoDB takes it. */
export type Item = Record<string, AttributeValue>;

const text = (value: string): AttributeValue => ({ S: value });
const number = (value: number): AttributeValue => ({ N: String(value) });

// Keys. A key or item that no engine should take is refused here with a StoreFault, so that every engine refuses the same.

export function lanePartition(lane: Lane): AttributeValue {
  return checkItem("journal", { lane: text(lane) }).lane;
}

export function journalKey(lane: Lane, version: number): Item {
  return checkItem("journal", { lane: text(lane), version: number(version) });
}

export function indexItemKey(lane: Lane, key: string): Item {
  return checkItem("index", { lane: text(lane), key: text(key) });
}

export function accountItemKey({ period, county, institution }: AccountKey): Item {
  return checkItem("accounts", { period: text(accountPartition(period, county)), owner: text(`${county}#${institution}`) });
}

/** One partition holds a province's accounts of one period, because no region crosses a province: a region is one query. */
export function accountPartition(period: AccountKey["period"], region: RegionPrefix): string {
  return `${period}#${provinceOf(region)}`;
}

export function calendarKey(county: string): Item {
  return checkItem("calendars", { county: text(county) });
}

// Items.

export function pageItem(page: StoredPage): Item {
  return checkItem("journal", { ...journalKey(page.lane, page.version), body: text(page.body), hash: text(page.hash) });
}

export function pageOf(item: Item): StoredPage {
  const read = reader("journal", item);
  return { lane: read.text("lane"), version: read.number("version"), body: read.text("body"), hash: read.text("hash") };
}

export function indexItem(lane: Lane, entry: IndexEntry): Item {
  return checkItem("index", { ...indexItemKey(lane, entry.key), page: number(entry.page), hash: text(entry.hash) });
}

export function indexEntryOf(item: Item): IndexEntry {
  const read = reader("index", item);
  return { key: read.text("key"), page: read.number("page"), hash: read.text("hash") };
}

export function laneOf(item: Item): Lane {
  return reader("index", item).text("lane");
}

export function accountItem(account: Account): Item {
  const key = accountItemKey(keyOf(account));
  return checkItem("accounts", { ...key, version: number(account.version), format: number(FORMATS.account), body: text(JSON.stringify(account)) });
}

/** Reads an account. Throws where a newer version wrote it, and where its body disagrees with the key it stands under or the version that guards it: no put leaves it so. */
export function accountOf(item: Item): Account {
  const read = reader("accounts", item);
  checkFormat(
    "account",
    item["format"]?.N === undefined ? undefined : Number(item["format"].N),
    `account ${read.text("period")} ${read.text("owner")}`,
  );
  const account = read.json("body") as Account;
  const { period, owner } = accountItemKey(keyOf(account));
  if (period?.S !== read.text("period") || owner?.S !== read.text("owner")) throw read.fault("stands under another key than its body's");
  if (account.version !== read.number("version")) throw read.fault("has another version than its body");
  return account;
}

export function monthAccountOf(item: Item): MonthAccount {
  const account = accountOf(item);
  if (account.type !== "month") throw reader("accounts", item).fault("stands among the accounts of a month and is none");
  return account;
}

export function prepaidAccountOf(item: Item): PrepaidAccount {
  const account = accountOf(item);
  if (account.type !== "prepaid") throw reader("accounts", item).fault("stands among the prepaid accounts and is none");
  return account;
}

/** Reads a calendar. A field nobody has set yet is "", which orders before every month. */
export function calendarOf(item: Item): Calendar {
  return { county: reader("calendars", item).text("county"), firstOpen: item["firstOpen"]?.S ?? "", settledThrough: item["settledThrough"]?.S ?? "" };
}

export function rejectionItem(rejection: StoredRejection): Item {
  const province = rejectionPartition(rejection.insu_admdvs);
  return checkItem("rejections", { province: text(province), key: text(rejectionSortKey(rejection)), body: text(JSON.stringify(rejection)) });
}

export function rejectionOf(item: Item): StoredRejection {
  return reader("rejections", item).json("body") as StoredRejection;
}

export function noticeItem(notice: Notice): Item {
  const { series, topic, version } = notice;
  return checkItem("notices", { series: text(series), topic: text(topic), version: number(version), body: text(JSON.stringify(notice)) });
}

/** Reads a notice. Throws where its body disagrees with the key it stands under or the version that guards it. */
export function noticeOf(item: Item): Notice {
  const read = reader("notices", item);
  const notice = read.json("body") as Notice;
  if (notice.series !== read.text("series") || notice.topic !== read.text("topic")) throw read.fault("stands under another key than its body's");
  if (notice.version !== read.number("version")) throw read.fault("has another version than its body");
  return notice;
}

export function outcomeItemKey(ref: string): Item {
  return checkItem("outcomes", { ref: text(ref) });
}

/** With a rank, which an item of a higher one replaces, and the second from which it need not be kept. */
export function outcomeItem(outcome: EndOutcome, rank: number, expiresAtEpochSeconds: number): Item {
  const body = text(JSON.stringify(outcome));
  return checkItem("outcomes", { ...outcomeItemKey(outcome.ref), rank: number(rank), expiresAt: number(expiresAtEpochSeconds), body });
}

/** Reads an outcome. Throws where its body disagrees with the ref it stands under. */
export function outcomeOf(item: Item): EndOutcome {
  const read = reader("outcomes", item);
  const outcome = read.json("body") as EndOutcome;
  if (outcome.ref !== read.text("ref")) throw read.fault("stands under another ref than its body's");
  return outcome;
}

/** Reads an item's attributes; an attribute that is missing or of another type is a fault that names the item. */
function reader(table: StoreTable, item: Item) {
  const fault = (what: string, options?: ErrorOptions): StoreFault => {
    const [partition, sort] = Object.values(item).map((value) => value.S ?? value.N ?? "");
    return new StoreFault("unreadable", table, `item ${partition} ${sort} ${what}`, options);
  };
  const attribute = (name: string, type: "S" | "N"): string => {
    const value = item[name]?.[type];
    if (value === undefined) throw fault(`has no ${name}`);
    return value;
  };
  const json = (name: string): unknown => {
    try {
      return JSON.parse(attribute(name, "S"));
    } catch (cause) {
      throw cause instanceof StoreFault ? cause : fault(`has a ${name} that is no JSON`, { cause });
    }
  };
  return { fault, json, text: (name: string) => attribute(name, "S"), number: (name: string) => Number(attribute(name, "N")) };
}
