/**
 * Words to give back: what was typed here, was never acknowledged, and cannot be sent any more. Read from the replica
 * before it is thrown away, by who typed them, with the words around the place.
 */
import * as Y from 'yjs'
import type { OutboxRecord } from './outbox.ts'
import { GAP, type Passage, readPassages } from './passages.ts'
import { type ClockRange, deletedRanges, insertedRanges, RangeSet, without } from './ranges.ts'
import { isUpdate, legibleIn } from './readable.ts'
import type { RecoveredEdit } from './store.ts'

const NOWHERE: Passage = { blockId: null, text: '', starts: [], behind: null, instead: [], structs: [] }

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
  const mine = insertedRanges(updates)
  const found = readPassages(text, without(mine, held), without(deletedRanges(updates), mine))
  const visible = found
    .filter(({ passage }) => passage.text.trim() !== '')
    .map(({ passage, near }) => toEdit(passage, near, about))
  const shown = found.flatMap(({ passage }) => passage.structs)
  return [...visible, ...recoverLoose(updates, about, [...shown, ...held])]
}

/** What is visible of these ranges. */
export function recoverRanges(text: Y.Text, ranges: readonly ClockRange[], about: RecoveryNote): RecoveredEdit[] {
  const found = readPassages(text, ranges).filter(({ passage }) => passage.text.trim() !== '')
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
  const passage = { ...NOWHERE, text, structs: ranges }
  const legible = updates.filter((update) => !isUpdate(update)).flatMap(legibleIn)
  const broken = { ...NOWHERE, text: legible.join(GAP) }
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
  const left = new Left([...deletedRanges(updates), ...elsewhere])
  const structs = updates.flatMap((update) => Y.decodeUpdate(update).structs)
  const text = structs.map((struct) => left.wordsOf(struct)).join('')
  return { text, ranges: left.ranges }
}

/** Reads what is not accounted for, each clock once. */
class Left {
  readonly ranges: ClockRange[] = []
  private readonly accounted: RangeSet

  constructor(accounted: readonly ClockRange[]) {
    this.accounted = new RangeSet(accounted)
  }

  wordsOf(struct: Y.Item | Y.GC | { length: number }): string {
    const whole = wordsOf(struct)
    if (!(struct instanceof Y.Item) || whole === '') return ''
    const { client, clock } = struct.id
    const left = this.accounted.leftOf({ clientId: client, from: clock, to: clock + whole.length })
    for (const range of left) this.add(range)
    return left.map(({ from, to }) => whole.slice(from - clock, to - clock)).join('')
  }

  private add(range: ClockRange): void {
    const last = this.ranges.at(-1)
    if (last?.clientId === range.clientId && last.to === range.from) last.to = range.to
    else this.ranges.push({ ...range })
    this.accounted.add(range)
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
  const { blockId, structs, behind, text, starts, instead } = passage
  const place = behind === null ? undefined : { position: positionBehind(behind), text, starts, instead }
  return { ...about, id: crypto.randomUUID(), text: text.trim(), near, blockId, place, structs }
}

/** A relative position of Yjs. */
function positionBehind({ client, clock }: Y.ID): Uint8Array {
  return Y.encodeRelativePosition(Y.createRelativePositionFromJSON({ item: { client, clock }, assoc: -1 }))
}
