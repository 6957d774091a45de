import type { LocationQuery, LocationQueryRaw } from 'vue-router'
import type { VariablesOf } from '../../graphql.ts'
import type { Remark } from './remark-fields.ts'
import type { RemarksQuery } from './useRemarkPages.ts'

type Variables = VariablesOf<typeof RemarksQuery>
type GraphQLFilter = NonNullable<Variables['filter']>
type GraphQLOrder = NonNullable<Variables['order']>
type Type = NonNullable<Remark['type']>

export type RemarkOrderBy = GraphQLOrder['by']

/** A remark of some type, any remark, or a proposal. */
export const REMARK_WHATS = [
  'THREAD',
  'PROPOSAL',
  'WORDING',
  'ADDITION',
  'DELETION',
  'QUESTION',
  'GENERAL',
  'SUPPORT',
] as const satisfies readonly (Remark['kind'] | Type)[]

export const REMARK_STATES = [
  'OPEN',
  'RESOLVED',
  'ACCEPTED',
  'DECLINED',
  'WITHDRAWN',
  'SUPERSEDED',
] as const satisfies readonly Remark['state'][]

export const REMARK_ORDERS = [
  'NUMBER',
  'RECEIVED_AT',
  'SUBMITTER',
  'ORGANIZATION',
  'UNIT',
  'KIND',
  'STATE',
] as const satisfies readonly RemarkOrderBy[]

/** What the table shows and in which order; the empty string means "any". It lives in the address. */
export interface RemarkFilter {
  search: string
  what: (typeof REMARK_WHATS)[number] | ''
  state: Remark['state'] | ''
  organizationId: string
  submitterId: string
  unitId: string
  by: RemarkOrderBy
  descending: boolean
}

export const EMPTY_FILTER: RemarkFilter = {
  search: '',
  what: '',
  state: '',
  organizationId: '',
  submitterId: '',
  unitId: '',
  by: 'NUMBER',
  descending: false,
}

export function filterFromQuery(query: LocationQuery): RemarkFilter {
  return {
    search: textOf(query.szukaj),
    what: REMARK_WHATS.find((what) => what === query.rodzaj) ?? '',
    state: REMARK_STATES.find((state) => state === query.stan) ?? '',
    organizationId: textOf(query.organizacja),
    submitterId: textOf(query.osoba),
    unitId: textOf(query.jednostka),
    by: REMARK_ORDERS.find((order) => order === query.kolejnosc) ?? 'NUMBER',
    descending: query.malejaco === '1',
  }
}

export function queryFromFilter(filter: RemarkFilter): LocationQueryRaw {
  const all = {
    szukaj: filter.search,
    rodzaj: filter.what,
    stan: filter.state,
    organizacja: filter.organizationId,
    osoba: filter.submitterId,
    jednostka: filter.unitId,
    kolejnosc: filter.by === 'NUMBER' ? '' : filter.by,
    malejaco: filter.descending ? '1' : '',
  }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''))
}

/** What is asked of the server: for the table and for a file alike. */
export function toGraphQL(filter: RemarkFilter): { filter: GraphQLFilter; order: GraphQLOrder } {
  const { what } = filter
  const isKind = what === 'THREAD' || what === 'PROPOSAL'
  return {
    filter: {
      search: filter.search.trim() || null,
      kind: isKind ? what : null,
      types: what === '' || isKind ? null : [what],
      states: filter.state === '' ? null : [filter.state],
      organizationId: filter.organizationId || null,
      submitterId: filter.submitterId || null,
      unitId: filter.unitId || null,
    },
    order: { by: filter.by, descending: filter.descending },
  }
}

/** Whether everything is shown, in whichever order. */
export function isEmptyFilter(filter: RemarkFilter): boolean {
  const { by, descending } = EMPTY_FILTER
  return Object.keys(queryFromFilter({ ...filter, by, descending })).length === 0
}

/** The next order after pressing a heading: that column, or the other way round where it is that one already. */
export function sortedBy(filter: RemarkFilter, by: RemarkOrderBy): RemarkFilter {
  return { ...filter, by, descending: filter.by === by && !filter.descending }
}

function textOf(value: LocationQuery[string] | undefined): string {
  return typeof value === 'string' ? value : ''
}
