// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { effectScope } from 'vue'
import { useResting } from './useResting.ts'

beforeEach(() => {
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'performance', 'requestAnimationFrame', 'cancelAnimationFrame'],
  })
})
afterEach(() => {
  vi.useRealTimers()
})

test('work that takes long is done once in a while, and once more for what came last', async () => {
  const done: number[] = []
  const scope = effectScope()
  const ask = scope.run(() =>
    useResting(async () => {
      done.push(performance.now())
      await new Promise((resolve) => setTimeout(resolve, 50))
    }),
  )!
  for (let letter = 0; letter < 100; letter += 1) {
    ask()
    await vi.advanceTimersByTimeAsync(10)
  }
  expect(done).toHaveLength(2)
  await vi.advanceTimersByTimeAsync(2_000)
  expect(done).toHaveLength(3)
  await vi.advanceTimersByTimeAsync(10_000)
  expect(done).toHaveLength(3)
  ask()
  scope.stop()
  await vi.advanceTimersByTimeAsync(1_000)
  expect(done).toHaveLength(3)
})
