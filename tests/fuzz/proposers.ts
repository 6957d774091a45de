import type { Transaction } from '@tiptap/pm/state'
import type * as Y from 'yjs'
import { Sitting } from '../../web/src/features/editor/proposing/sitting.ts'
import { trackChanges } from '../../web/src/features/editor/proposing/track.ts'
import { HeadlessEditor, type HeadlessEditorOptions } from './editors.ts'

export interface HeadlessProposerOptions extends HeadlessEditorOptions {
  /** By default the person's name and a number; the server takes UUIDs alone. */
  newId?: () => string
}

/** An editor of somebody who only proposes. */
export class HeadlessProposer extends HeadlessEditor {
  readonly name: string
  refused = 0
  private readonly ids = new Set<string>()
  private readonly sitting: Sitting
  private readonly makeId: () => string
  private clock = 0

  constructor(doc: Y.Doc, name: string, options: HeadlessProposerOptions = {}) {
    super(doc, options)
    this.name = name
    this.makeId = options.newId ?? (() => `${name}-${this.ids.size + 1}`)
    this.sitting = new Sitting({ newId: () => this.newId(), now: () => this.clock })
  }

  isOwn(id: string): boolean {
    return this.ids.has(id)
  }

  /** So much later that what follows is another proposal. */
  pause(): void {
    this.clock += 10 * 60_000
  }

  override edit(change: (transaction: Transaction) => void): void {
    const wanted = this.state.tr
    change(wanted)
    if (!wanted.docChanged) {
      if (wanted.selectionSet) this.dispatch(wanted)
      return
    }
    const tracked = trackChanges(wanted, this.state, {
      isOwn: (id) => this.isOwn(id),
      idAt: (doc, first, last) => this.sitting.idAt(doc, first, last),
    })
    if ('refused' in tracked) this.refused++
    else this.dispatch(tracked.transaction)
  }

  private newId(): string {
    const id = this.makeId()
    this.ids.add(id)
    return id
  }
}
