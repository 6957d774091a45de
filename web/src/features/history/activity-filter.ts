import type { LocationQuery, LocationQueryRaw } from 'vue-router'
import { isDay, startOfDay } from '../../lib/format.ts'

/** What of the activity is shown; '' for no condition. Days as `2026-10-05`, in Krakow. */
export interface ActivityFilter {
  personId: string
  organizationId: string
  unitId: string
  since: string
  until: string
}

export const EMPTY_FILTER: ActivityFilter = { personId: '', organizationId: '', unitId: '', since: '', until: '' }

const KEYS = {
  personId: 'osoba',
  organizationId: 'organizacja',
  unitId: 'jednostka',
  since: 'od',
  until: 'do',
} as const
const FIELDS = Object.keys(KEYS) as (keyof ActivityFilter)[]

export function isEmptyFilter(filter: ActivityFilter): boolean {
  const understood = onlyDays(filter)
  return FIELDS.every((field) => understood[field] === '')
}

/** What is not a day yet, or no day at all, is no condition. */
function onlyDays({ since, until, ...filter }: ActivityFilter): ActivityFilter {
  return { ...filter, since: isDay(since) ? since : '', until: isDay(until) ? until : '' }
}

/** What one person did, whenever: all of it can be undone at once. Of a unit, or for one organisation, it cannot. */
export function undoesOnePerson({ personId, organizationId, unitId }: ActivityFilter): boolean {
  return personId !== '' && organizationId === '' && unitId === ''
}

/** From the address of the page; what cannot be understood is no condition. */
export function filterFromQuery(query: LocationQuery): ActivityFilter {
  const filter = { ...EMPTY_FILTER }
  for (const field of FIELDS) {
    const value = query[KEYS[field]]
    if (typeof value === 'string') filter[field] = value
  }
  return onlyDays(filter)
}

export function queryFromFilter(filter: ActivityFilter): LocationQueryRaw {
  const understood = onlyDays(filter)
  return Object.fromEntries(
    FIELDS.filter((field) => understood[field] !== '').map((field) => [KEYS[field], understood[field]]),
  )
}

/** As the server wants it: moments, the last day included. */
export function toGraphQL(filter: ActivityFilter) {
  const { personId, organizationId, unitId, since, until } = onlyDays(filter)
  return {
    personId: personId || null,
    organizationId: organizationId || null,
    unitId: unitId || null,
    since: since ? startOfDay(since).toISOString() : null,
    until: until ? startOfDay(until, 1).toISOString() : null,
  }
}
