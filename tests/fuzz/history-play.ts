import {
  BODY,
  baseWordsOf,
  findPassage,
  overlayPassage,
  proposeWording,
  readSections,
  textHash,
} from '@app/server/document'
import type * as Y from 'yjs'
import { type Action, anyAction } from './actions.ts'
import { block, fill, schema } from './editors.ts'
import { Member } from './member.ts'
import { anyPosition, anyRange } from './places.ts'
import { Random } from './random.ts'
import { FuzzServer } from './server.ts'

/** A row as the log would have it. */
export interface PlayedUpdate {
  /** Null: the server, for whoever asked it. */
  by: Member | null
  kind: 'EDIT' | 'PROPOSAL' | 'ANNOTATION' | 'ROLLBACK'
  update: Uint8Array
}

/** Lays marks over whose they are not, which no page of ours does. */
const WITHOUT = 'format'

/** Some people who write, remark and propose, and the log of it. */
export class HistoryPlay {
  readonly random: Random
  readonly server = new FuzzServer()
  readonly members: Member[] = []
  readonly log: PlayedUpdate[] = []
  readonly threads: string[] = []
  /** Characters that only proposals put in. */
  readonly proposed = new Set<string>()
  private serverKind: PlayedUpdate['kind'] = 'ANNOTATION'
  private nextCharacter = 0
  private proposals = 0

  constructor(seed: number) {
    this.random = new Random(seed)
    this.server.onUpdate((update, from) => {
      this.log.push({ by: from as Member | null, kind: from === null ? this.serverKind : 'EDIT', update })
    })
  }

  get body(): Y.Text {
    return this.server.doc.getText(BODY)
  }

  begin(people: number): void {
    const first = this.join()
    fill(
      first.editor,
      [16, 18, 12, 9].map((length) => block(this.fresh(length), {})),
    )
    first.editor.binding.undo.clear()
    first.send()
    while (this.members.length < people) this.join()
  }

  destroy(): void {
    for (const member of this.members) member.editor.destroy()
  }

  readonly fresh = (count: number): string => {
    let text = ''
    for (let index = 0; index < count; index++) text += String.fromCodePoint(0x4e00 + this.nextCharacter++)
    return text
  }

  /** Anything an editor does, or the server for somebody. */
  step(member: Member): void {
    const roll = this.random.next()
    if (roll < 0.5) this.act(member)
    else if (roll < 0.56) this.bold(member)
    else if (roll < 0.63) member.editor.binding.undo.undo()
    else if (roll < 0.65) member.editor.binding.undo.redo()
    else if (roll < 0.71) this.remark(member)
    else if (roll < 0.75) this.propose()
    else if (roll < 0.84) member.send()
    else if (roll < 0.92) member.receive(1 + this.random.below(3))
    else if (roll < 0.95) member.leave()
    else if (!member.isOnline) member.join(this.random.chance(0.5))
  }

  act(member: Member): void {
    let action: Action = anyAction(this.random)
    while (action.name === WITHOUT) action = anyAction(this.random)
    if (this.random.chance(0.3)) member.editor.binding.undo.stopCapturing()
    action.run({ editor: member.editor, random: this.random, fresh: this.fresh })
  }

  /** Only typing, somewhere. */
  type(member: Member): string {
    const position = anyPosition(member.editor, this.random)
    const words = this.fresh(1 + this.random.below(3))
    if (position === null) return ''
    member.editor.edit((tr) => tr.insertText(words, position))
    return words
  }

  write(kind: PlayedUpdate['kind'], change: (text: Y.Text) => void): void {
    this.serverKind = kind
    this.server.write(change)
    this.serverKind = 'ANNOTATION'
  }

  /** All are online and have everything. */
  settle(): void {
    for (let round = 0; round < 4; round++) {
      for (const member of this.members) {
        if (!member.isOnline) member.join(this.random.chance(0.5))
        member.send()
        member.receive()
      }
    }
  }

  assertSame(): void {
    const hash = this.server.hash()
    for (const { doc } of this.members) {
      if (textHash(doc.getText(BODY)) !== hash) throw new Error('replicas differ')
    }
  }

  private join(): Member {
    const member = new Member(this.server, 1 + this.random.below(2 ** 31))
    this.members.push(member)
    return member
  }

  bold(member: Member): void {
    const range = anyRange(member.editor, this.random)
    if (range === null) return
    const mark = this.random.chance(0.7) ? schema.mark('bold') : schema.mark('italic')
    if (this.random.chance(0.6)) member.editor.edit((tr) => tr.addMark(range.from, range.to, mark))
    else member.editor.edit((tr) => tr.removeMark(range.from, range.to, mark.type))
  }

  private remark(member: Member): void {
    const range = member.isOnline ? anyRange(member.editor, this.random) : null
    if (range === null) return
    member.send()
    const { binding } = member.editor
    const passage = findPassage(this.body, binding.toRelative(range.from), binding.toRelative(range.to))
    if (passage === null) return
    const id = `t${this.threads.length}`
    this.threads.push(id)
    this.write('ANNOTATION', (text) => overlayPassage(text, passage, `comment:${id}`, true))
  }

  private propose(): void {
    const section = this.random.pick(readSections(this.body))
    if (section.table !== null || section.marker === null) return
    const words = baseWordsOf(this.body, section.id) ?? ''
    const added = this.fresh(2)
    for (const character of added) this.proposed.add(character)
    const cut = this.random.below(words.length + 1)
    const wording = words.slice(0, cut) + added + words.slice(cut + this.random.below(3))
    const id = `p${this.proposals++}`
    this.write('PROPOSAL', (text) => void proposeWording(text, section.id, wording, id))
  }
}
