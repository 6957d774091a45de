// @vitest-environment happy-dom
import { Schema } from '@tiptap/pm/model'
import { EditorState, TextSelection } from '@tiptap/pm/state'
import { EditorView } from '@tiptap/pm/view'
import { describe, expect, it } from 'vitest'
import { insertNodes } from './insert.ts'
import type { PastedBlock, PastedNode, PastedTable } from './pasted.ts'

const schema = new Schema({
  nodes: {
    doc: { content: '(block | table)+' },
    block: {
      content: 'inline*',
      attrs: { id: { default: null }, kind: { default: 'paragraph' }, level: { default: 0 } },
      toDOM: () => ['p', 0],
    },
    table: { content: 'tableRow+', attrs: { id: { default: null } }, toDOM: () => ['table', ['tbody', 0]] },
    tableRow: { content: 'tableCell+', attrs: { id: { default: null } }, toDOM: () => ['tr', 0] },
    tableCell: {
      content: 'inline*',
      attrs: { id: { default: null }, header: { default: false } },
      isolating: true,
      toDOM: () => ['td', 0],
    },
    hardBreak: { inline: true, group: 'inline', toDOM: () => ['br'] },
    text: { group: 'inline' },
  },
  marks: { bold: {}, italic: {}, underline: {}, strike: {}, link: { attrs: { href: {} } } },
})

const block = (text: string, kind: PastedBlock['kind'] = 'paragraph'): PastedBlock => ({
  type: 'block',
  kind,
  level: 0,
  content: text === '' ? [] : [{ text }],
})
const table = (...rows: string[][]): PastedTable => ({
  type: 'table',
  rows: rows.map((cells) => cells.map((text) => ({ header: false, content: text === '' ? [] : [{ text }] }))),
})

/** A document from lines; "|" is the caret, "[" and "]" the selection, a leading "kind:" the kind. */
function open(...lines: string[]) {
  const marks: number[] = []
  let pos = 0
  const blocks = lines.map((line) => {
    const [, kind = 'paragraph', text = ''] = /^(?:(\w+):)?(.*)$/s.exec(line) ?? []
    const plain = text.replace(/[|[\]]/g, (mark, at: number) => {
      const earlier = text.slice(0, at).replace(/[|[\]]/g, '').length
      marks.push(pos + 1 + earlier, ...(mark === '|' ? [pos + 1 + earlier] : []))
      return ''
    })
    const node = schema.node('block', { id: `b${pos}`, kind }, plain === '' ? [] : [schema.text(plain)])
    pos += node.nodeSize
    return node
  })
  const doc = schema.node('doc', null, blocks)
  const selection = TextSelection.create(doc, marks[0] ?? 1, marks[1] ?? marks[0] ?? 1)
  return new EditorView(document.createElement('div'), { state: EditorState.create({ doc, selection }) })
}

function lines(view: EditorView): string[] {
  const caret = view.state.selection.head
  const out: string[] = []
  view.state.doc.forEach((node, pos) => {
    if (node.type.name === 'table') {
      const cellText = (cell: typeof node) => cell.textBetween(0, cell.content.size, '', '\n')
      const rows = node.children.map((row) => row.children.map(cellText).join(','))
      out.push(`table(${rows.join(' / ')})`)
      return
    }
    const at = caret - pos - 1
    const text = node.textContent
    const shown = at >= 0 && at <= text.length ? `${text.slice(0, at)}|${text.slice(at)}` : text
    out.push(node.attrs.kind === 'paragraph' ? shown : `${node.attrs.kind}:${shown}`)
  })
  return out
}

function pasteInto(where: string[], nodes: PastedNode[]): string[] {
  const view = open(...where)
  insertNodes(view, nodes)
  view.state.doc.check()
  return lines(view)
}

