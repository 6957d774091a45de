import { createDocument } from '@app/server/document'
import type { Node } from '@tiptap/pm/model'
import * as Y from 'yjs'
import { block, fill, HeadlessEditor, schema } from './editors.ts'
import { Random } from './random.ts'

interface Proposer {
  id: string
  editor: HeadlessEditor
}

/**
 * Three people propose in one text, mostly apart: each inserts under an `ins` of their own, strikes with a `del`, and
 * undoes. Throws when a format covers what nobody laid it on: rejecting that proposal would delete somebody's text.
 */
export function runLeakSession(seed: number): void {
  new LeakSession(new Random(seed)).run()
}

class LeakSession {
  private readonly random: Random
  private readonly proposers: Proposer[]
  private readonly base: Set<string>
  private readonly struck = new Set<string>()
  private nextCharacter = 0

  constructor(random: Random) {
    this.random = random
    const origin = new HeadlessEditor(createDocument())
    fill(
      origin,
      [12, 14, 10].map((length) => block(this.fresh(length))),
    )
    this.base = new Set(origin.state.doc.textContent)
    this.proposers = ['p1', 'p2', 'p3'].map((id, index) => {
      const doc = createDocument()
      doc.clientID = 1 + index + 3 * random.below(1000)
      Y.applyUpdate(doc, Y.encodeStateAsUpdate(origin.doc), 'remote')
      return { id, editor: new HeadlessEditor(doc) }
    })
    origin.destroy()
  }

  run(): void {
    for (let step = 0; step < 70; step++) {
      this.propose(this.random.pick(this.proposers))
      if (this.random.below(5) === 0) exchange(this.random.pick(this.proposers), this.random.pick(this.proposers))
    }
    for (let round = 0; round < 2; round++)
      for (const a of this.proposers) for (const b of this.proposers) exchange(a, b)
    const shown = this.proposers.map(({ editor }) => editor.state.doc)
    for (const { editor } of this.proposers) editor.destroy()
    if (!shown.every((doc) => doc.eq(shown[0] as Node))) throw new Error('the proposers see different documents')
    this.judge(shown[0] as Node)
  }

  private fresh(count: number): string {
    return Array.from({ length: count }, () => String.fromCharCode(0x4e00 + this.nextCharacter++)).join('')
  }

  private propose({ id, editor }: Proposer): void {
    const { doc } = editor.state
    const index = this.random.below(doc.childCount)
    const start = doc.children.slice(0, index).reduce((position, node) => position + node.nodeSize, 1)
    const offset = this.random.below(doc.child(index).content.size + 1)
    if (this.random.below(7) === 0) {
      editor.binding.undo.stopCapturing()
      editor.binding.undo.undo()
    } else if (this.random.chance(0.5)) {
      const proposed = schema.text(this.fresh(1 + this.random.below(3)), [schema.mark('ins', { id })])
      editor.edit((tr) => tr.replaceWith(start + offset, start + offset, proposed))
    } else this.strike(editor, id, start + offset, start + doc.child(index).content.size)
  }

  /** Own insertions are deleted, everything else is struck. */
  private strike(editor: HeadlessEditor, id: string, from: number, end: number): void {
    const to = Math.min(end, from + 1 + this.random.below(5))
    editor.edit((tr) => {
      for (let position = to - 1; position >= from; position--) {
        const character = tr.doc.textBetween(position, position + 1)
        const isOwn = tr.doc.nodeAt(position)?.marks.some(({ type, attrs }) => type.name === 'ins' && attrs.id === id)
        if (isOwn && !this.base.has(character)) tr.delete(position, position + 1)
        else {
          tr.addMark(position, position + 1, schema.mark('del', { id }))
          this.struck.add(character)
        }
      }
    })
  }

  private judge(doc: Node): void {
    doc.descendants((node) => {
      const laid = new Set(node.marks.map((mark) => mark.type.name))
      for (const character of node.text ?? '') {
        if (!this.base.has(character)) continue
        if (laid.has('ins')) throw new Error(`${character} was never proposed, and is under an ins`)
        if (laid.has('del') && !this.struck.has(character)) throw new Error(`${character} was never struck`)
      }
    })
  }
}

/** `to` learns what `from` knows. */
function exchange(from: Proposer, to: Proposer): void {
  const missing = Y.encodeStateAsUpdate(from.editor.doc, Y.encodeStateVector(to.editor.doc))
  Y.applyUpdate(to.editor.doc, missing, 'remote')
}
