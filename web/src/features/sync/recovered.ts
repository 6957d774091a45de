/**
 * Words to give back: what was typed here, was never acknowledged, and cannot be sent any more. Read from the replica
 * before it is thrown away, by who typed them, with the words around the place.
 */
import * as Y from 'yjs'
import type { OutboxRecord } from './outbox.ts'
import { type ClockRange, deleteSetOf, insertedRanges, joinRanges, without } from './ranges.ts'
import { isUpdate, legibleIn } from './readable.ts'
import type { RecoveredEdit } from './store.ts'

interface Passage {
  blockId: string | null
  /** My words, a new line where I made a new block. */
  text: string
  /** The acknowledged letter or start of a block right before them; null where it is none, or words stand apart. */
  behind: Y.ID | null
  structs: ClockRange[]
}

/** Words around the place are cut to this length. */
const NEAR_LENGTH = 120
const GAP = ' … '

/**
 * What these records wrote and nobody deleted here, but for what is `held` elsewhere: what is visible, one edit per block
 * they wrote into (blocks they made themselves belonging to the one before), then what stands nowhere, because it rests
 * on words that are gone or lies in something that others deleted.
 */
export function recoverText(
  text: Y.Text,
  records: readonly OutboxRecord[],
  about: RecoveryNote,
  held: readonly ClockRange[] = [],
): RecoveredEdit[] {
  const updates = records.map((record) => record.update)
  const reader = new PassageReader(text, without(insertedRanges(updates), held))
  reader.read()
  const found = reader.passages()
  const visible = found
    .filter(({ passage }) => passage.text.trim() !== '')
    .map(({ passage, near }) => toEdit(passage, near, about))
  const shown = found.flatMap(({ passage }) => passage.structs)
  return [...visible, ...recoverLoose(updates, about, [...shown, ...held])]
}

/** What is visible of these ranges. */
export function recoverRanges(text: Y.Text, ranges: readonly ClockRange[], about: RecoveryNote): RecoveredEdit[] {
  const reader = new PassageReader(text, ranges)
  reader.read()
  const found = reader.passages().filter(({ passage }) => passage.text.trim() !== '')
  return found.map(({ passage, near }) => toEdit(passage, near, about))
}

export interface RecoveryNote {
  documentId: string
  kind: RecoveredEdit['kind']
  reason: string
  epoch: string | null
  at: number
}

/**
 * The words alone, without a place, but for those that these updates delete themselves and those that are `elsewhere`.
 * Of what is no update any more, whatever can be read.
 */
export function recoverLoose(
  updates: readonly Uint8Array[],
  about: RecoveryNote,
  elsewhere: readonly ClockRange[] = [],
): RecoveredEdit[] {
  const { text, ranges } = readLoose(updates.filter(isUpdate), elsewhere)
  const passage = { blockId: null, text, behind: null, structs: ranges }
  const legible = updates.filter((update) => !isUpdate(update)).flatMap(legibleIn)
  const broken = { blockId: null, text: legible.join(GAP), behind: null, structs: [] }
  return [
    ...(text.trim() === '' ? [] : [toEdit(passage, null, about)]),
    ...(legible.length === 0 ? [] : [toEdit(broken, null, { ...about, reason: 'UNREADABLE' })]),
  ]
}

/** The words that whoever has these updates can give back, and no clock that has none: others rely on it. */
export function wordsIn(updates: readonly Uint8Array[]): ClockRange[] {
  return readLoose(updates.filter(isUpdate), []).ranges
}

interface Loose {
  text: string
  ranges: ClockRange[]
}

function readLoose(updates: readonly Uint8Array[], elsewhere: readonly ClockRange[]): Loose {
  const decoded = updates.map((update) => Y.decodeUpdate(update))
  const left = new Left([...decoded.map(({ ds }) => ds), deleteSetOf(elsewhere)])
  const text = decoded.flatMap(({ structs }) => structs.map((struct) => left.wordsOf(struct))).join('')
  return { text, ranges: left.ranges }
}

/** Reads what is not accounted for, each clock once. */
class Left {
  readonly ranges: ClockRange[] = []
  private readonly accounted: ReturnType<typeof Y.createDeleteSet>

  constructor(accounted: ReturnType<typeof Y.createDeleteSet>[]) {
    this.accounted = Y.mergeDeleteSets(accounted)
  }

  wordsOf(struct: Y.Item | Y.GC | { length: number }): string {
    const whole = wordsOf(struct)
    if (!(struct instanceof Y.Item) || whole === '') return ''
    const { client, clock } = struct.id
    let words = ''
    for (let at = 0; at < whole.length; at += 1) {
      if (Y.isDeleted(this.accounted, Y.createID(client, clock + at)) || this.hasRead(client, clock + at)) continue
      words += whole[at]
      this.add(client, clock + at)
    }
    return words
  }

  private add(clientId: number, clock: number): void {
    const last = this.ranges.at(-1)
    if (last?.clientId === clientId && last.to === clock) last.to += 1
    else this.ranges.push({ clientId, from: clock, to: clock + 1 })
  }

  private hasRead(client: number, clock: number): boolean {
    return this.ranges.some(({ clientId, from, to }) => clientId === client && clock >= from && clock < to)
  }
}

