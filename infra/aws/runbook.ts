/** Sections of docs/runbook.md, by the anchor of their heading. Every alarm names one, and every section is named by one. */
export const RUNBOOK_SECTIONS = [
  "dead-letters",
  "messages-waiting-too-long",
  "function-failing",
  "messages-given-back",
  "function-throttled",
  "conflicts",
  "schedule-not-delivered",
  "month-not-closed",
  "rate-too-low",
  "watch-not-running",
] as const;

export type RunbookSection = (typeof RUNBOOK_SECTIONS)[number];
