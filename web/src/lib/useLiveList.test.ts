import { expect, test } from 'vitest'
import { useLiveList } from './useLiveList.ts'

interface Item {
  id: string
  word: string
}

/** Answers come when the test says, in the order it says. */
function slowList() {
  const lists: ((items: Item[] | undefined) => void)[] = []
  const ones: ((item: Item | null | undefined) => void)[] = []
  const changes: [string | undefined, string][] = []
  const list = useLiveList<Item>({
    readAll: () => new Promise((resolve) => void lists.push((items) => resolve({ items, error: undefined }))),
    readOne: () => new Promise((resolve) => void ones.push(resolve)),
    changed: (before, now) => void changes.push([before?.word, now.word]),
  })
  return { list, lists, ones, changes, words: () => list.items.value.map(({ word }) => word) }
}

const OLD = { id: 'a', word: 'declined' }
const NEW = { id: 'a', word: 'hidden' }
const OTHER = { id: 'b', word: 'other' }

test('a list asked for before an item does not put back what the item was', async () => {
  const { list, lists, ones, words } = slowList()
  const loading = list.load()
  const reading = list.reread('a')
  ones[0]?.(NEW)
  await reading
  lists[0]?.([OLD, OTHER])
  await loading
  expect(words()).toEqual(['hidden', 'other'])
})

test('of two answers about an item the one asked for last counts, also what this page did itself', async () => {
  const { list, ones, words, changes } = slowList()
  const [early, late] = [list.reread('a'), list.reread('a')]
  ones[1]?.(NEW)
  await late
  ones[0]?.(OLD)
  await early
  expect(words()).toEqual(['hidden'])
  expect(changes).toEqual([[undefined, 'hidden']])
  const reading = list.reread('a')
  list.take('a', { id: 'a', word: 'shown' })
  ones[2]?.(OLD)
  await reading
  expect(words()).toEqual(['shown'])
})

test('without an answer nothing changes; what is gone leaves', async () => {
  const { list, lists, ones, words } = slowList()
  const loading = list.load()
  lists[0]?.([OLD, OTHER])
  await loading
  const failing = list.load()
  lists[1]?.(undefined)
  const reading = list.reread('a')
  ones[0]?.(undefined)
  await Promise.all([failing, reading])
  expect(words()).toEqual(['declined', 'other'])
  const leaving = list.reread('a')
  ones[1]?.(null)
  await leaving
  expect(words()).toEqual(['other'])
})

test('an item asked for before the list does not put back what the list has already', async () => {
  const { list, lists, ones, words, changes } = slowList()
  const reading = list.reread('a')
  const loading = list.load()
  lists[0]?.([NEW, OTHER])
  await loading
  ones[0]?.(OLD)
  await reading
  expect(words()).toEqual(['hidden', 'other'])
  expect(changes).toEqual([])
})

test('an item that got no answer is as the list says; one that left stays away; a list asked for earlier is dropped', async () => {
  const { list, lists, ones, words } = slowList()
  const [early, late] = [list.load(), list.load()]
  const [failing, leaving] = [list.reread('a'), list.reread('b')]
  ones[0]?.(undefined)
  ones[1]?.(null)
  await Promise.all([failing, leaving])
  lists[1]?.([NEW, OTHER])
  await late
  expect(words()).toEqual(['hidden'])
  lists[0]?.([OLD])
  await early
  expect(words()).toEqual(['hidden'])
})
