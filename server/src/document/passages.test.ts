import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import type { Block, DocumentContent } from './content.ts'
import {
  BODY,
  createDocument,
  describePassage,
  findAnchors,
  findPassage,
  overlayPassage,
  passageOfBlock,
  readContent,
  readPlaceLines,
  removeFormat,
  writeContent,
} from './index.ts'

const paragraph = (id: string, text: string): Block => ({
  type: 'block',
  id,
  kind: 'paragraph',
  level: 0,
  content: text === '' ? [] : [{ text }],
})
const TABLE: Block = {
  type: 'table',
  id: 't',
  rows: [
    { id: 'r1', cells: ['Lp.', 'Kwota'].map((text, at) => ({ id: `c${at}`, header: true, content: [{ text }] })) },
    { id: 'r2', cells: ['1', '44 zł'].map((text, at) => ({ id: `c${at}`, header: false, content: [{ text }] })) },
  ],
}

function open(content: DocumentContent): Y.Text {
  const doc = createDocument()
  const text = doc.getText(BODY)
  doc.transact(() => writeContent(text, content))
  return text
}

/** As an editor makes it: behind the character, or behind the marker at the start of a line. */
function at(text: Y.Text, line: number, offset: number): Uint8Array {
  const found = readPlaceLines(text)[line]
  if (found === undefined) throw new Error('no such line')
  let index = offset
  for (let item = found.text._start; item !== null && found.marker !== null; item = item.right) {
    if (!item.deleted && item.countable) index += item.length
    if (item === found.marker) break
  }
  return Y.encodeRelativePosition(Y.createRelativePositionFromTypeIndex(found.text, index, -1))
}

describe('a passage', () => {
  it('is found between two positions in either order, and quoted', () => {
    const text = open([paragraph('a', 'Ala ma kota.'), paragraph('b', 'Kot ma Alę.')])
    for (const [anchor, head] of [
      [at(text, 0, 4), at(text, 1, 3)],
      [at(text, 1, 3), at(text, 0, 4)],
    ] as const) {
      const passage = findPassage(text, anchor, head)
      if (passage === null) throw new Error('not found')
      expect(describePassage(text, passage)).toEqual({
        blockId: 'a',
        quote: 'ma kota.\nKot',
        before: 'Ala ',
        after: ' ma Alę.',
      })
    }
  })

  it('is quoted without lines of which it has no word: an empty block, and one before whose words it ends', () => {
    const text = open([paragraph('a', 'Ala'), paragraph('b', ''), paragraph('c', 'Kot'), paragraph('d', 'Pies')])
    const passage = findPassage(text, at(text, 0, 0), at(text, 3, 0))
    if (passage === null) throw new Error('not found')
    overlayPassage(text, passage, 'comment:x', true)
    const { quote } = describePassage(text, passage)
    expect(quote).toBe('Ala\nKot')
    expect(findAnchors(readContent(text), 'comment').get('x')?.words).toBe(quote)
  })

  it('reaches through a table, cell by cell', () => {
    const text = open([paragraph('a', 'Zob. tabela'), TABLE, paragraph('b', 'Koniec')])
    const passage = findPassage(text, at(text, 0, 5), at(text, 5, 3))
    if (passage === null) throw new Error('not found')
    overlayPassage(text, passage, 'comment:x', true)
    expect(findAnchors(readContent(text), 'comment').get('x')).toEqual({
      blockIds: ['a', 't', 'b'],
      words: 'tabela\nLp.\nKwota\n1\n44 zł\nKon',
    })
    removeFormat(text, 'comment:x')
    expect(findAnchors(readContent(text), 'comment').size).toBe(0)
  })

  it('is nothing where nothing is selected, and a whole block by its id', () => {
    const text = open([paragraph('a', 'Raz'), paragraph('b', '')])
    expect(findPassage(text, at(text, 0, 2), at(text, 0, 2))).toBeNull()
    expect(passageOfBlock(text, 'a')).toEqual({ from: { line: 0, offset: 0 }, to: { line: 0, offset: 3 } })
    expect(passageOfBlock(text, 'b')).toEqual({ from: { line: 1, offset: 0 }, to: { line: 1, offset: 0 } })
    expect(passageOfBlock(text, 'c')).toBeNull()
  })

  it('leaves every other format as it was, overlapping ones too', () => {
    const text = open([
      { ...paragraph('a', ''), content: [{ text: 'zwykły ' }, { text: 'gruby', formats: { bold: true } }] } as Block,
    ])
    const one = findPassage(text, at(text, 0, 2), at(text, 0, 9))
    const two = findPassage(text, at(text, 0, 5), at(text, 0, 12))
    if (one === null || two === null) throw new Error('not found')
    overlayPassage(text, one, 'comment:x', true)
    overlayPassage(text, two, 'comment:y', true)
    expect(readContent(text)).toMatchObject([
      {
        content: [
          { text: 'zw' },
          { text: 'ykł', formats: { comment: ['x'] } },
          { text: 'y ', formats: { comment: ['x', 'y'] } },
          { text: 'gr', formats: { bold: true, comment: ['x', 'y'] } },
          { text: 'uby', formats: { bold: true, comment: ['y'] } },
        ],
      },
    ])
  })

  it('of bytes that name no place is none', () => {
    const text = open([paragraph('a', 'Ala ma kota.')])
    for (const bytes of [[], [0], [0, 255], [255, 255, 255], [1, 9], [2, 5]]) {
      expect(findPassage(text, new Uint8Array(bytes), at(text, 0, 6)), String(bytes)).toBeNull()
    }
  })

  it('of which the words are gone leads to where they were', () => {
    const text = open([paragraph('a', 'Ala ma kota.')])
    const [anchor, head] = [at(text, 0, 3), at(text, 0, 6)]
    text.doc?.transact(() => text.delete(4, 4))
    expect(findPassage(text, anchor, head)).toBeNull()
  })
})
