import { expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { onlyReopens } from './borrowed-marks.ts'
import { copyOf, documentOf, paragraph, updateBy } from './testing.ts'
import { findTouched } from './touched.ts'

const PROPOSAL = '11111111-1111-4111-8111-111111111111'
const ITEMS = 2_000

test('looks at each character a few times where somebody types inside words that another would strike out', () => {
  const live = documentOf([paragraph('a', 'Ala')], 7)
  const text = live.getText('body')
  live.clientID = 8
  for (let at = 0; at < ITEMS; at += 1) text.insert(1, 'x')
  live.clientID = 9
  text.format(1, ITEMS, { [`del:${PROPOSAL}`]: true })
  const update = updateBy(live, 10, (copy) => copy.insert(ITEMS >> 1, 'y', { [`del:${PROPOSAL}`]: null }))
  const tried = copyOf(live, 11)
  const body = tried.getText('body')
  const touched = findTouched(tried, body, () => Y.applyUpdate(tried, update))
  const looks = vi.spyOn(Y.Item.prototype, 'deleted', 'get')
  expect(onlyReopens(text, body, touched, new Set([PROPOSAL]))).toBe(true)
  expect(looks.mock.calls.length).toBeLessThan(20 * ITEMS)
})
