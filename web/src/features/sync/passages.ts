/** The words of some ranges as they stand in a text: whose blocks they are in, what stands around, what they replaced. */
import { BLOCK_KINDS } from '@app/server/document'
import * as Y from 'yjs'
import { type ClockRange, RangeSet } from './ranges.ts'
import type { BlockStart } from './store.ts'

export interface Passage {
  /** Where they begin; one that was made here belongs to the one before. */
  blockId: string | null
  /** My words, a new line where I made a new block. */
  text: string
  /** The blocks I made, by the new line in `text` that begins them. */
  starts: BlockStart[]
  /** The acknowledged letter or start of a block right before them; null where it is none, or words stand apart. */
  behind: Y.ID | null
  /** What I deleted right there. */
  instead: ClockRange[]
  structs: ClockRange[]
}

/** Words around the place are cut to this length. */
const NEAR_LENGTH = 120
/** Where words of one block stand apart. */
export const GAP = ' … '

type Start = Omit<BlockStart, 'at'> | null

/**
 * @param ranges mine: what is read of them is what nobody deleted
 * @param deleted what I deleted of others' words
 */
export function readPassages(
  text: Y.Text,
  ranges: readonly ClockRange[],
  deleted: readonly ClockRange[] = [],
): { passage: Passage; near: string | null }[] {
  const reader = new PassageReader(text, ranges, deleted)
  reader.read()
  return reader.passages()
}

/** Walks a text once, items in order, tables from the inside. */
class PassageReader {
  private readonly root: Y.AbstractType<unknown>
  private readonly ranges: RangeSet
  private readonly deleted: RangeSet
  private readonly found: { passage: Passage; block: { text: string } }[] = []
  private block: { id: string | null; text: string } = { id: null, text: '' }
  private current: Passage | null = null
  /** Blocks made here before a word of mine. */
  private leads: Start[] = []
  private gap = false
  private behind: Y.ID | null = null
  /** Of what I deleted, all since the last word of others. */
  private instead: ClockRange[] = []

  constructor(text: Y.Text, ranges: readonly ClockRange[], deleted: readonly ClockRange[]) {
    this.root = text as Y.AbstractType<unknown>
    this.ranges = new RangeSet(ranges)
    this.deleted = new RangeSet(deleted)
  }

  passages(): { passage: Passage; near: string | null }[] {
    return this.found.map(({ passage, block }) => ({ passage, near: block.text.trim().slice(0, NEAR_LENGTH) || null }))
  }

  read(): void {
    this.readType(this.root)
  }

  private readType(type: Y.AbstractType<unknown>): void {
    for (let item = type._start; item !== null; item = item.right) {
      if (item.deleted) this.readDeleted(item)
      else this.readItem(item)
    }
  }

  private readDeleted({ id: { client, clock }, length }: Y.Item): void {
    this.instead.push(...this.deleted.partsOf({ clientId: client, from: clock, to: clock + length }))
  }

  private readItem(item: Y.Item): void {
    const { content } = item
    if (content instanceof Y.ContentString) this.readWords(item, content.str)
    else if (content instanceof Y.ContentType) this.readNested(item, content.type)
    else if (content instanceof Y.ContentEmbed) this.readWords(item, '\n')
  }

  /** One item may hold acknowledged and waiting letters, since Yjs joins what one client wrote in a row. */
  private readWords(item: Y.Item, words: string): void {
    const { client, clock } = item.id
    const length = words.length
    for (let at = 0; at < length; ) {
      const next = this.ranges.find(client, clock + at)
      const isMine = next !== undefined && next.from <= clock + at
      const end = Math.min(length, ((isMine ? next.to : next?.from) ?? Number.POSITIVE_INFINITY) - clock)
      const part = words.slice(at, end)
      if (isMine) this.readMine(part, { clientId: client, from: clock + at, to: clock + end })
      else this.readOthers(part, Y.createID(client, clock + end - 1))
      at = end
    }
  }

  private readOthers(words: string, last: Y.ID): void {
    this.block.text += words
    this.gap = this.current !== null
    this.behind = last
    this.leads = []
    this.instead = []
  }

  private readMine(words: string, range: ClockRange): void {
    const passage = this.passageHere()
    this.block.text += words
    if (this.gap) passage.behind = null
    passage.text += (this.gap && !passage.text.endsWith('\n') ? GAP : '') + words
    passage.structs.push(range)
    this.gap = false
  }

  private readNested(item: Y.Item, type: Y.AbstractType<unknown>): void {
    if (type instanceof Y.Text) this.startPlace(item, this.block.id, null)
    if (type instanceof Y.Map && item.parent === this.root) this.startPlace(item, idOf(type), startOf(type))
    if (!(type instanceof Y.Map)) this.readType(type)
    else for (const entry of type._map.values()) if (!entry.deleted) this.readItem(entry)
  }

  /** A block, or a cell of a table. One that was made here continues what was written before it. */
  private startPlace(item: Y.Item, blockId: string | null, start: Start): void {
    const { client, clock } = item.id
    if (this.ranges.partsOf({ clientId: client, from: clock, to: clock + 1 }).length > 0) {
      this.startOwn(start)
      return
    }
    this.block = { id: blockId, text: '' }
    this.gap = false
    this.leads = []
    this.instead = []
    // Words in a cell are given back to whoever writes them: a position right behind its start is none of the body's.
    this.behind = item.parent === this.root ? item.id : null
    this.current = null
  }

  private startOwn(start: Start): void {
    const { current } = this
    if (current === null || this.gap) this.leads.push(start)
    else beginBlock(current, start)
    this.block.text += ' '
  }

  private passageHere(): Passage {
    if (this.current) {
      for (const start of this.leads.splice(0)) beginBlock(this.current, start)
      return this.current
    }
    const { behind, instead } = this
    this.current = { blockId: this.block.id, text: '', starts: [], behind, instead, structs: [] }
    this.gap = false
    for (const start of this.leads.splice(0)) beginBlock(this.current, start)
    this.found.push({ passage: this.current, block: this.block })
    return this.current
  }
}

function beginBlock(passage: Passage, start: Start): void {
  if (start !== null) passage.starts.push({ at: passage.text.length, ...start })
  passage.text += '\n'
}

function idOf(marker: Y.Map<unknown>): string | null {
  const id = marker.get('id')
  return typeof id === 'string' ? id : null
}

/** Null of a table, whose words are given back as paragraphs. */
function startOf(marker: Y.Map<unknown>): Start {
  const kind = BLOCK_KINDS.find((one) => one === marker.get('kind'))
  const level = marker.get('level')
  return kind === undefined ? null : { kind, level: typeof level === 'number' ? level : 0 }
}
