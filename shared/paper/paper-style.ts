/** The styles of a printed paper: A4 across, heads repeated on every page, running page numbers. `footer` is text of our own, without quotes. */
export function paperStyle(footer: string): string {
  return `
@page {
  size: A4 landscape;
  margin: 12mm 10mm 14mm;
  /* Empty boxes keep the browser from printing its own date and address there. */
  @top-left { content: ""; }
  @top-center { content: ""; }
  @top-right { content: ""; }
  @bottom-left { content: "${footer}"; font: 8pt ${FONTS}; }
  @bottom-right { content: "第 " counter(page) " 页　共 " counter(pages) " 页"; font: 8pt ${FONTS}; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 277mm; font: 9pt/1.35 ${FONTS}; color: #000; background: #fff; }
section + section { break-before: page; }
h1 { margin: 0 0 2mm; font-size: 15pt; text-align: center; letter-spacing: .08em; }
h2 { margin: 3mm 0 1mm; font-size: 10pt; break-after: avoid; }
.meta { display: flex; justify-content: space-between; margin: 0 0 1mm; }
table { width: 100%; border-collapse: collapse; table-layout: fixed; font-variant-numeric: tabular-nums; }
table + table { margin-top: -.2mm; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
th, td { border: .2mm solid #000; padding: .6mm .8mm; overflow-wrap: anywhere; vertical-align: middle; }
th { font-weight: bold; text-align: center; background: #eee; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
td.n { text-align: right; overflow-wrap: normal; white-space: nowrap; }
td.c { text-align: center; }
tbody.end { break-inside: avoid; }
tr.total { font-weight: bold; }
table.tight { line-height: 1.2; }
table.tight th, table.tight td { padding: .5mm .35mm; }
td.closing, table.tight td.closing { border: none; padding: 3mm 0 0; font-size: 9pt; line-height: 1.35; }
table.stated { font-size: 9pt; line-height: 1.35; }
table.stated td, table.tight table.stated td { border: none; padding: .5mm 0; }
table.stated td.n { font-weight: bold; }
.notes { margin: 2mm 0 0; padding: 0; list-style: none; }
.signatures { display: flex; justify-content: space-between; margin: 7mm 0 0; }
.signatures span { flex: 1; }
.preview { position: fixed; inset: 0; display: flex; align-items: center; justify-content: center; pointer-events: none; }
.preview b { transform: rotate(-24deg); font-size: 64pt; color: rgba(200, 0, 0, .16); white-space: nowrap; }
@media screen { body { padding: 8mm; } section + section { margin-top: 14mm; border-top: .3mm dashed #999; padding-top: 8mm; } }
`;
}

/** What finance offices have installed, then what other systems have. */
const FONTS = `SimSun, "宋体", "Songti SC", STSong, "Noto Serif CJK SC", "Source Han Serif SC", "Noto Sans CJK SC", "Microsoft YaHei", serif`;
