import { BODY, createDocument, newBlockId } from '@app/server/document'
import { getSchema } from '@tiptap/core'
import { Fragment, type Node, type Schema } from '@tiptap/pm/model'
import { EditorState, Plugin, type PluginView, TextSelection, type Transaction } from '@tiptap/pm/state'
import type { Decoration, DecorationSet, EditorView } from '@tiptap/pm/view'
import * as Y from 'yjs'
import type { LinearBinding, OnDoubled } from '../../web/src/features/editor/binding/binding.ts'
import { idPlugin } from '../../web/src/features/editor/binding/ids.ts'
import { shownDocument } from '../../web/src/features/editor/binding/nodes.ts'
import { linearBinding } from '../../web/src/features/editor/binding/plugin.ts'
import { labelsPlugin } from '../../web/src/features/editor/extensions/labels.ts'
import * as marks from '../../web/src/features/editor/extensions/marks.ts'
import * as nodes from '../../web/src/features/editor/extensions/nodes.ts'
import * as tables from '../../web/src/features/editor/extensions/table-nodes.ts'
import { proposalMarksPlugin } from '../../web/src/features/editor/proposing/proposal-marks.ts'

/** The editor's own schema, without a page. */
export const schema = getSchema([...Object.values(nodes), ...Object.values(tables), ...Object.values(marks)])

/** State, dispatch and plugin views, as ProseMirror runs them, without a page. */
export class HeadlessView {
  state: EditorState
  private readonly pluginViews: PluginView[] = []

  constructor(plugins: Plugin[], ofSchema: Schema = schema) {
    this.state = EditorState.create({ schema: ofSchema, plugins })
    // One by one: the binding dispatches while it is being made.
    for (const each of this.state.plugins) {
      const view = each.spec.view?.(this as unknown as EditorView)
      if (view) this.pluginViews.push(view)
    }
  }

  readonly dispatch = (transaction: Transaction): void => {
    const before = this.state
    this.state = before.applyTransaction(transaction).state
    for (const view of this.pluginViews) view.update?.(this as unknown as EditorView, before)
  }

  hasFocus(): boolean {
    return false
  }

  destroy(): void {
    for (const view of this.pluginViews) view.destroy?.()
  }

  /** Dispatches what `change` does to a transaction, if it does anything. */
  edit(change: (transaction: Transaction) => void): void {
    const transaction = this.state.tr
    change(transaction)
    if (transaction.docChanged || transaction.selectionSet) this.dispatch(transaction)
  }

  select(anchor: number, head = anchor): void {
    this.edit((transaction) => transaction.setSelection(TextSelection.create(transaction.doc, anchor, head)))
  }
}

export interface HeadlessEditorOptions {
  onDoubled?: OnDoubled
  verify?: boolean
}

/** What is drawn at blocks: numbers, and signs of proposals. */
const drawings = () => [
  labelsPlugin(),
  proposalMarksPlugin({ split: 'split', join: 'join', kind: (before, now) => `${before} ${now}` }),
]

function drawnBy(plugin: Plugin, state: EditorState): string {
  const set = plugin.props.decorations?.call(plugin, state) as DecorationSet
  const drawn = set.find()
  const places = drawn.map(({ from, to, type }: Decoration & { type?: { attrs: object } }) => ({
    from,
    to,
    ...type?.attrs,
  }))
  return JSON.stringify(places.toSorted((one, other) => one.from - other.from))
}

/** After every transaction blocks have the numbers and signs that they would have, were the document opened now. */
function drawnAsAnew(): Plugin[] {
  const plugins = drawings()
  const update = ({ state }: EditorView): void => {
    const anew = EditorState.create({ schema: state.schema, doc: state.doc, plugins: drawings() })
    for (const [index, plugin] of plugins.entries()) {
      const [drawn, wanted] = [drawnBy(plugin, state), drawnBy(anew.plugins[index] as Plugin, anew)]
      if (drawn !== wanted) throw new Error(`drawn otherwise than anew:\n${wanted}\n${drawn}`)
    }
  }
  return [...plugins, new Plugin({ view: () => ({ update }) })]
}

/** An editor of ours on a document, compared with it after every transaction. */
export class HeadlessEditor extends HeadlessView {
  readonly doc: Y.Doc
  readonly binding: LinearBinding

  constructor(doc: Y.Doc, options: HeadlessEditorOptions = {}) {
    const { verify = true, onDoubled } = options
    const { plugin, binding } = linearBinding({ text: doc.getText(BODY), schema, verify, onDoubled })
    super([plugin, idPlugin(), ...(verify ? drawnAsAnew() : [])])
    this.doc = doc
    this.binding = binding
  }

  /** What a new editor would show. */
  rebuilt(): Node {
    return shownDocument(schema, this.doc.getText(BODY))
  }

  override destroy(): void {
    super.destroy()
    this.binding.destroy()
  }
}

/** A block with an id of its own. */
export function block(text: string, attributes: Record<string, unknown> = {}, id = newBlockId()): Node {
  return schema.node('block', { id, ...attributes }, text === '' ? [] : [schema.text(text)])
}

/** Replaces everything an editor holds. */
export function fill(editor: HeadlessEditor, blocks: Node[]): void {
  editor.edit((transaction) => transaction.replaceWith(0, transaction.doc.content.size, Fragment.from(blocks)))
}

/** Two editors whose changes reach each other at once, or wait while they are apart. */
export class Pair {
  readonly a: HeadlessEditor
  readonly b: HeadlessEditor
  private apart = false
  private readonly waiting: (() => void)[] = []

  constructor(blocks: Node[]) {
    const [first, second] = [createDocument(), createDocument()]
    this.a = new HeadlessEditor(first)
    this.b = new HeadlessEditor(second)
    this.forward(first, second)
    this.forward(second, first)
    fill(this.a, blocks)
  }

  separate(): void {
    this.apart = true
  }

  meet(): void {
    this.apart = false
    for (const deliver of this.waiting.splice(0)) deliver()
  }

  destroy(): void {
    this.a.destroy()
    this.b.destroy()
  }

  private forward(from: Y.Doc, to: Y.Doc): void {
    from.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin === 'remote') return
      const deliver = () => Y.applyUpdate(to, update, 'remote')
      if (this.apart) this.waiting.push(deliver)
      else deliver()
    })
  }
}
