import { expect, test } from 'vitest'
import type { Proposal } from './proposal-fields.ts'
import { choicesOf, isShown } from './proposal-groups.ts'

const EWARYST = { id: 'ewaryst', name: 'Ewaryst Saldo' }

function proposal(changes: Partial<Proposal>): Proposal {
  return {
    ...{
      id: 'p',
      document: { id: 'd' },
      state: 'OPEN',
      title: '',
      grounds: '',
      reason: null,
      hiddenAt: null,
      hiddenReason: null,
      mayHide: false,
      unitId: 'u',
      unitLabel: '§ 1',
    },
    ...{ wordingBefore: '', wordingAfter: '', hash: null, createdAt: '2026-11-02T10:00:00.000Z', decidedAt: null },
    ...{ channel: 'FORM', onBehalfOf: null, receivedAt: null, author: EWARYST, organization: null },
    ...{ enteredBy: null, decidedBy: null, mayDecide: false, mayDescribe: false, mayWithdraw: false },
    ...changes,
  }
}

test('what somebody entered for another is looked for under whose it is', () => {
  const own = proposal({ id: 'own' })
  const entered = proposal({ id: 'entered', channel: 'PAPER', onBehalfOf: 'Jan Kowalski', enteredBy: EWARYST })
  const authors = [...choicesOf([own, entered]).authors]
  expect(authors.map(([, name]) => name)).toEqual(['Ewaryst Saldo', 'Jan Kowalski'])
  const shownOf = (authorId: string) =>
    [own, entered].filter((each) => isShown(each, { kind: 'all', authorId, unitId: '' }, 'me')).map(({ id }) => id)
  expect(authors.map(([id]) => shownOf(id))).toEqual([['own'], ['entered']])
  const hidden = proposal({ ...entered, onBehalfOf: null, hiddenAt: '2026-11-03T10:00:00.000Z' })
  expect([...choicesOf([hidden]).authors]).toEqual([])
  expect(isShown(hidden, { kind: 'all', authorId: EWARYST.id, unitId: '' }, 'me')).toBe(false)
})
