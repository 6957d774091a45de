import {
  BODY,
  createDocument,
  describePassage,
  findHolds,
  findPassage,
  type Holds,
  isAnchored,
  overlayPassage,
  type Passage,
  patchTo,
  readContent,
  readPlaceLines,
  removeFormat,
  textHash,
} from '@app/server/document'
import * as Y from 'yjs'
import { type Action, anyAction } from './actions.ts'
import { block, fill, schema } from './editors.ts'
import { Member } from './member.ts'
import { anyRange } from './places.ts'
import { freshCharacters, mayRejoin, seeded, settle } from './play.ts'
import { Random } from './random.ts'
import { FuzzServer } from './server.ts'

export interface RemarkOutcome {
  threads: number
  /** As the server would list them. */
  orphaned: number
  reanchored: number
  /** How often an older text was brought back. */
  restored: number
  /** Passages of which a part lost its mark: undo put a block boundary back into the middle of them. */
  cut: number
  /** Orphaned although a word of the passage is there: somebody put a table right before it at the same time. */
  strayed: number
  /** Passages that cover a word more: somebody wrote at their end while they were tied to another place. */
  spread: number
}

const STEPS = 80
/** Takes marks off whose they are not, which no page of ours does: in its place stands `changeLook`. */
const WITHOUT = 'format'

/** A conversation: which characters its passage held when it was placed, and which others there were. */
interface Remark {
  id: string
  /** As `Thread` has them: where it begins, and whether it is about all of that unit. */
  unitId: string
  wholeUnit: boolean
  inside: Set<string>
  outside: Set<string>
}

/**
 * Two to four people write while the server places remarks. Whatever is split, joined, moved, deleted, undone, done
 * offline and brought back: all see the same, every mark is of a thread, and a thread is at its passage or orphaned. Throws with the reason
 * at the first thing that is not so, and counts passages that lost or gained characters.
 */
export function runRemarkSession(seed: number): RemarkOutcome {
  return seeded(seed + 0x5eed, () => new RemarkSession(seed).run())
}

class RemarkSession {
  private readonly random: Random
  private readonly server = new FuzzServer()
  private readonly members: Member[] = []
  private readonly remarks: Remark[] = []
  private readonly outcome: RemarkOutcome = {
    ...{ threads: 0, orphaned: 0, reanchored: 0, restored: 0, cut: 0, strayed: 0, spread: 0 },
  }
  /** The text as it once was, to be brought back. */
  private older: Y.Doc | null = null
  private readonly typed = new Set<string>()
  /** Moved or brought back by somebody: the new ones may carry a mark or not. */
  private readonly remade = new Set<string>()
  private readonly fresh = freshCharacters({ withPairs: false })

  constructor(seed: number) {
    this.random = new Random(seed)
  }

  run(): RemarkOutcome {
    try {
      this.begin()
      for (let step = 0; step < STEPS; step++) this.step(this.random.pick(this.members))
      settle(this.members, this.random)
      this.judge()
    } finally {
      for (const member of this.members) member.editor.destroy()
    }
    return this.outcome
  }

  private begin(): void {
    const first = this.join()
    this.book(first, () =>
      fill(
        first.editor,
        [16, 18, 12, 9].map((length) => block(this.fresh(length), {})),
      ),
    )
    first.editor.binding.undo.clear()
    first.send()
    for (let count = 1 + this.random.below(3); count > 0; count--) this.join()
  }

  private join(): Member {
    const member = new Member(this.server, 1 + this.random.below(2 ** 31))
    this.members.push(member)
    return member
  }

  private step(member: Member): void {
    const roll = this.random.next()
    if (roll < 0.515) this.act(member)
    else if (roll < 0.53) this.book(member, () => this.changeLook(member))
    else if (roll < 0.54) this.older = copyOf(this.server.doc)
    else if (roll < 0.55) this.restore()
    else if (roll < 0.63) this.book(member, () => void member.editor.binding.undo.undo())
    else if (roll < 0.66) this.book(member, () => void member.editor.binding.undo.redo())
    else if (roll < 0.76) this.remark(member)
    else if (roll < 0.84) member.send()
    else if (roll < 0.92) member.receive(1 + this.random.below(3))
    else if (roll < 0.96) member.leave()
    else mayRejoin(member, this.random)
  }

  private act(member: Member): void {
    let action: Action = anyAction(this.random)
    while (action.name === WITHOUT) action = anyAction(this.random)
    const hand = { editor: member.editor, random: this.random, fresh: this.fresh }
    if (this.random.chance(0.3)) member.editor.binding.undo.stopCapturing()
    this.book(member, () => action.run(hand))
  }

  private changeLook({ editor }: Member): void {
    const range = anyRange(editor, this.random)
    const mark = schema.mark(this.random.pick(['bold', 'italic', 'underline']))
    if (range === null) return
    const { from, to } = range
    editor.edit((tr) => (this.random.chance(0.7) ? tr.addMark(from, to, mark) : tr.removeMark(from, to, mark)))
  }

