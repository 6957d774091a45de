import {
  type BlockDifference,
  CATEGORIES,
  type Counts,
  type Difference,
  type UnitDifference,
} from '@app/server/document'
import { ofDocument } from './document-words.ts'
import { jointLines } from './joint-lines.ts'
import { numberingOf } from './numbering.ts'
import { quotable, quoted } from './quotes.ts'
import { tableLines, wholeTable, wordsOfTable } from './table-lines.ts'
import { excerpt, type Translate } from './translate.ts'
import { formerName, fromTo, isMarked, unitName } from './unit-names.ts'
import { textIn } from './unit-text.ts'
import { wordLines } from './word-lines.ts'

/** What a line tells of. */
export type LineKind = 'words' | 'added' | 'removed' | 'moved' | 'kind' | 'level' | 'split' | 'joined' | 'table'

export interface ChangeLine {
  kind: LineKind
  /** A sentence without its full stop; words of the document stand in isolates (`document-words.ts`). */
  words: string
  /** Of the unit's pieces, or of the cell's; none where it is about the unit itself. */
  pieces: number[]
  /** Of a table. */
  row: number | null
  column: number | null
}

export interface ChangedUnit {
  /** In the difference. */
  index: number
  name: string
  lines: ChangeLine[]
}

export interface DescribedDifference {
  summary: string
  units: ChangedUnit[]
  /** Units that only got another number: „§ 2–3 → § 3–4”. */
  numbering: string[]
}

/** Puts a difference into words. The page, exports and tests say the same. */
export function describeDifference({ units, counts }: Difference, t: Translate): DescribedDifference {
  const changed = units.flatMap((unit, index) => {
    const lines = linesOf(unit, units, t)
    return lines.length === 0 ? [] : [{ index, name: nameOf(unit, t), lines }]
  })
  return { summary: summaryOf(counts, t), units: changed, numbering: numberingOf(units, t) }
}

function summaryOf(counts: Counts, t: Translate): string {
  const { units: count, renumbered, spacing } = counts
  const list = CATEGORIES.filter((name) => counts[name] > 0)
    .map((name) => t(`compare.summary.${name}`, { count: counts[name] }, counts[name]))
    .join(', ')
  const rest = [
    ...(renumbered > 0 ? [t('compare.summary.renumbered', { count: renumbered }, renumbered)] : []),
    ...(spacing > 0 ? [t('compare.summary.spacing', { count: spacing }, spacing)] : []),
  ]
  const none = rest.length > 0 ? t('compare.summary.sameWords') : t('compare.summary.same')
  return [count > 0 ? t('compare.summary.changed', { count, list }, count) : none, ...rest].join('; ')
}

function nameOf(unit: UnitDifference, t: Translate): string {
  const { before, after } = unit
  if (after === null) return before === null ? '' : formerName(before, textIn(unit, 'before'), t)
  const name = unitName(after, textIn(unit, 'after'), t)
  if (before === null || unit.move !== null || !isMarked(before) || !isMarked(after)) return name
  if (before.reference === after.reference) return name
  return t('compare.names.formerly', { name, before: ofDocument(before.reference) })
}

type Line = Omit<ChangeLine, 'pieces' | 'row' | 'column'> & Partial<ChangeLine>

function linesOf(unit: UnitDifference, units: readonly UnitDifference[], t: Translate): ChangeLine[] {
  if (unit.category === null && unit.move === null) return []
  const lines: Line[] = isWhole(unit)
    ? wholeLines(unit, t)
    : [...movedLines(unit, t), ...markerLines(unit, t), ...jointLines(unit, units, t), ...innerLines(unit, t)]
  return lines.map((line) => ({ pieces: [], row: null, column: null, ...line }))
}

/** Did it come or go as a whole? */
function isWhole(unit: UnitDifference): boolean {
  return unit.category === 'added' || unit.category === 'removed'
}

function wholeLines(unit: UnitDifference, t: Translate): Line[] {
  const isAdded = unit.before === null
  const state = isAdded ? unit.after : unit.before
  const kind = isAdded ? 'added' : 'removed'
  const text = unit.type === 'table' ? wholeTable(unit, t) : quoteWhole(unit, isAdded, t)
  const what = state?.ending ? 'ending' : state?.kind
  return [
    {
      kind,
      words: t(`compare.${kind}.${what}`, { text }),
      pieces: unit.type === 'table' ? [] : [...unit.pieces.keys()],
    },
  ]
}

function quoteWhole(unit: BlockDifference, isAdded: boolean, t: Translate): string {
  const text = textIn(unit, isAdded ? 'after' : 'before').trim()
  return text === '' ? t('compare.lines.noText') : quoted(text, t)
}

function movedLines(unit: UnitDifference, t: Translate): Line[] {
  const { before, after, move } = unit
  if (move === null || before === null || after === null) return []
  const texts = { before: textIn(unit, 'before'), after: textIn(unit, 'after') }
  const isNamed = isMarked(before) && unitName(before, texts.before, t) !== unitName(after, texts.after, t)
  const way = isNamed ? 'moved' : move.direction === 'up' ? 'movedUp' : 'movedDown'
  const units = fromTo(
    { first: before, last: before, text: texts.before },
    { first: after, last: after, text: texts.after },
    t,
  )
  const text = quotable(excerpt(unit.type === 'table' ? wordsOfTable(unit) : texts.after), t)
  const values = { units, text, count: move.along }
  const words = move.along > 0 ? t(`compare.lines.${way}Along`, values, move.along) : t(`compare.lines.${way}`, values)
  return [{ kind: 'moved', words }]
}

function markerLines({ before, after }: UnitDifference, t: Translate): Line[] {
  if (before === null || after === null) return []
  if (before.kind !== after.kind) {
    return [
      {
        kind: 'kind',
        words: t('compare.lines.kind', {
          before: t(`compare.kinds.${before.kind}`),
          after: t(`compare.kinds.${after.kind}`),
        }),
      },
    ]
  }
  if (before.level === after.level) return []
  if (after.kind === 'heading')
    return [{ kind: 'level', words: t('compare.lines.headingLevel', { before: before.level, after: after.level }) }]
  if (after.kind !== 'bullet' && after.kind !== 'number') return []
  return [{ kind: 'level', words: t('compare.lines.listLevel', { before: before.level + 1, after: after.level + 1 }) }]
}

function innerLines(unit: UnitDifference, t: Translate): Line[] {
  if (unit.type === 'table') return tableLines(unit, t).map((line) => ({ kind: 'table', ...line }))
  return wordLines(unit.pieces, t).map((line) => ({ kind: 'words', ...line }))
}
