import { expect, test } from 'vitest'
import { COLORS, PATTERNS, readAuthors } from './authors.ts'
import type { AuthoredUnit, WordSource } from './authorship-fields.ts'

const source = (person: string | null, organization: string | null): WordSource => ({
  person: person === null ? null : { id: person, name: person.toUpperCase() },
  organization: organization === null ? null : { id: organization, name: organization },
  proposal: null,
  kind: 'EDIT',
  startedAt: '2026-11-25T12:00:00.000Z',
  endedAt: '2026-11-25T12:00:00.000Z',
})

const run = (text: string, at: number | null) => ({ text, source: at, broughtBy: null, version: null })

function unit(id: string, runs: AuthoredUnit['runs'], cells: AuthoredUnit['cells'] = []): AuthoredUnit {
  const kind = cells.length > 0 ? 'TABLE' : 'UST'
  return { id, kind, level: 0, label: '', reference: '', runs, cells }
}

const SOURCES = [source('anna', 'A'), source('jan', 'B'), source('anna', null), source(null, null)]

test('who wrote the most comes first, and each author has a look of their own', () => {
  const units = [unit('a', [run('Ala ', 0), run('ma dużego kota', 1)]), unit('b', [run('i psa', 2), run('?', 3)])]
  const { authors, runs } = readAuthors(units, SOURCES, 'person')
  expect(authors.map(({ number, name, letters }) => [number, name, letters])).toEqual([
    [1, 'JAN', 12],
    [2, 'ANNA', 7],
    [3, null, 1],
  ])
  expect(authors.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1)
  expect(runs.map(({ author, index }) => [index, author.number])).toEqual([
    [0, 2],
    [1, 1],
    [2, 2],
    [3, 3],
  ])
  const looks = Array.from({ length: COLORS * PATTERNS }, (_, index) => `${index % COLORS}/${index % PATTERNS}`)
  expect(new Set(looks).size).toBe(looks.length)
})

test('by organisation the same person may be two, and words of one author go on', () => {
  const units = [unit('a', [run('Ala ', 0), run('ma ', 0), run('kota', 2)])]
  const { authors, lines } = readAuthors(units, SOURCES, 'organization')
  expect(authors.map(({ name }) => name)).toEqual(['A', null])
  expect(lines[0]?.runs.map(({ goesOn }) => goesOn)).toEqual([false, true, false])
})

test('a table is read cell by cell, words of nobody known are counted, and an empty text has no authors', () => {
  const cells = [{ row: 0, column: 0, header: true, runs: [run('Kwota', null)] }]
  const { lines, authors } = readAuthors([unit('t', [], cells)], SOURCES, 'person')
  expect(lines).toMatchObject([{ cell: { row: 0, column: 0, header: true }, runs: [{ author: { id: '' } }] }])
  expect(authors).toMatchObject([{ id: '', name: null, share: 1 }])
  expect(readAuthors([unit('a', [])], SOURCES, 'person')).toMatchObject({ authors: [], runs: [] })
})

test('what the server wrote by itself is nobody’s that is not known, nor of no organisation', () => {
  const sources = [source('anna', null), { ...source(null, null), kind: 'REPAIR' as const }, source(null, null)]
  const units = [unit('a', [run('Ala ma ', 0), run('[…]', 1), run('?', 2)])]
  const called = (by: 'person' | 'organization') =>
    readAuthors(units, sources, by).authors.map(({ name, instead }) => name ?? instead)
  expect(called('person')).toEqual(['ANNA', 'compare.who.system', 'authorship.unknown'])
  expect(called('organization')).toEqual(['authorship.noOrganization', 'compare.who.system'])
})
