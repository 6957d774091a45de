import {
  BODY,
  baseOf,
  ChangeHistory,
  canonicalJson,
  createDocument,
  inlineText,
  patchTo,
  prepareDoc,
  type RowRole,
  readContent,
  rolesFor,
  type Undoing,
  withoutChanges,
} from '@app/server/document'
import * as Y from 'yjs'
import { HistoryPlay, type PlayedUpdate } from './history-play.ts'
import type { Member } from './member.ts'
import { Random } from './random.ts'
import { type Standing, StandingWords } from './standing.ts'

export interface UndoChangesOutcome {
  /** Characters of one person that went. */
  gone: number
  /** Characters that this person had deleted, and are back. */
  back: number
  /** Sessions in which nobody else wrote meanwhile, so that it must be as it was before. */
  alone: number
}

const STEPS = 70
const STEPS_MORE = 20

/**
 * Two to four people write, remark and propose; then what one of them did in a stretch of the log is undone. A character is
 * there exactly where one of its copies stands without those rows, and what others wrote is there once; the same again
 * writes nothing. Then some of it once more, and what they did since, at times also that they undid it themselves. Where nobody else wrote meanwhile, it is as before.
 * Throws with the reason at the first thing that is not so.
 */
export function runUndoChangesSession(seed: number): UndoChangesOutcome {
  const original = Math.random
  Math.random = new Random(seed + 0x5eed).next
  const session = new UndoChangesSession(seed)
  try {
    return session.run()
  } finally {
    session.play.destroy()
    Math.random = original
  }
}

/** Whose rows, from one to before another. */
interface Chosen {
  person: Member
  from: number
  to: number
}

class UndoChangesSession {
  readonly play: HistoryPlay
  private readonly outcome: UndoChangesOutcome = { gone: 0, back: 0, alone: 0 }
  /** As the server notes it. */
  private readonly undone: Undoing[] = []

  constructor(seed: number) {
    this.play = new HistoryPlay(seed)
  }

  run(): UndoChangesOutcome {
    const { play } = this
    const { random } = play
    play.begin(2 + random.below(3))
    for (let step = 0; step < STEPS; step++) play.step(random.pick(play.members))
    play.settle()
    const person = random.pick(play.members)
    if (random.chance(0.4)) this.undoAlone(person)
    else {
      const ends = [1 + random.below(play.log.length), 1 + random.below(play.log.length)].sort((a, b) => a - b)
      this.undo({ person, from: ends[0] ?? 0, to: ends[1] ?? 0 })
    }
    play.settle()
    if (random.chance(0.5)) this.undoMore()
    play.settle()
    play.assertSame()
    return this.outcome
  }

  /** Some of what was undone, and what the same person did since. */
  private undoMore(): void {
    const { play, undone } = this
    const [first] = undone
    const person = play.members.find((member) => this.nameOf(member) === first?.userId)
    if (first === undefined || person === undefined) return
    for (let step = 0; step < STEPS_MORE; step++) play.step(play.random.pick(play.members))
    play.settle()
    const from = first.fromSeq - 1 + play.random.below(first.toSeq - first.fromSeq + 1)
    this.undo({ person, from, to: play.log.length })
  }

  private undoAlone(person: Member): void {
    const { play } = this
    const from = play.log.length
    const before = canonicalJson(readContent(play.body))
    for (let step = play.random.below(15); step > 0; step--) {
      const roll = play.random.next()
      if (roll < 0.6) play.act(person)
      else if (roll < 0.75) play.bold(person)
      else if (roll < 0.9) person.editor.binding.undo.undo()
      else person.send()
    }
    person.send()
    play.settle()
    this.undo({ person, from, to: play.log.length })
    const after = canonicalJson(readContent(play.body))
    if (after !== before) throw new Error(`it is not as before:\n${before}\n${after}`)
    this.outcome.alone++
  }

  private undo(chosen: Chosen): void {
    const { play } = this
    const rows = play.log.slice()
    const before = countsIn(play.server.doc)
    const target = this.targetOf(rows, chosen)
    const options = { isThread: (id: string) => play.threads.includes(id) }
    const wrote = this.writes(() => play.write('ROLLBACK', (text) => patchTo(text, target, options)))
    if (canonicalJson(readContent(play.body)) !== canonicalJson(readContent(target)))
      throw new Error('not what it is to be')
    this.judge(rows, chosen, before, countsIn(play.server.doc))
    if (wrote) this.note(chosen)
    const again = this.targetOf(play.log, chosen)
    const [now, then] = [play.body, again].map((text) => canonicalJson(readContent(text)))
    if (then !== now) throw new Error(`the same again is not the same:\n${now}\n${then}`)
    if (this.writes(() => play.server.doc.transact(() => patchTo(play.body, again, options))))
      throw new Error('the same again wrote something')
  }

  /** Does this change the document? */
  private writes(change: () => void): boolean {
    const { doc } = this.play.server
    let wrote = false
    const note = (): void => {
      wrote = true
    }
    doc.on('update', note)
    change()
    doc.off('update', note)
    return wrote
  }

