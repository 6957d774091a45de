import type { Node } from '@tiptap/pm/model'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { enter } from '../../web/src/features/editor/extensions/split-join.ts'
import { block, type HeadlessEditor, Pair, schema } from './editors.ts'
import { runLeakSession } from './leak-session.ts'

const SEEDS = 40
const bold = schema.mark('bold')

function boldText(doc: Node): string {
  let text = ''
  doc.descendants((node) => {
    if (node.isText && bold.isInSet(node.marks)) text += node.text
  })
  return text
}

/** Takes out, behind the editor's back, what ends the first bold run: as the other side's Yjs would. */
function deleteFirstCloser(editor: HeadlessEditor): void {
  editor.doc.transact((transaction) => {
    let item = editor.binding.text._start
    while (item && !(item.content instanceof Y.ContentFormat && item.content.value === null)) item = item.right
    item?.delete(transaction)
  }, 'remote')
}

test('a format that lost its end stops at the next block', () => {
  const pair = new Pair([block('raz dwa'), block('trzy')])
  pair.a.edit((tr) => tr.addMark(5, 8, bold))
  deleteFirstCloser(pair.a)
  expect(boldText(pair.a.state.doc)).toBe('dwa')
  pair.destroy()
})

test('Enter inside a formatted run keeps both halves formatted, and the next block plain', () => {
  const pair = new Pair([block('raz dwa'), block('trzy')])
  pair.a.edit((tr) => tr.addMark(1, 8, bold))
  pair.a.select(4)
  pair.a.edit((tr) => void enter(pair.a.state, tr))
  expect(boldText(pair.b.state.doc)).toBe('raz dwa')
  expect(pair.b.state.doc.childCount).toBe(3)
  pair.destroy()
})

test('our writer adds format items and never deletes one', () => {
  const pair = new Pair([block('raz dwa trzy')])
  const deleted: string[] = []
  pair.a.doc.on('afterTransaction', (transaction) => {
    Y.iterateDeletedStructs(transaction, transaction.deleteSet, (struct) => {
      if (struct instanceof Y.Item) deleted.push(struct.content.constructor.name)
    })
  })
  pair.a.edit((tr) => tr.addMark(5, 8, bold))
  pair.a.edit((tr) => tr.removeMark(6, 7, bold))
  pair.a.edit((tr) => tr.addMark(1, 13, bold))
  pair.a.edit((tr) => tr.delete(4, 10))
  pair.a.edit((tr) => tr.removeMark(1, 7, bold))
  expect(deleted).toContain('ContentString')
  expect(deleted).not.toContain('ContentFormat')
  pair.destroy()
})

test('undo leaves the end of a format in place, because somebody may have opened it again inside', () => {
  const pair = new Pair([block('raz dwa trzy')])
  pair.a.binding.undo.stopCapturing()
  pair.a.edit((tr) => tr.addMark(5, 8, bold))
  pair.separate()
  pair.b.edit((tr) => tr.removeMark(6, 7, bold))
  pair.a.binding.undo.undo()
  expect(boldText(pair.a.state.doc)).toBe('')
  pair.meet()
  expect(pair.a.state.doc.eq(pair.b.state.doc)).toBe(true)
  expect(boldText(pair.a.state.doc)).toBe('a')
  pair.destroy()
})

test(`${SEEDS} seeded sessions of three proposers: no format covers what nobody laid it on`, () => {
  for (let seed = 1; seed <= SEEDS; seed++) expect(() => runLeakSession(seed), `seed ${seed}`).not.toThrow()
})
