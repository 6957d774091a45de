import {
  BODY,
  baseOf,
  canonicalJson,
  createDocument,
  type DocumentContent,
  findAnchors,
  type Inline,
  patchTo,
  readContent,
  readPlaceLines,
  type TableRow,
} from '@app/server/document'
import * as Y from 'yjs'
import { HistoryPlay } from './history-play.ts'
import type { Member } from './member.ts'
import { Random } from './random.ts'

export interface RestoreOutcome {
  /** Characters that others typed while it was restored. */
  typed: number
  /** Of those, given back because what they were typed into was removed. */
  offered: number
  /** Threads whose passage came back. */
  threadsBack: number
  /** Characters that came back. */
  broughtBack: number
}

const STEPS = 70
const TYPING = 16

/**
 * Two to four people write; somebody brings an older wording back while the others go on typing, some of them offline.
 * Right after it the text without proposals is the older one, proposals and remarks are where they were, and whatever is
 * typed meanwhile is in the text or given back. Throws with the reason at the first thing that is not so.
 */
export function runRestoreSession(seed: number): RestoreOutcome {
  const original = Math.random
  Math.random = new Random(seed + 0x5eed).next
  const session = new RestoreSession(seed)
  try {
    return session.run()
  } finally {
    session.play.destroy()
    Math.random = original
  }
}

class RestoreSession {
  readonly play: HistoryPlay
  private readonly outcome: RestoreOutcome = { typed: 0, offered: 0, threadsBack: 0, broughtBack: 0 }
  /** Typed by those who did not know of the restore, or after it. */
  private readonly typed = new Map<string, Member>()

  private wanted = ''

  constructor(seed: number) {
    this.play = new HistoryPlay(seed)
  }

  run(): RestoreOutcome {
    const { play } = this
    const { random } = play
    play.begin(2 + random.below(3))
    const from = random.below(STEPS)
    let older: Y.Doc | null = null
    for (let step = 0; step < STEPS; step++) {
      if (step === from) older = copyOf(play.server.doc)
      play.step(random.pick(play.members))
    }
    play.settle()
    for (let count = random.below(TYPING); count > 0; count--) this.typeOn()
    this.restore(older ?? copyOf(play.server.doc))
    for (let count = random.below(TYPING); count > 0; count--) this.typeOn()
    play.settle()
    this.judge()
    return this.outcome
  }

  private typeOn(): void {
    const { play } = this
    const member = play.random.pick(play.members)
    const roll = play.random.next()
    if (roll < 0.6) for (const character of play.type(member)) this.typed.set(character, member)
    else if (roll < 0.75) this.send(member)
    else if (roll < 0.85) member.receive(1 + play.random.below(3))
    else if (roll < 0.9) member.leave()
    else if (!member.isOnline) this.join(member)
  }

  private send(member: Member): void {
    member.send()
  }

  private join(member: Member): void {
    member.join(this.play.random.chance(0.5))
  }

  private restore(older: Y.Doc): void {
    const { play } = this
    const before = copyOf(play.server.doc)
    play.write('EDIT', (text) => patchTo(text, older.getText(BODY), { isThread: (id) => play.threads.includes(id) }))
    const [was, is, wanted] = [before, play.server.doc, older].map((doc) => readContent(doc.getText(BODY)))
    if (was === undefined || is === undefined || wanted === undefined) throw new Error('no content')
    this.wanted = canonicalJson(wanted)
    if (canonicalJson(is) !== this.wanted) throw new Error('it is not the older wording')
    this.judgeProposals(before)
    this.judgeRemarks(was, is, wanted)
    const known = charactersOf(before)
    const back = [...charactersOf(play.server.doc)].filter((character) => !known.has(character))
    this.outcome.broughtBack = back.length
    // What was typed and sent before it is in the version that is kept before it.
    for (const character of known) this.typed.delete(character)
  }

  private judgeProposals(before: Y.Doc): void {
    const [was, is] = [before, this.play.server.doc].map((doc) => findAnchors(readContent(doc.getText(BODY)), 'ins'))
    const tables = new Set(readContent(before.getText(BODY)).flatMap(({ type, id }) => (type === 'table' ? [id] : [])))
    for (const [id, { words, blockIds }] of was ?? []) {
      // With a row or a table what is proposed in it is hidden.
      if (blockIds.some((blockId) => tables.has(blockId))) continue
      const now = is?.get(id)?.words
      if (onlyWords(now) !== onlyWords(words)) throw new Error(`${id} proposes ${now} and not ${words}`)
    }
    for (const id of is?.keys() ?? []) if (!was?.has(id)) throw new Error(`${id} came out of nowhere`)
  }

  private judgeRemarks(was: DocumentContent, is: DocumentContent, wanted: DocumentContent): void {
    const [anchorsBefore, anchors] = [findAnchors(was, 'comment'), findAnchors(is, 'comment')]
    const wantedAnchors = findAnchors(baseOf(wanted), 'comment')
    for (const id of anchors.keys()) if (!this.play.threads.includes(id)) throw new Error(`a mark of nobody's: ${id}`)
    for (const [id, { words }] of wantedAnchors) {
      const now = anchors.get(id)
      if (now === undefined) throw new Error(`${id} has lost its passage`)
      if (anchorsBefore.has(id)) continue
      this.outcome.threadsBack++
      if (onlyWords(now.words) !== onlyWords(words)) throw new Error(`${id} is over ${now.words} and not ${words}`)
    }
  }

  private judge(): void {
    const { play } = this
    play.assertSame()
    const rest = without(readContent(play.body), (character) => this.typed.has(character))
    if (canonicalJson(rest) !== this.wanted) throw new Error('the rest is not the older wording')
    const shown = charactersOf(play.server.doc)
    for (const [character, member] of this.typed) {
      this.outcome.typed++
      if (shown.has(character)) continue
      if (!(play.server.offered.get(member.doc.clientID) ?? '').includes(character))
        throw new Error(`lost ${character}`)
      this.outcome.offered++
    }
  }
}

function without(content: DocumentContent, isGone: (character: string) => boolean): DocumentContent {
  const rest = (line: Inline[]): Inline[] =>
    line.flatMap((piece): Inline[] => {
      if (!('text' in piece)) return [piece]
      const text = [...piece.text].filter((character) => !isGone(character)).join('')
      return text === '' ? [] : [{ ...piece, text }]
    })
  return content.map((block) => {
    if (block.type === 'block') return { ...block, content: rest(block.content) }
    const cellsOf = (row: TableRow) => row.cells.map((cell) => ({ ...cell, content: rest(cell.content) }))
    return { ...block, rows: block.rows.map((row) => ({ ...row, cells: cellsOf(row) })) }
  })
}

function onlyWords(words: string | undefined): string | undefined {
  return words?.replaceAll('\n', '')
}

function charactersOf(doc: Y.Doc): Set<string> {
  return new Set(readPlaceLines(doc.getText(BODY)).flatMap(({ words }) => [...words]))
}

function copyOf(doc: Y.Doc): Y.Doc {
  const copy = createDocument()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
  return copy
}
