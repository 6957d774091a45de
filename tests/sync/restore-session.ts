import { randomUUID } from 'node:crypto'
import { BODY, createDocument, type DocumentContent, readPlaceLines, textHash } from '@app/server/document'
import * as Y from 'yjs'
import { anyAction } from '../fuzz/actions.ts'
import { HeadlessEditor } from '../fuzz/editors.ts'
import { anyPosition } from '../fuzz/places.ts'
import { Random } from '../fuzz/random.ts'
import type { TestApp } from '../kit/app.ts'
import { gql } from '../kit/client.ts'
import { openPeer, type Peer } from '../kit/peer.ts'
import { RESTORATION, type Restored } from '../kit/restore.ts'
import { type SeededDocument, type SeededPerson, seed, signInAs } from '../kit/seed.ts'
import { until } from '../kit/until.ts'
import { judgeUndone, type LiveChanges, type LiveRow } from './live-undo.ts'

export interface LiveOutcome {
  /** Characters typed while it was restored: committed before its row, and after it. */
  before: number
  after: number
  /** Of those after it, given back because what they were typed into went. */
  offered: number
  /** Characters that went or came back because somebody's changes were undone. */
  undone: number
}

const CREATE = 'mutation ($input: CreateVersionInput!) { createVersion(input: $input) { id } }'
const RESTORE = {
  version: `mutation ($input: RestoreVersionInput!) { made: restoreVersion(input: $input) { ${RESTORATION} } }`,
  moment: `mutation ($input: RestoreMomentInput!) { made: restoreMoment(input: $input) { ${RESTORATION} } }`,
  changes: `mutation ($input: UndoChangesInput!) { made: undoChanges(input: $input) { ${RESTORATION} } }`,
}
const WAYS = Object.keys(RESTORE) as (keyof typeof RESTORE)[]
const COMPARE = `query ($id: ID!, $from: ComparedPlaceInput!, $to: ComparedPlaceInput!) {
  compare(documentId: $id, from: $from, to: $to) { counts { units spacing } } }`
const CONTENT = 'query ($id: ID!) { versionContent(id: $id) }'
const WORK = 30
const TYPING = 24

const cells = (row: string) => ['k1', 'k2'].map((id) => ({ id, header: false, content: [{ text: `komórka ${row}` }] }))
const TEXT: DocumentContent = [
  {
    type: 'block',
    id: 'a',
    kind: 'section',
    level: 0,
    content: [{ text: 'Lokale udostępnia się na czas określony.' }],
  },
  { type: 'block', id: 'b', kind: 'ust', level: 0, content: [{ text: 'Wykaz lokali jest jawny.' }] },
  { type: 'table', id: 't', rows: ['w1', 'w2'].map((id) => ({ id, cells: cells(id) })) },
  { type: 'block', id: 'c', kind: 'ust', level: 0, content: [{ text: 'Czynsz jest niski.' }] },
]

/**
 * Two people write over real sockets; in the middle of their typing somebody brings an older text back, that of a version or
 * of a moment that has no name, or undoes what one of them changed: one after the other, by the number of the play. Right
 * after its row the text is the older one, or what it would be without those changes; what was committed before it is in the
 * version kept before it, what was committed after it is in the text or given back to whoever typed it. Throws with the reason at the first thing that is not so.
 */
export async function runLiveRestore(app: TestApp, number: number): Promise<LiveOutcome> {
  const organization = await seed(app).organization()
  const people = [await organization.person(), await organization.person()]
  const host = await organization.person()
  const document = await organization.document(host, { content: TEXT })
  const session = new LiveSession(app, document, await signInAs(app, host), number)
  try {
    for (const person of people) await session.enter(person)
    return await session.run()
  } finally {
    await session.close()
  }
}

/** What is to be brought back or undone, as it is asked for. */
interface Wanted {
  named: object
  /** As it is compared; null where it is no text that there ever was. */
  place: object | null
  changes: LiveChanges | null
}

interface Writer {
  peer: Peer
  editor: HeadlessEditor
}

