import { describe, expect, it } from 'vitest'
import {
  EMPTY_FILTER,
  filterFromQuery,
  isEmptyFilter,
  queryFromFilter,
  type RemarkFilter,
  sortedBy,
  toGraphQL,
} from './remark-filter.ts'

const FULL: RemarkFilter = {
  search: 'lokal',
  what: 'QUESTION',
  state: 'OPEN',
  organizationId: 'o1',
  submitterId: 'name:Jan',
  unitId: 'b1',
  by: 'UNIT',
  descending: true,
}

describe('the filter in the address', () => {
  it('is the same after a round trip, and leaves no trace when empty', () => {
    expect(filterFromQuery(queryFromFilter(FULL) as Record<string, string>)).toEqual(FULL)
    expect(queryFromFilter(EMPTY_FILTER)).toEqual({})
  })

  it('survives an address somebody typed', () => {
    expect(filterFromQuery({ rodzaj: 'X', stan: ['OPEN'], kolejnosc: 'y', malejaco: 'tak', szukaj: null })).toEqual(
      EMPTY_FILTER,
    )
  })

  it('is empty whatever the order', () => {
    expect(isEmptyFilter({ ...EMPTY_FILTER, by: 'STATE', descending: true })).toBe(true)
    expect(isEmptyFilter({ ...EMPTY_FILTER, state: 'OPEN' })).toBe(false)
  })
})

describe('what is asked of the server', () => {
  it('is a kind or a type, never both', () => {
    const asked = (what: RemarkFilter['what']) => {
      const { kind, types } = toGraphQL({ ...EMPTY_FILTER, what }).filter
      return [kind, types]
    }
    expect(asked('')).toEqual([null, null])
    expect(asked('PROPOSAL')).toEqual(['PROPOSAL', null])
    expect(asked('QUESTION')).toEqual([null, ['QUESTION']])
  })
})

it('a heading pressed again turns the order round, another one begins anew', () => {
  const once = sortedBy(EMPTY_FILTER, 'UNIT')
  expect([once.by, once.descending]).toEqual(['UNIT', false])
  expect(sortedBy(once, 'UNIT').descending).toBe(true)
  expect(sortedBy({ ...once, descending: true }, 'STATE')).toMatchObject({ by: 'STATE', descending: false })
})
