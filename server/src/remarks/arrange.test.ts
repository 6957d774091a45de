import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { arrange, comparing, pageOf, REMARK_ORDERS, type RemarkFilter, type RemarkOrder } from './arrange.ts'
import { choicesOf } from './choices.ts'
import { REMARK_STATES, type Remark, type RemarkUnit } from './remark.ts'

const BY_NUMBER: RemarkOrder = { by: 'NUMBER', descending: false }

function remark(number: number, changes: Partial<Remark> = {}): Remark {
  return {
    id: `r${number}`,
    kind: 'THREAD',
    number,
    type: 'GENERAL',
    state: 'OPEN',
    receivedAt: new Date(number * 1_000),
    isDayOnly: false,
    submitter: { id: 'u1', name: 'Wanda Okienna' },
    organization: { id: 'o1', name: 'Fundacja Trzy Okna' },
    channel: null,
    enteredBy: null,
    unit: { label: '', place: null, path: [] },
    isLost: false,
    passage: '',
    title: '',
    words: '',
    withheld: null,
    hiddenReason: null,
    grounds: '',
    answers: [],
    decidedAt: null,
    decidedBy: null,
    reason: '',
    ...changes,
  }
}

const numbers = (remarks: readonly Remark[]) => remarks.map(({ number }) => number)
const named = (name: string) => ({ submitter: { id: name, name } })
const inUnit = (place: number, ...path: string[]) => ({
  unit: { label: path.at(-1) ?? '', place, path: path.map((id) => ({ id, name: id })) },
})

describe('the order', () => {
  it('of names is that of Polish, either way; of equals, the first entered is first', () => {
    const all = ['Żaneta', 'Łucja', 'Leon', 'Ścibor', 'Zenon', 'Sara', 'Leon'].map((name, at) =>
      remark(at + 1, named(name)),
    )
    const sorted = (descending: boolean) => arrange(all, {}, { by: 'SUBMITTER', descending }).map(nameOf)
    expect(sorted(false)).toEqual(['3 Leon', '7 Leon', '2 Łucja', '6 Sara', '4 Ścibor', '5 Zenon', '1 Żaneta'])
    expect(sorted(true)).toEqual(['1 Żaneta', '5 Zenon', '4 Ścibor', '6 Sara', '2 Łucja', '3 Leon', '7 Leon'])
  })

  it('of units is that of the text; what has no place, or no organisation, comes last both ways', () => {
    const all = [remark(1, { organization: null }), remark(2, inUnit(9, '§ 10')), remark(3, inUnit(1, '§ 2'))]
    for (const [descending, order] of [
      [false, [3, 2, 1]],
      [true, [2, 3, 1]],
    ] as const) {
      expect(numbers(arrange(all, {}, { by: 'UNIT', descending }))).toEqual(order)
    }
    expect(numbers(arrange(all, {}, { by: 'ORGANIZATION', descending: true }))).toEqual([2, 3, 1])
  })

  it('of kinds puts what asks for another text first; of states, what waits', () => {
    const kinds = [remark(1), remark(2, { type: 'WORDING' }), remark(3, { kind: 'PROPOSAL', type: null })]
    expect(numbers(arrange(kinds, {}, { by: 'KIND', descending: false }))).toEqual([2, 1, 3])
    const states = REMARK_STATES.toReversed().map((state, at) => remark(at, { state }))
    const sorted = arrange(states, {}, { by: 'STATE', descending: false })
    expect(sorted.map(({ state }) => state)).toEqual(REMARK_STATES)
  })
})

describe('the filter', () => {
  const all = [
    remark(1, { type: 'QUESTION', words: 'Czy dotyczy to też ŁĄCZNIKÓW?', ...inUnit(2, '§ 6', '§ 6 ust. 3') }),
    remark(2, { kind: 'PROPOSAL', type: null, state: 'ACCEPTED', grounds: 'Będzie krócej.', ...inUnit(1, '§ 6') }),
    remark(3, { state: 'RESOLVED', organization: null, ...named('Jan Trzepak'), ...inUnit(3, '§ 60') }),
    remark(4, { words: null, answers: [{ author: 'Żaneta', organization: null, at: new Date(), words: 'Zgoda.' }] }),
  ]

  it.each<[RemarkFilter, number[]]>([
    [{}, [1, 2, 3, 4]],
    [{ kind: 'PROPOSAL' }, [2]],
    [{ types: ['QUESTION', 'SUPPORT'] }, [1]],
    [{ types: [], states: [] }, [1, 2, 3, 4]],
    [{ states: ['ACCEPTED', 'RESOLVED'] }, [2, 3]],
    [{ organizationId: 'o1', states: ['OPEN'] }, [1, 4]],
    [{ submitterId: 'Jan Trzepak' }, [3]],
    [{ unitId: '§ 6' }, [1, 2]],
    [{ unitId: '§ 6 ust. 3' }, [1]],
    [{ search: ' lacznikow  DOTYCZY ' }, [1]],
    [{ search: 'krocej' }, [2]],
    [{ search: 'zaneta zgoda' }, [4]],
    [{ search: 'krocej lacznikow' }, []],
    [{ search: '%' }, []],
  ])('%j → %j', (filter, found) => {
    expect(numbers(arrange(all, filter, BY_NUMBER))).toEqual(found)
  })

  it('offers what there is: names in Polish order, units in the order of the text with those around them', () => {
    const choices = choicesOf(all)
    expect(choices.submitters.map(({ name }) => name)).toEqual(['Jan Trzepak', 'Wanda Okienna'])
    expect(choices.organizations).toEqual([{ id: 'o1', name: 'Fundacja Trzy Okna' }])
    expect(choices.units.map(({ name }) => name)).toEqual(['§ 6', '§ 6 ust. 3', '§ 60'])
  })
})

