// What a row of the log does to the units of a document: which read otherwise after it, and how they read before. Works
// on a throw-away copy and looks only at what the row touches, so that a hundred thousand rows can be gone through.

import * as Y from 'yjs'
import {
  type Block,
  type BlockKind,
  BODY,
  blocksOfSection,
  type FormatMap,
  flowsOn,
  forEachChangedItem,
  formatsAtStart,
  HEAD_ID,
  holderOf,
  inlineText,
  isId,
  isMarker,
  isTableMarker,
  markerMap,
  NO_FORMATS,
  plainTextOf,
  readSection,
  sameFormats,
} from '../document/index.ts'
import { hasPending } from '../sync/pending.ts'
import { addProposals, type ProposalWords } from './activity-proposals.ts'

/** A unit as it reads without proposals and remarks. */
export interface UnitState {
  kind: BlockKind | 'table'
  level: number
  words: string
  /** Words with their looks; equal where only what is not seen differs. */
  look: string
}

export interface UnitChange {
  id: string
  /** Null where it was not, or is not any more. */
  before: UnitState | null
  after: UnitState | null
  /** Taken out and put in again, somewhere. */
  isMoved: boolean
}

export interface RowEffect {
  /** Units that read otherwise, or stand elsewhere. */
  changes: UnitChange[]
  /** Every unit in which anything changed, marks included. */
  touched: string[]
  /** Proposals whose marks or words changed. */
  proposals: { id: string; isGone: boolean }[]
  /** Only where a unit was moved. */
  order?: UnitOrder
}

/** Ids of all units as they stood before and after. */
export interface UnitOrder {
  before: string[]
  after: string[]
}

/** The marker a unit begins with; null for text before the first one. */
type Start = Y.Item | null

interface Tracked {
  id: string
  state: UnitState | null
  endFormats: FormatMap
  proposals: ProposalWords
}

interface Before {
  state: UnitState | null
  starts: readonly Start[]
}

/** Follows a document row by row. */
export class UnitTracker {
  private readonly doc: Y.Doc
  private readonly text: Y.Text
  private readonly units = new Map<Start, Tracked>()
  private readonly startsById = new Map<string, Set<Start>>()
  private readonly startsByProposal = new Map<string, Set<Start>>()

  /** @param doc is changed by `apply`; nobody else may change it */
  constructor(doc: Y.Doc) {
    this.doc = doc
    this.text = doc.getText(BODY)
    for (let start: Start | undefined = null; start !== undefined; ) {
      const { unit, next } = this.read(start)
      this.put(start, unit)
      start = next ?? undefined
    }
  }

  /** Applies one row. Throws where it cannot be applied, or builds on what is missing: then this one is of no more use. */
  apply(update: Uint8Array): RowEffect {
    let effect: RowEffect = { changes: [], touched: [], proposals: [] }
    const look = (transaction: Y.Transaction): void => {
      effect = this.look(transaction)
    }
    this.doc.on('afterTransaction', look)
    try {
      Y.applyUpdate(this.doc, update)
      if (hasPending(this.doc)) throw new Error('It builds on what is missing')
      return effect
    } finally {
      this.doc.off('afterTransaction', look)
    }
  }

  private look(transaction: Y.Transaction): RowEffect {
    const { dirty, gone } = this.findDirty(transaction)
    const before = new Map<string, Before>()
    const idsBefore = new Map<Start, string | null>()
    const proposals = new ProposalWordsBefore()
    const touched = new Set<string>()
    for (const start of gone) {
      const unit = this.units.get(start)
      if (unit === undefined) continue
      idsBefore.set(start, unit.id)
      this.note(before, unit.id)
      proposals.add(unit.proposals)
      this.drop(start, unit)
    }
    for (const start of dirty) {
      const old = this.units.get(start)
      const { unit, next } = this.read(start)
      idsBefore.set(start, old?.id ?? null)
      this.note(before, old?.id ?? unit.id)
      this.note(before, unit.id)
      touched.add(unit.id)
      if (old !== undefined) {
        proposals.add(old.proposals)
        this.drop(start, old)
      }
      this.put(start, unit)
      const runsOn = next !== null && flowsOn(next)
      // Sets take what is added while they are walked over.
      if (runsOn && (old === undefined || !sameFormats(old.endFormats, unit.endFormats))) dirty.add(next)
    }
    for (const id of before.keys()) touched.add(id)
    const changes = [...before].flatMap(([id, was]) => this.changeOf(id, was) ?? [])
    return {
      ...(changes.some(({ isMoved }) => isMoved) && { order: this.orderAround(idsBefore) }),
      changes,
      touched: [...touched],
      proposals: proposals.compare(
        [...dirty].map((start) => this.units.get(start)?.proposals),
        (id) => this.startsByProposal.has(id),
      ),
    }
  }

  /** @param idsBefore of the units a row touched; null for one that was not there */
  private orderAround(idsBefore: ReadonlyMap<Start, string | null>): UnitOrder {
    const [before, after]: [string[], string[]] = [[], []]
    for (let item = this.text._start; item !== null; item = item.right) {
      const now = this.units.get(item)?.id ?? null
      const was = idsBefore.has(item) ? (idsBefore.get(item) ?? null) : now
      if (was !== null) before.push(was)
      if (now !== null) after.push(now)
    }
    return { before, after }
  }

