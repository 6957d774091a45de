import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { canonicalHash, canonicalJson, plainTextOf } from './canonical.ts'
import type { DocumentContent } from './content.ts'

/** The test vector of `sync/PROTOCOL.md`. */
const VECTOR: DocumentContent = [
  {
    type: 'block',
    id: 'a1',
    kind: 'section',
    level: 0,
    content: [
      { text: 'Zażółć ' },
      { text: 'gęślą', formats: { bold: true, comment: ['w'] } },
      { text: ' jaźń', formats: { bold: true } },
    ],
  },
  {
    type: 'block',
    id: 'a2',
    kind: 'number',
    level: 1,
    content: [
      { text: 'stare', formats: { del: ['p'] } },
      { text: 'nowe', formats: { ins: ['p'] } },
      { lineBreak: true },
      { text: 'strona', formats: { link: 'https://example.org/' } },
    ],
  },
  { type: 'block', id: 'a3', kind: 'paragraph', level: 2, content: [], proposed: { ins: 'p' } },
  {
    type: 'table',
    id: 'a4',
    rows: [
      {
        id: 'r',
        cells: [
          { id: 'c', header: true, content: [{ text: 'Kwota' }] },
          { id: 'd', header: true, content: [] },
        ],
      },
    ],
  },
]
const JSON_OF_VECTOR =
  '{"blocks":[{"content":[{"text":"Zażółć "},{"formats":{"bold":true},"text":"gęślą jaźń"}],"kind":"section","level":0,"type":"block"},{"content":[{"text":"stare"},{"lineBreak":true},{"formats":{"link":"https://example.org/"},"text":"strona"}],"kind":"number","level":1,"type":"block"},{"rows":[[{"content":[{"text":"Kwota"}],"header":true},{"content":[],"header":true}]],"type":"table"}],"v":1}'

/** Any JSON with its keys sorted, by another way than the product's. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  )
}

describe('the canonical text', () => {
  test('is the published vector, byte for byte', () => {
    expect(canonicalJson(VECTOR)).toBe(JSON_OF_VECTOR)
    expect(canonicalHash(VECTOR)).toBe(createHash('sha256').update(JSON_OF_VECTOR, 'utf8').digest('hex'))
    expect(canonicalHash(VECTOR)).toBe('b5a733ff49ae386bb59b92b48ceff2b1fa99a373dc84ae299fdf18416969dbc4')
  })

  test('is what the protocol says', () => {
    const protocol = readFileSync(new URL('../sync/PROTOCOL.md', import.meta.url), 'utf8')
    expect(/```text\n(.+)\n```/.exec(protocol)?.[1]).toBe(JSON_OF_VECTOR)
    expect(protocol).toContain(canonicalHash(VECTOR))
  })

  test('has sorted keys everywhere', () => {
    expect(JSON.stringify(sorted(JSON.parse(JSON_OF_VECTOR)))).toBe(JSON_OF_VECTOR)
  })

  test('says nothing of ids, remarks, proposals and levels nobody sees', () => {
    const [first, second, , table] = VECTOR as [DocumentContent[0], DocumentContent[0], unknown, DocumentContent[0]]
    const other = [
      { ...first, id: 'x' },
      { ...second, id: 'y' },
      { ...table, id: 'z' },
    ]
    expect(canonicalHash(other)).toBe(canonicalHash(VECTOR))
    const levelled = VECTOR.map((block) => (block.id === 'a1' ? { ...block, level: 3 } : block))
    expect(canonicalHash(levelled)).toBe(canonicalHash(VECTOR))
  })

  test('changes with words, looks, kinds and levels that are seen', () => {
    const changes: DocumentContent[] = [
      VECTOR.map((block) => (block.id === 'a1' && block.type === 'block' ? { ...block, kind: 'ust' as const } : block)),
      VECTOR.map((block) => (block.id === 'a2' ? { ...block, level: 2 } : block)),
      VECTOR.map((block) => (block.id === 'a1' ? { ...block, content: [{ text: 'Zażółć gęślą jaźń' }] } : block)),
      VECTOR.slice(0, 2),
    ]
    expect(new Set([VECTOR, ...changes].map(canonicalHash)).size).toBe(5)
  })

  test('keeps the ids of blocks for who reads it', () => {
    expect(plainTextOf(VECTOR).map(({ id }) => id)).toEqual(['a1', 'a2', 'a4'])
  })
})
