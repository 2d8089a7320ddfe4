import type { GoldenReport } from "./golden-run.ts";

/** A run of golden cases for the terminal: what failed, and the count. */
export function renderGolden({ cases, passed, failed, results, uncovered }: GoldenReport): string {
  const failures = results
    .filter(({ problems }) => problems.length > 0)
    .flatMap((one) => [`FAILED 不符 ${one.case}  ${one.county} ${one.day}: ${one.note}`, ...one.problems.map((problem) => `    ${problem}`)]);
  return [
    ...failures,
    ...(uncovered.length === 0 ? [] : [`rules no case names 没有用例的规则: ${uncovered.join(", ")}`]),
    `${cases} golden cases 用例: ${passed} passed 相符, ${failed} failed 不符`,
  ].join("\n");
}