class LiveSession {
  private readonly app: TestApp
  private readonly document: SeededDocument
  private readonly cookie: string
  private readonly way: keyof typeof RESTORE
  private readonly random: Random
  private readonly writers: Writer[] = []
  private readonly typed = new Map<string, Writer>()
  private nextCharacter = 0x4e00

  constructor(app: TestApp, document: SeededDocument, cookie: string, number: number) {
    this.app = app
    this.document = document
    this.cookie = cookie
    this.random = new Random(number)
    this.way = WAYS[number % WAYS.length] ?? 'version'
  }

  async enter(person: SeededPerson): Promise<void> {
    const { port, origin } = this.app
    const cookie = await signInAs(this.app, person)
    const peer = await openPeer({ origin, port, cookie, documentId: this.document.id, userId: person.id })
    await peer.opened()
    this.writers.push({ peer, editor: new HeadlessEditor(peer.doc) })
  }

  async close(): Promise<void> {
    for (const { peer, editor } of this.writers) {
      editor.destroy()
      await peer.close()
    }
  }

  async run(): Promise<LiveOutcome> {
    const { random } = this
    await this.work(random.below(WORK))
    await this.settle()
    const choose = await this.mark()
    await this.work(1 + random.below(WORK))
    await this.settle()
    const wanted = await choose()
    await this.type(random.below(TYPING))
    const restoring = this.restore(wanted)
    await this.type(TYPING)
    const made = await restoring
    await this.type(random.below(TYPING))
    await this.settle()
    return this.judge(wanted, made)
  }

  private async restore({ named }: Wanted): Promise<Restored | null> {
    const variables = { input: { id: randomUUID(), ...named } }
    return (await gql<{ made: Restored | null }>(this.app, this.cookie, RESTORE[this.way], variables)).made
  }

  /** What is to be brought back, or undone, of what comes next. */
  private async mark(): Promise<() => Promise<Wanted>> {
    const { id: documentId } = this.document
    const { headSeq: seq } = await this.app.db.document.findUniqueOrThrow({ where: { id: documentId } })
    if (this.way === 'changes') return () => this.chooseChanges(seq)
    if (this.way === 'moment') return async () => ({ named: { documentId, seq }, place: { seq }, changes: null })
    const versionId = randomUUID()
    await gql(this.app, this.cookie, CREATE, { input: { id: versionId, documentId, name: 'Do przywrócenia' } })
    return async () => ({ named: { versionId }, place: { versionId }, changes: null })
  }

  /** A stretch of the log with something of one of the two in it. */
  private async chooseChanges(since: number): Promise<Wanted> {
    const { document, random } = this
    const rows = (await this.rows()).filter(({ seq }) => seq > since)
    const edits = rows.filter(({ kind }) => kind === 'EDIT')
    if (edits.length === 0) {
      await this.type(3)
      await this.settle()
      return this.chooseChanges(since)
    }
    const { userId: personId, seq } = random.pick(edits)
    const isAll = random.chance(0.5)
    const [fromSeq, toSeq] = [since + 1, rows.at(-1)?.seq ?? seq]
    const changes = {
      personId,
      fromSeq: isAll ? fromSeq : fromSeq + random.below(seq - since),
      toSeq: isAll ? toSeq : seq + random.below(toSeq - seq + 1),
    }
    return { named: { documentId: document.id, ...changes }, place: null, changes }
  }

  private rows(): Promise<LiveRow[]> {
    return this.app.db.documentUpdate.findMany({ where: { documentId: this.document.id }, orderBy: { seq: 'asc' } })
  }

  /** Anything an editor does. */
  private async work(steps: number): Promise<void> {
    for (let step = 0; step < steps; step++) {
      const { editor } = this.random.pick(this.writers)
      let action = anyAction(this.random)
      // Lays marks over whose they are not, which no page of ours does.
      while (action.name === 'format') action = anyAction(this.random)
      action.run({ editor, random: this.random, fresh: this.fresh })
      if (this.random.chance(0.3)) await pause()
    }
  }

