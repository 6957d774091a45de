import { newBlockId } from '@app/server/document'
import type { Node } from '@tiptap/pm/model'
import { type EditorState, Plugin, type Transaction } from '@tiptap/pm/state'
import { bindingKey } from './binding.ts'
import { repairTables } from './table-shape.ts'
import { isImplicitBlock } from './tokens.ts'

/**
 * Gives new blocks their ids, in local transactions only: a block that was there before keeps its id, a copy gets a new
 * one even when it was pasted before the original, and an implicit block becomes a real one where it can no longer be
 * implied. Also keeps the tables that the transaction touched rectangular.
 */
export function idPlugin(newId: () => string = newBlockId): Plugin {
  return new Plugin({
    appendTransaction(transactions, oldState, state) {
      if (!transactions.some((transaction) => transaction.docChanged)) return null
      if (transactions.some((transaction) => transaction.getMeta(bindingKey))) return null
      const transaction = state.tr
      if (mayNeedIds(oldState.doc, state.doc)) {
        for (const position of withoutOwnId(transactions, oldState, state)) {
          transaction.setNodeAttribute(position, 'id', newId())
        }
      }
      repairTables(transaction, oldState.doc, newId)
      return transaction.docChanged ? transaction : null
    },
  })
}

/** False when all that changed is the inside of one block, as it is for nearly every key. */
function mayNeedIds(old: Node, now: Node): boolean {
  if (old.childCount !== now.childCount) return true
  let from = 0
  let to = now.childCount
  while (from < to && old.child(from) === now.child(from)) from++
  while (to > from && old.child(to - 1) === now.child(to - 1)) to--
  if (from === to) return false
  return to - from > 1 || from === 0 || !old.child(from).sameMarkup(now.child(from)) || isTable(now.child(from - 1))
}

function isTable(node: Node): boolean {
  return node.type.name === 'table'
}

function withoutOwnId(transactions: readonly Transaction[], oldState: EditorState, state: EditorState): number[] {
  const holders = new Map<string, number[]>()
  const out: number[] = []
  state.doc.forEach((node, position, index) => {
    const id: unknown = node.attrs.id
    if (typeof id !== 'string' || id === '' || isDisplaced(state.doc, node, index)) out.push(position)
    else holders.set(id, [...(holders.get(id) ?? []), position])
  })
  for (const [id, positions] of holders) {
    if (positions.length === 1) continue
    const owner = survivor(id, positions, transactions, oldState.doc) ?? positions[0]
    out.push(...positions.filter((position) => position !== owner))
  }
  return out
}

/** An implicit id where it implies nothing. An emptied implicit block would vanish, so it counts as displaced too. */
function isDisplaced(doc: Node, node: Node, index: number): boolean {
  const id: string = node.attrs.id
  if (!id.startsWith('~')) return false
  const previous = index > 0 ? doc.child(index - 1) : null
  return !isImplicitBlock(node, previous) || (node.content.size === 0 && doc.childCount > 1)
}

/** Where the block that held the id before has gone. */
function survivor(
  id: string,
  positions: number[],
  transactions: readonly Transaction[],
  old: Node,
): number | undefined {
  let found: number | undefined
  old.forEach((node, start) => {
    if (node.attrs.id !== id || found !== undefined) return
    let position = start
    for (const { mapping } of transactions) {
      const result = mapping.mapResult(position, 1)
      if (result.deletedAfter) return
      position = result.pos
    }
    if (positions.includes(position)) found = position
  })
  return found
}
