import { BODY, createDocument, firstItem, isMarker, writeContent } from '@app/server/document'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { changesPiece } from './composed-line.ts'

/** Three blocks; the marker of the second is at 5. In it „Raz dwa” is the piece. */
const WORDS = ['Nic.', 'Oto Raz dwa.', 'Koniec.']
const LINE = 5
const PIECE = { from: 4, to: 11 }

function lineIn(text: Y.Text): Parameters<typeof changesPiece>[1] {
  let at = LINE
  let item = firstItem(text)
  for (; item !== null && at > 0; item = item.right) if (!item.deleted && item.countable) at -= item.length
  if (item === null || !isMarker(item)) throw new Error('There is no marker')
  return { text, marker: item }
}

/** The update that somebody else's change makes, and whether it changes the piece. */
function changesIt(change: (text: Y.Text) => void): boolean {
  const mine = createDocument()
  const content = WORDS.map((text, at) => {
    return { type: 'block' as const, id: `b${at}`, kind: 'paragraph' as const, level: 0, content: [{ text }] }
  })
  writeContent(mine.getText(BODY), content)
  const theirs = createDocument()
  Y.applyUpdate(theirs, Y.encodeStateAsUpdate(mine))
  const updates: Uint8Array[] = []
  theirs.on('update', (update: Uint8Array) => updates.push(update))
  theirs.transact(() => change(theirs.getText(BODY)))
  return changesPiece(Y.mergeUpdates(updates), lineIn(mine.getText(BODY)), PIECE)
}

const marker = () => new Y.Map([['id', 'new']])

test.each<[string, boolean, (text: Y.Text) => void]>([
  ['words before its first', false, (text) => text.insert(LINE + 5, 'I ')],
  ['words behind its last', false, (text) => text.insert(LINE + 12, ' trzy')],
  ['words further before', false, (text) => text.insert(LINE + 1, 'I ')],
  ['words between its words', true, (text) => text.insert(LINE + 8, ' i')],
  ['a word of it taken out', true, (text) => text.delete(LINE + 5, 4)],
  ['its last letter taken out', true, (text) => text.delete(LINE + 11, 1)],
  ['the word before it taken out', false, (text) => text.delete(LINE + 1, 4)],
  ['the full stop behind it taken out', false, (text) => text.delete(LINE + 12, 1)],
  ['a block begun before the line’s first word', true, (text) => text.insertEmbed(LINE + 1, marker())],
  ['a block begun before its first word', true, (text) => text.insertEmbed(LINE + 5, marker())],
  ['a block begun between its words', true, (text) => text.insertEmbed(LINE + 8, marker())],
  ['a block begun behind the line’s last word', true, (text) => text.insertEmbed(LINE + 13, marker())],
  ['the beginning of its block taken away', true, (text) => text.delete(LINE, 1)],
  ['the beginning of the next block taken away', true, (text) => text.delete(LINE + 13, 1)],
  ['one of its words made bold', true, (text) => text.format(LINE + 5, 3, { bold: true })],
  ['the whole line made bold', false, (text) => text.format(LINE + 1, 12, { bold: true })],
  ['words in the block above', false, (text) => text.insert(2, 'c')],
  ['words taken out of the block below', false, (text) => text.delete(LINE + 14, 3)],
  ['a block begun further below', false, (text) => text.insertEmbed(LINE + 16, marker())],
])('%s: %s', (_, expected, change) => {
  expect(changesIt(change)).toBe(expected)
})

test('is asked again after each letter: what somebody types before it comes in letter by letter', () => {
  const typed = (text: Y.Text): void => {
    for (const [at, letter] of [...'Cudze '].entries()) text.insert(LINE + 5 + at, letter)
  }
  expect(changesIt(typed)).toBe(false)
})
