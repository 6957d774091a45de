import {
  acceptedOf,
  BLOCK_KINDS,
  BODY,
  baseOf,
  createDocument,
  type DocumentContent,
  type Formats,
  findProposals,
  type ProposalVerdict,
  readContent,
  resolveProposals,
  textHash,
} from '@app/server/document'
import type { Node } from '@tiptap/pm/model'
import * as Y from 'yjs'
import { hasSameBase } from '../../server/src/sync/base-compare.ts'
import { onlyKeepsSigns } from '../../server/src/sync/borrowed-signs.ts'
import { withDeleted } from '../../server/src/sync/normalise.ts'
import { findRevived } from '../../server/src/sync/revived-marks.ts'
import { findTouched } from '../../server/src/sync/touched.ts'
import { insertTable } from '../../web/src/features/editor/extensions/table-changes.ts'
import { anyAction } from './actions.ts'
import { block, fill, schema } from './editors.ts'
import { Member } from './member.ts'
import { anyRange, textPlaces } from './places.ts'
import { freshCharacters, mayRejoin, seeded, settle } from './play.ts'
import { HeadlessProposer } from './proposers.ts'
import { Random } from './random.ts'
import { resolved } from './resolved.ts'
import { FuzzServer } from './server.ts'

export interface ProposalOutcome {
  steps: number
  refused: number
  /** Pushes that the room would have given back, because another's marks would have spread with them. */
  heldBack: number
  /** Pushes that the room would have taken without marks that another had taken back meanwhile. */
  amended: number
  /** Looks of the base that differ; or moved words that, accepted, stand in both places, since their strike was lost. */
  inexact: string | null
}

const STEPS = 90

/** Two to four people who only propose, at one text. Throws with the reason at the first thing that must not be. */
export function runProposalSession(seed: number): ProposalOutcome {
  return seeded(seed + 0x9a0, () => new ProposalSession(seed).run())
}

interface ProposingMember {
  member: Member
  proposer: HeadlessProposer
}

class ProposalSession {
  private readonly random: Random
  private readonly server = new FuzzServer((doc, update, from) => this.admit(doc, update, from))
  private readonly people: ProposingMember[] = []
  private readonly madeBy = new Map<string, Set<string>>()
  private readonly outcome: ProposalOutcome = { steps: 0, refused: 0, heldBack: 0, amended: 0, inexact: null }
  private base: DocumentContent = []
  private readonly fresh = freshCharacters()
  private doing = 'begin'

  constructor(seed: number) {
    this.random = new Random(seed)
  }

  run(): ProposalOutcome {
    try {
      this.begin()
      for (; this.outcome.steps < STEPS; this.outcome.steps++) this.step(this.random.pick(this.people))
      const members = this.people.map(({ member }) => member)
      this.does('settle', () => settle(members, this.random))
      this.judge()
    } catch (error) {
      throw new Error(`step ${this.outcome.steps} (${this.doing})`, { cause: error })
    } finally {
      for (const { member } of this.people) member.editor.destroy()
    }
    this.outcome.refused = this.people.reduce((sum, { proposer }) => sum + proposer.refused, 0)
    return this.outcome
  }

  private begin(): void {
    const author = new Member(this.server, 1 + this.random.below(2 ** 31))
    this.writeBase(author)
    author.send()
    author.editor.destroy()
    this.base = readContent(this.server.doc.getText(BODY))
    const count = 2 + this.random.below(3)
    for (let index = 0; index < count; index++) this.join(`p${index}`)
  }

