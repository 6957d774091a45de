import { expect, test } from 'vitest'
import { ref } from 'vue'
import { useAskAgain } from './useAskAgain.ts'

const turn = () => new Promise((resolve) => setTimeout(resolve, 0))

test('what is asked while the answer is on its way is asked once more afterwards, for all who asked', async () => {
  const fetching = ref(true)
  let asked = 0
  const answers: (() => void)[] = []
  const ask = useAskAgain({
    fetching,
    executeQuery: async () => {
      asked += 1
      fetching.value = true
      await new Promise<void>((resolve) => void answers.push(resolve))
      fetching.value = false
    },
  })
  const order: string[] = []
  const both = [ask().then(() => order.push('one')), ask().then(() => order.push('two'))]
  await turn()
  expect(asked).toBe(0)
  fetching.value = false
  await turn()
  expect([asked, order]).toEqual([1, []])
  answers[0]?.()
  await Promise.all(both)
  expect(order).toEqual(['one', 'two'])
  const later = ask()
  await turn()
  expect(asked).toBe(2)
  answers[1]?.()
  await later
})
