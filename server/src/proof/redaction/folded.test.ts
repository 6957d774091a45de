import { expect, test } from 'vitest'
import { fold, placesOf } from './folded.ts'
import { occurrences, stretchesInExcerpt, stretchesOf } from './secret-words.ts'

const NAME = 'Żaneta Kowalska'
const SHY = '\u00AD'

/** What is left of a text, with a dot for each sign that goes. */
function left(text: string, secret = NAME): string {
  return stretchesOf(text, secret).reduce(
    (rest, [start, length]) => rest.slice(0, start) + '.'.repeat(length) + rest.slice(start + length),
    text,
  )
}

test.each([
  ['as it is', `a ${NAME} b`, 'a ............... b'],
  ['with letters and their marks apart', `a ${NAME.normalize('NFD')} b`, 'a ................ b'],
  [
    'with signs that nobody sees',
    `a Ża${SHY}neta Ko\u200Bwal\u200Dska${SHY} b`,
    `a .................. b`.replace(' b', `${SHY} b`),
  ],
  ['with more spaces than one', 'a Żaneta \u00A0 Kowalska b', 'a ................. b'],
  ['over the end of a line', 'a Żaneta\r\nKowalska b', 'a ................ b'],
  ['with an unseen sign between a letter and its mark', `a Z${SHY}\u0307aneta Kowalska b`, 'a ................. b'],
])('words are found %s, and all of their signs go and no others', (_how, text, expected) => {
  expect(left(text)).toBe(expected)
})

test('words are not found where a mark makes another letter of their last one', () => {
  expect(occurrences('Żanetą Kowalską'.normalize('NFD'), NAME)).toEqual([])
  expect(occurrences('Żaneta Kowalską'.normalize('NFD'), 'Żaneta Kowalska')).toEqual([])
  expect(occurrences('Zaneta Kowalska', NAME)).toEqual([])
  expect(left('Kowalsk\u0302', 'Kowalsk')).toBe('........')
})

test('marks that stand in another order make the same letter', () => {
  expect(occurrences('Vi\u00EA\u0323t Nam', 'Vi\u1EC7t Nam')).toEqual([0])
  expect(occurrences('Vi\u1EC7t Nam', 'Vie\u0302\u0323t')).toEqual([0])
})

test('letters that are printed as one are the letters', () => {
  expect(left('Pan \uFB01lip \uFB02is', 'Filip Flis')).toBe('Pan ........')
})

test('parts of words that a cut-out text holds are whole letters', () => {
  expect(stretchesInExcerpt('koniec: Żan'.normalize('NFD'), NAME)).toEqual([])
  expect(stretchesInExcerpt('koniec: Żane'.normalize('NFD'), NAME)).toEqual([[8, 5]])
  expect(stretchesInExcerpt(`al${SHY}ska i dalej`, NAME)).toEqual([[0, 6]])
})

test('every sign of what is folded has its place', () => {
  const signs = [...'aŻż ß\u00AD\u0307\u0323ęİΣς\u1EC7ﬁ\n\t\u00A0\u2011…가각', '\u{1D15E}', '\uD800', '\u034F']
  let state = 7
  for (let round = 0; round < 2_000; round += 1) {
    const text = Array.from({ length: round % 12 }, () => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
      return signs[state % signs.length] ?? ''
    }).join('')
    expect([text, placesOf(text).length]).toEqual([text, fold(text).length])
  }
})