  /** As the server does it. What comes back is made again, and its marks are those of the older text. */
  private restore(): void {
    const { older } = this
    if (older === null) return
    const note = (update: Uint8Array) => {
      for (const character of charactersIn(update)) this.remade.add(character)
    }
    this.server.doc.on('update', note)
    this.server.write((text) =>
      patchTo(text, older.getText(BODY), { isThread: (id) => this.remarks.some((remark) => remark.id === id) }),
    )
    this.server.doc.off('update', note)
    this.outcome.restored++
  }

  private book(member: Member, change: () => void): void {
    const { doc } = member
    const listen = (update: Uint8Array, origin: unknown) => {
      if (origin === 'remote') return
      for (const character of charactersIn(update))
        (this.typed.has(character) ? this.remade : this.typed).add(character)
    }
    doc.on('update', listen)
    change()
    doc.off('update', listen)
  }

  /** Somebody remarks on what they selected, or ties a remark to another place; what they wrote is sent before. */
  private remark(member: Member): void {
    if (!member.isOnline) return
    const range = anyRange(member.editor, this.random)
    if (range === null) return
    member.send()
    const { binding } = member.editor
    const passage = findPassage(this.body, binding.toRelative(range.from), binding.toRelative(range.to))
    if (passage === null) return
    const known = this.random.chance(0.15) ? this.remarks[this.random.below(this.remarks.length)] : undefined
    if (known !== undefined) this.outcome.reanchored++
    const remark = known ?? {
      ...{ id: `r${this.remarks.length}`, unitId: '', wholeUnit: this.random.chance(0.2) },
      ...{ inside: new Set(), outside: new Set() },
    }
    remark.unitId = describePassage(this.body, passage).blockId
    if (known === undefined) this.remarks.push(remark)
    this.server.write((text) => {
      removeFormat(text, `comment:${remark.id}`)
      overlayPassage(text, passage, `comment:${remark.id}`, true)
    })
    this.noteCharacters(remark, passage)
  }

  private noteCharacters(remark: Remark, passage: Passage): void {
    remark.inside.clear()
    remark.outside.clear()
    readPlaceLines(this.body).forEach(({ words }, index) => {
      const start = index < passage.from.line ? words.length : index === passage.from.line ? passage.from.offset : 0
      const end = index > passage.to.line ? 0 : index === passage.to.line ? passage.to.offset : words.length
      ;[...words].forEach((character, at) => {
        const isInside = at >= start && at < end
        ;(isInside ? remark.inside : remark.outside).add(character)
      })
    })
  }

  private get body() {
    return this.server.doc.getText(BODY)
  }

  private judge(): void {
    const hash = textHash(this.body)
    for (const { doc } of this.members) {
      if (textHash(doc.getText(BODY)) !== hash) throw new Error('replicas differ')
    }
    const holds = findHolds(readContent(this.body))
    const shown = new Set(readPlaceLines(this.body).flatMap(({ words }) => [...words]))
    for (const id of holds.anchors.keys()) {
      if (!this.remarks.some((remark) => remark.id === id)) throw new Error(`a mark of nobody's: ${id}`)
    }
    this.outcome.threads = this.remarks.length
    for (const remark of this.remarks) this.judgeRemark(remark, holds, shown)
  }

  /** `isAnchored` is what the anchor watch asks: what it does not hold for is listed as without a place. */
  private judgeRemark(remark: Remark, holds: Holds, shown: Set<string>): void {
    const { id, inside, outside } = remark
    const marked = new Set(holds.anchors.get(id)?.words)
    const isThere = isAnchored(remark, holds)
    for (const character of marked) {
      if (character !== '\n' && !shown.has(character)) throw new Error(`${id} is tied to what nobody sees`)
    }
    if (isThere && marked.size === 0 && !holds.blockIds.has(remark.unitId)) throw new Error(`${id} points to nothing`)
    if (!isThere && marked.size > 0) throw new Error(`${id} is listed as lost, and is in the text`)
    const left = [...shown].filter((character) => character !== '\n' && !this.remade.has(character))
    const kept = left.filter((character) => inside.has(character))
    if (!isThere) this.outcome.orphaned++
    if (marked.size === 0 && kept.length > 0) this.outcome.strayed++
    else if (kept.some((character) => !marked.has(character))) this.outcome.cut++
    if (left.some((character) => outside.has(character) && marked.has(character))) this.outcome.spread++
  }
}

function copyOf(doc: Y.Doc): Y.Doc {
  const copy = createDocument()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
  return copy
}

function charactersIn(update: Uint8Array): string[] {
  return Y.decodeUpdate(update).structs.flatMap((struct) =>
    struct instanceof Y.Item && struct.content instanceof Y.ContentString ? [...struct.content.str] : [],
  )
}
