import { getSchema } from '@tiptap/core'
import { describe, expect, it } from 'vitest'
import { documentSchema } from '../editor/extensions/index.ts'
import { filterChoices, filterThreads, type PlacedThread, placeThreads } from './placed-threads.ts'
import type { Thread } from './thread-fields.ts'

const schema = getSchema(documentSchema)
const wanda = { id: 'wanda', name: 'Wanda' }
const leon = { id: 'leon', name: 'Leon' }
const windows = { id: 'windows', name: 'Trzy Okna' }
const gates = { id: 'gates', name: 'Ciche Bramy' }

function thread(id: string, changes: Partial<Thread> = {}): Thread {
  const author = changes.author ?? wanda
  const organization = changes.organization === undefined ? windows : changes.organization
  const createdAt = changes.createdAt ?? '2026-10-05T10:00:00.000Z'
  return {
    id,
    type: 'GENERAL',
    unitId: 'a',
    unitLabel: '§ 6',
    wholeUnit: false,
    quote: 'lokal',
    seq: 1,
    lostAt: null,
    author,
    organization,
    createdAt,
    activeAt: createdAt,
    resolvedAt: null,
    resolvedBy: null,
    takenIn: false,
    unread: false,
    mayReply: true,
    mayResolve: true,
    comments: [
      {
        id: `${id}-1`,
        author,
        organization,
        body: 'Uwaga',
        mentions: [],
        reactions: [],
        createdAt,
        editedAt: null,
        deletedAt: null,
        hiddenAt: null,
        hiddenReason: null,
        mayEdit: false,
        mayHide: false,
      },
    ],
    ...changes,
  }
}

const marked = (id: string) => schema.text('lokal', [schema.mark('comment', { id })])
const doc = schema.node('doc', null, [
  schema.node('block', { id: 's6', kind: 'section' }),
  schema.node('block', { id: 'a', kind: 'ust' }, [marked('second')]),
  schema.node('block', { id: 'b', kind: 'ust' }, [marked('third')]),
  schema.node('block', { id: 'c', kind: 'section' }, [schema.text('Inne.')]),
])
/** Names of units are written with spaces that do not break. */
const unit = (name: string) => name.replaceAll(' ', '\u00a0')
const ids = (placed: readonly PlacedThread[]) => placed.map((each) => each.thread.id)

describe('threads in the order of the text', () => {
  it('carry the names their units have now; those without a place come last, the oldest first', () => {
    const placed = placeThreads(
      [
        thread('gone', { unitId: 'nowhere', createdAt: '2026-10-05T11:00:00.000Z', unitLabel: '§ 9 ust. 1' }),
        thread('gone-before', { unitId: 'nowhere' }),
        thread('third', { unitId: 'b' }),
        thread('second'),
        thread('first', { unitId: 's6', wholeUnit: true, quote: '' }),
      ],
      doc,
    )
    expect(ids(placed)).toEqual(['first', 'second', 'third', 'gone-before', 'gone'])
    expect(placed.map(({ label }) => label)).toEqual([
      ...['§ 1', '§ 1 ust. 1', '§ 1 ust. 2'].map(unit),
      '§ 6',
      '§ 9 ust. 1',
    ])
    expect(placed.map(({ state }) => state)).toEqual(['anchored', 'anchored', 'anchored', 'orphaned', 'orphaned'])
  })

  it('stand where their unit is, also without their passage', () => {
    const [orphan] = placeThreads([thread('lost', { unitId: 'c' })], doc)
    expect(orphan).toMatchObject({ state: 'orphaned', label: '§ 6', pos: expect.any(Number) })
  })
})

describe('filters', () => {
  const placed = placeThreads(
    [
      thread('second'),
      thread('third', { unitId: 'b', author: leon, organization: gates }),
      thread('done', { unitId: 'b', resolvedAt: '2026-10-06T10:00:00.000Z' }),
    ],
    doc,
  )
  const filtered = (kind: Parameters<typeof filterThreads>[1]['kind'], value = '') =>
    ids(filterThreads(placed, { kind, value }, 'leon', { atId: null, has: () => false }))

  it('choose by state, person, organisation and unit', () => {
    expect(filtered('open')).toEqual(['second', 'third'])
    expect(filtered('resolved')).toEqual(['done'])
    expect(filtered('orphaned')).toEqual(['done'])
    expect(filtered('mine')).toEqual(['third'])
    expect(filtered('organization', 'windows')).toEqual(['second'])
    expect(filtered('unit', unit('§ 1 ust. 2'))).toEqual(['third'])
    expect(filtered('unit', unit('§ 1'))).toEqual(['second', 'third'])
    expect(filtered('unit', unit('§ 1 ust'))).toEqual([])
  })

  it('leave what somebody has begun to write in: in sight among the open, and where they write', () => {
    const shown = (kind: Parameters<typeof filterThreads>[1]['kind'], value: string, atId: string | null) =>
      ids(filterThreads(placed, { kind, value }, 'wanda', { atId, has: ({ id }) => id === 'done' }))
    expect(shown('open', '', null)).toEqual(['second', 'third', 'done'])
    expect(shown('mine', '', null)).toEqual(['second', 'done'])
    expect(shown('organization', 'gates', null)).toEqual(['third'])
    expect(shown('resolved', '', null)).toEqual(['done'])
    expect(shown('resolved', '', 'second')).toEqual(['second', 'done'])
  })

  it('offer what there is', () => {
    expect(filterChoices(placed, (one, other) => one.localeCompare(other))).toEqual({
      organizations: [gates, windows],
      units: ['§ 1 ust. 1', '§ 1 ust. 2'].map(unit),
    })
  })
})
