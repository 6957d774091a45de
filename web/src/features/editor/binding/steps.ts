import type { Node } from '@tiptap/pm/model'
import { AttrStep, ReplaceAroundStep, type Step } from '@tiptap/pm/transform'
import type { ProposedBy } from './proposed.ts'

/** A step of a local transaction with the document before and after it. */
export interface LocalStep {
  step: Step
  before: Node
  after: Node
  /** Who proposes it; none where it was simply written. */
  by?: ProposedBy | undefined
}

/** What a step changed: `before[from, to)` became `after[newFrom, newTo)`; all around it is the same. */
export interface ChangedRange {
  from: number
  to: number
  newFrom: number
  newTo: number
}

/** Does this step set attributes of the node at the start of its range, whatever becomes of its id? */
export function setsAttributes(step: Step): boolean {
  return step instanceof AttrStep || step instanceof ReplaceAroundStep
}

/** The range that a step changed, never cutting a surrogate pair. */
export function changedRange({ step, before, after }: LocalStep): ChangedRange {
  const fromMap = rangeOfMap(step)
  if (fromMap) return wholeCharacters(fromMap, before, after)
  if (step instanceof AttrStep) return sameRange(step.pos, step.pos + 1)
  const { from, to } = step as { from?: number; to?: number }
  if (from !== undefined && to !== undefined) return wholeCharacters(sameRange(from, to), before, after)
  return { from: 0, to: before.content.size, newFrom: 0, newTo: after.content.size }
}

function rangeOfMap(step: Step): ChangedRange | null {
  let range: ChangedRange | null = null
  step.getMap().forEach((from, to, newFrom, newTo) => {
    range = range === null ? { from, to, newFrom, newTo } : { ...range, to, newTo }
  })
  return range
}

function sameRange(from: number, to: number): ChangedRange {
  return { from, to, newFrom: from, newTo: to }
}

/** The range, widened where it would cut a surrogate pair. */
export function wholeCharacters(range: ChangedRange, before: Node, after: Node): ChangedRange {
  const start = cutsPair(before, range.from) || cutsPair(after, range.newFrom) ? 1 : 0
  const end = cutsPair(before, range.to) || cutsPair(after, range.newTo) ? 1 : 0
  return {
    from: range.from - start,
    to: range.to + end,
    newFrom: range.newFrom - start,
    newTo: range.newTo + end,
  }
}

function cutsPair(doc: Node, position: number): boolean {
  const resolved = doc.resolve(position)
  if (resolved.textOffset === 0) return false
  const text = resolved.parent.child(resolved.index()).text ?? ''
  return /^[\ud800-\udbff][\udc00-\udfff]$/.test(text.slice(resolved.textOffset - 1, resolved.textOffset + 1))
}

/**
 * A range that touches a table, widened to whole top-level nodes in both documents: inside a table tokens of rows and
 * cells have no counterpart in the line of blocks.
 */
export function wholeNodes(range: ChangedRange, before: Node, after: Node): ChangedRange {
  if (!touchesTable(before, range.from, range.to) && !touchesTable(after, range.newFrom, range.newTo)) return range
  const start = Math.min(startOfChild(before, range.from), startOfChild(after, range.newFrom))
  const tail = Math.min(
    before.content.size - endOfChild(before, range.to),
    after.content.size - endOfChild(after, range.newTo),
  )
  return { from: start, to: before.content.size - tail, newFrom: start, newTo: after.content.size - tail }
}

function touchesTable(doc: Node, from: number, to: number): boolean {
  let touches = isInTable(doc, from) || isInTable(doc, to)
  doc.nodesBetween(from, to, (node) => {
    touches ||= node.type.name === 'table'
    return false
  })
  return touches
}

function isInTable(doc: Node, position: number): boolean {
  const resolved = doc.resolve(position)
  return resolved.depth > 0 && resolved.node(1).type.name === 'table'
}

function startOfChild(doc: Node, position: number): number {
  const resolved = doc.resolve(position)
  return resolved.depth > 0 ? resolved.before(1) : position
}

function endOfChild(doc: Node, position: number): number {
  const resolved = doc.resolve(position)
  return resolved.depth > 0 ? resolved.after(1) : position
}

/** Where a range lies when it is nothing but inline content of one table cell. */
export interface CellPlace {
  tableIndex: number
  rowId: string
  columnId: string
  cell: Node
  /** The position of the cell's first character. */
  start: number
}

/** The cell that holds the whole range; null when it reaches outside of one. */
export function cellAround(doc: Node, from: number, to: number): CellPlace | null {
  const resolved = doc.resolve(from)
  if (resolved.depth < 3 || resolved.node(3).type.name !== 'tableCell' || to > resolved.end(3)) return null
  return {
    tableIndex: resolved.index(0),
    rowId: resolved.node(2).attrs.id,
    columnId: resolved.node(3).attrs.id,
    cell: resolved.node(3),
    start: resolved.start(3),
  }
}
