import type * as Y from 'yjs'
import { TextCursor, type WriteContext } from './cursor.ts'
import { type FormatMap, NO_FORMATS } from './formats.ts'
import { readSections, type Section } from './sections.ts'
import { isFormatAllowed, parseLayeredFormat } from './shape.ts'
import { diffWords, type WordChange } from './word-diff.ts'
import { firstItem, formatsAfter, isHidden, isMarker } from './yjs.ts'

/** Characters that stand together. What others only propose is passed over. */
interface Stretch {
  size: number
  formats: FormatMap
  isProposed: boolean
  /** Where somebody proposes to begin another block. */
  isMarker: boolean
}

/** The words of a block as they are without any proposal; null where there is no such block of text. */
export function baseWordsOf(text: Y.Text, blockId: string): string | null {
  const sections = sectionsOf(text, blockId)
  if (sections.length === 0) return null
  return sections
    .flatMap(({ runs }) => runs)
    .filter(({ formats }) => !isProposed(formats))
    .map((run) => run.text ?? '\n')
    .join('')
}

/**
 * Marks in a block what would have to change for it to say `wording`: words to take out, and words to put in behind
 * them. To be called inside a transaction. Answers false where there is no such block or nothing to change.
 */
export function proposeWording(text: Y.Text, blockId: string, wording: string, proposalId: string): boolean {
  const sections = sectionsOf(text, blockId)
  const [section] = sections
  const before = baseWordsOf(text, blockId)
  if (section === undefined || before === null || before === wording) return false
  text.doc?.transact((transaction) => {
    const knowsFormat = (key: string): boolean => isFormatAllowed(key, null)
    const context: WriteContext = { transaction, knowsFormat, closers: new WeakSet() }
    const writer = new WordingWriter(new TextCursor(text, section.marker, context), readStretches(text, sections))
    for (const change of diffWords(before, wording)) writer.write(change, proposalId)
    writer.finish()
  })
  return true
}

class WordingWriter {
  private readonly cursor: TextCursor
  private readonly stretches: Stretch[]
  /** How the last character of the base looked: new words look like it. */
  private look: FormatMap = NO_FORMATS

  constructor(cursor: TextCursor, stretches: Stretch[]) {
    this.cursor = cursor
    this.stretches = stretches
    this.look = lookOf(stretches.find((stretch) => !stretch.isProposed)?.formats ?? NO_FORMATS)
  }

  write({ kind, text }: WordChange, id: string): void {
    if (kind === 'insert') this.insert(text, { ...this.look, [`ins:${id}`]: true })
    else this.pass(text.length, kind === 'delete' ? { [`del:${id}`]: true } : {})
  }

  finish(): void {
    this.cursor.finish()
  }

  private insert(text: string, formats: FormatMap): void {
    text.split('\n').forEach((line, index) => {
      if (index > 0) this.cursor.insertBreak(formats)
      if (line !== '') this.cursor.insertText(line, formats)
    })
  }

  /** Over so many characters of the base, and whatever is proposed between them. */
  private pass(size: number, marks: FormatMap): void {
    let rest = size
    while (rest > 0) {
      const [stretch] = this.stretches
      if (stretch === undefined) return
      const taken = stretch.isProposed ? stretch.size : Math.min(rest, stretch.size)
      if (stretch.isMarker) this.cursor.keepMarker()
      else this.cursor.keep(taken, stretch.isProposed ? stretch.formats : { ...stretch.formats, ...marks })
      if (!stretch.isProposed) {
        rest -= taken
        this.look = lookOf(stretch.formats)
      }
      stretch.size -= taken
      if (stretch.size === 0) this.stretches.shift()
    }
  }
}

/** A block of text without any proposal: with the parts that are only proposed to be blocks of their own. */
function sectionsOf(text: Y.Text, blockId: string): Section[] {
  const sections = readSections(text)
  const first = sections.findIndex(({ id, table }) => id === blockId && table === null)
  if (first === -1) return []
  const rest = sections.slice(first + 1)
  const end = rest.findIndex(({ proposed }) => proposed?.ins === undefined)
  return sections.slice(first, end === -1 ? undefined : first + 1 + end)
}

function readStretches(text: Y.Text, sections: readonly Section[]): Stretch[] {
  return sections.flatMap((section, index) => {
    const stretches = stretchesOf(text, section)
    const begins = { size: 1, formats: section.startFormats, isProposed: true, isMarker: true }
    return index === 0 ? stretches : [begins, ...stretches]
  })
}

function stretchesOf(text: Y.Text, { marker, startFormats }: Section): Stretch[] {
  const stretches: Stretch[] = []
  let formats = startFormats
  for (let item = marker === null ? firstItem(text) : marker.right; item !== null; item = item.right) {
    if (item.deleted) continue
    if (isMarker(item)) break
    if (isHidden(item)) formats = formatsAfter(formats, item)
    else stretches.push({ size: item.length, formats, isProposed: isProposed(formats), isMarker: false })
  }
  return stretches
}

function isProposed(formats: FormatMap): boolean {
  return Object.keys(formats).some((key) => parseLayeredFormat(key)?.name === 'ins')
}

function lookOf(formats: FormatMap): FormatMap {
  return Object.fromEntries(Object.entries(formats).filter(([key]) => !key.includes(':') && key !== 'link'))
}
