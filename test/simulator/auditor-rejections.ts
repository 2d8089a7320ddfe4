import { ALL_FIELDS } from "./auditor-fields.ts";
import { readObject } from "./auditor-json.ts";
import type { Ledger } from "./auditor-ledger.ts";
import { shownOf } from "./auditor-messages.ts";
import type { Item } from "./auditor-page.ts";
import { leakOf } from "./auditor-secrets.ts";
import type { Content } from "./auditor-sent.ts";
import { objectionTo } from "./auditor-verdicts.ts";

/** A rejection as it is stored. */
export interface Rejection {
  readonly rejection_id: string;
  readonly code: string;
  readonly message: string;
  readonly messageZh: string;
  readonly severity: string;
  readonly numbers: Readonly<Record<string, string>>;
  readonly kind?: string;
  readonly id?: string;
  readonly fixmedins_code?: string;
  readonly insu_admdvs?: string;
  readonly sender: string;
  readonly original: string;
  readonly rejectedAt: string;
}

/** docs/outcomes.md, and which of them money may be claimed twice by. */
const SEVERITIES: Readonly<Record<string, string>> = {
  invalid_message: "notice",
  unknown_region: "notice",
  unknown_policy: "notice",
  amounts_do_not_add_up: "notice",
  future_settlement: "notice",
  unknown_unit_amount: "notice",
  wrong_unit_amount: "notice",
  conflict: "alarm",
  unknown_original: "notice",
  already_reversed: "notice",
  month_not_closed: "notice",
  under_review: "notice",
  not_deferred: "notice",
  nothing_left: "notice",
  exceeds_payable: "notice",
  exceeds_retained: "notice",
  exceeds_prepaid: "notice",
  total_out_of_range: "alarm",
  month_not_over: "notice",
};

/** A rejection is of a message that was sent, for a reason that holds, and names nobody. */
export function checkRejection(ledger: Ledger, item: Item, before: Item | undefined): void {
  const text = String(item["body"]);
  const rejection = JSON.parse(text) as Rejection;
  const { code, rejection_id: id } = rejection;
  const name = `rejection ${id} (${code} of ${rejection.kind ?? "?"} ${rejection.id ?? "?"})`;
  const severity = SEVERITIES[code];
  if (severity === undefined) ledger.complain(`${name} has a code that is none of the documented ones`);
  if (severity !== rejection.severity) ledger.complain(`${name} has severity ${rejection.severity}, documented is ${severity}`);
  const province = /^(53|62)/.exec(rejection.insu_admdvs ?? "")?.[0] ?? "00";
  if (item["province"] !== province) ledger.complain(`${name} stands under province ${item["province"]}, not ${province}`);
  if (!String(item["key"]).endsWith(`#${id}`)) ledger.complain(`${name} stands under the key ${item["key"]}`);
  if (before !== undefined) checkSame(ledger, name, rejection, JSON.parse(String(before["body"])) as Rejection);
  ledger.rejections.set(`${item["province"]} ${item["key"]}`, id);
  const reason = `${code}\n${rejection.sender}\n${rejection.original}`;
  const known = ledger.rejectionIds.get(reason) ?? id;
  if (known !== id) ledger.complain(`${name} is the same as rejection ${known}`);
  ledger.rejectionIds.set(reason, id);
  checkLeaks(ledger, name, text, rejection);
  if (rejection.kind === "close" && rejection.sender === "commands") {
    checkCommand(ledger, name, rejection);
    return;
  }
  const contents = contentsOf(ledger, rejection);
  if (contents.length === 0) ledger.complain(`${name} is of a message that nobody sent: ${rejection.original.slice(0, 200)}`);
  checkNamed(ledger, name, rejection, contents);
  const objections: string[] = [];
  for (const content of contents) {
    const leak = leakOf(text, content.message);
    if (leak !== undefined) ledger.complain(`${name} holds ${leak}`);
    const objection = objectionTo(ledger, content, rejection);
    if (objection === undefined) content.rejections.push({ code, rejectedAt: rejection.rejectedAt });
    else objections.push(objection);
  }
  if (contents.length > 0 && objections.length === contents.length) ledger.complain(`${name} is not right: ${objections[0]}`);
}

