import { afterEach, expect, it, vi } from 'vitest'
import { effectScope } from 'vue'
import { useSpoken } from './useSpoken.ts'

afterEach(() => vi.useRealTimers())

it('can say the same words again: what stays as it is in a live region is said once only', () => {
  vi.useFakeTimers()
  const scope = effectScope()
  const spoken = scope.run(() => useSpoken())
  const said: (string | undefined)[] = []
  for (let time = 0; time < 2; time += 1) {
    spoken?.say('Odświeżono listę.')
    said.push(spoken?.words.value)
    vi.advanceTimersByTime(5_000)
    said.push(spoken?.words.value)
  }
  expect(said).toEqual(['Odświeżono listę.', '', 'Odświeżono listę.', ''])
  scope.stop()
})
