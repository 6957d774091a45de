import type { Piece } from '@app/server/document'
import { changedLinkWords, keptLinkWords, linkKey } from './link-words.ts'
import { quotable, quotableChange } from './quotes.ts'
import { lastWords, type Translate } from './translate.ts'

/** One change inside a text, in words. */
export interface WordLine {
  words: string
  /** Indexes of the pieces it is about. */
  pieces: number[]
}

const SHORT = 2
const SWITCHES = ['bold', 'italic', 'underline', 'strike'] as const

/** What was done to the words, the look and the links of a text, in order. */
export function wordLines(pieces: readonly Piece[], t: Translate): WordLine[] {
  const tell = (tellOf: (piece: Piece) => string, wordsOf: (run: Piece[], from: number) => string | null) =>
    runsOf(pieces, tellOf).flatMap(({ from, run }) => {
      const words = wordsOf(run, from)
      return words === null ? [] : [{ words, pieces: [...run.keys()].map((at) => from + at) }]
    })
  return [
    ...tell(changedKey, (run, from) => changedLine(run, contextOf(pieces.slice(0, from)), t)),
    ...tell(lookKey, (run) => lookWords(run, t)),
    ...tell(linkKey, (run) => keptLinkWords(run, t)),
  ].sort((one, other) => (one.pieces[0] ?? 0) - (other.pieces[0] ?? 0))
}

interface Run {
  from: number
  run: Piece[]
}

/** Neighbours of which the same is to be told; those of which there is nothing are left out. */
function runsOf(pieces: readonly Piece[], tell: (piece: Piece) => string): Run[] {
  const runs: Run[] = []
  let told = ''
  pieces.forEach((piece, from) => {
    const now = tell(piece)
    if (now !== '' && now !== told) runs.push({ from, run: [piece] })
    else if (now !== '') runs.at(-1)?.run.push(piece)
    told = now
  })
  return runs
}

function isChanged({ change }: Piece): boolean {
  return change === 'delete' || change === 'insert'
}

function changedKey(piece: Piece): string {
  return isChanged(piece) ? 'changed' : ''
}

function lookKey(piece: Piece): string {
  return switchedIn(piece).join(' ')
}

/** Looks that kept words got or lost: `bold.on`. */
function switchedIn(piece: Piece): string[] {
  if (piece.change !== 'keep' || piece.lookBefore === undefined) return []
  const { look, lookBefore } = piece
  return SWITCHES.filter((name) => lookBefore[name] !== look[name]).map(
    (name) => `${name}.${look[name] ? 'on' : 'off'}`,
  )
}

function lookWords(run: readonly Piece[], t: Translate): string | null {
  const text = textOf(run, 'keep')
  const looks = run.slice(0, 1).flatMap(switchedIn)
  if (text === '') return null
  const said = looks.map((look) => t(`compare.looks.${look}`)).join(', ')
  return t('compare.lines.look', { text: quotable(text, t), looks: said })
}

function changedLine(run: readonly Piece[], before: string, t: Translate): string {
  const words = changedWords(run, before, t)
  const links = changedLinkWords(run, t)
  return links.length === 0 ? words : t('compare.lines.withLinks', { words, links: links.join('; ') })
}

function changedWords(run: readonly Piece[], before: string, t: Translate): string {
  const [deleted, inserted] = [textOf(run, 'delete'), textOf(run, 'insert')]
  const [isFirst, context] = [before === '', quotable(before, t)]
  const values = { ...quotableChange(deleted, inserted, t), context }
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
