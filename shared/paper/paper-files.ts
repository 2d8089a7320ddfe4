import { renderPartCsv } from "./paper-csv.ts";
import { renderPaperHtml } from "./paper-html.ts";
import { publishPaper } from "./paper-json.ts";
import type { Paper } from "./paper.ts";

/** A file of a paper, as a folder or a bucket keeps it. */
export interface PaperFile {
  readonly name: string;
  readonly contentType: string;
  readonly body: string | Uint8Array;
}

export const TEXT_FORMATS = ["html", "csv", "json"] as const;
export type TextFormat = (typeof TEXT_FORMATS)[number];

/** The name of a paper's files without what tells them apart; a preview must not be taken for the paper. */
export function paperName({ month, region, status }: Pick<Paper, "month" | "region" | "status">): string {
  return `${month}-${region}${status === "open" ? "-preview" : ""}`;
}

/** A paper's files in a text format: one, and of CSV one for each part. Workbooks are made by paper-xlsx.ts, whose library is large. */
export function textFiles(paper: Paper, format: TextFormat): PaperFile[] {
  const name = paperName(paper);
  switch (format) {
    case "html":
      return [{ name: `${name}-papers.html`, contentType: "text/html; charset=utf-8", body: renderPaperHtml(paper) }];
    case "csv":
      return paper.parts.map((part) => ({
        name: `${name}-${part.key}.csv`,
        contentType: "text/csv; charset=utf-8",
        body: renderPartCsv(paper, part),
      }));
    case "json":
      return [{ name: `${name}-papers.json`, contentType: "application/json", body: `${JSON.stringify(publishPaper(paper), null, 2)}\n` }];
  }
}
