import { getSchema } from '@tiptap/core'
import { EditorState, type Transaction } from '@tiptap/pm/state'
import type { DecorationSet } from '@tiptap/pm/view'
import { describe, expect, it } from 'vitest'
import { documentSchema } from '../editor/extensions/index.ts'
import { type Highlighted, highlight, highlightsPlugin } from './highlights.ts'

const schema = getSchema(documentSchema)
const SHOWN: Highlighted = { open: new Set(['x', 'y']), active: 'y', activeUnit: null, draft: null }

function open() {
  const text = (words: string, ...ids: string[]) =>
    schema.text(
      words,
      ids.map((id) => schema.mark('comment', { id })),
    )
  const doc = schema.node('doc', null, [
    schema.node('block', { id: 'a' }, [text('Ala ma '), text('kota', 'x')]),
    schema.node('block', { id: 'b' }, [text('Kot', 'y'), text(' ma Alę')]),
    schema.node('block', { id: 'c' }, [text('Koniec', 'resolved')]),
  ])
  const plugin = highlightsPlugin()
  let state = EditorState.create({ doc, plugins: [plugin] })
  const view = {
    get state() {
      return state
    },
    dispatch(transaction: Transaction) {
      state = state.apply(transaction)
    },
  }
  const drawn = () => {
    const set = plugin.props.decorations?.call(plugin, state) as DecorationSet
    return set
      .find()
      .map(({ from, to, ...rest }) => [state.doc.textBetween(from, to), classOf(rest)])
      .sort()
  }
  return { view, drawn }
}

function classOf(decoration: object): string {
  return (decoration as { type: { attrs: { class: string } } }).type.attrs.class
}

describe('highlights', () => {
  it('show open threads, and the active one otherwise', () => {
    const { view, drawn } = open()
    expect(drawn()).toEqual([])
    highlight(view as never, SHOWN)
    expect(drawn()).toEqual([
      ['Kot', 'comment-active'],
      ['kota', 'comment-open'],
    ])
  })

  it('follow what is typed, what is deleted, and marks that come later', () => {
    const { view, drawn } = open()
    highlight(view as never, SHOWN)
    view.dispatch(view.state.tr.insertText('XX', 10))
    expect(drawn()).toContainEqual(['koXXta', 'comment-open'])
    view.dispatch(view.state.tr.addMark(1, 4, schema.mark('comment', { id: 'x' })))
    expect(drawn()).toContainEqual(['Ala', 'comment-open'])
    view.dispatch(view.state.tr.delete(0, view.state.doc.child(0).nodeSize))
    expect(drawn()).toEqual([['Kot', 'comment-active']])
  })

  it('show what a remark is being written about, block by block, until its words are gone', () => {
    const { view, drawn } = open()
    highlight(view as never, { ...SHOWN, active: null, draft: { from: 8, to: 17 } })
    expect(drawn().filter(([, look]) => look === 'comment-draft')).toEqual([
      ['Kot', 'comment-draft'],
      ['kota', 'comment-draft'],
    ])
    view.dispatch(view.state.tr.delete(8, 17))
    expect(drawn().filter(([, look]) => look === 'comment-draft')).toEqual([])
  })
})
