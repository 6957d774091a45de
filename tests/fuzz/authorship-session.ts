import {
  AttributionFold,
  BLOCK_KINDS,
  BODY,
  type FoldRow,
  findProposals,
  readContent,
  resolveProposals,
} from '@app/server/document'
import * as Y from 'yjs'
import { type AuthorHand, anyAuthorAction, anyProposerAction, putIn, wordsOf } from './authorship-actions.ts'
import { AuthorshipOracle } from './authorship-oracle.ts'
import { block, fill } from './editors.ts'
import { Member } from './member.ts'
import { HeadlessProposer } from './proposers.ts'
import { Random } from './random.ts'
import { FuzzServer } from './server.ts'
import { newTable } from './table-actions.ts'

export interface AuthorshipOutcome {
  rows: number
  /** Characters in items that were compared, deleted ones too. */
  characters: number
  /** Of those, that stand in more than one item. */
  recreated: number
  deletions: number
  accepted: number
  /** Characters that proposals brought or took out. */
  brought: number
  takenOut: number
  log: readonly FoldRow[]
}

const EDITORS = 4
const PROPOSERS = 1
const EPOCHS = 2
const STEPS = 70
const SECOND = 1_000
/** Longer than cut words may wait for being put in elsewhere. */
const LONG = 11 * 60 * SECOND

/** One of the five, at one window after the other. */
interface Author {
  name: string
  isProposer: boolean
  member: Member
  cut: AuthorHand['cut']
}

/** One seeded history of five authors. Throws at the first character or deletion that is another's than it should be. */
export function runAuthorshipSession(seed: number): AuthorshipOutcome {
  const original = Math.random
  Math.random = new Random(seed + 0xa07).next
  try {
    return new AuthorshipSession(seed).run()
  } finally {
    Math.random = original
  }
}

class AuthorshipSession {
  private readonly random: Random
  private readonly server = new FuzzServer()
  private readonly oracle = new AuthorshipOracle()
  private readonly rows: FoldRow[] = []
  private readonly names = new Map<object, string>()
  private readonly authors: Author[] = []
  private now = Date.UTC(2026, 0, 5, 8)
  private deciding: { name: string; kind: string; proposalId: string | null } | null = null
  private accepted = 0
  private nextCharacter = 0
  private doing = 'begin'

  constructor(seed: number) {
    this.random = new Random(seed)
    this.oracle.watch(this.server, this.server.doc)
    this.server.onUpdate((update, from) => this.log(update, from))
  }

  run(): AuthorshipOutcome {
    try {
      this.begin()
      for (let epoch = 0; epoch < EPOCHS; epoch++) {
        if (epoch > 0) this.pass()
        for (let step = 0; step < STEPS; step++) this.step(this.random.pick(this.authors))
        this.settle()
      }
      this.judge()
    } catch (error) {
      throw new Error(`row ${this.rows.length} (${this.doing})`, { cause: error })
    } finally {
      for (const { member } of this.authors) member.editor.destroy()
    }
    const { rows, accepted, oracle } = this
    return { log: rows, rows: rows.length, accepted, recreated: oracle.recreated, ...oracle.counted }
  }

  private begin(): void {
    for (let count = 0; count < EDITORS + PROPOSERS; count++) {
      const isProposer = count >= EDITORS
      const name = `a${count}`
      this.authors.push({ name, isProposer, cut: null, member: this.open(name, isProposer) })
      if (count === 0) this.write(this.authors[0] as Author)
    }
  }

  private write({ name, member }: Author): void {
    const fresh = this.freshFor(name)
    const blocks = [40, 50, 30, 12, 60].map((length) => block(fresh(length), { kind: this.random.pick(BLOCK_KINDS) }))
    fill(member.editor, blocks)
    for (let count = 0; count < 2; count++) newTable({ editor: member.editor, random: this.random, fresh })
    member.editor.binding.undo.clear()
    member.send()
  }

  private open(name: string, isProposer: boolean): Member {
    const clientId = 1 + this.random.below(2 ** 31)
    const member = isProposer
      ? new Member(this.server, clientId, (doc, options) => new HeadlessProposer(doc, name, options))
      : new Member(this.server, clientId)
    this.oracle.watch(member, member.doc)
    this.names.set(member, name)
    return member
  }

  private log(update: Uint8Array, from: object | null): void {
    const {
      name = 'server',
      kind = 'REPAIR',
      proposalId = null,
    } = from ? { name: this.names.get(from), kind: 'EDIT' } : (this.deciding ?? {})
    this.now += 100
    this.rows.push({ seq: this.rows.length + 1, kind, proposalId, at: this.now, update })
    this.oracle.committed(name, from ?? this.server, update)
  }

  /** Characters that were never used before, every seventh a surrogate pair. */
  private freshFor(name: string): (count: number) => string {
    return (count) => {
      let text = ''
      for (let index = 0; index < count; index++) {
        const number = this.nextCharacter++
        const character = String.fromCodePoint((number % 7 === 3 ? 0x20000 : 0x4e00) + number)
        this.oracle.typed(character, name)
        text += character
      }
      return text
    }
  }

