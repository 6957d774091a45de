import type { Difference, Piece, UnitDifference } from '@app/server/document'
import type { Compared, Source } from './comparison-fields.ts'
import { type ChangeLine, type DescribedDifference, describeDifference } from './describe-difference.ts'
import { isOfSystem } from './system-source.ts'
import type { Translate } from './translate.ts'

/** One change: what `next` and `previous` go to. */
export interface Change extends ChangeLine {
  /** Of its unit in the difference. */
  unit: number
  name: string
  /** Indexes of sources. */
  sources: number[]
}

export interface ShownComparison extends Omit<DescribedDifference, 'units'> {
  difference: Difference
  changes: Change[]
  sources: readonly Source[]
}

/** Whose the changes are that a difference tells of. */
export interface Credits {
  /** As the units of the difference. */
  units: readonly UnitCredits[]
  sources: readonly Source[]
}

type LineCredit = Pick<Compared['units'][number]['columns'][number], 'source'>
type UnitCredits = Pick<Compared['units'][number], 'standingSource' | 'kindSource' | 'levelSource'> & {
  columns: readonly LineCredit[]
  rows: readonly LineCredit[]
}

/** A comparison as the page shows it. */
export function toShown(compared: Credits, difference: Difference, t: Translate): ShownComparison {
  const { units, ...described } = describeDifference(difference, t)
  const changes = units.flatMap(({ index, name, lines }) =>
    lines.map(
      (line): Change => ({ ...line, unit: index, name, sources: sourcesOf(line, index, compared, difference) }),
    ),
  )
  return { ...described, difference, changes, sources: compared.sources }
}

/** Whose a change is: the authors of its words, or whoever placed, moved or turned the unit itself. */
function sourcesOf(line: ChangeLine, index: number, { units }: Credits, difference: Difference): number[] {
  const sent = units[index]
  const unit = difference.units[index]
  if (sent === undefined || unit === undefined) return []
  if (line.kind === 'kind') return known([sent.kindSource])
  if (line.kind === 'level') return known([sent.levelSource])
  const pieces = piecesOf(line, unit)
  if (pieces.length > 0) {
    const groups = known(pieces.map((piece) => ('group' in piece ? (piece.group ?? null) : null)))
    return groups.length > 0 || line.kind === 'words' ? groups : known([sent.standingSource])
  }
  if (line.kind !== 'table') return known([sent.standingSource])
  return known([line.row === null ? sent.columns[line.column ?? -1]?.source : sent.rows[line.row]?.source])
}

/** The pieces a line is about. */
export function piecesOf({ pieces, row, column }: ChangeLine, unit: UnitDifference): Piece[] {
  const all = unit.type === 'block' ? unit.pieces : (unit.rows[row ?? -1]?.cells[column ?? -1] ?? [])
  return pieces.flatMap((at) => all[at] ?? [])
}

function known(indexes: readonly (number | null | undefined)[]): number[] {
  return [...new Set(indexes.filter((index) => index !== null && index !== undefined))]
}

/** Whose changes are gone through: `o:` an organisation's, `p:` a person's; '' everybody's. */
export type ChangeFilter = '' | 'system' | 'unknown' | `o:${string}` | `p:${string}`

function isUnknown(source: Source | undefined): boolean {
  if (source === undefined) return true
  return !isOfSystem(source) && source.person === null && source.organization === null && source.proposal === null
}

export function isBy(filter: ChangeFilter, source: Source | undefined): boolean {
  if (filter === '') return true
  if (filter === 'unknown') return isUnknown(source)
  if (filter === 'system') return source !== undefined && isOfSystem(source)
  const { person, organization, proposal } = source ?? {}
  const ids = filter.startsWith('o:')
    ? [organization?.id, proposal?.organization?.id]
    : [person?.id, proposal?.author.id]
  return ids.includes(filter.slice(2))
}

/** Indexes of the changes that fit; nobody knows whose a change without sources is. */
export function changesBy({ changes, sources }: ShownComparison, filter: ChangeFilter): number[] {
  return [...changes.keys()].filter((at) => {
    const own = changes[at]?.sources ?? []
    return own.length === 0 ? isBy(filter, undefined) : own.some((index) => isBy(filter, sources[index]))
  })
}
