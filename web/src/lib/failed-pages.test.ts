import { expect, test } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import { watchFailedPages } from './failed-pages.ts'

test('a link to a page whose code is gone says where it leads', async () => {
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/', component: {} },
      { path: '/konto', component: () => Promise.reject(new TypeError('Failed to fetch')) },
    ],
  })
  const failed: string[] = []
  watchFailedPages(router, (path) => failed.push(path))
  await router.push('/')
  await router.push('/konto?a=1').catch(() => undefined)
  expect(failed).toEqual(['/konto?a=1'])
})
