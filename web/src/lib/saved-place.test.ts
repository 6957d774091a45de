// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type Place, reachPlace } from './saved-place.ts'

const PLACE: Place = { left: 0, top: 2_000 }
const LONG_ENOUGH = PLACE.top + window.innerHeight

let page: { height: number; top: number; resized(): void }

beforeEach(() => {
  page = { height: 500, top: 0, resized: () => undefined }
  vi.useFakeTimers()
  vi.stubGlobal(
    'ResizeObserver',
    class {
      constructor(told: () => void) {
        page.resized = told
      }
      observe = vi.fn()
      disconnect = (): void => {
        page.resized = () => undefined
      }
    },
  )
  vi.spyOn(window, 'scrollTo').mockImplementation(() => undefined)
  vi.spyOn(window, 'scrollY', 'get').mockImplementation(() => page.top)
  vi.spyOn(document.documentElement, 'scrollHeight', 'get').mockImplementation(() => page.height)
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

function grow(height: number): void {
  page.height = height
  page.resized()
}

test('a page that is long enough is gone to its place at once, another one as soon as it is', async () => {
  const reached = reachPlace(PLACE)
  grow(LONG_ENOUGH - 1)
  grow(LONG_ENOUGH)
  expect(await reached).toBe(PLACE)
  expect(await reachPlace(PLACE)).toBe(PLACE)
})

test('who scrolls meanwhile is not taken away from there', async () => {
  const scrolled = reachPlace(PLACE)
  page.top = 40
  grow(LONG_ENOUGH)
  expect(await scrolled).toBe(false)
})

test('a page that stays shorter is gone to as far as it goes in the end, unless it was scrolled', async () => {
  const reached = reachPlace(PLACE)
  vi.advanceTimersByTime(3_000)
  expect(await reached).toBe(PLACE)
  const scrolled = reachPlace(PLACE)
  page.top = 40
  vi.advanceTimersByTime(3_000)
  expect(await scrolled).toBe(false)
})
