import { AttributionFold, BLOCK_KINDS, type FoldRow } from '@app/server/document'
import * as Y from 'yjs'
import { type AuthorHand, anyAuthorAction } from './authorship-actions.ts'
import { block, fill, type HeadlessEditor } from './editors.ts'
import { Member } from './member.ts'
import { anyPosition } from './places.ts'
import { Random } from './random.ts'
import { FuzzServer } from './server.ts'

export interface TypedWordsOutcome {
  rows: number
  /** Characters that were typed while the same words were deleted, moved and brought back all around. */
  typed: number
  /** Of those, given to somebody else. */
  given: number
}

/** How a phone types: letter by letter, or a whole word at a time. */
export type Keyboard = 'letters' | 'words'

const PEOPLE = 4
const STEPS = 120
/** So few that the same ones come again and again. */
const WORDS =
  'lokal nie na w i z jest rada miasta Krakowa uchwala program współpracy organizacje pozarządowe składają wniosek o terminie trzydziestu dni oraz do po za się'.split(
    ' ',
  )

/** Seeded: people who write, delete, move and bring back a few words over and over. What they type is their own. */
export function runTypedWordsSession(seed: number, keyboard: Keyboard, keepsPushes: boolean): TypedWordsOutcome {
  const original = Math.random
  Math.random = new Random(seed + 0x3d).next
  try {
    return new TypedWordsSession(new Random(seed), keyboard, keepsPushes).run()
  } finally {
    Math.random = original
  }
}

class TypedWordsSession {
  private readonly random: Random
  private readonly keyboard: Keyboard
  private readonly keepsPushes: boolean
  private readonly server = new FuzzServer()
  private readonly rows: FoldRow[] = []
  private readonly typed: { client: number; clock: number }[] = []
  private now = 0

  constructor(random: Random, keyboard: Keyboard, keepsPushes: boolean) {
    this.random = random
    this.keyboard = keyboard
    this.keepsPushes = keepsPushes
    this.server.onUpdate((update, from) => {
      this.now += 500
      this.rows.push({ seq: this.rows.length + 1, kind: from === null ? 'REPAIR' : 'EDIT', at: this.now, update })
    })
  }

  run(): TypedWordsOutcome {
    const members = Array.from({ length: PEOPLE }, () => new Member(this.server, 1 + this.random.below(2 ** 31)))
    const hands = members.map(
      ({ editor }): AuthorHand => ({ editor, random: this.random, fresh: this.sentence, cut: null }),
    )
    const [first] = members
    if (first)
      fill(
        first.editor,
        Array.from({ length: 5 }, () => block(this.sentence(12), { kind: this.random.pick(BLOCK_KINDS) })),
      )
    first?.send()
    for (const member of members) member.receive()
    for (let step = 0; step < STEPS; step++) this.step(this.random.below(PEOPLE), members, hands)
    for (const member of members) {
      if (!member.isOnline) member.join(this.keepsPushes)
      member.send()
    }
    for (const member of members) member.editor.destroy()
    return this.judge()
  }

  private step(index: number, members: readonly Member[], hands: readonly AuthorHand[]): void {
    const [member, hand] = [members[index], hands[index]]
    if (!member || !hand) return
    const roll = this.random.next()
    if (roll < 0.3) this.type(member.editor)
    else if (roll < 0.6) anyAuthorAction(this.random).run(hand)
    else if (roll < 0.68) member.editor.binding.undo.undo()
    else if (roll < 0.72) member.editor.binding.undo.redo()
    else if (roll < 0.84) member.send()
    else if (roll < 0.93) member.receive()
    else if (member.isOnline) member.leave()
    else member.join(this.keepsPushes)
    member.editor.binding.undo.stopCapturing()
  }

  private readonly sentence = (count: number): string => {
    return Array.from({ length: count }, () => this.random.pick(WORDS)).join(' ')
  }

  /** A few words somewhere, as a keyboard gives them; notes the ids of their characters. */
  private type(editor: HeadlessEditor): void {
    const position = anyPosition(editor, this.random)
    if (position === null) return
    const text = ` ${this.sentence(1 + this.random.below(4))} `
    const keys = this.keyboard === 'letters' ? [...text] : text.split(/(?<= )/)
    editor.select(position)
    const { doc } = editor
    const note = ({ beforeState, afterState }: Y.Transaction): void => {
      const end = afterState.get(doc.clientID) ?? 0
      for (let clock = beforeState.get(doc.clientID) ?? 0; clock < end; clock++) {
        const item: unknown = Y.getItem(doc.store, Y.createID(doc.clientID, clock))
        if (item instanceof Y.Item && item.content instanceof Y.ContentString)
          this.typed.push({ client: doc.clientID, clock })
      }
    }
    doc.on('afterTransaction', note)
    for (const key of keys) editor.edit((tr) => tr.insertText(key))
    doc.off('afterTransaction', note)
  }

  private judge(): TypedWordsOutcome {
    const fold = AttributionFold.start()
    for (const row of this.rows) {
      const wanted = fold.add(row)
      if (wanted.length > 0) throw new Error('words of this very log are missing')
    }
    const { attribution } = fold
    const given = this.typed.filter(
      ({ client, clock }) => attribution.writtenAt(client, clock) !== attribution.typedAt(client, clock),
    )
    return { rows: this.rows.length, typed: this.typed.length, given: given.length }
  }
}