  private async type(times: number): Promise<void> {
    for (let time = 0; time < times; time++) {
      const writer = this.random.pick(this.writers)
      const position = anyPosition(writer.editor, this.random)
      const words = this.fresh(1 + this.random.below(3))
      if (position !== null) {
        for (const character of words) this.typed.set(character, writer)
        writer.editor.edit((tr) => tr.insertText(words, position))
      }
      if (this.random.chance(0.6)) await pause(this.random.below(12))
    }
  }

  private readonly fresh = (count: number): string => {
    let text = ''
    for (let index = 0; index < count; index++) text += String.fromCodePoint(this.nextCharacter++)
    return text
  }

  /** Everything is saved, and both pages show the same. */
  private settle(): Promise<unknown> {
    return until('both pages to be saved and to show the same', () => {
      if (this.writers.some(({ peer }) => peer.session.status !== 'saved')) return false
      const [one, other] = this.writers.map(({ peer }) => textHash(peer.text))
      return one === other
    })
  }

  private async judge({ place, changes }: Wanted, made: Restored | null): Promise<LiveOutcome> {
    const rows = await this.rows()
    const outcome: LiveOutcome = { before: 0, after: 0, offered: 0, undone: 0 }
    if (changes !== null) outcome.undone = await this.judgeChanges(rows, changes, made)
    // What somebody typed and took out again leaves nothing to undo.
    if (made === null && changes !== null) return outcome
    if (made === null) throw new Error('nothing was restored')
    if (place !== null) await this.assertSame(place, { seq: made.seq })
    await this.assertSame({ versionId: made.keptVersion.id }, { seq: made.seq - 1 })
    const kept = new Set(await this.contentOf(made.keptVersion.id))
    const shown = charactersOf(rows)
    for (const { seq, data } of rows) {
      for (const character of charactersIn(data)) {
        const writer = this.typed.get(character)
        if (writer === undefined || seq === made.seq) continue
        if (seq < made.seq) {
          outcome.before++
          if (!kept.has(character)) throw new Error(`${character} is not in the version before`)
        } else {
          outcome.after++
          if (shown.has(character)) continue
          if (!writer.peer.givenBack().join('').includes(character)) throw new Error(`lost ${character}`)
          outcome.offered++
        }
      }
    }
    if (outcome.before + outcome.after !== this.typed.size) throw new Error('not everything typed is in the log')
    return outcome
  }

  private async judgeChanges(rows: readonly LiveRow[], changes: LiveChanges, made: Restored | null): Promise<number> {
    const upTo = (seq: number) => rows.filter((row) => row.seq <= seq)
    const seq = made?.seq ?? rows.length + 1
    const [before, after] = [upTo(seq - 1), upTo(seq)]
    const undone = judgeUndone(before, changes, charactersOf(before), charactersOf(after))
    const again = await this.restore({ named: { documentId: this.document.id, ...changes }, place: null, changes })
    if (again !== null) throw new Error('the same again wrote something')
    return undone
  }

  private async assertSame(from: object, to: object): Promise<void> {
    const { compare } = await gql<{ compare: { counts: { units: number; spacing: number } } }>(
      this.app,
      this.cookie,
      COMPARE,
      { id: this.document.id, from, to },
    )
    const { units, spacing } = compare.counts
    if (units + spacing > 0) throw new Error(`${JSON.stringify(from)} and ${JSON.stringify(to)} differ`)
  }

  private async contentOf(id: string): Promise<string> {
    return (await gql<{ versionContent: string }>(this.app, this.cookie, CONTENT, { id })).versionContent
  }
}

function pause(milliseconds = 0): Promise<unknown> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}

function charactersIn(update: Uint8Array): string[] {
  return Y.decodeUpdate(update).structs.flatMap((struct) =>
    struct instanceof Y.Item && struct.content instanceof Y.ContentString ? [...struct.content.str] : [],
  )
}

/** What the text shows after these rows. */
function charactersOf(rows: readonly { kind: string; data: Uint8Array }[]): Set<string> {
  const doc = createDocument()
  for (const { kind, data } of rows) if (kind !== 'VOID') Y.applyUpdate(doc, data)
  return new Set(readPlaceLines(doc.getText(BODY)).flatMap(({ words }) => [...words]))
}
