// @vitest-environment happy-dom
import { afterEach, expect, test, vi } from 'vitest'
import { reloadToNewest } from './update.ts'

afterEach(() => vi.unstubAllGlobals())

test.each([
  ['with a connection the worker is taken away and the server answers', async () => new Response('ok'), true],
  ['without one everything stays, for there would be no page at all', () => Promise.reject(new TypeError()), false],
  [
    'while a proxy answers for a server that is starting again, everything stays',
    async () => new Response('Bad gateway', { status: 502 }),
    false,
  ],
])('%s', async (_what, answer, isThere) => {
  const unregister = vi.fn(async () => true)
  const reload = vi.fn()
  vi.stubGlobal('navigator', { serviceWorker: { getRegistrations: async () => [{ unregister }] } })
  vi.stubGlobal('fetch', answer)
  vi.spyOn(window.location, 'reload').mockImplementation(reload)
  expect(await reloadToNewest()).toBe(isThere)
  expect(unregister).toHaveBeenCalledTimes(isThere ? 1 : 0)
  expect(reload).toHaveBeenCalledTimes(isThere ? 1 : 0)
})
