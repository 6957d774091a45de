import { expect, it } from 'vitest'
import { type Block, BODY, createDocument, readContent } from '../document/index.ts'
import { bold, paragraph, plain, table, toContent, ust } from '../templates/outline.ts'
import { appendBlock, reword } from './write.ts'

const blocks: Block[] = toContent(
  [
    paragraph([bold('Wstęp.'), plain(' Dalej.')]),
    table([
      ['Lp.', 'Kwota'],
      ['1', [bold('5 zł')]],
    ]),
    ust('Raz na pół roku.'),
  ],
  'x',
)

it('writes block after block and reads the same back', () => {
  const text = createDocument().getText(BODY)
  for (const block of blocks) appendBlock(text, block)
  const read = readContent(text)
  expect(read.map(({ type }) => type)).toEqual(['block', 'table', 'block'])
  expect(read[0]).toEqual(blocks[0])
  expect(read[2]).toEqual(blocks[2])
  expect(read[1]).toMatchObject({
    rows: [
      { cells: [{ header: true, content: [{ text: 'Lp.' }] }, { header: true }] },
      { cells: [{ header: false }, { content: [{ text: '5\u00a0zł', formats: { bold: true } }] }] },
    ],
  })
})

it('rewords only what differs', () => {
  const doc = createDocument()
  const text = doc.getText(BODY)
  for (const block of blocks) appendBlock(text, block)
  const lengthBefore = text.length
  reword(text, 'Raz na pół roku.', 'Raz na kwartał.')
  expect(readContent(text)[2]).toMatchObject({ content: [{ text: 'Raz na kwartał.' }] })
  expect(text.length).toBe(lengthBefore - 1)
  expect(() => reword(text, 'nie ma', 'jest')).toThrow('once')
})