/** Words that the server took, into something that somebody had deleted. */
export function strandedEdit(
  { documentId, epoch }: Pick<RecoveryNote, 'documentId' | 'epoch'>,
  { id, text, near }: Pick<RecoveredEdit, 'id' | 'text' | 'near'>,
): RecoveredEdit {
  const about = { documentId, epoch, kind: 'stranded', reason: 'STRANDED', at: Date.now() } as const
  return { ...about, id, text: text.trim(), near, blockId: null, structs: [] }
}

/** What stands around them may have been taken out of the text. */
export const withoutNear = (edit: RecoveredEdit): RecoveredEdit => ({ ...edit, near: null })

function wordsOf(struct: Y.Item | Y.GC | { length: number }): string {
  if (!(struct instanceof Y.Item)) return ''
  if (struct.content instanceof Y.ContentString) return struct.content.str
  const startsBlock = struct.content instanceof Y.ContentType || struct.content instanceof Y.ContentEmbed
  return startsBlock && struct.parentSub === null ? '\n' : ''
}

function toEdit(passage: Passage, near: string | null, about: RecoveryNote): RecoveredEdit {
  const { blockId, structs, behind, text } = passage
  const place = behind === null ? undefined : { position: positionBehind(behind), text }
  return { ...about, id: crypto.randomUUID(), text: text.trim(), near, blockId, place, structs }
}

function positionBehind({ client, clock }: Y.ID): Uint8Array {
  return Y.encodeRelativePosition(Y.createRelativePositionFromJSON({ item: { client, clock }, assoc: -1 }))
}

function idOf(marker: Y.Map<unknown>): string | null {
  const id = marker.get('id')
  return typeof id === 'string' ? id : null
}

/** Walks a text once, items in order, tables from the inside. */
class PassageReader {
  private readonly root: Y.AbstractType<unknown>
  private readonly ranges: ClockRange[]
  private readonly found: { passage: Passage; block: { text: string } }[] = []
  private block: { id: string | null; text: string } = { id: null, text: '' }
  private current: Passage | null = null
  private gap = false
  private behind: Y.ID | null = null

  constructor(text: Y.Text, ranges: readonly ClockRange[]) {
    this.root = text as Y.AbstractType<unknown>
    this.ranges = joinRanges(ranges)
  }

  passages(): { passage: Passage; near: string | null }[] {
    return this.found.map(({ passage, block }) => ({ passage, near: block.text.trim().slice(0, NEAR_LENGTH) || null }))
  }

  read(): void {
    this.readType(this.root)
  }

  private readType(type: Y.AbstractType<unknown>): void {
    for (let item = type._start; item !== null; item = item.right) {
      if (!item.deleted) this.readItem(item)
    }
  }

  private mine(client: number, clock: number): ClockRange | undefined {
    return this.ranges.find((range) => range.clientId === client && clock >= range.from && clock < range.to)
  }

  /** Where the next range of this client begins. */
  private nextMine(client: number, clock: number): number {
    const later = this.ranges.filter((range) => range.clientId === client && range.from > clock)
    return Math.min(Number.POSITIVE_INFINITY, ...later.map((range) => range.from))
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
      const range = this.mine(client, clock + at)
      const until = range ? range.to - clock : this.nextMine(client, clock + at) - clock
      const end = Math.min(length, until)
      const part = words.slice(at, end)
      if (range) this.readMine(part, { clientId: client, from: clock + at, to: clock + end })
      else this.readOthers(part, Y.createID(client, clock + end - 1))
      at = end
    }
  }

  private readOthers(words: string, last: Y.ID): void {
    this.block.text += words
    this.gap = this.current !== null
    this.behind = last
  }

  private readMine(words: string, range: ClockRange): void {
    this.block.text += words
    const passage = this.passageHere()
    if (this.gap) passage.behind = null
    passage.text += (this.gap && !passage.text.endsWith('\n') ? GAP : '') + words
    passage.structs.push(range)
    this.gap = false
  }

  private readNested(item: Y.Item, type: Y.AbstractType<unknown>): void {
    if (type instanceof Y.Text) this.startPlace(item, this.block.id)
    if (type instanceof Y.Map && item.parent === this.root) this.startPlace(item, idOf(type))
    if (!(type instanceof Y.Map)) this.readType(type)
    else for (const entry of type._map.values()) if (!entry.deleted) this.readItem(entry)
  }

  /** A block, or a cell of a table. One that was made here continues what was written before it. */
  private startPlace(item: Y.Item, blockId: string | null): void {
    const made = this.mine(item.id.client, item.id.clock) !== undefined
    this.block = { id: blockId, text: '' }
    this.gap = false
    // Words in a cell are given back to whoever writes them: a position right behind its start is none of the body's.
    if (!made) this.behind = item.parent === this.root ? item.id : null
    if (made && this.current) this.current.text += '\n'
    else this.current = null
  }

  private passageHere(): Passage {
    if (this.current) return this.current
    this.current = { blockId: this.block.id, text: '', behind: this.behind, structs: [] }
    this.gap = false
    this.found.push({ passage: this.current, block: this.block })
    return this.current
  }
}