/** It names the message it is of as the message names itself: the list of what stands looks for its id under these. */
function checkNamed(ledger: Ledger, name: string, { kind, id, fixmedins_code, insu_admdvs }: Rejection, contents: readonly Content[]): void {
  const message = contents.find((content) => content.message.kind !== "" && !content.message.unclear)?.message;
  if (message === undefined) return;
  const payee = message.lane.startsWith("POOL#") ? "POOL" : message.lane;
  if (message.kind !== kind || message.id !== id || payee !== fixmedins_code || message.county !== insu_admdvs)
    ledger.complain(`${name} of ${fixmedins_code} in ${insu_admdvs} is of ${message.kind} ${message.id} of ${payee} in ${message.county}`);
}

function checkSame(ledger: Ledger, name: string, { code, sender, original, rejection_id: id }: Rejection, before: Rejection): void {
  if (before.code !== code || before.sender !== sender || before.original !== original || before.rejection_id !== id)
    ledger.complain(`${name} takes the place of another, ${before.rejection_id} (${before.code} of ${before.kind} ${before.id})`);
}

/** The messages the stored original may be of. */
function contentsOf(ledger: Ledger, { original, fixmedins_code: lane = "", kind = "", id = "" }: Rejection): readonly Content[] {
  const object = readObject(original, ALL_FIELDS);
  if (object !== undefined) {
    const found = ledger.sent.shownAs(shownOf(object));
    const number = ledger.persons.get(`hash ${String(object["psn_no"])}`);
    return number === undefined ? found : found.filter(({ message }) => !("psn_no" in message.values) || message.values["psn_no"] === number);
  }
  // A text that is no JSON object is told from others by its length only.
  const length = /\((\d+) characters, [\w-]+\)$/.exec(original)?.[1];
  if (length !== undefined) return ledger.sent.shownAs(`chars ${length}`);
  const ofId = ledger.sent.ofId(lane, kind, id);
  return ofId.length > 0 ? ofId : ledger.sent.contents.filter(({ message }) => message.body.length > 2_000 && message.fault === "invalid_message");
}

/** No word of it is another message's secret. */
function checkLeaks(ledger: Ledger, name: string, text: string, { original }: Rejection): void {
  for (const [word] of text.matchAll(/[\w\u4e00-\u9fff]{4,}/g)) {
    const message = ledger.sent.secrets.get(word);
    if (message !== undefined && leakOf(word, message) !== undefined && !idsOf(original).includes(word)) ledger.complain(`${name} holds "${word}"`);
  }
}

function idsOf(original: string): string[] {
  return [...original.matchAll(/"(?:fixmedins_code|[a-z]+_id)":"([^"]*)"/g)].map(([, id = ""]) => id);
}

function checkCommand(ledger: Ledger, name: string, { code, original, rejectedAt }: Rejection): void {
  const { setlym, region, time } = JSON.parse(original) as { setlym?: string; region?: string; time?: string };
  const command = ledger.commands.find((one) =>
    setlym === undefined ? !one.isRight : (one.month === setlym || one.month === "previous") && one.said === region && one.time === time,
  );
  if (command === undefined) {
    ledger.complain(`${name} is of a command nobody gave: ${original}`);
    return;
  }
  const at = time ?? rejectedAt;
  const now = at.slice(0, 4) + at.slice(5, 7);
  const isLegitimate =
    code === "invalid_message"
      ? !command.isRight
      : code === "unknown_region"
        ? command.region === undefined
        : code === "future_settlement"
          ? time !== undefined && time > rejectedAt
          : code === "month_not_over" && command.region !== undefined && String(setlym) >= now;
  if (!isLegitimate) ledger.complain(`${name} is not right: the command is ${command.body}, rejected at ${rejectedAt}`);
  command.rejections.push(code);
}
