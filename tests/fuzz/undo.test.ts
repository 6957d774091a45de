import { BODY, createDocument, repair } from '@app/server/document'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { block, fill, HeadlessEditor } from './editors.ts'

interface Person {
  editor: HeadlessEditor
  undoneTwice: number
  movedTwice: number
}

/** Two people at one text, who meet only when told to. */
function people(...texts: string[]): [Person, Person] {
  const first = person(createDocument())
  fill(
    first.editor,
    texts.map((text) => block(text)),
  )
  const second = person(createDocument())
  meet(first, second)
  first.editor.binding.undo.clear()
  return [first, second]
}

function person(doc: Y.Doc): Person {
  const made: Partial<Person> = { undoneTwice: 0, movedTwice: 0 }
  made.editor = new HeadlessEditor(doc, {
    onDoubled: (how) => {
      if (how === 'undone') made.undoneTwice = (made.undoneTwice ?? 0) + 1
      else made.movedTwice = (made.movedTwice ?? 0) + 1
    },
  })
  return made as Person
}

function meet(a: Person, b: Person): void {
  for (const [from, to] of [
    [a, b],
    [b, a],
  ] as const) {
    const missing = Y.encodeStateAsUpdate(from.editor.doc, Y.encodeStateVector(to.editor.doc))
    Y.applyUpdate(to.editor.doc, missing, 'remote')
  }
  expect(a.editor.state.doc.toJSON()).toEqual(b.editor.state.doc.toJSON())
}

test('two people who undo the same deletion get the text twice, and are told', () => {
  const [a, b] = people('raz dwa trzy')
  for (const { editor } of [a, b]) editor.edit((tr) => tr.delete(5, 8))
  meet(a, b)
  for (const { editor } of [a, b]) editor.binding.undo.undo()
  meet(a, b)
  expect(a.editor.state.doc.textContent).toBe('raz dwadwa trzy')
  expect([a.undoneTwice, b.undoneTwice]).toEqual([1, 1])
})

test('they are told although one of them wrote on before they met', () => {
  const [a, b] = people('raz dwa trzy')
  for (const { editor } of [a, b]) editor.edit((tr) => tr.delete(5, 8))
  meet(a, b)
  for (const { editor } of [a, b]) editor.binding.undo.undo()
  a.editor.edit((tr) => tr.insertText('!', 8))
  meet(a, b)
  expect(a.editor.state.doc.textContent).toMatch(/^raz dwa!?dwa!? trzy$/)
  expect([a.undoneTwice, b.undoneTwice]).toEqual([1, 1])
})

test('they are told too where one undid the deletion and the other did again what they had undone', () => {
  const [a, b] = people('raz trzy')
  b.editor.edit((tr) => tr.insertText('dwa ', 5))
  meet(a, b)
  a.editor.edit((tr) => tr.delete(5, 9))
  b.editor.binding.undo.undo()
  meet(a, b)
  a.editor.binding.undo.undo()
  b.editor.binding.undo.redo()
  meet(a, b)
  expect(a.editor.state.doc.textContent).toBe('raz dwa dwa trzy')
  expect([a.undoneTwice, b.undoneTwice]).toEqual([1, 1])
})

/** Puts the first block behind all others, as a drag does. */
function moveFirst({ editor }: Person): void {
  editor.edit((tr) => {
    const moved = tr.doc.child(0)
    tr.delete(0, moved.nodeSize).insert(tr.doc.content.size, moved)
  })
}

test('two people who move the same block have it twice, and are told', () => {
  const [a, b] = people('raz', 'dwa')
  moveFirst(a)
  moveFirst(b)
  meet(a, b)
  expect(a.editor.state.doc.textContent).toBe('dwarazraz')
  expect([a.movedTwice, b.movedTwice]).toEqual([1, 1])
  expect([a.undoneTwice, b.undoneTwice]).toEqual([0, 0])
})

test('one who moves a block, and then another, is told nothing, and neither is who only reads', () => {
  const [a, b] = people('raz', 'dwa')
  moveFirst(a)
  meet(a, b)
  moveFirst(b)
  meet(a, b)
  expect(a.editor.state.doc.textContent).toBe('razdwa')
  expect([a.movedTwice, b.movedTwice]).toEqual([0, 0])
})

test('one who undoes a deletion, and writes the same word beside it, is told nothing', () => {
  const [a, b] = people('raz dwa trzy')
  a.editor.edit((tr) => tr.delete(5, 8))
  a.editor.binding.undo.undo()
  meet(a, b)
  b.editor.edit((tr) => tr.insertText(' oraz ', 8))
  meet(a, b)
  expect([a.undoneTwice, b.undoneTwice]).toEqual([0, 0])
})

test('undo leaves what others wrote meanwhile', () => {
  const [a, b] = people('raz', 'dwa')
  a.editor.edit((tr) => tr.insertText('moje ', 1))
  b.editor.edit((tr) => tr.insertText('twoje ', 1).insertText('!', tr.doc.content.size - 1))
  meet(a, b)
  a.editor.binding.undo.undo()
  meet(a, b)
  expect(a.editor.state.doc.textContent).toBe('twoje razdwa!')
})

test('undo brings the selection back to where the change was, past what others wrote', () => {
  const [a, b] = people('raz dwa trzy', 'koniec')
  a.editor.select(5, 8)
  a.editor.edit((tr) => tr.deleteSelection())
  a.editor.select(16)
  b.editor.edit((tr) => tr.insertText('na początku ', 1))
  meet(a, b)
  a.editor.binding.undo.undo()
  const { from, to } = a.editor.state.selection
  expect(a.editor.state.doc.textBetween(from, to)).toBe('dwa')
})

test('the server’s repair of repeated ids reaches the editors as attributes, and no text is made again', () => {
  const [a, b] = people('raz', 'dwa', 'trzy')
  for (const { editor } of [a, b]) editor.edit((tr) => tr.delete(5, 10))
  meet(a, b)
  for (const { editor } of [a, b]) editor.binding.undo.undo()
  meet(a, b)
  expect(a.editor.state.doc.children.map((node) => node.textContent)).toEqual(['raz', '', 'dwadwa', 'trzy'])
  expect(repair(a.editor.doc)).toBe(true)
  meet(a, b)
  const ids = b.editor.state.doc.children.map((node) => node.attrs.id)
  expect(new Set(ids).size).toBe(ids.length)
  expect(b.editor.doc.getText(BODY).toString().length).toBe(13)
})