describe('where pasted blocks go', () => {
  it('one paragraph flows into the text', () => {
    expect(pasteInto(['ab|cd'], [block('X')])).toEqual(['abX|cd'])
    expect(pasteInto(['a[bc]d'], [block('X', 'heading')])).toEqual(['aX|d'])
  })

  it('one heading makes an empty block a heading', () => {
    expect(pasteInto(['a', '|'], [block('X', 'heading')])).toEqual(['a', 'heading:X|'])
  })

  it('several blocks split the present one; its end goes on in the last', () => {
    expect(pasteInto(['ab|cd'], [block('X', 'heading'), block('Y', 'bullet')])).toEqual(['abX', 'bullet:Y|cd'])
    expect(pasteInto(['|cd'], [block('X', 'heading'), block('Y')])).toEqual(['heading:X', 'Y|cd'])
    expect(pasteInto(['[ab', 'cd]'], [block('X', 'pkt'), block('Y', 'pkt')])).toEqual(['pkt:X', 'pkt:Y|'])
  })

  it('keeps the id of the block it starts in', () => {
    const view = open('ab|cd')
    insertNodes(view, [block('X'), block('Y')])
    expect(view.state.doc.children.map((node) => node.attrs.id)).toEqual(['b0', null])
  })

  it('a table goes between the halves, or in front of an untouched block', () => {
    expect(pasteInto(['ab|cd'], [table(['x', 'y'])])).toEqual(['ab', 'table(x,y)', '|cd'])
    expect(pasteInto(['|'], [table(['x', 'y'])])).toEqual(['table(x,y)', '|'])
    expect(pasteInto(['ab|'], [block('X'), table(['x']), block('Y')])).toEqual(['abX', 'table(x)', 'Y|'])
  })

  it('a huge paste arrives whole, in order, in several transactions', () => {
    const many = Array.from({ length: 2_500 }, (_, index) => block(`linia ${index}`, index % 3 ? 'paragraph' : 'ust'))
    const expected = many.map(({ kind, content }, index) => {
      const text = `linia ${index}`
      const prefix = index === 0 ? 'ab' : ''
      return content && (kind === 'ust' && index > 0 ? `ust:${text}` : `${prefix}${text}`)
    })
    expected[expected.length - 1] += '|cd'
    expect(pasteInto(['ab|cd'], many)).toEqual(expected)
  })

  it('one huge block stays one block', () => {
    const text = 'żółw '.repeat(60_000)
    expect(pasteInto(['ab|cd'], [block(text, 'quote')])).toEqual([`ab${text}|cd`])
    expect(pasteInto(['|'], [block('X'), block(text, 'quote'), block('Y')])).toEqual(['X', `quote:${text}`, 'Y|'])
  })

  it('a huge table stays one table', () => {
    const rows = Array.from({ length: 400 }, (_, index) => [`${index}`, 'słowa'])
    const shown = `table(${rows.map((row) => row.join(',')).join(' / ')})`
    expect(pasteInto(['|'], [table(...rows)])).toEqual([shown, '|'])
    expect(pasteInto(['ab|cd'], [block('X'), table(...rows), block('Y', 'pkt')])).toEqual(['abX', shown, 'pkt:Y|cd'])
  })

  it('what is huge stands whole and in order above the words of a unit, too', () => {
    const many = Array.from({ length: 2_500 }, (_, index) => block(`linia ${index}`))
    const expected = many.map((_, index) => `linia ${index}`)
    expected[expected.length - 1] += '|'
    expect(pasteInto(['ust:|cd'], many)).toEqual([...expected, 'ust:cd'])
    const text = 'żółw '.repeat(60_000)
    const rows = Array.from({ length: 400 }, (_, index) => [`${index}`, 'słowa'])
    const shown = `table(${rows.map((row) => row.join(',')).join(' / ')})`
    expect(pasteInto(['ust:|cd'], [block(text, 'quote'), table(...rows), block('Y')])).toEqual([
      `quote:${text}`,
      shown,
      'Y|',
      'ust:cd',
    ])
    expect(pasteInto(['ust:|cd'], [block('X'), table(...rows)])).toEqual(['X', shown, 'ust:|cd'])
    expect(pasteInto(['ust:|cd'], [block('X', 'pkt'), block(text, 'ust')])).toEqual(['pkt:X', `ust:${text}|cd`])
  })

  it('a cell takes the words on lines of its own', () => {
    const cell = schema.node('tableCell', null, [schema.text('ab')])
    const doc = schema.node('doc', null, [schema.node('table', null, [schema.node('tableRow', null, [cell])])])
    const view = new EditorView(document.createElement('div'), {
      state: EditorState.create({ doc, selection: TextSelection.create(doc, 4) }),
    })
    insertNodes(view, [block('X'), block('Y', 'bullet'), table(['p', 'q'])])
    view.state.doc.check()
    expect(lines(view)).toEqual(['table(aX\n– Y\np q b)'])
  })

  it('words that belong into a block leave it as it is, also where it is empty', () => {
    const view = open('a', 'heading:|')
    expect(insertNodes(view, [block('X')], { takesKind: false })).toBe(true)
    expect(lines(view)).toEqual(['a', 'heading:X|'])
  })

  it('where the first part is refused, the rest of a huge paste is not written either', () => {
    const view = open('ab|cd')
    let isFirst = true
    view.setProps({
      dispatchTransaction(transaction) {
        if (!isFirst) view.updateState(view.state.apply(transaction))
        isFirst = false
      },
    })
    const rows = Array.from({ length: 400 }, (_, index) => [`${index}`, 'słowa'])
    expect(insertNodes(view, [table(...rows), block('Y')])).toBe(false)
    expect(lines(view)).toEqual(['ab|cd'])
  })
})
