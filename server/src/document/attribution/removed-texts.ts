import { type IdRange, Ranges } from './ranges.ts'

/** What a block's marker and a line break are among words: one unit, as in the document. */
export const MARKER_SIGN = '\u2029'
export const BREAK_SIGN = '\n'

interface KeptText {
  /** The id of its first unit. */
  clock: number
  /** Null where the words cannot be had any more. */
  text: string | null
  /** Of a marker: the id of its block. */
  blockId: string | null
}

/** Words of one deleted stretch that came and went together. */
export interface RemovedText extends IdRange {
  text: string
  blockId: string | null
}

/** So many units of text are kept at most; whatever else is needed is read from the log again. */
const MAX_UNITS = 2 ** 20

/**
 * The words of what was deleted, by id: Yjs forgets them, and only by them can it be told that somebody brings them
 * back. Of two generations the older is dropped when the younger one is full.
 */
export class RemovedTexts {
  private young = new Ranges<KeptText>(false)
  private old = new Ranges<KeptText>(false)
  private units = 0
  private readonly maxUnits: number

  constructor(maxUnits = MAX_UNITS) {
    this.maxUnits = maxUnits
  }

  keep(range: IdRange, text: string | null, blockId: string | null = null): void {
    this.units += range.length
    if (this.units > this.maxUnits / 2) {
      this.old = this.young
      this.young = new Ranges(false)
      this.units = range.length
    }
    this.young.add(range, { clock: range.clock, text, blockId })
  }

  /** Has it been looked for, whether it was found or not? */
  isKnown(range: IdRange): boolean {
    for (const { value } of this.parts(range)) if (value === undefined) return false
    return true
  }

  /** What is known of a range, stretch by stretch. */
  *within(range: IdRange): Generator<RemovedText> {
    for (const { client, clock, length, value } of this.parts(range)) {
      if (value === undefined || value.text === null) continue
      const from = clock - value.clock
      yield { client, clock, length, text: value.text.slice(from, from + length), blockId: value.blockId }
    }
  }

  /** The words from an id on, at most `length`, up to the first that are not known. */
  from(client: number, clock: number, length: number): { text: string; ends: number[] } {
    let text = ''
    const ends: number[] = []
    for (const part of this.within({ client, clock, length })) {
      if (part.clock !== clock + text.length) break
      text += part.text
      ends.push(text.length)
    }
    return { text, ends }
  }

  private *parts(range: IdRange): Generator<IdRange & { value: KeptText | undefined }> {
    for (const part of this.young.within(range)) {
      if (part.value === undefined) yield* this.old.within(part)
      else yield part
    }
  }
}
