import type { Inline } from '@app/server/document'

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
export function inlineHtml(content: readonly Inline[]): string {
  return content.map(pieceHtml).join('')
}

function pieceHtml(piece: Inline): string {
  let html = 'text' in piece ? escapeHtml(piece.text) : '<br>'
  const { bold, italic, underline, strike, link } = piece.formats ?? {}
  if (strike) html = `<s>${html}</s>`
  if (underline) html = `<u>${html}</u>`
  if (italic) html = `<em>${html}</em>`
  if (bold) html = `<strong>${html}</strong>`
  return link === undefined ? html : `<a href="${escapeHtml(link)}">${html}</a>`
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ESCAPES[character]!)
}
