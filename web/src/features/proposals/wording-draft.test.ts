import { expect, test } from 'vitest'
import { carriedTo, identityOf, type WordingDraft } from './wording-draft.ts'

const BLANK: WordingDraft = {
  ...{ wording: 'Jest.', base: 'Jest.', grounds: '' },
  ...{ channel: 'FORM', onBehalfOf: '', receivedAt: '' },
}
const PAPER = { channel: 'PAPER', onBehalfOf: 'Jan Kowalski', receivedAt: '2026-10-06' } as const
const WRITTEN = { ...BLANK, wording: 'Będzie.' }

test('a wording is one proposal as long as it says the same in the same name', () => {
  const one = identityOf({ ...WRITTEN, ...PAPER })
  expect(identityOf({ ...WRITTEN, ...PAPER, wording: 'Będzie. ', grounds: 'Bo tak.' })).toBe(one)
  expect(identityOf({ ...WRITTEN, ...PAPER, onBehalfOf: 'Ewa Nowak' })).not.toBe(one)
  expect(identityOf({ ...WRITTEN, ...PAPER, channel: 'FORM' })).toBe(identityOf(WRITTEN))
})

test('grounds go to the chosen unit with their origin', () => {
  const draft = { ...BLANK, ...PAPER, grounds: 'Bo tak.' }
  expect(carriedTo({ ...BLANK, base: 'Było.', wording: 'Było.' }, BLANK, draft)).toEqual({
    ...draft,
    base: 'Było.',
    wording: 'Było.',
  })
  expect(carriedTo(WRITTEN, BLANK, { ...BLANK, grounds: 'Bo tak.' })).toEqual({ ...WRITTEN, grounds: 'Bo tak.' })
})

test('grounds stay where they would take others’ place or get among somebody else’s words, and words always do', () => {
  const draft = { ...BLANK, grounds: 'Bo tak.' }
  expect(carriedTo({ ...WRITTEN, grounds: 'Inne.' }, BLANK, draft)).toBe(null)
  expect(carriedTo({ ...WRITTEN, ...PAPER }, BLANK, draft)).toBe(null)
  expect(carriedTo(WRITTEN, BLANK, { ...draft, ...PAPER })).toBe(null)
  expect(carriedTo(BLANK, BLANK, { ...draft, wording: 'Będzie.' })).toBe(null)
  expect(carriedTo(WRITTEN, BLANK, BLANK)).toBe(null)
})
