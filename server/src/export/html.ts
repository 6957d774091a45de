import { renderBody } from './html-body.ts'
import { escapeHtml } from './html-inline.ts'
import { HTML_STYLE } from './html-style.ts'
import type { ExportRequest } from './request.ts'
import { type ExportWords, exportMoment, exportWords } from './words.ts'

/** Nothing in the page may load or run anything: it holds text and one style, and is opened from anywhere. */
const PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

/** A page that stands alone: one file, no script, nothing fetched. */
export function renderPage(request: ExportRequest): string {
  const words = exportWords(request.locale)
  const title = escapeHtml(request.title)
  return `<!doctype html>
<html lang="pl">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(PAGE_POLICY)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="author" content="${escapeHtml(request.organization)}">
<title>${title}</title>
<style>${HTML_STYLE}</style>
</head>
<body>
<main>
<header>
<h1>${title}</h1>
${facts(request, words)}
</header>
${renderBody(request.content)}
</main>
</body>
</html>
`
}

function facts(request: ExportRequest, words: ExportWords): string {
  const rows: [string, string][] = [
    [words.organization, request.organization],
    [words.stateOf, exportMoment(request.exportedAt, request.locale)],
  ]
  if (request.signature !== null) rows.unshift([words.signature, request.signature])
  const entries = rows.map(([name, value]) => `<div><dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd></div>`)
  return `<dl lang="${request.locale}">${entries.join('')}</dl>`
}
