import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { BODY, createDocument, type DocumentContent, readContent, repair, textHash, writeContent } from './index.ts'
import { newRow, newTable } from './write-content.ts'

const CONTENT: DocumentContent = [
  { type: 'block', id: 'tytul', kind: 'heading', level: 1, content: [{ text: 'Uchwała' }] },
  {
    type: 'block',
    id: 'b2',
    kind: 'pkt',
    level: 0,
    content: [
      { text: 'zażółć ' },
      { text: 'gęślą', formats: { bold: true, link: 'https://example.org/a' } },
      { lineBreak: true },
      { text: 'jaźń', formats: { comment: ['c1', 'c2'], del: ['p1'] } },
    ],
  },
  {
    type: 'table',
    id: 't1',
    rows: [
      {
        id: 'r1',
        cells: [
          { id: 'k1', header: true, content: [{ text: 'Zadanie' }] },
          { id: 'k2', header: true, content: [{ text: 'Kwota', formats: { bold: true } }] },
        ],
      },
      {
        id: 'r2',
        cells: [
          { id: 'k1', header: false, content: [{ text: 'Warsztaty' }, { lineBreak: true }, { text: 'letnie' }] },
          { id: 'k2', header: false, content: [] },
        ],
      },
    ],
  },
  { type: 'block', id: 'b3', kind: 'paragraph', level: 0, content: [] },
]

function written(content: DocumentContent = CONTENT): Y.Doc {
  const doc = createDocument()
  doc.transact(() => writeContent(doc.getText(BODY), content))
  return doc
}

test('content comes back as it was written', () => {
  expect(readContent(written().getText(BODY))).toEqual(CONTENT)
})

test('an empty text reads as one empty paragraph and is not written to', () => {
  const doc = createDocument()
  expect(readContent(doc.getText(BODY))).toEqual([{ type: 'block', id: '~', kind: 'paragraph', level: 0, content: [] }])
  expect(Y.encodeStateVector(doc)).toEqual(Y.encodeStateVector(createDocument()))
})

test('text before the first marker and after a table stands in implicit paragraphs', () => {
  const doc = written()
  const text = doc.getText(BODY)
  text.insert(text.length - 1, 'za tabelą')
  text.insert(0, 'na początku')
  const blocks = readContent(text).map((block) => [block.type, block.id])
  expect(blocks).toEqual([
    ['block', '~'],
    ['block', 'tytul'],
    ['block', 'b2'],
    ['table', 't1'],
    ['block', '~t1'],
    ['block', 'b3'],
  ])
})

test('a format does not pass the fence of a marker, unless Enter split the run', () => {
  const doc = createDocument()
  const text = doc.getText(BODY)
  const marker = (id: string, flow: boolean) => {
    const map = new Y.Map<unknown>([
      ['id', id],
      ['kind', 'paragraph'],
      ['level', 0],
    ])
    if (flow) map.set('flow', 1)
    return map
  }
  text.applyDelta([
    { insert: marker('a', false) },
    { insert: 'jeden' },
    { insert: marker('b', true) },
    { insert: 'dwa' },
    { insert: marker('c', false) },
    { insert: 'trzy' },
  ])
  text.format(1, text.length - 1, { bold: true })
  const formats = readContent(text).map((block) => block.type === 'block' && block.content[0]?.formats)
  expect(formats).toEqual([{ bold: true }, { bold: true }, undefined])
})

test('unknown formats and values that are not allowed are kept and not shown', () => {
  const doc = written()
  const text = doc.getText(BODY)
  text.format(1, 3, { future: 7, link: { href: 'javascript:alert(1)' } })
  expect(readContent(text)).toEqual(CONTENT)
  expect(JSON.stringify(text.toDelta())).toContain('future')
})

test('repair gives repeated ids new ones, the same on every server, and changes nothing the second time', () => {
  const doc = written()
  const text = doc.getText(BODY)
  const repeated = new Y.Map<unknown>([
    ['id', 'b2'],
    ['kind', 'quote'],
    ['level', 0],
  ])
  text.insertEmbed(text.length, repeated)
  const twin = createDocument()
  Y.applyUpdate(twin, Y.encodeStateAsUpdate(doc))
  for (const each of [doc, twin]) {
    expect(repair(each)).toBe(true)
    expect(repair(each)).toBe(false)
  }
  const ids = readContent(text).map((block) => block.id)
  expect(new Set(ids).size).toBe(ids.length)
  expect(textHash(text)).toBe(textHash(twin.getText(BODY)))
})

test('a row and a column inserted at the same time lack a cell: shown empty, made by repair', () => {
  const doc = createDocument()
  const text = doc.getText(BODY)
  const row = newRow({ id: 'r1', header: false, cells: [['k1', new Y.Text('tak')]] })
  text.insertEmbed(0, newTable({ id: 't', columns: ['k1', 'k2'], rows: [row] }))
  const cells = () => readContent(text).flatMap((block) => (block.type === 'table' ? block.rows[0]?.cells : []))
  expect(cells()).toEqual([
    { id: 'k1', header: false, content: [{ text: 'tak' }] },
    { id: 'k2', header: false, content: [] },
  ])
  expect(repair(doc)).toBe(true)
  expect(cells()).toHaveLength(2)
  expect(repair(doc)).toBe(false)
})

test('a table without rows is shown as a paragraph', () => {
  const doc = createDocument()
  const text = doc.getText(BODY)
  text.insertEmbed(0, newTable({ id: 't', columns: ['k1'], rows: [] }))
  expect(readContent(text)).toEqual([{ type: 'block', id: 't', kind: 'paragraph', level: 0, content: [] }])
})
