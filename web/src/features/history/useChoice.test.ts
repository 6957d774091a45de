// @vitest-environment happy-dom
import { expect, it } from 'vitest'
import { nextTick } from 'vue'
import { NOW, NOW_CHOICE, useChoice } from './useChoice.ts'

const version = (number: number) => ({ id: `v${number}`, number, writtenAt: '2026-11-28T10:00:00Z' })
const idsOf = ({ chosen }: ReturnType<typeof useChoice>) => chosen.value.map(({ id }) => id)

it('keeps the last two that were chosen, the older one first', () => {
  const choice = useChoice('a document')
  for (const one of [version(1), NOW_CHOICE, version(2)]) choice.choose(one, true)
  expect(idsOf(choice)).toEqual(['v2', NOW])
  choice.choose(NOW_CHOICE, false)
  choice.choose(version(1), true)
  expect([idsOf(choice), choice.isChosen('v1'), choice.isChosen(NOW)]).toEqual([['v1', 'v2'], true, false])
  choice.clear()
  expect(idsOf(choice)).toEqual([])
})

it('is found again by who comes back, in this document only', async () => {
  useChoice('a document').choose(version(3), true)
  await nextTick()
  expect(idsOf(useChoice('a document'))).toEqual(['v3'])
  expect(idsOf(useChoice('another'))).toEqual([])
})
