import { BODY } from '@app/server/document'
import { expect, test } from 'vitest'
import { block, fill } from './editors.ts'
import { Ledger } from './ledger.ts'
import { Member } from './member.ts'
import { FuzzServer } from './server.ts'

/** Two people who both dragged the block „ab” to the end, so that it stands there twice: the copies of each. */
function draggedTwice() {
  const server = new FuzzServer()
  const ledger = new Ledger()
  const first = new Member(server, 1)
  ledger.book(first, 'edit', () => fill(first.editor, [block('ab'), block('cd')]))
  first.send()
  const second = new Member(server, 2)
  for (const member of [first, second]) ledger.book(member, 'move', () => dragFirstToEnd(member))
  for (let round = 0; round < 2; round++) for (const member of [first, second]) exchange(member)
  expect(first.editor.state.doc.textContent).toBe('cdabab')
  return { server, ledger, first, second }
}

function dragFirstToEnd({ editor }: Member): void {
  editor.edit((tr) => {
    const moved = tr.doc.child(0)
    tr.delete(0, moved.nodeSize)
    tr.insert(tr.doc.content.size, moved)
  })
}

function exchange(member: Member): void {
  member.send()
  member.receive()
}

function deleteBlock({ editor }: Member, index: number): void {
  const { doc } = editor.state
  const start = doc.children.slice(0, index).reduce((size, node) => size + node.nodeSize, 0)
  editor.edit((tr) => tr.delete(start, start + doc.child(index).nodeSize))
}

test('two copies of a text that two people deleted, one each, are not lost', () => {
  const { server, ledger, first, second } = draggedTwice()
  ledger.book(first, 'type', () => deleteBlock(first, 1))
  ledger.book(second, 'type', () => deleteBlock(second, 2))
  for (let round = 0; round < 2; round++) for (const member of [first, second]) exchange(member)
  const text = first.editor.state.doc.textContent
  expect(text).toBe('cd')
  expect(ledger.complaints(text, server.doc)).toEqual([])
})

test('a copy that nobody deleted is lost, though somebody deleted the other one', () => {
  const { server, ledger, first } = draggedTwice()
  ledger.book(first, 'type', () => deleteBlock(first, 1))
  first.send()
  expect(ledger.complaints('cdab', server.doc)).toEqual([])
  const text = server.doc.getText(BODY)
  text.delete(text.length - 1, 1)
  expect(ledger.complaints('cda', server.doc)).toEqual(['lost b'])
})
