import type { FormatWish } from '@app/server/document'
import type { Mark } from '@tiptap/pm/model'
import type { Transaction } from '@tiptap/pm/state'
import { markNamed, type OwnWishes, setLooks, wishLooks } from './looks.ts'

/** One thing to do to the document; its positions are those of the document before anything was done. */
export type Deed =
  | { type: 'strike' | 'remove'; from: number; to: number }
  | { type: 'setLooks' | 'wishLooks'; from: number; to: number; marks: readonly Mark[]; looks: FormatWish }
  | { type: 'attributes'; at: number; attributes: Record<string, unknown> }
  | { type: 'proposeJoin' | 'join'; at: number }
  | { type: 'insert'; at: number; run(transaction: Transaction): number; landing: Landing }

/** Where the caret comes to stand behind what was inserted, right after that many steps. */
export interface Landing {
  position: number
  steps: number
}

/** Adds to the last deed where it goes on with the same, so that a word is struck by one step. */
export function addDeed(deeds: Deed[], deed: Deed): void {
  const last = deeds.at(-1)
  if (last && 'to' in last && 'from' in deed && last.to === deed.from && isSame(last, deed)) last.to = deed.to
  else deeds.push(deed)
}

type Stretched = Extract<Deed, { from: number }>

function isSame(a: Stretched, b: Stretched): boolean {
  if (a.type !== b.type) return false
  if (!('looks' in a) || !('looks' in b)) return true
  return a.marks === b.marks && JSON.stringify(a.looks) === JSON.stringify(b.looks)
}

/** Does the deeds from the last to the first, so that no position has to be mapped. */
export function perform(transaction: Transaction, deeds: readonly Deed[], own: OwnWishes): void {
  for (const deed of deeds.toReversed()) performOne(transaction, deed, own)
}

function performOne(transaction: Transaction, deed: Deed, own: OwnWishes): void {
  switch (deed.type) {
    case 'remove':
      transaction.delete(deed.from, deed.to)
      break
    case 'strike':
      transaction.addMark(deed.from, deed.to, markNamed(transaction.doc.type.schema, 'del').create({ id: own.id() }))
      break
    case 'setLooks':
      setLooks(transaction, deed.from, deed.to, deed.looks)
      break
    case 'wishLooks':
      wishLooks(transaction, deed, deed.looks, own)
      break
    case 'attributes':
      setAttributes(transaction, deed.at, deed.attributes)
      break
    case 'proposeJoin':
      transaction.setNodeAttribute(deed.at, 'del', own.id())
      break
    case 'join':
      join(transaction, deed.at)
      break
    case 'insert':
      deed.landing.position = deed.run(transaction)
      deed.landing.steps = transaction.steps.length
  }
}

function setAttributes(transaction: Transaction, at: number, attributes: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(attributes)) transaction.setNodeAttribute(at, name, value)
}

/** Takes a block's start away; where there is no block before it, only an empty one can go. */
function join(transaction: Transaction, at: number): void {
  const { nodeBefore, nodeAfter } = transaction.doc.resolve(at)
  if (nodeBefore?.type.name === 'block') transaction.join(at)
  else if (nodeAfter?.content.size === 0 && transaction.doc.childCount > 1) {
    transaction.delete(at, at + nodeAfter.nodeSize)
  }
}
