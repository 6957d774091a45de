import { describe, expect, it } from 'vitest'
import {
  type DocumentFilter,
  EMPTY_FILTER,
  filterFromQuery,
  isEmptyFilter,
  queryFromFilter,
  toGraphQL,
} from './document-filter.ts'

const full: DocumentFilter = {
  search: 'łódź',
  kind: 'PROGRAMME',
  stage: 'CONSULTATION',
  organizationId: 'o01',
  archived: true,
  unreadOnly: true,
  mineOnly: true,
}

describe('the filter in the address', () => {
  it('comes back as it went', () => {
    expect(filterFromQuery(queryFromFilter(full) as Record<string, string>)).toEqual(full)
  })

  it('leaves the address bare when nothing is chosen', () => {
    expect(queryFromFilter(EMPTY_FILTER)).toEqual({})
    expect(filterFromQuery({})).toEqual(EMPTY_FILTER)
  })

  it('ignores values that mean nothing', () => {
    expect(filterFromQuery({ rodzaj: 'USTAWA', etap: ['DRAFT', 'CLOSED'], archiwum: 'tak' })).toEqual(EMPTY_FILTER)
  })
})

describe('the filter as the server takes it', () => {
  it('says null for "any"', () => {
    expect(toGraphQL(EMPTY_FILTER)).toMatchObject({ search: null, kind: null, stages: null, organizationId: null })
  })

  it('trims what is searched', () => {
    expect(toGraphQL({ ...EMPTY_FILTER, search: '  czynsz ' }).search).toBe('czynsz')
  })
})

describe('isEmptyFilter', () => {
  it('does not count the archive as a filter: it is another shelf', () => {
    expect(isEmptyFilter({ ...EMPTY_FILTER, archived: true })).toBe(true)
    expect(isEmptyFilter({ ...EMPTY_FILTER, unreadOnly: true })).toBe(false)
  })
})
