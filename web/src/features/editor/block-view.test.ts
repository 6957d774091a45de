// @vitest-environment happy-dom
import { getSchema } from '@tiptap/core'
import { EditorState, Plugin } from '@tiptap/pm/state'
import { Decoration, DecorationSet, EditorView } from '@tiptap/pm/view'
import { describe, expect, it } from 'vitest'
import { blockViewPlugin } from './block-view.ts'
import { documentSchema } from './extensions/index.ts'

const schema = getSchema(documentSchema)

function open(...kinds: string[]): EditorView {
  const blocks = kinds.map((kind, at) => schema.node('block', { id: `b${at}`, kind, level: 1 }, [schema.text(kind)]))
  const marked = new Plugin({
    props: {
      decorations: ({ doc }) => {
        const { attrs, nodeSize } = doc.child(0)
        const look = { class: 'marked', 'data-label': String(attrs.kind) }
        return attrs.id === 'b0' ? DecorationSet.create(doc, [Decoration.node(0, nodeSize, look)]) : null
      },
    },
  })
  const state = EditorState.create({ doc: schema.node('doc', null, blocks), plugins: [blockViewPlugin(), marked] })
  return new EditorView(document.createElement('div'), { state })
}

const attributesOf = (element: Element) =>
  Object.fromEntries([...element.attributes].map(({ name, value }) => [name, value.split(' ').sort().join(' ')]))

describe('the element of a block', () => {
  it('stays, with its text, while kind and level change, and looks as if drawn anew, decorations and all', () => {
    for (const [from, to] of [
      ['paragraph', 'heading'],
      ['heading', 'paragraph'],
      ['heading', 'chapter'],
      ['bullet', 'number'],
    ] as const) {
      const view = open(from, 'quote')
      const element = view.dom.firstElementChild as Element
      const text = element.firstChild
      view.dispatch(view.state.tr.setNodeAttribute(0, 'kind', to).setNodeAttribute(0, 'level', 2))
      expect(view.dom.firstElementChild, `${from} → ${to}`).toBe(element)
      expect(element.firstChild).toBe(text)

      const anew = new EditorView(document.createElement('div'), { state: view.state })
      expect(attributesOf(element)).toEqual(attributesOf(anew.dom.firstElementChild as Element))
      anew.destroy()
      view.destroy()
    }
  })

  it('is not given to another block', () => {
    const view = open('paragraph', 'quote', 'bullet')
    const [first, second, third] = view.dom.children
    view.dispatch(view.state.tr.delete(0, view.state.doc.child(0).nodeSize))
    expect(view.dom.children[0]).toBe(second)
    expect(view.dom.children[1]).toBe(third)
    expect(view.dom.childElementCount).toBe(2)
    expect(first?.isConnected).toBe(false)
    view.destroy()
  })
})
