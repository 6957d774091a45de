import type { LocationQuery, LocationQueryRaw } from 'vue-router'
import type { VariablesOf } from '../../graphql.ts'
import type { DocumentPagesQuery } from './useDocumentPages.ts'

type GraphQLFilter = NonNullable<VariablesOf<typeof DocumentPagesQuery>['filter']>
type Kind = NonNullable<GraphQLFilter['kind']>
type Stage = NonNullable<GraphQLFilter['stages']>[number]

export const DOCUMENT_KINDS = ['RECOMMENDATION', 'PROGRAMME', 'OTHER'] as const satisfies readonly Kind[]
export const DOCUMENT_STAGES = [
  'DRAFT',
  'FORUM_DISCUSSION',
  'CONSULTATION',
  'FINALISATION',
  'ADOPTION',
  'ADOPTED',
  'SUBMITTED',
  'ANSWERED',
  'CLOSED',
  'WITHDRAWN',
] as const satisfies readonly Stage[]

/** What the list shows; the empty string means "any". It lives in the address, so that Back and sharing work. */
export interface DocumentFilter {
  search: string
  kind: Kind | ''
  stage: Stage | ''
  organizationId: string
  archived: boolean
  unreadOnly: boolean
  mineOnly: boolean
}

export const EMPTY_FILTER: DocumentFilter = {
  search: '',
  kind: '',
  stage: '',
  organizationId: '',
  archived: false,
  unreadOnly: false,
  mineOnly: false,
}

export function filterFromQuery(query: LocationQuery): DocumentFilter {
  return {
    search: textOf(query.szukaj),
    kind: DOCUMENT_KINDS.find((kind) => kind === query.rodzaj) ?? '',
    stage: DOCUMENT_STAGES.find((stage) => stage === query.etap) ?? '',
    organizationId: textOf(query.organizacja),
    archived: query.archiwum === '1',
    unreadOnly: query.nowe === '1',
    mineOnly: query.moje === '1',
  }
}

export function queryFromFilter(filter: DocumentFilter): LocationQueryRaw {
  const all = {
    szukaj: filter.search,
    rodzaj: filter.kind,
    etap: filter.stage,
    organizacja: filter.organizationId,
    archiwum: filter.archived ? '1' : '',
    nowe: filter.unreadOnly ? '1' : '',
    moje: filter.mineOnly ? '1' : '',
  }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''))
}

export function toGraphQL(filter: DocumentFilter): GraphQLFilter {
  return {
    search: filter.search.trim() || null,
    kind: filter.kind || null,
    stages: filter.stage === '' ? null : [filter.stage],
    organizationId: filter.organizationId || null,
    archived: filter.archived,
    unreadOnly: filter.unreadOnly,
    mineOnly: filter.mineOnly,
  }
}

export function isEmptyFilter(filter: DocumentFilter): boolean {
  return Object.keys(queryFromFilter({ ...filter, archived: false })).length === 0
}

function textOf(value: LocationQuery[string] | undefined): string {
  return typeof value === 'string' ? value : ''
}
