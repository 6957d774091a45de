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
 * back. What a row needs is held until the row is understood, and only that is answered, so that the answer does not
 * depend on what happens to be known. All else is kept for later rows; of two generations the older is dropped when the
 * younger one is full.
 */
export class RemovedTexts {
  private held = new Ranges<KeptText>(false)
  private young = new Ranges<KeptText>(false)
  private old = new Ranges<KeptText>(false)
  private units = 0
  private readonly maxUnits: number

  constructor(maxUnits = MAX_UNITS) {
    this.maxUnits = maxUnits
  }

  keep(range: IdRange, text: string | null, blockId: string | null = null): void {
    this.remember(range, { clock: range.clock, text, blockId })
  }

  /** Keeps it, and holds it until `release`. */
  hold(range: IdRange, text: string | null, blockId: string | null = null): void {
    this.keep(range, text, blockId)
    this.held.add(range, { clock: range.clock, text, blockId })
  }

  /** Holds what is known of a range, whether it was found or not; answers what is not. */
  holdKnown(range: IdRange): IdRange[] {
    const unknown: IdRange[] = []
    for (const { value, ...part } of [...this.parts(range)]) {
      if (value === undefined) unknown.push(part)
      else {
        this.held.add(part, value)
        this.remember(part, value)
      }
    }
    return unknown
  }

  release(): void {
    this.held = new Ranges(false)
  }

  /** What is held of a range, stretch by stretch. */
  *within(range: IdRange): Generator<RemovedText> {
    for (const { client, clock, length, value } of this.held.within(range)) {
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

  private remember(range: IdRange, value: KeptText): void {
    if (this.young.get(range.client, range.clock) === value) return
    this.units += range.length
    if (this.units > this.maxUnits / 2) {
      this.old = this.young
      this.young = new Ranges(false)
      this.units = range.length
    }
    this.young.add(range, value)
  }

  private *parts(range: IdRange): Generator<IdRange & { value: KeptText | undefined }> {
    for (const part of this.held.within(range)) {
      if (part.value !== undefined) yield part
      else
        for (const young of this.young.within(part)) {
          if (young.value === undefined) yield* this.old.within(young)
          else yield young
        }
    }
  }
}
