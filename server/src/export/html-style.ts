/** The one style of an exported page: legible on a phone, in the dark and on paper. */
export const HTML_STYLE = `
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #fff; --quiet: #4d5661; --line: #c3cad2; --link: #0b4f94; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8ebef; --paper: #15181c; --quiet: #b3bcc6; --line: #4a535d; --link: #8cc1f5; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1.0625rem/1.6 "Source Serif 4", Georgia, "Times New Roman", serif; }
main { max-width: 46rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; overflow-wrap: break-word; }
h1, h2, h3, h4, h5, h6 { line-height: 1.25; text-wrap: balance; margin: 2rem 0 0.75rem; }
h1 { font-size: 1.75rem; margin-top: 0; }
h2 { font-size: 1.3rem; }
h3, h4, h5, h6 { font-size: 1.1rem; }
h2.chapter, h3.chapter { font-size: 1.3rem; text-align: center; margin-top: 2.5rem; }
h2.chapter .mark, h3.chapter .mark { display: block; font-weight: 400; color: var(--quiet); font-size: 1.0625rem; }
p { margin: 0 0 0.6rem; }
p, h1, h2, h3, h4, h5, h6, th, td { white-space: pre-wrap; }
a { color: var(--link); }
header { border-bottom: 1px solid var(--line); margin-bottom: 2rem; padding-bottom: 1rem; }
dl { margin: 0; font: 0.9375rem/1.5 "Source Sans 3", system-ui, sans-serif; color: var(--quiet); }
dl div { display: flex; flex-wrap: wrap; gap: 0 0.5rem; }
dt::after { content: ":"; }
dd { margin: 0; color: var(--ink); }
.section { margin: 1.25rem 0; }
.section > p > .mark, .section > .ust > li:first-child > p > .mark { font-weight: 600; }
ol.units { list-style: none; margin: 0; padding: 0; }
ol.pkt, ol.lit, ol.tiret { padding-left: 2rem; }
ol.pkt > li > p, ol.lit > li > p, ol.tiret > li > p { position: relative; }
ol.pkt > li > p > .mark, ol.lit > li > p > .mark, ol.tiret > li > p > .mark { position: absolute; left: -2rem; }
ol:not(.units), ul { margin: 0 0 0.6rem; padding-left: 2rem; }
li > p { margin-bottom: 0.35rem; }
blockquote { margin: 0 0 1rem; padding-left: 1rem; border-left: 3px solid var(--line); color: var(--quiet); }
.table { overflow-x: auto; margin: 1rem 0; }
.table:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; font-size: 0.9688rem; overflow-wrap: normal; }
th, td { border: 1px solid var(--line); padding: 0.4rem 0.6rem; text-align: left; vertical-align: top; }
td.amount { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
thead th { background: color-mix(in srgb, var(--line) 35%, transparent); }
@media print {
  :root { --ink: #000; --paper: #fff; --quiet: #333; --line: #777; --link: #000; }
  @page { size: A4; margin: 22mm 20mm 24mm; }
  body { font-size: 11pt; line-height: 1.45; }
  main { max-width: none; padding: 0; }
  h1, h2, h3, h4, h5, h6 { break-after: avoid; }
  p, li { orphans: 2; widows: 2; }
  tr, blockquote { break-inside: avoid; }
  thead { display: table-header-group; }
  .table { overflow: visible; }
}
`
