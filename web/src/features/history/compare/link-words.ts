/** Where words lead: told apart from how they look, since another address is another statement. */
import type { Piece } from '@app/server/document'
import { quotable } from './quotes.ts'
import type { Translate } from './translate.ts'

interface Link {
  text: string
  href: string
}

/** The same for kept words that led to the same place and lead to the same other place; '' where they lead where they did. */
export function linkKey(piece: Piece): string {
  if (piece.change !== 'keep' || piece.lookBefore === undefined) return ''
  const [before, after] = [piece.lookBefore.link, piece.look.link]
  return before === after ? '' : JSON.stringify([before ?? null, after ?? null])
}

/** Of kept words with one `linkKey`. */
export function keptLinkWords(run: readonly Piece[], t: Translate): string | null {
  const [first] = run
  const text = run
    .map((piece) => piece.text)
    .join('')
    .trim()
  if (first?.change !== 'keep' || text === '') return null
  const [before, after] = [first.lookBefore?.link, first.look.link]
  return linkWords(text, before, after, t)
}

/** Of words that went and came: addresses that only one side has. */
export function changedLinkWords(run: readonly Piece[], t: Translate): string[] {
  const [deleted, inserted] = [linksIn(run, 'delete'), linksIn(run, 'insert')]
  const gone = without(deleted, inserted)
  const come = without(inserted, deleted)
  const [was, is] = [gone[0], come[0]]
  if (was !== undefined && is !== undefined && gone.length === 1 && come.length === 1)
    return [linkWords(is.text, was.href, is.href, t)]
  return [
    ...gone.map(({ text, href }) => linkWords(text, href, undefined, t)),
    ...come.map(({ text, href }) => linkWords(text, undefined, href, t)),
  ]
}

function linkWords(said: string, before: string | undefined, after: string | undefined, t: Translate): string {
  const text = quotable(said, t)
  if (before === undefined) return t('compare.lines.linkAdded', { text, href: after })
  if (after === undefined) return t('compare.lines.linkRemoved', { text, href: before })
  return t('compare.lines.linkChanged', { text, before, after })
}

function linksIn(run: readonly Piece[], change: Piece['change']): Link[] {
  const links: Link[] = []
  for (const piece of run) {
    const href = piece.change === change ? piece.look.link : undefined
    if (href === undefined) continue
    const last = links.at(-1)
    if (last?.href === href) last.text += piece.text
    else links.push({ text: piece.text, href })
  }
  return links.map(({ text, href }) => ({ text: text.trim(), href })).filter(({ text }) => text !== '')
}

function without(links: readonly Link[], others: readonly Link[]): Link[] {
  return links.filter(({ href }) => !others.some((other) => other.href === href))
}
