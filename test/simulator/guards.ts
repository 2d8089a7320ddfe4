/** A change to one source file: a text that stands in it exactly once, and what it becomes. */
export interface Edit {
  readonly file: `shared/${string}.ts` | `functions/${string}.ts`;
  readonly from: string;
  readonly to: string;
}

const JOURNAL = "shared/store/dynamo-journal.ts";
const POSTING = "shared/store/post-to-lane.ts";
const VIEW = "shared/lane/lane-view.ts";
const CLOSING = "shared/store/close-month.ts";
const READING = "shared/store/read-accounts.ts";

/**
 * Each guard of the protocols, and the edit that takes it out of the product's own source. The simulator runs the edited source and must
 * find a violation: a guard whose loss nothing notices is either not needed or not shown to work. (What a posting does about an account that
 * another worker bore needs three workers at their worst moments; test/sim/close.test.ts visits them all.)
 */
export const GUARDS = {
  "a page is appended on condition that its version does not exist": [
    {
      file: JOURNAL,
      from: '        ConditionExpression: "attribute_not_exists(#lane)",\n        ExpressionAttributeNames: { "#lane": "lane" },\n',
      to: "",
    },
  ],
  "a page that nobody applied is applied first": [
    { file: POSTING, from: "if ((stored?.version ?? 0) < unhealed.version) await applyPage(store, unhealed);", to: "" },
  ],
  "the newest page's own ids are known": [
    { file: VIEW, from: "for (const entry of indexEntriesOf(newest)) this.#index.set(entry.key, entry);", to: "" },
  ],
  "the index is asked for the batch's ids": [
    { file: VIEW, from: "    if (known === undefined) this.#missing.index.add(key);\n    return known;", to: "    return known ?? null;" },
  ],
  "an account is put on condition that the stored one is older": [
    {
      file: "shared/store/dynamo-accounts.ts",
      from: "putAccount: (account) => put(account, false),",
      to: "putAccount: async (account) => { await engine.client.send(new PutItemCommand({ TableName: engine.tables[TABLE], Item: accountItem(account) })); },",
    },
  ],
  "a page's last account is put last of all": [
    {
      file: POSTING,
      from: "  await store.putIndex(page.lane, indexEntriesOf(page));\n  for (const account of page.accounts) await store.putAccount(account);",
      to: "  for (const account of page.accounts) await store.putAccount(account);\n  await store.putIndex(page.lane, indexEntriesOf(page));",
    },
  ],
  "a rejection is decided again where the lane moved on": [
    { file: POSTING, from: "return (await movedOn(store, view, decided)) ? undefined : decided.decisions;", to: "return decided.decisions;" },
  ],
  "a replay is told from another content under its id": [
    { file: "shared/lane/judge.ts", from: 'if (taken.hash === record.hash) return "already_applied";', to: 'return "already_applied";' },
  ],
  "a reversal takes its advance's place, so that no second one can": [
    {
      file: "shared/lane/entry.ts",
      from: 'return [indexKey("reversal", entry.id), reversedKey(entry.original)];',
      to: 'return [indexKey("reversal", entry.id)];',
    },
  ],
  "an account is stored empty before it is posted to": [
    { file: POSTING, from: "    await store.bear(emptyAccount(key) as MonthAccount);\n", to: "" },
  ],
  "the calendar is read again after a birth": [
    { file: POSTING, from: "[...new Set([...calendars, ...unborn.map((key) => key.county)])]", to: "calendars" },
  ],
  "the calendar is advanced before accounts are listed": [
    {
      file: CLOSING,
      from: '  await eachLimit(behind("firstOpen", nextMonth(month)), CONCURRENCY, (county) => store.advanceCalendar(county, { firstOpen: nextMonth(month) }));\n',
      to: "",
    },
    { file: CLOSING, from: "{ settledThrough: month }", to: "{ firstOpen: nextMonth(month), settledThrough: month }" },
  ],
  "accounts are listed until none is open": [
    { file: CLOSING, from: "      if ((await openAccounts(store, region, month, tools)).length === 0) return;\n", to: "      return;\n" },
  ],
  "a reader looks at the newest page of every lane": [
    { file: READING, from: "if (page !== undefined) newest.push(...decodePage(page).accounts);", to: "" },
  ],
  "accounts are listed again after the pages": [
    { file: READING, from: "const lanes = new Set((await list()).map(", to: "const listed = await list();\n  const lanes = new Set(listed.map(" },
    { file: READING, from: "new Map((await list()).map(", to: "new Map(listed.map(" },
  ],
  "reads are strongly consistent": [
    { file: "shared/store/dynamo-batch.ts", from: "{ ConsistentRead: true, Keys:", to: "{ Keys:" },
    { file: JOURNAL, from: "        ConsistentRead: true,\n        ScanIndexForward: false,", to: "        ScanIndexForward: false," },
  ],
  "what a batch write left undone is written again": [
    {
      file: "shared/store/dynamo-batch.ts",
      from: "const undone = answer.UnprocessedItems?.[engine.tables[table]] ?? [];",
      to: "void answer; const undone: { PutRequest?: { Item?: Item } }[] = [];",
    },
  ],
  "what a batch read left undone is read again": [
    { file: "shared/store/dynamo-batch.ts", from: "answer.UnprocessedKeys?.[engine.tables[table]]?.Keys ?? []", to: "[] as Item[]" },
  ],
  "intake answers which messages it could not send on": [
    {
      file: "functions/intake/handler.ts",
      from: "const failures = [...broken, ...failed.flatMap((fold) => fold.messageIds)];",
      to: "void failed; const failures = broken;",
    },
  ],
  "rejections are stored before messages are acknowledged": [
    {
      file: "functions/ledger/handler.ts",
      from: "    await store.putRejections(rejections);\n",
      to: "    void store.putRejections(rejections).catch(() => undefined);\n",
    },
  ],
} as const satisfies Readonly<Record<string, readonly Edit[]>>;

export type Guard = keyof typeof GUARDS;
export const GUARD_NAMES = Object.keys(GUARDS) as readonly Guard[];
