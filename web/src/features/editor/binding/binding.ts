import { readPosition } from '@app/server/document'
import type { Node, Schema } from '@tiptap/pm/model'
import { PluginKey, TextSelection, type Transaction } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import * as Y from 'yjs'
import { changesPiece } from './composed-line.ts'
import { isShownFormat } from './marks.ts'
import { MovedBlocks } from './move-twice.ts'
import { NodeBuilder, shownDocument } from './nodes.ts'
import { patchDocument } from './patch.ts'
import { Positions } from './positions.ts'
import { proposalsStanding } from './proposed.ts'
import { SectionList } from './section-list.ts'
import type { LocalStep } from './steps.ts'
import { createUndo, type Undo } from './undo.ts'
import type { Obstacle } from './undo-obstacle.ts'
import { writeSteps } from './write.ts'

/** What the binding needs of an editor view; tests bring their own without a page. */
export type BoundView = Pick<EditorView, 'state' | 'dispatch'> & Partial<Pick<EditorView, 'composing'>>

/** A selection that survives what others write. */
export interface StoredSelection {
  anchor: Y.RelativePosition
  head: Y.RelativePosition
}

export interface BindingOptions {
  text: Y.Text
  schema: Schema
  /** Compare the editor with the document after every transaction and throw when they differ. For development and tests. */
  verify?: boolean
  onDoubled?: OnDoubled | undefined
}

/**
 * Two people brought the same deleted text back, or moved the same block, at the same time: it is there twice now. `held`:
 * what was to be undone stays, since somebody else has written into it. `gone`: somebody else took it away before. `failed`:
 * a change broke off while it was written.
 */
export type OnDoubled = (how: 'undone' | 'moved' | Obstacle | 'failed') => void

/** Marks transactions that bring the document into the editor; they must not be written back. */
export const bindingKey = new PluginKey<{ steps: readonly LocalStep[] }>('linear-binding')

/**
 * Keeps one editor and one text the same. Local steps become the fewest items (`write.ts`); what anybody changed in the
 * text is read again block by block (`section-list.ts`) and patched into the editor (`patch.ts`).
 */
export class LinearBinding {
  readonly text: Y.Text
  readonly undo: Y.UndoManager
  private readonly schema: Schema
  private readonly verify: boolean
  private readonly list: SectionList
  private readonly positions: Positions
  private readonly undoing: Undo
  private readonly moved: MovedBlocks
  private readonly closers = new WeakSet<Y.Item>()
  private readonly doc: Y.Doc
  private view: BoundView | null = null
  /** The editor's document as last seen in step with the text. */
  private seen: Node | null = null
  private selection: StoredSelection | null = null
  /** What is being written. */
  private steps: readonly LocalStep[] = []
  private needsHealing = false
  /** A change broke off while it was written, and the view still shows it. */
  private isApart = false
  private readonly onDoubled: OnDoubled | undefined

  constructor({ text, schema, verify = false, onDoubled }: BindingOptions) {
    if (text.doc === null) throw new Error('The text is in no document')
    this.text = text
    this.doc = text.doc
    this.schema = schema
    this.verify = verify
    this.onDoubled = onDoubled
    this.list = new SectionList(text, new NodeBuilder(schema))
    this.positions = new Positions(this.list)
    // Not observeDeep: it computes the path of every changed marker, which walks the whole text.
    // Before the undo manager, whose handler must already find the selection after the change.
    this.doc.on('afterTransaction', this.afterTransaction)
    this.moved = new MovedBlocks(onDoubled && (() => onDoubled('moved')))
    const onUndoneTwice = onDoubled && (() => onDoubled('undone'))
    this.undoing = createUndo({ text, closers: this.closers, onUndoneTwice, owner: this })
    this.undo = this.undoing.manager
  }

  /** Shows the document in a new view. */
  attach(view: BoundView): void {
    this.view = view
    this.seen = view.state.doc
    this.show(false)
    this.rememberSelection()
  }

  /** The view goes; another may come. Editors make all their plugin views anew when a plugin is added. */
  detach(): void {
    this.view = null
  }

  destroy(): void {
    this.view = null
    this.undoing.destroy()
    this.doc.off('afterTransaction', this.afterTransaction)
  }

  /** To be called after every change of the view's state, with the local steps since the last call. */
  flush(steps: readonly LocalStep[]): void {
    const view = this.requireView()
    if (view.state.doc !== this.seen) {
      this.seen = view.state.doc
      // What follows a change that broke off would be written beside its place.
      if (steps.length > 0 && !this.isApart) this.write(steps)
    }
    this.heal()
    this.rememberSelection()
  }

  /** Were steps up to this document written already? */
  hasSeen(doc: Node): boolean {
    return doc === this.seen
  }

  /**
   * Brings the view to what the text says after a local change: an impossible value, an order of marks of its own, or a
   * change that broke off. Put off while an input method composes a word, because a patch inside the word would make it start over.
   */
  heal(): void {
    if (!this.needsHealing || this.view === null || this.view.composing) return
    this.needsHealing = false
    try {
      this.show(!this.isApart)
    } catch (error) {
      // It is tried again at the next change: until then nothing would be written, and nobody would know.
      this.needsHealing = true
      throw error
    }
  }

