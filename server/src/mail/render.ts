import type { MailEntry, MailLocale, MailWords } from './messages.ts'

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character)
}

function entryText({ heading, line, quote, url }: MailEntry): string {
  const words = quote === null ? [line] : [line, `„${quote}”`]
  return [...(heading === undefined ? [] : [heading, '']), ...words, url].join('\n')
}

function entryHtml({ heading, line, quote, url }: MailEntry): string {
  return [
    ...(heading === undefined ? [] : [`<h2>${escapeHtml(heading)}</h2>`]),
    `<p><a href="${escapeHtml(url)}">${escapeHtml(line)}</a></p>`,
    ...(quote === null ? [] : [`<blockquote>${escapeHtml(quote).replaceAll('\n', '<br>')}</blockquote>`]),
  ].join('\n')
}

export function renderText({ paragraphs, entries = [], action, ending, links = [] }: MailWords): string {
  const foot = links.map(({ label, url }) => `${label}:\n${url}`)
  return [...paragraphs, ...entries.map(entryText), `${action.label}:\n${action.url}`, ending, ...foot].join('\n\n')
}

/** Plain, without styles or pictures: it must read the same in every mail program. */
export function renderHtml(words: MailWords, locale: MailLocale): string {
  const { subject, paragraphs, entries = [], action, ending, links = [] } = words
  const body = [...paragraphs.map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`), ...entries.map(entryHtml)]
  const foot = links.map(({ label, url }) => `<p><a href="${escapeHtml(url)}">${escapeHtml(label)}</a></p>\n`)
  return `<!doctype html>
<html lang="${locale}">
<head><meta charset="utf-8"><title>${escapeHtml(subject)}</title></head>
<body>
${body.join('\n')}
<p><a href="${escapeHtml(action.url)}">${escapeHtml(action.label)}</a></p>
<p>${escapeHtml(action.url)}</p>
<p>${escapeHtml(ending)}</p>
${foot.join('')}</body>
</html>
`
}
