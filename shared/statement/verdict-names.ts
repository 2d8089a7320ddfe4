import type { NotedVerdict } from "../benefit/finding.ts";

export const VERDICT_NAMES: Readonly<Record<NotedVerdict, string>> = { over: "多付", under: "少付", not_checkable: "无法核对" };
