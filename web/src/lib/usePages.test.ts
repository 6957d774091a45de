// @vitest-environment happy-dom
import { expect, it } from 'vitest'
import { Refusal } from './refusal.ts'
import { usePages } from './usePages.ts'

/** Newest first, two on a page; what a page says is from when it was asked for. */
function listOf(rows: number[]) {
  const server = { rows, opening: Promise.resolve() }
  const pages = usePages(async (after: string | null) => {
    const now = [...server.rows]
    await server.opening
    const from = after === null ? 0 : now.indexOf(Number(after)) + 1
    const items = now.slice(from, from + 2)
    return { items, endCursor: String(items.at(-1)), hasNextPage: from + 2 < now.length }
  })
  return { server, pages }
}

/** Answers wait until it is called. */
function hold(server: { opening: Promise<void> }): () => void {
  let open = (): void => undefined
  server.opening = new Promise((resolve) => {
    open = resolve
  })
  return open
}

it('reads what is new and one page more where more is asked for while it is read again', async () => {
  const { server, pages } = listOf([3, 2, 1])
  await pages.restart()
  server.rows = [4, 3, 2, 1]
  const open = hold(server)
  const both = [pages.refresh(), pages.more()]
  expect(pages.busy.value).toBe('more')
  open()
  await Promise.all(both)
  expect(pages.items.value).toEqual([4, 3, 2, 1])
  expect(pages.busy.value).toBeNull()
})

it('reads the page that was asked for where it is to be read again meanwhile, and stays busy with it', async () => {
  const { server, pages } = listOf([4, 3, 2, 1])
  await pages.restart()
  const open = hold(server)
  const both = [pages.more(), pages.refresh()]
  expect(pages.busy.value).toBe('more')
  open()
  await Promise.all(both)
  expect(pages.items.value).toEqual([4, 3, 2, 1])
})

it('begins at the first page again, whatever was asked for, and stays there when it is read again meanwhile', async () => {
  const { server, pages } = listOf([6, 5, 4, 3, 2, 1])
  await pages.restart()
  await pages.more()
  const open = hold(server)
  const all = [pages.more(), pages.restart(), pages.refresh()]
  expect(pages.busy.value).toBe('first')
  open()
  await Promise.all(all)
  expect(pages.items.value).toEqual([6, 5])
})

it('shows what there is where a page more cannot be read, and asks for that page alone the next time', async () => {
  let asked: (string | null)[] = []
  let isDown = false
  const pages = usePages(async (after: string | null) => {
    asked.push(after)
    if (isDown) throw new Error('down')
    return { items: [asked.length], endCursor: String(asked.length), hasNextPage: true }
  })
  await pages.restart()
  isDown = true
  await pages.more()
  expect(pages.items.value).toEqual([1])
  expect(pages.error.value).toBeInstanceOf(Error)
  isDown = false
  asked = []
  await pages.more()
  expect(asked).toEqual(['1'])
})

it('keeps what there is where reading again fails, and nothing where it is no longer for this person', async () => {
  let problem: Error | null = null
  const pages = usePages(async () => {
    if (problem !== null) throw problem
    return { items: ['a'], endCursor: null, hasNextPage: false }
  })
  await pages.restart()
  problem = new Refusal('UNAVAILABLE')
  await pages.refresh()
  expect(pages.items.value).toEqual(['a'])
  for (const code of ['NOT_FOUND', 'FORBIDDEN', 'UNAUTHENTICATED']) {
    problem = null
    await pages.refresh()
    expect(pages.isLoaded.value).toBe(true)
    problem = new Refusal(code)
    await pages.refresh()
    expect([pages.items.value, pages.isLoaded.value]).toEqual([[], false])
  }
})

it('shows what was read although there is news by then, and reads once more', async () => {
  const { server, pages } = listOf([2, 1])
  let answer = hold(server)
  const shown: number[][] = []
  let reading = pages.restart()
  for (let news = 3; news < 6; news += 1) {
    server.rows = [news, ...server.rows]
    void pages.refresh()
    reading = pages.refresh()
    const open = answer
    answer = hold(server)
    open()
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
    shown.push([...pages.items.value])
  }
  answer()
  await reading
  expect(shown).toEqual([
    [2, 1],
    [3, 2],
    [4, 3],
  ])
  expect(pages.items.value).toEqual([5, 4])
  expect(pages.busy.value).toBeNull()
})

it('is told to be read again when it was, be it together with what was under way', async () => {
  const { server, pages } = listOf([2, 1])
  const open = hold(server)
  void pages.restart()
  server.rows = [3, 2, 1]
  const again = pages.refresh()
  open()
  await again
  expect(pages.items.value).toEqual([3, 2])
})

it('begins anew where what was asked may never come', async () => {
  const { server, pages } = listOf([2, 1])
  hold(server)
  void pages.restart()
  server.opening = Promise.resolve()
  server.rows = [3, 2, 1]
  await pages.renew()
  expect(pages.items.value).toEqual([3, 2])
  expect(pages.busy.value).toBeNull()
})
