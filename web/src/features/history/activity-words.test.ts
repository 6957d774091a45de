// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import { i18n } from '../../i18n/index.ts'
import { formatList } from '../../lib/format.ts'
import { changesText, type Entry, leavesOtherText, phrasesOf } from './activity-words.ts'

const NOTHING: NonNullable<Entry['counts']> = {
  reworded: 0,
  moved: 0,
  rekinded: 0,
  reformatted: 0,
  accepted: 0,
  declined: 0,
  withdrawn: 0,
  added: [],
  removed: [],
}

const entry = (counts: Partial<typeof NOTHING>, changes: Partial<Entry> = {}): Entry => ({
  id: 'e',
  kind: 'WRITING',
  person: { id: 'p', name: 'Anna' },
  organization: null,
  startedAt: '2026-10-05T08:00:00Z',
  endedAt: '2026-10-05T08:00:00Z',
  firstSeq: 1,
  lastSeq: 1,
  unitIds: [],
  proposalIds: [],
  threadIds: [],
  stageFrom: null,
  stageTo: null,
  reason: '',
  restoration: null,
  counts: { ...NOTHING, ...counts },
  ...changes,
})

const { t } = i18n.global
const words = (one: Entry) => formatList(phrasesOf(one).map(({ key, count }) => t(key, count)))

describe('what was done, in words', () => {
  it.each([
    [entry({ reworded: 3, added: [{ kind: 'PKT', count: 1 }] }), '3 zmiany brzmienia i 1 dodany punkt'],
    [entry({ removed: [{ kind: 'UST', count: 5 }], moved: 2 }), '5 usuniętych ustępów i 2 przeniesione jednostki'],
    [
      entry({
        added: [
          { kind: 'BULLET', count: 1 },
          { kind: 'NUMBER', count: 2 },
        ],
      }),
      '3 dodane elementy listy',
    ],
    [entry({}, { proposalIds: ['a', 'b'], threadIds: ['c'] }), '2 propozycje i 1 uwaga'],
    [
      entry({ accepted: 1, declined: 2, reworded: 1 }, { kind: 'DECISION', proposalIds: ['a', 'b', 'c'] }),
      '1 przyjęta propozycja, 2 odrzucone propozycje i 1 zmiana brzmienia',
    ],
    [entry({ added: [{ kind: 'TIRET', count: 22 }] }), '22 dodane tiret'],
    [entry({}), ''],
  ])('%#', (one, expected) => {
    expect(words(one)).toBe(expected)
  })

  it('says nothing where there is nothing to count', () => {
    expect(phrasesOf(entry({}, { kind: 'STAGE', counts: null }))).toEqual([])
  })

  it('has words for every kind of unit', () => {
    const kinds = [
      'PARAGRAPH',
      'HEADING',
      'QUOTE',
      'BULLET',
      'NUMBER',
      'CHAPTER',
      'SECTION',
      'UST',
      'PKT',
      'LIT',
      'TIRET',
      'TABLE',
    ] as const
    const all = kinds.map((kind) => ({ kind, count: 1 }))
    for (const { key } of phrasesOf(entry({ added: all, removed: all })))
      expect([key, i18n.global.te(key)]).toEqual([key, true])
  })
})

describe('what can be undone', () => {
  it.each([
    ['words', entry({ reworded: 1 }), true],
    ['a new unit', entry({ added: [{ kind: 'PKT', count: 1 }] }), true],
    ['a restore', entry({ moved: 1 }, { kind: 'RESTORE' }), true],
    ['only a proposal', entry({}, { proposalIds: ['p'] }), false],
    ['a decision', entry({ reworded: 1, accepted: 1 }, { kind: 'DECISION' }), false],
    ['the beginning of a document', entry({ added: [{ kind: 'UST', count: 3 }] }, { kind: 'SEED' }), false],
    ['a change of stage', { ...entry({}, { kind: 'STAGE' }), counts: null }, false],
  ])('%s', (_what, one, expected) => expect(changesText(one)).toBe(expected))
})

describe('before what the text can be brought back', () => {
  it.each([
    ['words', entry({ reworded: 1 }), true],
    ['only a proposal', entry({}, { proposalIds: ['p'] }), false],
    ['a proposal that was accepted', entry({ accepted: 1 }, { kind: 'DECISION' }), true],
    ['a proposal that was declined', entry({ declined: 1 }, { kind: 'DECISION' }), false],
    ['a change of stage', { ...entry({}, { kind: 'STAGE' }), counts: null }, false],
  ])('%s', (_what, one, expected) => expect(leavesOtherText(one)).toBe(expected))
})
