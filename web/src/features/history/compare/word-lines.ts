import type { Piece } from '@app/server/document'
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
    ...tell(changedKey, (run, from) => changedWords(run, contextOf(pieces.slice(0, from)), t)),
    ...tell(lookKey, (run) => lookWords(run, t)),
    ...tell(linkKey, (run) => linkWords(run, t)),
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

function linkKey(piece: Piece): string {
  const links = linksOf(piece)
  return links === null ? '' : JSON.stringify(links)
}

/** Looks that kept words got or lost: `bold.on`. */
function switchedIn(piece: Piece): string[] {
  if (piece.change !== 'keep' || piece.lookBefore === undefined) return []
  const { look, lookBefore } = piece
  return SWITCHES.filter((name) => lookBefore[name] !== look[name]).map(
    (name) => `${name}.${look[name] ? 'on' : 'off'}`,
  )
}

/** Where kept words led and where they lead, if that is elsewhere. */
function linksOf(piece: Piece | undefined): { before: string | null; after: string | null } | null {
  if (piece?.change !== 'keep' || piece.lookBefore === undefined) return null
  const [before, after] = [piece.lookBefore.link ?? null, piece.look.link ?? null]
  return before === after ? null : { before, after }
}

function lookWords(run: readonly Piece[], t: Translate): string | null {
  const text = textOf(run, 'keep')
  const looks = run.slice(0, 1).flatMap(switchedIn)
  if (text === '') return null
  const said = looks.map((look) => t(`compare.looks.${look}`)).join(', ')
  return t('compare.lines.look', { text: quotable(text, t), looks: said })
}

function linkWords(run: readonly Piece[], t: Translate): string | null {
  const links = linksOf(run[0])
  const said = textOf(run, 'keep')
  if (links === null || said === '') return null
  const { before, after } = links
  const text = quotable(said, t)
  if (before === null) return t('compare.lines.linkAdded', { text, href: after })
  return after === null
    ? t('compare.lines.linkRemoved', { text, href: before })
    : t('compare.lines.linkChanged', { text, before, after })
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
