import { expect, it } from 'vitest'
import type { Remark } from './remark.ts'
import { toRemarkSheet } from './sheet.ts'

const REMARK: Remark = {
  ...{ id: 'p1', kind: 'PROPOSAL', number: 1, type: null, state: 'OPEN', isDayOnly: false, isLost: false },
  ...{ receivedAt: new Date('2026-10-06T08:00:00Z'), submitter: null, organization: null, channel: null },
  ...{ enteredBy: null, unit: { label: '§ 1', place: 0, path: [] }, passage: 'Wykaz lokali.', title: '' },
  ...{ words: 'Wykaz lokali.', withheld: null, hiddenReason: null, grounds: '', answers: [], decidedAt: null },
  ...{ decidedBy: null, reason: '' },
}

function cellOf(heading: string, change: Partial<Remark>) {
  const { columns, rows } = toRemarkSheet({
    ...{ documentId: 'd1', title: 'Program', documentCount: 1, exportedAt: new Date(0), locale: 'pl' },
    ...{ origin: 'https://example.org', remarks: [{ ...REMARK, ...change }] },
  })
  return rows[0]?.[columns.findIndex((column) => column.heading === heading)]
}

const wanted = (change: Partial<Remark>) => cellOf('Treść uwagi / proponowane brzmienie', change)

it('says of a proposal that keeps the words that it does', () => {
  expect(wanted({})).toBe('Wykaz lokali.\n(słowa bez zmian: zmienia się tylko ich wygląd albo rodzaj akapitu)')
  expect(wanted({ words: 'Wykaz wspólnych lokali.' })).toBe('Wykaz wspólnych lokali.')
})

it('says so of no remark that only repeats what it is about, and of no deleted or hidden words', () => {
  expect(wanted({ kind: 'THREAD', type: 'SUPPORT' })).toBe('Wykaz lokali.')
  expect(wanted({ passage: '', words: '' })).toBe('')
  expect(wanted({ words: null, withheld: 'HIDDEN', hiddenReason: 'spam' })).toBe('[Wypowiedź ukryto. Powód: spam]')
})