  private writeBase({ editor }: Member): void {
    const blocks = [14, 16, 10, 6].map((length) =>
      block(this.fresh(length), { kind: this.random.pick(BLOCK_KINDS), level: this.random.below(3) }),
    )
    fill(editor, blocks)
    for (const mark of ['bold', 'italic', 'link']) {
      const range = anyRange(editor, this.random)
      const made = schema.mark(mark, mark === 'link' ? { href: 'https://example.org/' } : null)
      if (range) editor.edit((tr) => tr.addMark(range.from, range.to, made))
    }
    if (this.random.chance(0.6)) {
      editor.select(editor.state.doc.child(0).nodeSize + 1)
      editor.edit((tr) => insertTable(tr, editor.state, { rows: 2, columns: 2 }))
      const cells = textPlaces(editor.state.doc).filter(({ node }) => node.type.name === 'tableCell')
      for (const { start } of cells.reverse()) editor.edit((tr) => tr.insertText(this.fresh(4), start))
    }
  }

  private join(name: string): void {
    let proposer: HeadlessProposer | undefined
    const member = new Member(this.server, 1 + this.random.below(2 ** 31), (doc, options) => {
      proposer = new HeadlessProposer(doc, name, options)
      return proposer
    })
    if (proposer) this.people.push({ member, proposer })
  }

  /** What the room asks of those who may only propose. */
  private admit(doc: Y.Doc, update: Uint8Array, from: object): Uint8Array | null {
    const person = this.people.find(({ member }) => member === from)
    if (!person) return null
    const tried = createDocument()
    Y.applyUpdate(tried, Y.encodeStateAsUpdate(doc))
    const text = tried.getText(BODY)
    const touched = findTouched(tried, text, () => Y.applyUpdate(tried, update))
    const view = { isOwn: (id: string) => person.proposer.isOwn(id), isClosed: () => false, note: () => undefined }
    const live = doc.getText(BODY)
    if (!onlyKeepsSigns(live, text, touched, { has: (id) => !view.isOwn(id) }))
      throw new Error('a sign in another’s name')
    if (hasSameBase(live, text, touched, view)) return null
    const amended = withDeleted(
      doc,
      update,
      findRevived(live, text, touched, (id) => !view.isOwn(id)),
    ).update
    Y.applyUpdate(tried, amended)
    if (hasSameBase(live, text, touched, view)) {
      this.outcome.amended++
      return amended
    }
    this.outcome.heldBack++
    return null
  }

  private step(person: ProposingMember): void {
    const { member, proposer } = person
    const roll = this.random.next()
    if (roll < 0.62) this.act(person)
    else if (roll < 0.72) this.undoOrRedo(person)
    else if (roll < 0.8) this.does('send', () => member.send())
    else if (roll < 0.88) this.does('receive', () => member.receive(1 + this.random.below(3)))
    else if (roll < 0.92) member.leave()
    else if (roll < 0.96) this.does('join again', () => mayRejoin(member, this.random))
    else proposer.pause()
  }

  private does(name: string, change: () => void): void {
    this.doing = name
    change()
  }

  private act(person: ProposingMember): void {
    const action = anyAction(this.random)
    const { proposer } = person
    if (this.random.chance(0.3)) proposer.binding.undo.stopCapturing()
    const before = ownCharacters(proposer)
    this.propose(person, action.name, () => action.run({ editor: proposer, random: this.random, fresh: this.fresh }))
    const after = proposer.state.doc.textContent
    for (const [character, isOwn] of before) {
      if (!isOwn && !after.includes(character)) throw new Error(`${character} was deleted and was not their own`)
    }
  }

  private undoOrRedo(person: ProposingMember): void {
    const { undo } = person.proposer.binding
    const redo = this.random.chance(0.4)
    this.propose(person, redo ? 'redo' : 'undo', () => void (redo ? undo.redo() : undo.undo()))
  }

  /** Whatever one person does, the text without proposals stays as it is. */
  private propose({ member, proposer }: ProposingMember, name: string, change: () => void): void {
    const text = member.doc.getText(BODY)
    const before = JSON.stringify(resolved(readContent(text), false))
    const counts = countsOf(proposer.state.doc.textContent)
    this.does(name, change)
    const after = JSON.stringify(resolved(readContent(text), false))
    if (before !== after) throw new Error(`the base changed:\n${before}\n${after}`)
    for (const [character, count] of countsOf(proposer.state.doc.textContent)) {
      if (count <= (counts.get(character) ?? 0)) continue
      this.madeBy.set(character, (this.madeBy.get(character) ?? new Set()).add(proposer.name))
    }
  }

