import type { Transaction } from '@tiptap/pm/state'
import type { Step, StepMap } from '@tiptap/pm/transform'
import { AttrStep } from '@tiptap/pm/transform'
import { type ChangedRange, wholeCharacters } from '../binding/steps.ts'

/**
 * What a transaction changed, all its steps together: ranges of the document before it and what stands there after it,
 * in order, apart from each other. A block that was moved is one range where it was and one where it is.
 */
export function changedRanges(transaction: Transaction): ChangedRange[] {
  const ranges = new RangeList()
  transaction.steps.forEach((step, index) => {
    ranges.addStep(step, transaction.mapping.maps[index])
  })
  const { before, doc } = transaction
  return ranges.all.map((range) => wholeCharacters(range, before, doc))
}

/** How far positions behind these ranges have moved. */
function shiftOf(ranges: readonly ChangedRange[]): number {
  return ranges.reduce((sum, { from, to, newFrom, newTo }) => sum + (newTo - newFrom) - (to - from), 0)
}

class RangeList {
  all: ChangedRange[] = []

  addStep(step: Step, map: StepMap | undefined): void {
    const changes: { start: number; end: number; size: number }[] = []
    map?.forEach((start, end, newStart, newEnd) => {
      changes.push({ start, end, size: newEnd - newStart })
    })
    if (changes.length === 0) changes.push(...sameSize(step))
    for (const { start, end, size } of changes.reverse()) this.add(start, end, size)
  }

  /** `[start, end)` of the document as it is by now became something of this size. */
  private add(start: number, end: number, size: number): void {
    const first = this.all.findIndex((range) => range.newTo >= start)
    const from = first < 0 ? this.all.length : first
    const behind = this.all.findIndex((range, index) => index >= from && range.newFrom > end)
    const to = behind < 0 ? this.all.length : behind
    const merged = mergeRanges(this.all.slice(from, to), start, end, shiftOf(this.all.slice(0, from)))
    const grown = size - (end - start)
    const later = this.all.slice(to).map((range) => {
      return { ...range, newFrom: range.newFrom + grown, newTo: range.newTo + grown }
    })
    this.all = [...this.all.slice(0, from), { ...merged, newTo: merged.newTo + grown }, ...later]
  }
}

function mergeRanges(touched: readonly ChangedRange[], start: number, end: number, shift: number): ChangedRange {
  const first = touched[0]
  const last = touched.at(-1)
  if (!first || !last) return { from: start - shift, to: end - shift, newFrom: start, newTo: end }
  const before = Math.max(0, first.newFrom - start)
  const after = Math.max(0, end - last.newTo)
  return {
    from: first.from - before,
    to: last.to + after,
    newFrom: first.newFrom - before,
    newTo: last.newTo + after,
  }
}

/** Steps that change attributes or marks move nothing. */
function sameSize(step: Step): { start: number; end: number; size: number }[] {
  if (step instanceof AttrStep) return [{ start: step.pos, end: step.pos + 1, size: 1 }]
  const { from, to } = step as { from?: number; to?: number }
  return from === undefined || to === undefined ? [] : [{ start: from, end: to, size: to - from }]
}
