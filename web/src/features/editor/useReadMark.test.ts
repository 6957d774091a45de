// @vitest-environment happy-dom
import { Client, fetchExchange } from '@urql/vue'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createApp, nextTick, ref } from 'vue'
import { useReadMark } from './useReadMark.ts'

interface Sent {
  documentId: string
  opening: boolean
}

let isOnline = true
let arrived: Sent[] = []

/** The front door of a server: each document has 7 rows. */
async function fetchMark(_url: unknown, init?: RequestInit): Promise<Response> {
  if (!isOnline) throw new TypeError('Failed to fetch')
  const { query, variables } = JSON.parse(String(init?.body)) as { query: string; variables: Sent & { id: string } }
  const isMark = query.includes('markDocumentRead')
  if (isMark) arrived.push({ documentId: variables.documentId, opening: variables.opening })
  const data = isMark ? { markDocumentRead: true } : { document: { id: 'd', headSeq: 7 } }
  return new Response(JSON.stringify({ data }), { headers: { 'content-type': 'application/json' } })
}

function show(state: 'hidden' | 'visible'): void {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(state)
  document.dispatchEvent(new Event('visibilitychange'))
}

function openTab() {
  const id = ref('one')
  const app = createApp({
    setup() {
      useReadMark(() => id.value)
      return () => null
    },
  })
  const client = new Client({
    url: 'http://page.test/graphql',
    exchanges: [fetchExchange],
    fetch: fetchMark,
    preferGetMethod: false,
  })
  app.provide('$urql', ref(client)).mount(document.createElement('div'))
  return { id, close: () => app.unmount() }
}

const arrive = (marks: Sent[]) => vi.waitFor(() => expect(arrived).toEqual(marks))
const opened = (documentId = 'one') => ({ documentId, opening: true })
const left = (documentId = 'one') => ({ documentId, opening: false })

beforeEach(() => {
  isOnline = true
  arrived = []
})
afterEach(() => vi.restoreAllMocks())

it('comes back to a tab that was left open as to a document that is opened', async () => {
  const tab = openTab()
  await arrive([opened()])
  show('hidden')
  await arrive([opened(), left()])
  show('visible')
  await arrive([opened(), left(), opened()])
  tab.close()
  await arrive([opened(), left(), opened(), left()])
})

it('is still coming back where nobody heard of it', async () => {
  const tab = openTab()
  await arrive([opened()])
  isOnline = false
  show('visible')
  await new Promise((resolve) => setTimeout(resolve, 20))
  isOnline = true
  tab.close()
  await arrive([opened(), opened()])
})

it('leaves one document and opens the next, in one page', async () => {
  const tab = openTab()
  await arrive([opened()])
  tab.id.value = 'two'
  await nextTick()
  await arrive([opened(), left(), opened('two')])
  tab.close()
  await arrive([opened(), left(), opened('two'), left('two')])
})
