import type { Look, Piece } from '@app/server/document'
import { lastWords, type Translate } from './translate.ts'

/** One change inside a text, in words. */
export interface WordLine {
  words: string
  /** Indexes of the pieces it is about. */
  pieces: number[]
}

const SHORT = 2
const SWITCHES = ['bold', 'italic', 'underline', 'strike'] as const

/** What was done to the words and the look of a text, in order. */
export function wordLines(pieces: readonly Piece[], t: Translate): WordLine[] {
  const lines: WordLine[] = []
  for (let at = 0; at < pieces.length; ) {
    const end = endOfStretch(pieces, at)
    const stretch = pieces.slice(at, end)
    const words = wordsOf(stretch, pieces.slice(0, at), t)
    const indexes = stretch.flatMap(({ change }, offset) => (change === 'space' ? [] : [at + offset]))
    if (words !== null) lines.push({ words, pieces: indexes })
    at = end
  }
  return lines
}

/** Changed words, or words of one new look, up to where something else begins. */
function endOfStretch(pieces: readonly Piece[], start: number): number {
  const first = pieces[start]
  let end = start + 1
  for (let piece = pieces[end]; piece !== undefined; piece = pieces[++end]) {
    if (isChanged(first)) {
      if (!isChanged(piece)) break
    } else if (!isSameWish(first, piece)) break
  }
  return end
}

function isChanged(piece: Piece | undefined): boolean {
  return piece?.change === 'delete' || piece?.change === 'insert'
}

function isSameWish(a: Piece | undefined, b: Piece): boolean {
  if (a?.change !== 'keep' || b.change !== 'keep' || a.lookBefore === undefined || b.lookBefore === undefined)
    return false
  return JSON.stringify([a.look, a.lookBefore]) === JSON.stringify([b.look, b.lookBefore])
}

function wordsOf(stretch: readonly Piece[], before: readonly Piece[], t: Translate): string | null {
  const [first] = stretch
  if (isChanged(first)) return changedWords(stretch, contextOf(before), t)
  if (first?.change !== 'keep' || first.lookBefore === undefined) return null
  const text = textOf(stretch, 'keep')
  if (text === '') return null
  return t('compare.lines.look', { text, looks: looksOf(first.lookBefore, first.look, t).join(', ') })
}

function changedWords(stretch: readonly Piece[], context: string, t: Translate): string {
  const [deleted, inserted] = [textOf(stretch, 'delete'), textOf(stretch, 'insert')]
  const [isFirst, values] = [context === '', { deleted, inserted, context }]
  if (deleted === '') return t(isFirst ? 'compare.lines.insertedFirst' : 'compare.lines.inserted', values)
  if (inserted === '') return t(isFirst ? 'compare.lines.deletedFirst' : 'compare.lines.deleted', values)
  if (!isShort(deleted) && !isShort(inserted)) return t('compare.lines.replaced', values)
  return t(isFirst ? 'compare.lines.replacedFirst' : 'compare.lines.replacedAfter', values)
}

/** A comma or a „w” could be anywhere. */
function isShort(text: string): boolean {
  return (text.match(/[\p{L}\p{N}]/gu) ?? []).length <= SHORT
}

function contextOf(before: readonly Piece[]): string {
  const start = before.findLastIndex((piece) => isChanged(piece)) + 1
  const kept = before.slice(start).map(({ text }) => text)
  return lastWords(kept.join(''))
}

function textOf(pieces: readonly Piece[], change: Piece['change']): string {
  return pieces
    .filter((piece) => piece.change === change)
    .map(({ text }) => text)
    .join('')
    .trim()
}

function looksOf(before: Look, after: Look, t: Translate): string[] {
  const switched = SWITCHES.filter((name) => before[name] !== after[name])
  const words = switched.map((name) => t(`compare.looks.${name}.${after[name] ? 'on' : 'off'}`))
  if (before.link === after.link) return words
  if (before.link === undefined) return [...words, t('compare.looks.linkAdded', { href: after.link })]
  if (after.link === undefined) return [...words, t('compare.looks.linkRemoved')]
  return [...words, t('compare.looks.linkChanged', { before: before.link, after: after.link })]
}
