import { FUND_NAMES, POVERTY_STATUSES, type PovertyStatus } from "./funds.ts";
import { PARAMETERS, type InstitutionLevel } from "./parameter-keys.ts";
import type { ExplainedAllotment, ExplainedBenefit, ExplainedSplit, PolicyExplanation } from "./explanation.ts";
import type { ExplainedPayment } from "./explain-payment.ts";
import type { ExplainedParameter } from "./named-parameters.ts";

const STATUS_NAMES: Readonly<Record<PovertyStatus, string>> = { lifted: "已脱贫", unlifted: "未脱贫" };
const LEVEL_NAMES: Readonly<Record<InstitutionLevel, string>> = { township: "乡镇", county: "县级", prefecture: "州市级", province: "省级" };

/** An explanation for the terminal, in Chinese. */
export function renderExplanation(explanation: PolicyExplanation): string {
  const { region, regionName, date, layers, fundFields, stopped, parameters } = explanation;
  return [
    `${regionName} ${region} ${date} 适用的政策`,
    "",
    "文件（后者优先）",
    ...layers.map((one) => `  ${one.id}@${one.version}  ${one.document}《${one.title}》  ${one.regionName} ${one.region}，${one.inForceFrom}起`),
    ...section(
      "基金对应字段",
      fundFields.map(({ name, field, layer }) => `  ${name}: ${field}  [${layer}]`),
    ),
    ...section("分级承担（省:州市:县）", explanation.splits.flatMap(splitLines)),
    ...benefitSections(explanation.benefits),
    ...section(
      "停止执行",
      stopped.flatMap((one) => [
        `  ${one.funds.map((fund) => FUND_NAMES[fund]).join("、")} ${one.title}`,
        ...sourceLines(one),
        ...one.overrides.map((rule) => `      取代 ${rule}`),
      ]),
    ),
    ...section("按人头拨付（省:州市:县）", explanation.allotments.flatMap(allotmentLines)),
    ...section("月结后支付", explanation.payment.flatMap(paymentLines)),
    ...section("地方参数", parameters.map(parameterLine)),
  ].join("\n");
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ["", title, ...lines];
}

/** The ratio as integers, and as shares of one. */
function splitLines({ fund, status, ratio, shares, overrides, ...source }: ExplainedSplit): string[] {
  const percents = [shares.province, shares.prefecture, shares.county].join(":");
  return [
    `  ${FUND_NAMES[fund]} ${STATUS_NAMES[status]}  ${ratio}  （${percents}）`,
    ...sourceLines(source),
    ...overrides.map((one) => `      取代 ${one.rule}  ${one.ratio}  ${one.document} ${one.clause}`),
  ];
}

/** Rules of one fund under its name, rules of several under all of theirs. */
function benefitSections(benefits: readonly ExplainedBenefit[]): string[] {
  const headingOf = ({ funds }: ExplainedBenefit): string => `待遇：${funds.map((fund) => FUND_NAMES[fund]).join("、")}`;
  return [...Map.groupBy(benefits, headingOf)].flatMap(([heading, own]) => section(heading, own.flatMap(benefitLines)));
}

function benefitLines({ title, text, overrides, ...source }: ExplainedBenefit): string[] {
  return [
    `  ${title}${text === "" ? "" : `：${text}`}`,
    ...sourceLines(source),
    ...overrides.map((one) => `      取代 ${one.rule}  ${one.text}  ${one.document} ${one.clause}`),
  ];
}

function allotmentLines({ name, overrides, ...own }: ExplainedAllotment): string[] {
  return [
    `  ${name}  ${allotmentText(own)}`,
    ...sourceLines(own),
    ...overrides.map((one) => `      取代 ${one.rule}  ${allotmentText(one)}  ${one.document} ${one.clause}`),
  ];
}

function allotmentText({ unit, ratios }: Pick<ExplainedAllotment, "unit" | "ratios">): string {
  const least = "atLeast" in unit && unit.atLeast !== undefined ? `，不低于${unit.atLeast}元` : "";
  const amount = "yuan" in unit ? `每人每年${unit.yuan}元` : `每人每年：${PARAMETERS[unit.parameter].name}${least}`;
  const shares = POVERTY_STATUSES.flatMap((status) => (ratios[status] === undefined ? [] : [`${STATUS_NAMES[status]} ${ratios[status]}`]));
  return `${amount}；${shares.join("，")}`;
}

function paymentLines({ name, text, rule, document, clause = "", assumption, overrides }: ExplainedPayment): string[] {
  const source =
    document === undefined
      ? ["      文件未规定，按本产品默认"]
      : sourceLines({ rule, document, clause, ...(assumption === undefined ? {} : { assumption }) });
  return [`  ${name}  ${text}`, ...source, ...overrides.map((one) => `      取代 ${one.rule}  ${one.text}  ${one.document} ${one.clause}`)];
}

function sourceLines({ rule, document, clause, assumption }: { rule: string; document: string; clause: string; assumption?: string }): string[] {
  return [`      ${document} ${clause}  [${rule}]`, ...(assumption === undefined ? [] : [`      假定：${assumption}`])];
}

function parameterLine({ name, level, year, value, source, set, sample }: ExplainedParameter): string {
  const what = `  ${name}${level === undefined ? "" : `（${LEVEL_NAMES[level]}）`} ${year}年`;
  if (value === null) return `${what}: 缺，无法核对`;
  return `${what}: ${value}${sample === true ? "（示例，审核不使用）" : ""}  ${source ?? ""}  [${set ?? ""}]`;
}
