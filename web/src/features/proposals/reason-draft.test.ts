import { expect, test } from 'vitest'
import { declinedIn, decliningOf, hidingOf, placeOfReason, saidMeanwhile, toDraft, unsaid } from './reason-draft.ts'

const SAID = { title: 'Lokale', grounds: 'Bo tak.' }

test('a reason is found for the same ones in whichever order, and for those of them that are left', () => {
  const written = { [hidingOf('a')]: 'Obraża.', [decliningOf(['c', 'b', 'a'])]: 'Statut.' }
  expect(placeOfReason(decliningOf(['b', 'a', 'c']), written)).toBe(decliningOf(['a', 'b', 'c']))
  expect(placeOfReason(decliningOf(['c']), written)).toBe(decliningOf(['a', 'b', 'c']))
  expect(placeOfReason(decliningOf(['c']), { ...written, [decliningOf(['c'])]: 'Inny.' })).toBe(decliningOf(['c']))
})

test('a reason is no other one’s, and why something is hidden is not why it is declined', () => {
  const written = { [hidingOf('a')]: 'Obraża.', [decliningOf(['b'])]: 'Statut.' }
  expect(placeOfReason(decliningOf(['a']), written)).toBe(null)
  expect(placeOfReason(decliningOf(['a', 'b']), written)).toBe(null)
  expect(placeOfReason(hidingOf('b'), written)).toBe(null)
})

test('of a description only what was written is kept, until it is what is said', () => {
  expect(unsaid({ grounds: 'Bo inaczej.' }, SAID)).toEqual({ grounds: 'Bo inaczej.' })
  expect(unsaid({ title: '', grounds: 'Bo tak.' }, SAID)).toEqual({ title: '' })
  expect(unsaid(SAID, SAID)).toBe(null)
  expect(unsaid({}, SAID)).toBe(null)
})

test('what is declined is told from what is hidden', () => {
  expect([declinedIn(decliningOf(['b', 'a'])), declinedIn(hidingOf('a'))]).toEqual([['a', 'b'], undefined])
})

test('of a description only what was written is kept, with what it was begun on, however often it is written on', () => {
  const begun = toDraft({ ...SAID, grounds: 'Bo inaczej.' }, {}, SAID)
  expect(begun).toEqual({ grounds: 'Bo inaczej.', was: { grounds: 'Bo tak.' } })
  const since = { title: 'Lokale gminne', grounds: 'Krótko.' }
  const more = toDraft({ title: 'Lokale gminne', grounds: 'Bo jeszcze inaczej.' }, begun ?? {}, since)
  expect(more).toEqual({ grounds: 'Bo jeszcze inaczej.', was: { grounds: 'Bo tak.' } })
  expect(toDraft(since, more ?? {}, since)).toBe(null)
})

test('what is said in place of what was written over is shown, and nothing else', () => {
  const draft = { grounds: 'Bo inaczej. ', was: { grounds: 'Bo tak.' } }
  expect(saidMeanwhile(draft, SAID)).toBe(null)
  expect(saidMeanwhile(draft, { title: 'Inne', grounds: 'Bo tak.' })).toBe(null)
  expect(saidMeanwhile(draft, { title: 'Inne', grounds: 'Krótko.' })).toEqual({ grounds: 'Krótko.' })
  expect(saidMeanwhile(draft, { title: 'Lokale', grounds: 'Bo inaczej.' })).toBe(null)
  // What an older page kept does not say what it was begun on.
  expect(saidMeanwhile({ title: 'Mój' }, SAID)).toEqual({ title: 'Lokale' })
})
