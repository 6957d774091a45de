// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from 'vitest'

beforeEach(() => {
  vi.useFakeTimers()
  vi.resetModules()
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

it('somebody looks who opened the page just now, and nobody at one that was left, until there is a sign', async () => {
  vi.spyOn(document, 'hasFocus').mockReturnValue(true)
  const { onceAttended } = await import('./attention.ts')
  const seen = vi.fn()
  onceAttended(seen)
  expect(seen).toHaveBeenCalledOnce()

  vi.advanceTimersByTime(10 * 60_000)
  const later = vi.fn()
  onceAttended(later)
  expect(later).not.toHaveBeenCalled()
  dispatchEvent(new Event('pointermove'))
  expect(later).toHaveBeenCalledOnce()
  dispatchEvent(new Event('pointermove'))
  expect(later).toHaveBeenCalledOnce()
})

it('nobody looks at a window that has not the focus, and who stops waiting is not told', async () => {
  const focus = vi.spyOn(document, 'hasFocus').mockReturnValue(false)
  const { onceAttended } = await import('./attention.ts')
  const [seen, given] = [vi.fn(), vi.fn()]
  onceAttended(seen)
  onceAttended(given)()
  dispatchEvent(new Event('pointermove'))
  expect(seen).not.toHaveBeenCalled()
  focus.mockReturnValue(true)
  dispatchEvent(new Event('focus'))
  expect(seen).toHaveBeenCalledOnce()
  expect(given).not.toHaveBeenCalled()
})
