// @vitest-environment happy-dom
import { afterEach, expect, test, vi } from 'vitest'
import { reloadToNewest } from './update.ts'

afterEach(() => vi.unstubAllGlobals())

test.each([
  ['with a connection the worker is taken away and the server answers', true],
  ['without one everything stays, for there would be no page at all', false],
])('%s', async (_what, isConnected) => {
  const unregister = vi.fn(async () => true)
  const reload = vi.fn()
  vi.stubGlobal('navigator', { serviceWorker: { getRegistrations: async () => [{ unregister }] } })
  vi.stubGlobal('fetch', async () => {
    if (!isConnected) throw new TypeError('Failed to fetch')
    return new Response('ok')
  })
  vi.spyOn(window.location, 'reload').mockImplementation(reload)
  expect(await reloadToNewest()).toBe(isConnected)
  expect(unregister).toHaveBeenCalledTimes(isConnected ? 1 : 0)
  expect(reload).toHaveBeenCalledTimes(isConnected ? 1 : 0)
})