  private step(author: Author): void {
    const { member } = author
    const roll = this.random.next()
    this.now += this.random.below(2 * SECOND)
    if (roll < 0.6) this.act(author)
    else if (roll < 0.7) this.undoOrRedo(author)
    else if (roll < 0.79) this.does('send', () => member.send())
    else if (roll < 0.88) this.does('receive', () => member.receive(1 + this.random.below(3)))
    else if (roll < 0.92) member.leave()
    else if (roll < 0.95) this.rejoin(member)
    else if (roll < 0.97) this.does('reload', () => this.reload(author))
    else this.does('decide', () => this.decide())
  }

  private does(name: string, change: () => void): void {
    this.doing = name
    change()
  }

  private act(author: Author): void {
    const { member, name, isProposer } = author
    const action = isProposer ? anyProposerAction(this.random) : anyAuthorAction(this.random)
    if (this.random.chance(0.3)) member.editor.binding.undo.stopCapturing()
    this.does(action.name, () => this.withHand(author, (hand) => action.run(hand)))
    if (isProposer && this.random.chance(0.1)) (member.editor as HeadlessProposer).pause()
    this.doing = `after ${name}: ${action.name}`
  }

  private withHand(author: Author, run: (hand: AuthorHand) => void): void {
    const { member, name, cut } = author
    const hand: AuthorHand = { editor: member.editor, random: this.random, fresh: this.freshFor(name), cut }
    run(hand)
    author.cut = hand.cut
  }

  private undoOrRedo({ member }: Author): void {
    const { undo } = member.editor.binding
    const redo = this.random.chance(0.4)
    this.does(redo ? 'redo' : 'undo', () => void (redo ? undo.redo() : undo.undo()))
  }

  private rejoin(member: Member): void {
    if (!member.isOnline) this.does('join again', () => member.join(true))
  }

  /** Another window of the same person. */
  private reload(author: Author): void {
    if (!author.member.isOnline) author.member.join(true)
    author.member.send()
    author.member.leave()
    author.member.editor.destroy()
    author.member = this.open(author.name, author.isProposer)
  }

  private decide(): void {
    const content = readContent(this.server.doc.getText(BODY))
    const ids = [...findProposals(content).keys()]
    if (ids.length === 0) return
    const chosen = new Set([this.random.pick(ids), this.random.pick(ids)])
    const accepts = this.random.chance(0.7)
    const { name } = this.random.pick(this.authors.filter(({ isProposer }) => !isProposer))
    const [proposalId = null] = chosen
    this.deciding = { name, kind: accepts ? 'ACCEPTANCE' : 'ANNOTATION', proposalId }
    if (accepts) {
      this.accepted += 1
      this.oracle.accepts(chosen, content)
    }
    this.server.write((text) => resolveProposals(text, chosen, accepts ? 'accept' : 'reject', () => true))
    this.deciding = null
  }

  private settle(): void {
    this.doing = 'settle'
    for (let round = 0; round < 4; round++) {
      for (const { member } of this.authors) {
        if (!member.isOnline) member.join(true)
        member.send()
        member.receive()
      }
    }
  }

  /** A long time in which nothing happens; then somebody puts in what they cut before: now these words are theirs. */
  private pass(): void {
    this.now += LONG
    const author = this.random.pick(this.authors)
    const words = wordsOf(author.cut ?? [])
    const shown = author.member.editor.state.doc.textContent
    const isGone = [...words].every((character) => !shown.includes(character))
    for (const each of this.authors) if (each !== author) each.cut = null
    if (words === '' || !isGone || author.isProposer || !this.random.chance(0.7)) {
      author.cut = null
      return
    }
    for (const { member } of this.authors) member.editor.binding.undo.clear()
    this.oracle.retyped(words, author.name)
    this.does('put in late', () => this.withHand(author, putIn))
    author.cut = null
  }

  private judge(): void {
    this.doing = 'judge'
    this.oracle.compare(this.folded(null).attribution)
    this.oracle.compare(this.folded(this.random.below(this.rows.length)).attribution)
  }

  /** As the server does it: from the start, or from a checkpoint with only the bytes that it keeps. */
  private folded(checkpointAt: number | null): AttributionFold {
    let fold = AttributionFold.start()
    for (const row of this.rows) {
      this.add(fold, row)
      if (row.seq === checkpointAt) {
        const resumed = AttributionFold.resume([Y.encodeStateAsUpdateV2(fold.doc)], fold.encode())
        if (resumed === null) throw new Error('what was encoded cannot be read')
        fold = resumed
      }
    }
    return fold
  }

  private add(fold: AttributionFold, row: FoldRow): void {
    const wanted = fold.add(row)
    if (wanted.length === 0) return
    fold.learn(wanted.map((seq) => this.rows[seq - 1] as FoldRow))
    if (fold.add(row).length > 0) throw new Error('it asks again')
  }
}
