import { BLOCK_KINDS, BODY, textHash } from '@app/server/document'
import type { Node } from '@tiptap/pm/model'
import * as Y from 'yjs'
import { anyAction } from './actions.ts'
import { block, fill, type HeadlessEditor } from './editors.ts'
import { type How, Ledger } from './ledger.ts'
import { Member } from './member.ts'
import { anyPosition } from './places.ts'
import { freshCharacters, mayRejoin, seeded, settle } from './play.ts'
import { Random } from './random.ts'
import { FuzzServer } from './server.ts'

export interface Outcome {
  steps: number
  undosExact: number
  undosInexact: number
  /** Characters that two people doubled together. */
  doubled: Ledger['doubles']
}

/** A place right behind a character, as somebody sent it to the others. */
interface Bookmark {
  character: string
  bytes: Uint8Array
}

const STEPS = 110

/** One seeded session of two to four people. Throws with the reason at the first thing that is not as it must be. */
export function runSession(seed: number): Outcome {
  return seeded(seed + 0x5eed, () => new Session(seed).run())
}

class Session {
  private readonly random: Random
  private readonly server = new FuzzServer()
  private readonly members: Member[] = []
  private readonly ledger = new Ledger()
  private readonly bookmarks: Bookmark[] = []
  private readonly outcome: Outcome = { steps: 0, undosExact: 0, undosInexact: 0, doubled: this.ledger.doubles }
  private readonly fresh = freshCharacters()
  private doing = 'begin'

  constructor(seed: number) {
    this.random = new Random(seed)
  }

  run(): Outcome {
    try {
      this.begin()
      for (; this.outcome.steps < STEPS; this.outcome.steps++) this.step(this.random.pick(this.members))
      this.does('settle', () => settle(this.members, this.random))
      this.judge()
    } catch (error) {
      throw new Error(`step ${this.outcome.steps} (${this.doing})`, { cause: error })
    } finally {
      for (const member of this.members) member.editor.destroy()
    }
    return this.outcome
  }

  private begin(): void {
    const first = this.join()
    if (this.random.chance(0.9)) {
      const blocks = [16, 18, 12, 6].map((length) => block(this.fresh(length), { kind: this.random.pick(BLOCK_KINDS) }))
      this.book(first, 'edit', () => fill(first.editor, blocks))
    }
    first.editor.binding.undo.clear()
    first.send()
    const others = 1 + this.random.below(3)
    for (let count = 0; count < others; count++) this.join()
  }

  private join(): Member {
    const member = new Member(this.server, 1 + this.random.below(2 ** 31))
    this.members.push(member)
    return member
  }

  private step(member: Member): void {
    const roll = this.random.next()
    if (roll < 0.6) this.act(member)
    else if (roll < 0.67) this.undoOrRedo(member)
    else if (roll < 0.7) this.does('bookmark', () => this.bookmark(member))
    else if (roll < 0.79) this.does('send', () => member.send())
    else if (roll < 0.88) this.does('receive', () => member.receive(1 + this.random.below(3)))
    else if (roll < 0.92) member.leave()
    else if (roll < 0.96) this.does('join again', () => mayRejoin(member, this.random))
    else this.undoEverything(member)
  }

  private does(name: string, change: () => void): void {
    this.doing = name
    change()
  }

  private book(member: Member, how: How, change: () => void): void {
    this.ledger.book(member, how, change)
  }

  private act(member: Member): void {
    const action = anyAction(this.random)
    if (this.random.chance(0.3)) member.editor.binding.undo.stopCapturing()
    const hand = { editor: member.editor, random: this.random, fresh: this.fresh }
    this.does(action.name, () => this.book(member, action.how ?? 'type', () => action.run(hand)))
  }

  private undoOrRedo(member: Member): void {
    const { binding } = member.editor
    const redo = this.random.chance(0.4)
    const change = () => void (redo ? binding.undo.redo() : binding.undoOne())
    this.does(redo ? 'redo' : 'undo', () => this.book(member, 'undo', change))
  }