  /** Would this update of somebody else's change the words between these positions, of the line with the caret, or move them? */
  wouldChange(update: Uint8Array, from: number, to: number): boolean {
    const { doc, selection } = this.requireView().state
    const line = this.positions.lineAt(doc, selection.$head)
    const start = selection.$head.start()
    return line !== null && changesPiece(update, line, { from: from - start, to: to - start })
  }

  /** A position as bytes that other editors and the server understand. */
  toRelative(position: number): Uint8Array {
    return Y.encodeRelativePosition(this.positions.toRelative(this.requireView().state.doc, position))
  }

  /** The position in this editor; null when it is unknown here (yet) or the bytes are none. */
  toAbsolute(bytes: Uint8Array, doc: Node = this.requireView().state.doc): number | null {
    const position = readPosition(bytes)
    return position === null ? null : this.positions.toAbsolute(doc, position)
  }

  /** The selection before the change that is being written, or else as it is. */
  currentSelection(): StoredSelection | null {
    return this.selection
  }

  restoreSelection(stored: StoredSelection): void {
    const view = this.view
    if (view === null) return
    const transaction = view.state.tr
    if (this.select(transaction, stored)) view.dispatch(transaction.scrollIntoView())
  }

  currentSteps(): readonly LocalStep[] {
    return this.steps
  }

  /** One step back; where others' words hold all of it, or nothing of it is left, it is dropped instead, and said. */
  undoOne(): void {
    const obstacle = this.undoing.dropVain()
    if (obstacle === null) this.undo.undo()
    else this.onDoubled?.(obstacle)
  }

  /** These proposals were decided or withdrawn: what belongs to them is no longer one's own to undo. */
  letGo(proposalIds: ReadonlySet<string>): void {
    this.undoing.letGo(proposalIds)
  }

  private write(steps: readonly LocalStep[]): void {
    this.steps = steps
    this.isApart = true
    try {
      this.doc.transact((transaction) => {
        writeSteps(this.text, steps, this.list.anchors(), {
          transaction,
          knowsFormat: (key) => isShownFormat(this.schema, key),
          closers: this.closers,
        })
      }, this)
      this.isApart = false
    } finally {
      this.needsHealing = true
      if (this.isApart) this.giveUp()
    }
  }

  /** The error goes on to whoever asked for the change. */
  private giveUp(): void {
    this.heal()
    this.onDoubled?.('failed')
  }

  private readonly afterTransaction = (transaction: Y.Transaction): void => {
    const changed: ReadonlyMap<unknown, unknown> = transaction.changedParentTypes
    if (!changed.has(this.text)) return
    this.undoing.afterTransaction(transaction)
    const isUndo = transaction.origin === this.undo
    if (isUndo || transaction.origin === this) this.moved.add(transaction, isUndo)
    const changedText = this.list.update(transaction)
    this.moved.look(this.list.repeatedIds())
    if (changedText && transaction.origin !== this && this.view !== null) this.show(false)
    if (transaction.origin !== this && !isUndo) this.letGoDecided(transaction)
  }

  /** The text itself tells of a decision before the server's list does, and a key may be pressed in between. */
  private letGoDecided(transaction: Y.Transaction): void {
    const signed = this.undoing.proposalsIn(transaction)
    if (signed.length === 0 || this.view === null) return
    const standing = proposalsStanding(this.view.state.doc)
    this.letGo(new Set(signed.filter((id) => !standing.has(id))))
  }

  /** Patches the view where it differs from the text. After a local change it mostly does not. */
  private show(isLocal: boolean): void {
    const view = this.requireView()
    if (!isLocal || !this.list.adopt(view.state.doc)) this.patch(view, isLocal)
    this.isApart = false
    if (this.verify && !this.needsHealing) this.compare()
  }

  private patch(view: BoundView, isLocal: boolean): void {
    const transaction = view.state.tr
    const { storedMarks } = transaction
    patchDocument(transaction, this.list.nodes())
    this.list.adopt(transaction.doc)
    if (!transaction.docChanged) return
    // A selection of everything stays one.
    const isOfText = transaction.selection instanceof TextSelection
    if (!isLocal && isOfText && this.selection !== null) this.select(transaction, this.selection)
    // Last, since steps and selections take them away. They would end a word that an input method composes.
    if (transaction.selection.empty && !view.composing) transaction.setStoredMarks(storedMarks)
    this.seen = transaction.doc
    view.dispatch(transaction.setMeta(bindingKey, { fromText: true }).setMeta('addToHistory', false))
  }

  private select(transaction: Transaction, stored: StoredSelection): boolean {
    const anchor = this.positions.toAbsolute(transaction.doc, stored.anchor)
    const head = this.positions.toAbsolute(transaction.doc, stored.head)
    if (anchor === null || head === null) return false
    const { doc } = transaction
    transaction.setSelection(TextSelection.between(doc.resolve(anchor), doc.resolve(head)))
    return true
  }

  private rememberSelection(): void {
    const { doc, selection } = this.requireView().state
    const anchor = this.positions.toRelative(doc, selection.anchor)
    const head = selection.empty ? anchor : this.positions.toRelative(doc, selection.head)
    this.selection = { anchor, head }
  }

  private compare(): void {
    const shown = this.requireView().state.doc
    const stored = shownDocument(this.schema, this.text)
    if (!shown.eq(stored)) throw new Error(`The editor differs from its document:\n${shown}\n${stored}`)
  }

  private requireView(): BoundView {
    if (this.view === null) throw new Error('The binding has no view')
    return this.view
  }
}
