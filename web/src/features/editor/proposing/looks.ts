import type { FormatWish } from '@app/server/document'
import type { Mark, MarkType, Node, Schema } from '@tiptap/pm/model'
import type { Transaction } from '@tiptap/pm/state'

export const LOOKS = ['bold', 'italic', 'underline', 'strike', 'link'] as const
export type Look = (typeof LOOKS)[number]
/** What a look is to be: on or off, or an address. */
export type LookValue = boolean | string | null

/** What marks make of a look: `false` or null where it is off. */
export function lookOf(marks: readonly Mark[], look: Look): LookValue {
  const mark = marks.find(({ type }) => type.name === look)
  if (look === 'link') return mark === undefined ? null : String(mark.attrs.href)
  return mark !== undefined
}

/** The look with all wishes laid over it: what a reader sees. */
export function shownLook(marks: readonly Mark[], look: Look): LookValue {
  for (const mark of marks.toReversed()) {
    const wished = wishOf(mark)?.[look]
    if (wished !== undefined) return wished
  }
  return lookOf(marks, look)
}

/** The looks that differ between two sets of marks. */
export function changedLooks(before: readonly Mark[], after: readonly Mark[]): FormatWish {
  const changed: Record<string, LookValue> = {}
  for (const look of LOOKS) {
    const value = lookOf(after, look)
    if (lookOf(before, look) !== value) changed[look] = value
  }
  return changed as FormatWish
}

/** Gives a stretch of text this look for good: it is nobody's but the proposer's. */
export function setLooks(transaction: Transaction, from: number, to: number, looks: FormatWish): void {
  for (const look of LOOKS) {
    const value: LookValue | undefined = looks[look]
    if (value === undefined) continue
    const type = markType(transaction.doc, look)
    transaction.removeMark(from, to, type)
    if (value === true) transaction.addMark(from, to, type.create())
    else if (typeof value === 'string') transaction.addMark(from, to, type.create({ href: value }))
  }
}

/** Lays a proposed look over a stretch of equally marked text; what is as it was anyway is not proposed. */
export function wishLooks(transaction: Transaction, stretch: Stretch, looks: FormatWish, own: OwnWishes): void {
  const { from, to, marks } = stretch
  const mine = marks.filter((mark) => mark.type.name === 'set' && own.isOwn(mark.attrs.id))
  const changed = new Map<string, Record<string, LookValue>>()
  for (const look of LOOKS) {
    const value: LookValue | undefined = looks[look]
    if (value === undefined) continue
    const holder = mine.find((mark) => wishOf(mark)?.[look] !== undefined)
    const id: string = holder ? holder.attrs.id : own.id()
    const wish = changed.get(id) ?? { ...wishById(mine, id) }
    if (lookOf(marks, look) === value) delete wish[look]
    else wish[look] = value
    changed.set(id, wish)
  }
  const type = markType(transaction.doc, 'set')
  for (const [id, wish] of changed) {
    for (const mark of mine) if (mark.attrs.id === id) transaction.removeMark(from, to, mark)
    if (Object.keys(wish).length > 0) transaction.addMark(from, to, type.create({ id, wish: inOrder(wish) }))
  }
}

export interface Stretch {
  from: number
  to: number
  marks: readonly Mark[]
}

export interface OwnWishes {
  isOwn(id: string): boolean
  id(): string
}

function wishOf(mark: Mark): Partial<Record<Look, LookValue>> | undefined {
  return mark.type.name === 'set' ? (mark.attrs.wish ?? undefined) : undefined
}

function wishById(marks: readonly Mark[], id: string): Partial<Record<Look, LookValue>> {
  const mark = marks.find(({ attrs }) => attrs.id === id)
  return mark ? (wishOf(mark) ?? {}) : {}
}

/** Equal wishes are written alike. */
function inOrder(wish: Record<string, LookValue>): FormatWish {
  return Object.fromEntries(LOOKS.filter((look) => wish[look] !== undefined).map((look) => [look, wish[look]]))
}

function markType(doc: Node, name: string): MarkType {
  return markNamed(doc.type.schema, name)
}

export function markNamed(schema: Schema, name: string): MarkType {
  const type = schema.marks[name]
  if (type === undefined) throw new Error(`The schema has no ${name}`)
  return type
}
