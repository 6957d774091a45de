import type { FormatWish } from '@app/server/document'
import type { Mark, Node } from '@tiptap/pm/model'
import { type EditorState, TextSelection, type Transaction } from '@tiptap/pm/state'
import { ReplaceStep } from '@tiptap/pm/transform'
import { align, type Edit } from '../binding/align.ts'
import { PROPOSED, type ProposedBy } from '../binding/proposed.ts'
import { type ChangedRange, cellAround, wholeNodes } from '../binding/steps.ts'
import type { BlockToken } from '../binding/tokens.ts'
import { changedRanges } from './changes.ts'
import { insertion } from './insertion.ts'
import { changedLooks, type Look, type LookValue } from './looks.ts'
import { type Placed, placedInBody, placedInline } from './placed-tokens.ts'
import { addDeed, type Deed, type Landing, perform } from './plan.ts'
import { type Refusal, RefusedChange } from './refusal.ts'

/** Whose proposals the changes become part of. */
export interface Proposer extends ProposedBy {
  /** The proposal that changes of these top-level nodes belong to. */
  idAt(doc: Node, first: number, last: number): string
}

export type Tracked = { transaction: Transaction } | { refused: Refusal }

/**
 * A local transaction as proposals: what it would type is proposed, what it would delete is struck, what it would make of
 * blocks and looks is wished. Only what is the proposer's own pending text is really changed.
 */
export function trackChanges(transaction: Transaction, state: EditorState, proposer: Proposer): Tracked {
  try {
    return { transaction: new Tracker(transaction, state, proposer).run().setMeta(PROPOSED, proposer) }
  } catch (error) {
    if (error instanceof RefusedChange) return { refused: error.reason }
    throw error
  }
}

function isStruck({ marks }: Placed): boolean {
  return marks.some(({ type }) => type.name === 'del')
}

/** A block without a marker cannot carry a proposal, and giving it one would be no proposal. */
function makesReal(edits: readonly TrackedEdit[]): boolean {
  const implied = edits.flatMap(({ old, new: now }) => (now === null && isImplicit(old) ? [old.id] : []))
  return edits.some(({ old, new: now }) => old === null && now?.type === 'block' && implied.includes(now.id))
}

function isImplicit(token: Placed | null): token is Placed<BlockToken> {
  return token?.type === 'block' && token.implicit
}

/** A look that a stretch of text is to have. */
export interface LookChange {
  look: Look
  value: LookValue
  from: number
  to: number
}

/** Proposes one look; own pending text just gets it. */
export function proposeLook(state: EditorState, { look, value, from, to }: LookChange, proposer: Proposer): Tracked {
  const deeds: Deed[] = []
  const looks: FormatWish = { [look]: value }
  state.doc.nodesBetween(from, to, (node, position) => {
    if (!node.isInline) return
    const [start, end] = [Math.max(from, position), Math.min(to, position + node.nodeSize)]
    const type = isOwnText(node.marks, proposer) ? 'setLooks' : 'wishLooks'
    deeds.push({ type, from: start, to: end, marks: node.marks, looks })
  })
  const out = state.tr
  const { doc } = state
  const id = () => proposer.idAt(doc, doc.resolve(from).index(0), doc.resolve(to).index(0))
  perform(out, deeds, { isOwn: (each) => proposer.isOwn(each), id })
  return { transaction: out.setMeta(PROPOSED, proposer) }
}

function isOwnText(marks: readonly Mark[], proposer: Proposer): boolean {
  return marks.some(({ type, attrs }) => type.name === 'ins' && proposer.isOwn(attrs.id))
}

interface TrackedRange {
  range: ChangedRange
  edits: TrackedEdit[]
}
type TrackedEdit = Edit<Placed> & { landing?: Landing }

class Tracker {
  private readonly wanted: Transaction
  private readonly state: EditorState
  private readonly proposer: Proposer
  private readonly deeds: Deed[] = []
  private tracked: TrackedRange[] = []
  private readonly ranges: ChangedRange[]
  private madeId: string | null = null

  constructor(wanted: Transaction, state: EditorState, proposer: Proposer) {
    this.wanted = wanted
    this.state = state
    this.proposer = proposer
    this.ranges = changedRanges(wanted)
  }