  private bookmark({ editor }: Member): void {
    const { doc } = editor.state
    const position = anyPosition(editor, this.random)
    if (position === null || doc.resolve(position).parentOffset === 0) return
    const character = [...doc.textBetween(doc.resolve(position).start(), position, '', ' ')].at(-1)
    if (character && character !== ' ') this.bookmarks.push({ character, bytes: editor.binding.toRelative(position) })
  }

  /** Alone for a while: undoing all of it must bring back what was there, redoing all of it what was done. */
  private undoEverything(member: Member): void {
    const { binding } = member.editor
    const { undo } = binding
    undo.clear()
    const before = member.editor.state.doc
    for (let count = 1 + this.random.below(4); count > 0; count--) {
      this.act(member)
      undo.stopCapturing()
    }
    const after = member.editor.state.doc
    this.doing = 'undo everything'
    while (undo.undoStack.length > 0) this.book(member, 'undo', () => binding.undoOne())
    this.compareUndone(before, member.editor.state.doc)
    while (undo.redoStack.length > 0) this.book(member, 'undo', () => void undo.redo())
    this.compareUndone(after, member.editor.state.doc)
  }

  /** Formats may differ: closing items stay, and can open an older format again. */
  private compareUndone(expected: Node, found: Node): void {
    if (expected.eq(found)) this.outcome.undosExact++
    else this.outcome.undosInexact++
    const [bare, bareFound] = [withoutFormats(expected), withoutFormats(found)]
    if (bare !== bareFound) throw new Error(`undo left something else:\n${bare}\n${bareFound}`)
  }

  private judge(): void {
    this.doing = 'judge'
    const hash = this.server.hash()
    const bytes = canonicalBytes(this.server.doc)
    const shown = this.members[0]?.editor.rebuilt()
    for (const { doc, editor } of this.members) {
      if (doc.store.pendingStructs !== null || doc.store.pendingDs !== null) throw new Error('something is pending')
      if (textHash(doc.getText(BODY)) !== hash) throw new Error('replicas differ')
      if (!canonicalBytes(doc).equals(bytes)) throw new Error('replicas differ in bytes')
      if (!shown || !editor.state.doc.eq(shown)) throw new Error('editors differ')
    }
    for (const { editor } of this.members) for (const bookmark of this.bookmarks) this.judgeBookmark(bookmark, editor)
    const complaints = this.ledger.complaints(shown?.textContent ?? '', this.server.doc, this.server)
    if (complaints.length > 0) throw new Error(complaints.join(', '))
  }

  /** Whatever was split, joined and moved around it: a place stays behind its character while that was never made again. */
  private judgeBookmark({ character, bytes }: Bookmark, { state, binding }: HeadlessEditor): void {
    const position = binding.toAbsolute(bytes)
    if (position !== null && (position < 0 || position > state.doc.content.size)) throw new Error('a place is nowhere')
    if (this.ledger.wasRecreated(character) || !state.doc.textContent.includes(character)) return
    const found = position === null ? '' : state.doc.textBetween(position - character.length, position)
    if (found !== character) throw new Error(`the place behind ${character} is behind ${found}`)
  }
}

function withoutFormats(doc: Node): string {
  return JSON.stringify(doc.toJSON(), (key, value) => {
    if (key === 'marks') return undefined
    // A block that lost its id goes by the name of its marker, which undo makes anew; the server repairs it.
    if (key === 'id' && typeof value === 'string' && value.startsWith('?')) return '?'
    if (key !== 'content' || !Array.isArray(value)) return value
    return joinTexts(value)
  })
}

type JsonNode = { type: string; text?: string }

/** Runs that differ by format only are one text. */
function joinTexts(nodes: JsonNode[]): JsonNode[] {
  const out: JsonNode[] = []
  for (const node of nodes) {
    const last = out.at(-1)
    if (last?.type === 'text' && node.type === 'text')
      out[out.length - 1] = { type: 'text', text: `${last.text}${node.text}` }
    else out.push(node)
  }
  return out
}

/** The state as a replica that never undid anything would encode it: undo keeps the content of what was deleted. */
function canonicalBytes(doc: Y.Doc): Buffer {
  const clean = new Y.Doc()
  Y.applyUpdate(clean, Y.encodeStateAsUpdate(doc))
  return Buffer.from(Y.encodeStateAsUpdate(clean))
}
