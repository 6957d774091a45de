import { Schema } from '@tiptap/pm/model'
import { describe, expect, it } from 'vitest'
import { currentEntry, outlineOf, sameOutline } from './outline.ts'

const schema = new Schema({
  nodes: {
    doc: { content: '(block | table)+' },
    block: { content: 'text*', attrs: { id: { default: '' }, kind: { default: 'paragraph' }, level: { default: 0 } } },
    table: { attrs: { id: { default: '' } } },
    text: {},
  },
})
function open(...lines: string[]) {
  const blocks = lines.map((line, index) => {
    const [, kind = '', level = '0', text = ''] = /^([a-z]+)(\d?) ?(.*)$/.exec(line) ?? []
    if (kind === 'table') return schema.node('table', { id: `b${index}` })
    return schema.node('block', { id: `b${index}`, kind, level: Number(level) }, text ? [schema.text(text)] : [])
  })
  return schema.node('doc', null, blocks)
}
const labels: Record<string, string> = { b2: 'Rozdział 1.', b3: '§ 1.', b4: '§ 2.' }
const labelOf = (id: string) => labels[id] ?? ''

describe('outline', () => {
  const doc = open(
    'heading1 Program',
    'paragraph Wstęp',
    'chapter Zasady',
    'section Treść',
    'section',
    'ust Pierwszy',
    'table',
  )

  it('lists headings, chapters and §§; an empty § shows the words of its ust', () => {
    expect(outlineOf(doc, labelOf).map(({ depth, label, text }) => [depth, label, text])).toEqual([
      [1, '', 'Program'],
      [1, 'Rozdział 1.', 'Zasady'],
      [2, '§ 1.', 'Treść'],
      [2, '§ 2.', 'Pierwszy'],
    ])
  })

  it('cuts long texts at a word', () => {
    const [entry] = outlineOf(open(`heading2 ${'słowo '.repeat(40)}`), () => '')
    expect(entry?.text.endsWith('słowo…')).toBe(true)
    expect(entry?.text.length).toBeLessThan(92)
  })

  it('leaves out what has neither mark nor words', () => {
    expect(outlineOf(open('heading1', 'paragraph a'), () => '')).toEqual([])
  })

  it('knows where the caret is', () => {
    const entries = outlineOf(doc, labelOf)
    expect(currentEntry(entries, 0)).toBe(0)
    expect(currentEntry(entries, entries[2]!.pos + 1)).toBe(2)
    expect(currentEntry([], 3)).toBe(-1)
    expect(currentEntry([{ ...entries[0]!, pos: 9 }], 3)).toBe(-1)
  })

  it('compares by what is shown, not by place', () => {
    const entries = outlineOf(doc, labelOf)
    expect(
      sameOutline(
        entries,
        entries.map((entry) => ({ ...entry, pos: entry.pos + 4 })),
      ),
    ).toBe(true)
    expect(sameOutline(entries, entries.slice(1))).toBe(false)
    expect(
      sameOutline(
        entries,
        entries.map((entry) => ({ ...entry, text: 'x' })),
      ),
    ).toBe(false)
  })
})
