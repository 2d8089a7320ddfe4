import type { FieldProblem } from "../outcome/outcomes.ts";
import { hideByForm, type HidePersons } from "./person-number.ts";

/** What can be wrong with a field, in English and Chinese; the schemas name these keys. */
export const FIELD_PROBLEMS = {
  missing: ["is missing", "缺失"],
  missing_beside: [
    "is missing and no field of the national result: send it beside setlinfo, or give fundflow post --persons, --institutions or a default",
    "缺失，且国家接口结算结果无此字段：请与setlinfo并列发送，或用fundflow post的--persons、--institutions或默认值给出",
  ],
  not_settled: ["is not 0: the platform did not settle, and there is nothing to post", "不为0：平台未结算成功，无可入账内容"],
  repeated: ["stands in the message more than once", "在消息中重复出现"],
  not_text: ["is not a text", "不是文本"],
  blank: ["is empty or begins or ends with a space", "为空或首尾有空格"],
  too_long: ["is too long", "过长"],
  not_unicode: ["holds half of a character (an unpaired surrogate)", "含有不完整的字符（代理项不成对）"],
  control_characters: ["holds control characters", "含有控制字符"],
  not_a_code: ["may hold letters, digits, dot, underscore and hyphen only, 30 at most", "只能含字母、数字、点、下划线和连字符，最多30个"],
  reserved: ["is a reserved word", "是保留字"],
  not_a_choice: ["is none of the values the field may have", "不是该字段允许的值"],
  not_a_time: ["is not a point in time written yyyy-MM-dd HH:mm:ss", "不是有效时间（yyyy-MM-dd HH:mm:ss）"],
  not_a_month: ["is not a month written yyyyMM", "不是有效月份（yyyyMM）"],
  not_a_decimal: ["is not an amount in yuan such as 1234.56", "不是以元为单位的金额（如1234.56）"],
  too_many_decimals: ["has more than two decimals", "超过两位小数"],
  negative: ["is less than zero", "小于零"],
  too_large: ["is more than 1000000000.00 yuan, the most one message may name", "超过单笔上限1000000000.00元"],
  zero: ["must be more than zero", "必须大于零"],
  not_a_headcount: ["is not a whole number of persons from 0 to 10000000", "不是0至10000000的整数人数"],
  unit_too_large: ["is more than 100000.00 yuan a person", "超过每人100000.00元"],
  not_a_list: ["is not a list of rows", "不是明细列表"],
  too_deep: ["is nested more than 100 levels deep", "嵌套超过100层"],
  not_an_object: ["is not a JSON object", "不是JSON对象"],
  unknown_kind: ["is no kind of message that can be posted", "不是可记账的消息类型"],
  close_elsewhere: ["goes to the commands queue, not to the intake queue (fundflow close)", "应发送到命令队列（fundflow close）"],
  one_of_two: ["must be given: which split the deduction follows", "必须提供其一：扣款按哪种分担比例"],
} as const satisfies Record<string, readonly [en: string, zh: string]>;

export type FieldProblemKey = keyof typeof FIELD_PROBLEMS;

/** The longest value a problem repeats; the whole message is stored beside it. */
const SHOWN_CHARACTERS = 80;

/** psn_no names a person; what stands in setldetail without being a list of rows, or in the list without being a row, may hold anything. */
const NEVER_SHOWN = /^(psn_no|setldetail(\.\d+)?)$/;

/**
 * A problem with its value, which is cut where it is long. It is left out for fields that may name a person, and where it is a list or an
 * object, in which anything may stand.
 */
export function fieldProblem(field: string, key: FieldProblemKey, value?: unknown, hide: HidePersons = hideByForm): FieldProblem {
  const [problem, problemZh] = FIELD_PROBLEMS[key];
  const text = typeof value === "string" ? value : typeof value === "boolean" ? String(value) : undefined;
  const shown = text === undefined || NEVER_SHOWN.test(field) ? undefined : cut(hide(text));
  return { field, ...(shown === undefined ? {} : { value: shown }), problem, problemZh };
}

function cut(value: string): string {
  return value.length > SHOWN_CHARACTERS ? `${value.slice(0, SHOWN_CHARACTERS)}…`.toWellFormed() : value.toWellFormed();
}