  run(): Transaction {
    this.tracked = this.ranges.map((range) => ({ range, edits: this.editsIn(range) }))
    for (const each of this.tracked) this.plan(each)
    const out = this.state.tr
    perform(out, this.deeds, { isOwn: (id) => this.proposer.isOwn(id), id: () => this.id() })
    this.select(out)
    return out
  }

  private plan({ range, edits }: TrackedRange): void {
    let place = range.from
    let added: TrackedEdit[] = []
    const insertAdded = () => {
      if (added.length > 0 && !this.isFilling(edits)) this.planAdded(place, added)
      added = []
    }
    for (const edit of edits) {
      if (edit.old === null) {
        added.push(edit)
        continue
      }
      insertAdded()
      if (edit.new === null) this.planRemoved(edit.old, range)
      else this.planKept(edit.old, edit.new)
      place = edit.old.behind
    }
    insertAdded()
  }

  private editsIn(range: ChangedRange): TrackedEdit[] {
    const { from, to, newFrom, newTo } = range
    const [before, after] = [this.state.doc, this.wanted.doc]
    const old = cellAround(before, from, to)
    const now = cellAround(after, newFrom, newTo)
    if (old && now && old.rowId === now.rowId && old.columnId === now.columnId) {
      const inOld = placedInline(old.cell, old.start, from, to)
      return align<Placed>(inOld, placedInline(now.cell, now.start, newFrom, newTo), false, this.trims())
    }
    if (wholeNodes(range, before, after) !== range) throw new RefusedChange('table')
    const edits = align(placedInBody(before, from, to), placedInBody(after, newFrom, newTo), false, this.trims())
    if (makesReal(edits)) throw new RefusedChange('place')
    return edits
  }

  /** One step that puts words in place of others means these words; several may have gone over words that stay. */
  private trims(): boolean {
    const { steps } = this.wanted
    return steps.length > 1 || !(steps[0] instanceof ReplaceStep)
  }

  /** A document emptied altogether gets an empty block from the editor, which nobody asked for. */
  private isFilling(edits: readonly TrackedEdit[]): boolean {
    const added = edits.filter((edit) => edit.old === null)
    const [only] = added
    return added.length === 1 && edits.length > 1 && only?.new?.type === 'block' && only.new.id === null
  }

  private planAdded(place: number, added: readonly TrackedEdit[]): void {
    const landing = { position: place, steps: 0 }
    const tokens = added.flatMap((edit) => edit.new ?? [])
    for (const edit of added) edit.landing = landing
    const run = insertion(this.state.doc, place, this.withoutStruck(tokens), () => this.id())
    addDeed(this.deeds, { type: 'insert', at: place, run, landing })
  }

  /** Of words that are moved, those already struck stay behind. */
  private withoutStruck(tokens: Placed[]): Placed[] {
    if (this.tracked.length < 2) return tokens
    const struck = this.tracked.flatMap(({ edits }) => edits.flatMap(({ old, new: now }) => (old && !now ? [old] : [])))
    const left = new Set(struck.filter(isStruck).map((token) => ('text' in token ? token.text : '')))
    return tokens.filter((token) => !isStruck(token) || !left.has('text' in token ? token.text : ''))
  }

  private planRemoved(old: Placed, range: ChangedRange): void {
    if (old.type === 'table') throw new RefusedChange('table')
    if (old.type === 'block') this.planJoin(old)
    else if (isOwnText(old.marks, this.proposer))
      addDeed(this.deeds, { type: 'remove', from: old.before, to: old.behind })
    else if (!this.isStruckAlready(old.marks, range)) {
      addDeed(this.deeds, { type: 'strike', from: old.before, to: old.behind })
    }
  }

  private planJoin({ before, implicit, ins, del }: Placed<BlockToken>): void {
    if (implicit) return
    if (ins !== null && this.proposer.isOwn(ins)) this.deeds.push({ type: 'join', at: before })
    else if (del === null) this.deeds.push({ type: 'proposeJoin', at: before })
  }

  /** Keys that go over words struck by others leave them alone; a deleted selection is my own wish for all of it. */
  private isStruckAlready(marks: readonly Mark[], range: ChangedRange): boolean {
    const struck = marks.filter(({ type }) => type.name === 'del')
    const { empty, head } = this.state.selection
    const isByKey = empty && (head === range.from || head === range.to)
    return isByKey ? struck.length > 0 : struck.some(({ attrs }) => this.proposer.isOwn(attrs.id))
  }