  private note({ person, from, to }: Chosen): void {
    const { play } = this
    const userId = this.nameOf(play.random.chance(0.5) ? person : null)
    const row = { seq: play.log.length, userId, kind: 'ROLLBACK' }
    this.undone.push({ userId: this.nameOf(person), fromSeq: from + 1, toSeq: to, row })
  }

  private nameOf(member: Member | null): string {
    return member === null ? 'server' : `member-${this.play.members.indexOf(member)}`
  }

  private rolesOf(rows: readonly PlayedUpdate[], { person, from, to }: Chosen): RowRole[] {
    const role = rolesFor({ userId: this.nameOf(person), fromSeq: from + 1, toSeq: to }, this.undone)
    const undoings = new Map(this.undone.map(({ row }) => [row.seq, row]))
    return rows.map(({ by, kind }, at) => role(undoings.get(at + 1) ?? { seq: at + 1, userId: this.nameOf(by), kind }))
  }

  private targetOf(rows: readonly PlayedUpdate[], chosen: Chosen): Y.Text {
    const past = docOf(rows.slice(0, chosen.from))
    const doc = prepareDoc(new Y.Doc({ gc: false }))
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(past))
    const history = new ChangeHistory(doc)
    const roles = this.rolesOf(rows, chosen)
    history.add(rows.slice(chosen.from).map(({ update }, at) => ({ update, role: roles[chosen.from + at] ?? 'other' })))
    return withoutChanges(history)
  }

  private judge(rows: readonly PlayedUpdate[], chosen: Chosen, before: Counts, after: Counts): void {
    const roles = this.rolesOf(rows, chosen)
    const { must, may } = standingIn(rows, roles)
    for (const character of must) if (!after.has(character)) throw new Error(`${character} is to be there`)
    for (const character of after.keys()) {
      if (!may.has(character)) throw new Error(`${character} is still there`)
    }
    const { own, remade, lost, lostToOthers, ofOthers } = readDeeds(rows, roles, chosen.from)
    for (const [character, now] of after) {
      if (own.has(character) || lostToOthers.has(character) || !ofOthers.has(character)) continue
      // What one deleted and another moved before they met is there twice when it comes back, as with undo.
      if (now > 1 && before.get(character) === 1 && !remade.has(character)) {
        throw new Error(`${character} of somebody else is there ${now} times`)
      }
    }
    for (const character of own) if (before.has(character) && !after.has(character)) this.outcome.gone++
    for (const character of lost) if (after.has(character) && !before.has(character)) this.outcome.back++
  }
}

/** What was done to characters. */
interface Deeds {
  /** First put in by the person, in their rows. */
  own: Set<string>
  /** Put in once more by others or in other rows: moved, or brought back. */
  remade: Set<string>
  /** Gone with a row of the person's, or with any other. */
  lost: Set<string>
  lostToOthers: Set<string>
  /** There when the rows begin, or put in by others since. */
  ofOthers: Set<string>
}

function readDeeds(rows: readonly PlayedUpdate[], roles: readonly RowRole[], from: number): Deeds {
  const deeds: Deeds = {
    own: new Set(),
    remade: new Set(),
    lost: new Set(),
    lostToOthers: new Set(),
    ofOthers: new Set(),
  }
  const known = new Set<string>()
  const doc = createDocument()
  let shown = countsIn(doc)
  rows.forEach((row, at) => {
    if (at === from) deeds.ofOthers = new Set(shown.keys())
    const isChosen = roles[at] === 'undo'
    // A proposal repeats words that are there.
    for (const character of row.kind === 'PROPOSAL' ? [] : charactersIn(row.update)) {
      if (!isChosen && known.has(character)) deeds.remade.add(character)
      if (!isChosen) deeds.ofOthers.add(character)
      else if (!known.has(character)) deeds.own.add(character)
      known.add(character)
    }
    Y.applyUpdate(doc, row.update)
    const now = countsIn(doc)
    for (const [character, count] of shown) {
      if ((now.get(character) ?? 0) < count) deeds[isChosen ? 'lost' : 'lostToOthers'].add(character)
    }
    shown = now
  })
  return deeds
}

function standingIn(rows: readonly PlayedUpdate[], roles: readonly RowRole[]): Standing {
  const standing = new StandingWords()
  for (const [at, { update }] of rows.entries()) standing.add(update, roles[at] === 'undo')
  return standing.read()
}

type Counts = ReadonlyMap<string, number>

/** How often each character is in the text without proposals. */
function countsIn(doc: Y.Doc): Counts {
  const counts = new Map<string, number>()
  const add = (text: string): void => {
    for (const character of text) if (character !== '\n') counts.set(character, (counts.get(character) ?? 0) + 1)
  }
  for (const block of baseOf(readContent(doc.getText(BODY)))) {
    if (block.type === 'block') add(inlineText(block.content))
    else for (const row of block.rows) for (const cell of row.cells) add(inlineText(cell.content))
  }
  return counts
}

function charactersIn(update: Uint8Array): string[] {
  return Y.decodeUpdate(update).structs.flatMap((struct) =>
    struct instanceof Y.Item && struct.content instanceof Y.ContentString ? [...struct.content.str] : [],
  )
}

function docOf(rows: readonly PlayedUpdate[]): Y.Doc {
  const doc = createDocument()
  for (const { update } of rows) Y.applyUpdate(doc, update)
  return doc
}
