// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import { EMPTY_FILTER, filterFromQuery, isEmptyFilter, queryFromFilter, toGraphQL } from './activity-filter.ts'

describe('the filter of activity', () => {
  it('goes into the address and comes back', () => {
    const filter = { ...EMPTY_FILTER, personId: 'p', unitId: 'u', since: '2026-10-05' }
    expect(queryFromFilter(filter)).toEqual({ osoba: 'p', jednostka: 'u', od: '2026-10-05' })
    expect(filterFromQuery({ osoba: 'p', jednostka: 'u', od: '2026-10-05', widok: 'x' })).toEqual(filter)
    expect(queryFromFilter(EMPTY_FILTER)).toEqual({})
  })

  it('leaves out what cannot be understood', () => {
    expect(isEmptyFilter(filterFromQuery({ od: 'wczoraj', do: '2026-13-40', osoba: ['a', 'b'] }))).toBe(true)
  })

  it.each(['0002-10-01', '0206-10-01', '10000-01-01', '2026-02-30'])(
    'a year that is not yet one is no condition: %s',
    (day) => {
      const filter = { ...EMPTY_FILTER, since: day, until: day }
      expect(toGraphQL(filter)).toMatchObject({ since: null, until: null })
      expect(queryFromFilter(filter)).toEqual({})
      expect(isEmptyFilter(filter)).toBe(true)
      expect(filterFromQuery({ od: day, do: day })).toEqual(EMPTY_FILTER)
    },
  )

  it('means whole days of Krakow, the last one included, also when clocks change', () => {
    expect(toGraphQL({ ...EMPTY_FILTER, since: '2026-10-05', until: '2026-10-05' })).toMatchObject({
      since: '2026-10-04T22:00:00.000Z',
      until: '2026-10-05T22:00:00.000Z',
    })
    // 25 hours: the night in which an hour repeats.
    expect(toGraphQL({ ...EMPTY_FILTER, since: '2026-10-25', until: '2026-10-25' })).toMatchObject({
      since: '2026-10-24T22:00:00.000Z',
      until: '2026-10-25T23:00:00.000Z',
    })
    expect(toGraphQL({ ...EMPTY_FILTER, since: '2026-03-29', until: '2026-03-29' })).toMatchObject({
      since: '2026-03-28T23:00:00.000Z',
      until: '2026-03-29T22:00:00.000Z',
    })
    expect(toGraphQL(EMPTY_FILTER)).toEqual({
      personId: null,
      organizationId: null,
      unitId: null,
      since: null,
      until: null,
    })
  })
})