  private planKept(old: Placed, now: Placed): void {
    if (old.type === 'table' || now.type === 'table') {
      if (old.type === 'table' && now.type === 'table' && !old.node.eq(now.node)) throw new RefusedChange('table')
    } else if (old.type === 'block' || now.type === 'block') {
      if (old.type === 'block' && now.type === 'block') this.planKind(old, now)
    } else this.planLooks(old, now)
  }

  private planKind(old: Placed<BlockToken>, now: Placed<BlockToken>): void {
    const { kind, level } = now
    if ((kind === old.kind && level === old.level) || !Number.isInteger(level)) return
    if (old.implicit) throw new RefusedChange('place')
    const attributes = { kind, level }
    const isOwnBlock = old.ins !== null && this.proposer.isOwn(old.ins)
    const isOthers = old.ins !== null && !isOwnBlock
    if (isOthers || (old.was !== null && !this.proposer.isOwn(old.was.id))) throw new RefusedChange('kind')
    const former = old.was ?? { kind: old.kind, level: old.level, id: isOwnBlock ? '' : this.id() }
    const isBack = former.kind === kind && former.level === level
    const was = isBack || isOwnBlock ? null : former
    this.deeds.push({ type: 'attributes', at: old.before, attributes: { ...attributes, was } })
  }

  private planLooks(old: Placed, now: Placed): void {
    const looks = changedLooks(old.marks, now.marks)
    if (Object.keys(looks).length === 0) return
    const type = isOwnText(old.marks, this.proposer) ? 'setLooks' : 'wishLooks'
    addDeed(this.deeds, { type, from: old.before, to: old.behind, marks: old.marks, looks })
  }

  private id(): string {
    this.madeId ??= this.idAround() ?? this.idOfPlace()
    return this.madeId
  }

  /** Inside one's own earlier proposal one goes on with it. */
  private idAround(): string | null {
    const { nodeBefore, nodeAfter } = this.state.doc.resolve(this.ranges[0]?.from ?? 0)
    const own = (node: Node | null) =>
      node?.marks.find(({ type, attrs }) => type.name === 'ins' && this.proposer.isOwn(attrs.id))?.attrs.id ?? null
    const id: string | null = own(nodeBefore)
    return id === own(nodeAfter) ? id : null
  }

  private idOfPlace(): string {
    const { doc } = this.state
    const last = doc.childCount - 1
    const indexAt = (position: number) => Math.min(last, doc.resolve(Math.min(position, doc.content.size)).index(0))
    return this.proposer.idAt(doc, indexAt(this.ranges[0]?.from ?? 0), indexAt(this.ranges.at(-1)?.to ?? 0))
  }

  private select(out: Transaction): void {
    const { anchor, head } = this.wanted.selection
    const places = [anchor, head].map((position) => Math.min(this.placeIn(out, position), out.doc.content.size))
    const [from = 0, to = from] = places
    out.setSelection(TextSelection.between(out.doc.resolve(from), out.doc.resolve(to)))
  }

  /** Where a position of the wanted document is among what became of it. */
  private placeIn(out: Transaction, position: number): number {
    const found = this.tracked.findLast(({ range }) => range.newFrom <= position)
    if (!found) return out.mapping.map(position)
    const { range, edits } = found
    if (position > range.newTo) return out.mapping.map(position + range.to - range.newTo)
    const last = edits.findLastIndex((edit) => edit.new !== null && edit.new.behind <= position)
    const removed = edits.slice(last + 1)
    const behind = removed.slice(0, removed.findIndex((edit) => edit.old === null || edit.new !== null) >>> 0).at(-1)
    const { empty, head } = this.state.selection
    const isForward = empty && head === range.from && range.to > range.from
    if (isForward && behind?.old) return out.mapping.map(behind.old.behind, -1)
    const edit = edits[last]
    if (edit?.landing) return out.mapping.slice(edit.landing.steps).map(edit.landing.position, -1)
    return out.mapping.map(edit?.old?.behind ?? range.from, -1)
  }
}
