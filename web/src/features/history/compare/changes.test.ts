import { expect, it } from 'vitest'
import { type ChangeFilter, changesBy, type ShownComparison } from './changes.ts'
import type { Source } from './comparison-fields.ts'

const source = (person: string | null, organization: string | null, kind: Source['kind'] = 'EDIT') =>
  ({
    person: person === null ? null : { id: person, name: person },
    organization: organization === null ? null : { id: organization, name: organization },
    proposal: null,
    takenIn: [],
    kind,
  }) as unknown as Source

/** Changes by the indexes of their sources. */
const shown = (...changes: number[][]) =>
  ({
    sources: [source('anna', 'okna'), source(null, null, 'REPAIR'), source(null, null), source(null, 'bramy')],
    changes: changes.map((sources) => ({ sources })),
  }) as unknown as ShownComparison

it('reaches every change by one choice at least: whose nobody knows, and what the server did, have their own', () => {
  const all = shown([0], [1], [2], [3], [], [0, 2])
  const found = (filter: ChangeFilter) => changesBy(all, filter)
  expect(found('')).toEqual([0, 1, 2, 3, 4, 5])
  expect(found('p:anna')).toEqual([0, 5])
  expect(found('o:okna')).toEqual([0, 5])
  expect(found('o:bramy')).toEqual([3])
  expect(found('system')).toEqual([1])
  expect(found('unknown')).toEqual([2, 4, 5])
})
