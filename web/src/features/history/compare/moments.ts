import type { VariablesOf } from '../../../graphql.ts'
import type { ComparisonQuery } from './comparison-fields.ts'

type Place = VariablesOf<typeof ComparisonQuery>['from']

/** The place in a history that an address names; null for any other word. */
export function placeOf(moment: unknown): Place | null {
  if (moment === 'teraz') return { now: true }
  if (moment === 'ostatnio') return { lastRead: true }
  const [, way, what] = typeof moment === 'string' ? (/^(\w+):(.+)$/.exec(moment) ?? []) : []
  if (what === undefined) return null
  if (way === 'wersja') return { versionId: what }
  if (way === 'przed') return { beforeProposal: what }
  if (way === 'po') return { afterProposal: what }
  if (way === 'chwila') return Number.isNaN(Date.parse(what)) ? null : { at: what }
  return way === 'zapis' && /^\d{1,9}$/.test(what) ? { seq: Number(what) } : null
}
