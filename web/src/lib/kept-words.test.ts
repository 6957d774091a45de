// @vitest-environment happy-dom
import { beforeEach, expect, test } from 'vitest'
import { keepWritten, keyOfWritten, recallWritten, wipeOthersWritten, wipeWritten, writtenBy } from './kept-words.ts'

const [ANNA, BASIA] = (['anna', 'basia'] as const).map((person) => keyOfWritten('reasons', person, 'd')) as [
  string,
  string,
]

beforeEach(() => {
  sessionStorage.clear()
  keepWritten(ANNA, { a: 'Statut.' })
  keepWritten(BASIA, { b: 'Czynsz.' })
  sessionStorage.setItem('other', '1')
})

const left = () => [recallWritten(ANNA), recallWritten(BASIA), sessionStorage.getItem('other')]

test('what somebody was writing goes when they sign out', () => {
  wipeWritten('anna')
  expect(left()).toEqual([null, { b: 'Czynsz.' }, '1'])
})

test('what others were writing goes when somebody else is signed in', () => {
  wipeOthersWritten('anna')
  expect(left()).toEqual([{ a: 'Statut.' }, null, '1'])
})

test('of what was begun only that counts which words would be lost of', () => {
  const keep = (what: Parameters<typeof keyOfWritten>[0], written: object) =>
    keepWritten(keyOfWritten(what, 'celina', 'd'), written)
  keep('remark', { new: { threadId: 't', words: ' ', quote: 'lokal', sent: [] } })
  keep('replies', { t: { commentId: 'c', words: '', sent: ['Tak.'] } })
  keep('edits', { c: { words: 'Komu?', before: 'Komu?', mentions: [] } })
  keep('hidings', { c: '' })
  keep('wordings', { u: { wording: 'Lokale.', base: 'Lokale.', grounds: '', channel: 'PAPER' } })
  expect(writtenBy('celina')).toEqual([])
  keep('edits', { c: { words: 'Komu i kiedy?', before: 'Komu?', mentions: [] } })
  keep('wordings', { u: { wording: 'Lokale.', base: 'Lokale.', grounds: 'Statut.', channel: 'PAPER' } })
  keep('notes', { u: { id: 'n', unitId: 'u', unitName: '§ 1', body: 'Sprawdzić.' } })
  expect(writtenBy('celina').sort()).toEqual(['edits', 'notes', 'wordings'])
  expect(writtenBy('anna')).toEqual(['reasons'])
  expect(writtenBy('nobody')).toEqual([])
})
