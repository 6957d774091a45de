import type { Formats, Inline } from '../document/content.ts'
import { cleanText, linkGroups } from './clean.ts'

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Safe in text and in quoted attributes. */
export function escapeHtml(text: string): string {
  return cleanText(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
}

export function renderInline(content: readonly Inline[]): string {
  return linkGroups(content)
    .map(({ address, pieces }) => {
      const inner = pieces.map(renderPiece).join('')
      return address === null ? inner : `<a href="${escapeHtml(address)}" rel="noopener noreferrer">${inner}</a>`
    })
    .join('')
}

function renderPiece(piece: Inline): string {
  if ('lineBreak' in piece) return '<br>'
  return wrap(escapeHtml(piece.text), piece.formats)
}

function wrap(inner: string, formats: Formats | undefined): string {
  let html = inner
  if (formats?.strike) html = `<s>${html}</s>`
  if (formats?.underline) html = `<u>${html}</u>`
  if (formats?.italic) html = `<em>${html}</em>`
  if (formats?.bold) html = `<strong>${html}</strong>`
  return html
}