describe('units of one name', () => {
  const at = (place: number, ...path: RemarkUnit['path']) => ({ unit: { label: 'pkt 1', place, path } })
  const under = (id: string, heading: string) => ({ id, name: '', heading })
  const all = [
    remark(1, at(1, under('h1', 'Problem'), { id: 'a', name: 'pkt 1' })),
    remark(2, at(5, under('h2', 'Rekomendacja'), { id: 'b', name: 'pkt 1' })),
    remark(3, at(6, under('h2', 'Rekomendacja'), { id: 'b', name: 'pkt 1' }, { id: 'e', name: 'pkt 1' })),
    remark(4, at(9, under('h3', 'Rekomendacja'), { id: 'c', name: 'pkt 1' })),
    remark(5, at(12, { id: 'd', name: 'pkt 2' })),
  ]

  it('are told apart by their heading, else by their order; text in one is that one', () => {
    expect(choicesOf(all).units).toEqual([
      { id: 'a', name: 'pkt 1 – Problem' },
      { id: 'b', name: 'pkt 1 – Rekomendacja (1)' },
      { id: 'c', name: 'pkt 1 – Rekomendacja (2)' },
      { id: 'd', name: 'pkt 2' },
    ])
  })

  it('each finds its own rows, and all of them find all', () => {
    const found = choicesOf(all).units.map(({ id }) => numbers(arrange(all, { unitId: id }, BY_NUMBER)))
    expect(found).toEqual([[1], [2, 3], [4], [5]])
  })
})

describe('pages', () => {
  const anyRemarks = fc
    .array(fc.tuple(fc.constantFrom('Ł', 'L', 'Z'), fc.constantFrom(...REMARK_STATES), fc.option(fc.nat(3))))
    .map((drawn) =>
      drawn.map(([name, state, place], at) =>
        remark(at + 1, { ...named(name), state, unit: { label: '', place, path: [] } }),
      ),
    )
  const anyOrder = fc.record({ by: fc.constantFrom(...REMARK_ORDERS), descending: fc.boolean() })

  it('are the whole list, cut: none twice, none left out', () => {
    fc.assert(
      fc.property(anyRemarks, anyOrder, fc.integer({ min: 1, max: 5 }), (all, order, first) => {
        const arranged = arrange(all, {}, order)
        const read: Remark[] = []
        for (let hasNextPage = arranged.length > 0; hasNextPage; ) {
          const page = pageOf(arranged, all, order, { first, after: read.at(-1)?.id ?? null })
          read.push(...page.items)
          hasNextPage = page.hasNextPage
        }
        expect(read).toEqual(arranged)
      }),
      { numRuns: 300 },
    )
  })

  it('go on where the last one ended, also when it was decided meanwhile and fits the filter no more', () => {
    const all = [remark(1), remark(2, { state: 'ACCEPTED' }), remark(3)]
    const open = arrange(all, { states: ['OPEN'] }, BY_NUMBER)
    expect(numbers(pageOf(open, all, BY_NUMBER, { first: 10, after: 'r2' }).items)).toEqual([3])
    expect(() => pageOf(open, all, BY_NUMBER, { first: 10, after: 'gone' })).toThrow('INVALID')
    for (const first of [0, 101]) expect(() => pageOf(open, all, BY_NUMBER, { first, after: null })).toThrow('INVALID')
  })

  it('never stand still: no two remarks are equal', () => {
    fc.assert(
      fc.property(anyRemarks, anyOrder, (all, order) => {
        const compare = comparing(order)
        for (const one of all) for (const other of all) expect(compare(one, other) === 0).toBe(one === other)
      }),
      { numRuns: 50 },
    )
  })
})

function nameOf({ number, submitter }: Remark): string {
  return `${number} ${submitter?.name}`
}
