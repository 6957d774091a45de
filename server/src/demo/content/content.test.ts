import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { BODY, createDocument, readContent } from '../../document/index.ts'
import { contentToText } from '../../document/plain-text.ts'
import { toContent } from '../../templates/outline.ts'
import { typeset } from '../../templates/typography.ts'
import { appendBlock, reword } from '../write.ts'
import { BUDGET, budgetTotal, zlotys } from './budget.ts'
import { type DemoDocument, DOCUMENTS, ORGANIZATIONS, organizationOf } from './index.ts'
import { PROGRAMME_2027 } from './programme.ts'

const GOLDEN = readFileSync(new URL('programme.golden.txt', import.meta.url), 'utf8')

function finalText(document: DemoDocument): string {
  const text = createDocument().getText(BODY)
  const drafts = document.writings.flatMap(({ blocks }) => blocks)
  for (const block of toContent(drafts, 'b')) appendBlock(text, block)
  for (const { find, replacement } of document.rewordings) reword(text, typeset(find), typeset(replacement))
  return contentToText(readContent(text))
}

it('the programme, labels included, reads exactly as it was agreed', () => {
  expect(`${finalText(PROGRAMME_2027).replaceAll('\u00a0', ' ')}\n`).toBe(GOLDEN)
})

it('the programme keeps its one-letter words and references unbroken', () => {
  expect(finalText(PROGRAMME_2027)).not.toMatch(/(?<![\p{L}\d])[aiouwz] |§ \d|ust\. \d|\d zł/iu)
})

it('the budget adds up to 44 000 000 zł, in grosze', () => {
  expect(budgetTotal()).toBe(4_400_000_000n)
  expect(zlotys(budgetTotal())).toBe('44\u00a0000\u00a0000\u00a0zł')
  expect(BUDGET.every(({ grosze }) => grosze % 100n === 0n)).toBe(true)
})

it('names sort the Polish way: C before Ć, L before Ł, S before Ś, Z before Ź before Ż', () => {
  const names = ORGANIZATIONS.flatMap(({ people }) => people.map(({ name }) => name)).sort(
    new Intl.Collator('pl').compare,
  )
  const place = (name: string) => names.indexOf(name)
  for (const [earlier, later] of [
    ['Bożena Schodek', 'Ćwiklina Ławeczka'],
    ['Ćwiklina Ławeczka', 'Daniel Przęsło'],
    ['Ludwika Dzwonek', 'Łucja Gzymsik'],
    ['Łucja Gzymsik', 'Mikołaj Rampa'],
    ['Roch Wiata', 'Ścibor Kafelek'],
    ['Ścibor Kafelek', 'Tadeusz Kluczyński-Wymyślny'],
    ['Zenon Wycieraczka', 'Źdźbława Szuflada'],
    ['Źdźbława Szuflada', 'Żaneta Poręcz'],
  ] as const) {
    expect(place(earlier)).toBeGreaterThanOrEqual(0)
    expect(place(earlier)).toBeLessThan(place(later))
  }
})

it('people are unique, have no real address, and everybody who writes belongs somewhere', () => {
  const people = ORGANIZATIONS.flatMap((organization) => organization.people)
  expect(new Set(people.map(({ id }) => id)).size).toBe(people.length)
  expect(people.every(({ email }) => /^[a-z.-]+@example\.org$/.test(email))).toBe(true)
  for (const { writings, rewordings, createdBy } of DOCUMENTS) {
    for (const { by } of [...writings, ...rewordings, { by: createdBy }]) expect(organizationOf(by)).toMatch(/^o\d\d$/)
  }
})

it('texts grow forward in time', () => {
  for (const { createdAt, writings, rewordings } of DOCUMENTS) {
    const moments = [createdAt, ...writings.map(({ at }) => at), ...rewordings.map(({ at }) => at)]
    const times = moments.map((moment) => Date.parse(moment))
    expect(times).toEqual([...times].sort((left, right) => left - right))
  }
})
