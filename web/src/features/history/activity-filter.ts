import type { LocationQuery, LocationQueryRaw } from 'vue-router'
import { startOfDay } from '../../lib/format.ts'

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
const DAY = /^\d{4}-\d{2}-\d{2}$/

export function isEmptyFilter(filter: ActivityFilter): boolean {
  return FIELDS.every((field) => filter[field] === '')
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
  for (const day of ['since', 'until'] as const) if (!isDay(filter[day])) filter[day] = ''
  return filter
}

export function queryFromFilter(filter: ActivityFilter): LocationQueryRaw {
  return Object.fromEntries(FIELDS.filter((field) => filter[field] !== '').map((field) => [KEYS[field], filter[field]]))
}

/** As the server wants it: moments, the last day included. */
export function toGraphQL({ personId, organizationId, unitId, since, until }: ActivityFilter) {
  return {
    personId: personId || null,
    organizationId: organizationId || null,
    unitId: unitId || null,
    since: isDay(since) ? startOfDay(since).toISOString() : null,
    until: isDay(until) ? startOfDay(until, 1).toISOString() : null,
  }
}

function isDay(day: string): boolean {
  return DAY.test(day) && !Number.isNaN(Date.parse(`${day}T00:00:00Z`))
}
