// @vitest-environment happy-dom
import { beforeEach, expect, test } from 'vitest'
import { keepWritten, keyOfWritten, recallWritten, wipeOthersWritten, wipeWritten } from './kept-words.ts'

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