  private changeOf(id: string, { state: before, starts }: Before): UnitChange | null {
    const after = this.stateOf(id)
    const now = this.startsById.get(id) ?? new Set()
    const isMoved = before !== null && after !== null && !starts.some((start) => now.has(start))
    return isMoved || !isSameState(before, after) ? { id, before, after, isMoved } : null
  }

  private findDirty(transaction: Y.Transaction): { dirty: Set<Start>; gone: Set<Y.Item> } {
    const dirty = new Set<Start>()
    const gone = new Set<Y.Item>()
    const seen = new Set<Y.Item>()
    const touchLeftOf = (from: Y.Item | null): void => {
      let item = from
      while (item !== null && !isUnitStart(item)) {
        if (seen.has(item)) return
        seen.add(item)
        item = item.left
      }
      dirty.add(item)
    }
    forEachChangedItem(transaction, (item) => {
      const root = this.rootOf(item)
      if (root === null) return
      touchLeftOf(root)
      if (!(root.content instanceof Y.ContentType)) return
      if (!isUnitStart(root)) gone.add(root)
      // Where a unit begins or ends, the one before ends or goes on.
      touchLeftOf(root.left)
    })
    return { dirty, gone }
  }

  /** The item of the text that this one is, or is inside of. */
  private rootOf(item: Y.Item): Y.Item | null {
    let root: Y.Item | null = item
    while (root !== null && root.parent !== this.text) root = holderOf(root)
    return root
  }

  /** A unit with the blocks that only proposals split from it. */
  private read(start: Start): { unit: Tracked; next: Start } {
    const blocks: Block[] = []
    let section = readSection(this.text, start, start === null ? NO_FORMATS : formatsAtStart(start))
    const id = start === null ? HEAD_ID : section.storedId
    blocks.push(...blocksOfSection(section))
    while (section.next !== null && !isUnitStart(section.next)) {
      section = readSection(this.text, section.next, section.endFormats)
      blocks.push(...blocksOfSection(section))
    }
    const { endFormats, next } = section
    return { unit: { id, state: toState(blocks), endFormats, proposals: addProposals(new Map(), blocks) }, next }
  }

  private note(before: Map<string, Before>, id: string): void {
    if (!before.has(id)) before.set(id, { state: this.stateOf(id), starts: [...(this.startsById.get(id) ?? [])] })
  }

  /** Of two units with one id, the first that was met. */
  private stateOf(id: string): UnitState | null {
    const [start] = this.startsById.get(id) ?? []
    return start === undefined ? null : (this.units.get(start)?.state ?? null)
  }

  private put(start: Start, unit: Tracked): void {
    this.units.set(start, unit)
    addTo(this.startsById, unit.id, start)
    for (const id of unit.proposals.keys()) addTo(this.startsByProposal, id, start)
  }

  private drop(start: Start, unit: Tracked): void {
    this.units.delete(start)
    takeFrom(this.startsById, unit.id, start)
    for (const id of unit.proposals.keys()) takeFrom(this.startsByProposal, id, start)
  }
}

/** What proposals held in the units a row touches, before it. */
class ProposalWordsBefore {
  private readonly words: ProposalWords = new Map()

  add(words: ProposalWords): void {
    for (const [id, said] of words) this.words.set(id, (this.words.get(id) ?? '') + said)
  }

  compare(after: readonly (ProposalWords | undefined)[], isThere: (id: string) => boolean): RowEffect['proposals'] {
    const now = new ProposalWordsBefore()
    for (const words of after) if (words !== undefined) now.add(words)
    const ids = new Set([...this.words.keys(), ...now.words.keys()])
    const changed = [...ids].filter((id) => this.words.get(id) !== now.words.get(id))
    return changed.map((id) => ({ id, isGone: !isThere(id) }))
  }
}

/** A marker that begins a unit: shown, and not only proposed. */
function isUnitStart(item: Y.Item): boolean {
  if (item.deleted || !isMarker(item)) return false
  return isTableMarker(item) || !isId(markerMap(item).get('ins'))
}

function toState(blocks: readonly Block[]): UnitState | null {
  const plain = blocks.length === 0 ? [] : plainTextOf([...blocks])
  const [first] = plain
  if (first === undefined) return null
  const words = plain.map(wordsOf).join('\n')
  const look = JSON.stringify(plain.map((block) => (block.type === 'table' ? block.rows : block.content)))
  return first.type === 'table'
    ? { kind: 'table', level: 0, words, look }
    : { kind: first.kind, level: first.level, words, look }
}

function wordsOf(block: Block): string {
  if (block.type === 'block') return inlineText(block.content)
  return block.rows.map(({ cells }) => cells.map(({ content }) => inlineText(content)).join('\t')).join('\n')
}

export function isSameState(a: UnitState | null, b: UnitState | null): boolean {
  if (a === null || b === null) return a === b
  return a.kind === b.kind && a.level === b.level && a.look === b.look
}

function addTo(map: Map<string, Set<Start>>, id: string, start: Start): void {
  const known = map.get(id)
  if (known === undefined) map.set(id, new Set([start]))
  else known.add(start)
}

function takeFrom(map: Map<string, Set<Start>>, id: string, start: Start): void {
  const known = map.get(id)
  known?.delete(start)
  if (known?.size === 0) map.delete(id)
}
