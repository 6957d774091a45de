import { expect, test } from 'vitest'
import { dismissalsOf } from './dismissals.ts'
import { until } from './testing.ts'

test('tabs with the same document of the same person hear of it, and nobody else', async () => {
  const heard: string[] = []
  const open = (userId: string, documentId: string, name: string) =>
    dismissalsOf(userId, documentId)((id) => void heard.push(`${name}: ${id}`))
  const tabs = [open('anna', 'd', 'self'), open('anna', 'd', 'other'), open('anna', 'e', 'e'), open('jan', 'd', 'jan')]
  tabs[0]?.tell('x')
  await until('heard', () => heard.length > 0)
  await new Promise((resolve) => setTimeout(resolve, 20))
  for (const tab of tabs) tab.close()
  tabs[0]?.tell('y')
  expect(heard).toEqual(['other: x'])
})
