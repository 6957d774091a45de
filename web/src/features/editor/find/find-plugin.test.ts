// @vitest-environment happy-dom
import { Schema } from '@tiptap/pm/model'
import { EditorState } from '@tiptap/pm/state'
import { EditorView } from '@tiptap/pm/view'
import { describe, expect, it } from 'vitest'
import { closeFind, type FindState, findPlugin, findState, search, step } from './find-plugin.ts'

const schema = new Schema({
  nodes: {
    doc: { content: 'block+' },
    block: { content: 'inline*', toDOM: () => ['p', 0] },
    hardBreak: { inline: true, group: 'inline', toDOM: () => ['br'] },
    text: { group: 'inline' },
  },
  marks: { bold: { toDOM: () => ['b', 0] } },
})
const block = (...content: string[]) =>
  schema.node(
    'block',
    null,
    content.map((text, index) => schema.text(text, index % 2 ? [schema.mark('bold')] : [])),
  )

function open(...blocks: ReturnType<typeof block>[]) {
  const seen: FindState[] = []
  const plugins = [findPlugin((state) => seen.push(state))]
  const view = new EditorView(document.createElement('div'), {
    state: EditorState.create({ doc: schema.node('doc', null, blocks), plugins }),
  })
  return { view, seen }
}
const current = (view: EditorView) => {
  const { matches, current: index } = findState(view.state)
  const match = matches[index]
  return match ? view.state.doc.textBetween(match.from, match.to) : null
}

describe('find in document', () => {
  it('finds across runs of different formats, but not across blocks', () => {
    const { view } = open(block('Lok', 'ale'), block('lok'), block('ale'))
    search(view, 'lokale')
    expect(findState(view.state).matches).toHaveLength(1)
    expect(current(view)).toBe('Lokale')
  })

  it('goes round in both directions', () => {
    const { view } = open(block('ala'), block('Ala'), block('ALA'))
    search(view, 'ala')
    expect(findState(view.state)).toMatchObject({ current: 0 })
    step(view, -1)
    expect(current(view)).toBe('ALA')
    step(view, 1)
    expect(current(view)).toBe('ala')
  })

  it('follows the text while somebody writes', () => {
    const { view } = open(block('żaba'), block('zaba'))
    search(view, 'zaba')
    step(view, 1)
    view.dispatch(view.state.tr.insertText('nowa ZABA ', 1))
    expect(findState(view.state).matches).toHaveLength(3)
    expect(current(view)).toBe('zaba')
  })

  it('leaves nothing behind when closed, and tells the page each time', () => {
    const { view, seen } = open(block('ala'))
    search(view, 'ala')
    expect(view.dom.querySelectorAll('.find-match')).toHaveLength(1)
    closeFind(view)
    expect(view.dom.querySelectorAll('.find-match')).toHaveLength(0)
    expect(seen.map((state) => state.matches.length)).toEqual([1, 0])
  })
})