  private judge(): void {
    this.doing = 'judge'
    const hash = this.server.hash()
    for (const { member, proposer } of this.people) {
      if (textHash(member.doc.getText(BODY)) !== hash) throw new Error('replicas differ')
      if (!proposer.state.doc.eq(this.people[0]?.proposer.rebuilt() as Node)) throw new Error('editors differ')
    }
    const content = readContent(this.server.doc.getText(BODY))
    this.judgeBase(resolved(content, false))
    this.judgeAccepted(resolved(content, true))
    if (!isSame(baseOf(content), resolved(content, false))) throw new Error('baseOf says something else')
    if (!isSame(acceptedOf(content), resolved(content, true))) throw new Error('acceptedOf says something else')
    for (const verdict of ['reject', 'accept'] as const) this.judgeDecided(content, verdict)
  }

  /** Decided in the document itself, it says what the views of its content said. */
  private judgeDecided(content: DocumentContent, verdict: ProposalVerdict): void {
    const doc = createDocument()
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(this.server.doc))
    const text = doc.getText(BODY)
    resolveProposals(text, new Set(findProposals(content).keys()), verdict, () => true)
    const [found, expected] = [readContent(text), verdict === 'accept' ? acceptedOf(content) : baseOf(content)]
    if (!isSame(found, expected)) {
      throw new Error(`${verdict}ing all:\n${JSON.stringify(expected)}\n${JSON.stringify(found)}`)
    }
  }

  private judgeBase(found: DocumentContent): void {
    if (JSON.stringify(found) === JSON.stringify(this.base)) return
    const [bare, bareFound] = [withoutLooks(this.base), withoutLooks(found)]
    if (bare !== bareFound) throw new Error(`rejecting all leaves something else:\n${bare}\n${bareFound}`)
    this.outcome.inexact = `looks:\n${JSON.stringify(this.base)}\n${JSON.stringify(found)}`
  }

  /** Nothing twice but what several people moved, each for themselves. */
  private judgeAccepted(found: DocumentContent): void {
    const json = JSON.stringify(found)
    if (/"(ins|del|set|proposed)":/.test(json)) throw new Error(`accepting all leaves marks: ${json}`)
    for (const [character, count] of countsOf(json)) {
      if ((character.codePointAt(0) ?? 0) < 0x4e00 || count === 1) continue
      if (count > (this.madeBy.get(character)?.size ?? 1)) this.outcome.inexact = `accepting all doubles ${character}`
    }
  }
}

/** Ids of blocks that only seem to be there follow from what is around them. */
function isSame(a: DocumentContent, b: DocumentContent): boolean {
  return withoutOrder(a) === withoutOrder(b)
}

function withoutOrder(content: DocumentContent): string {
  return JSON.stringify(content, (key, value) => {
    if (key !== 'formats') return value
    return Object.entries(value as Formats).sort(([one], [other]) => (one < other ? -1 : 1))
  })
}

function ownCharacters(proposer: HeadlessProposer): Map<string, boolean> {
  const own = new Map<string, boolean>()
  proposer.state.doc.descendants((node) => {
    const isOwn = node.marks.some(({ type, attrs }) => type.name === 'ins' && proposer.isOwn(attrs.id))
    for (const character of node.text ?? '') own.set(character, (own.get(character) ?? true) && isOwn)
  })
  return own
}

function countsOf(text: string): Map<string, number> {
  const counts = new Map<string, number>()
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1)
  return counts
}

function withoutLooks(content: DocumentContent): string {
  return JSON.stringify(content, (key, value) => (key === 'formats' ? undefined : value)).replaceAll('"},{"text":"', '')
}
