import { describe, expect, test } from 'vitest'
import { BundleWatch, type BundleWorker } from './bundle-watch.ts'

type Listener = (event: { isUpdate?: boolean }) => void

/** One browser: what one tab takes, all tabs are told of. */
function openTabs(count: number) {
  const listeners = { waiting: [] as Listener[], controlling: [] as Listener[] }
  let isWaiting = false
  const tell = (type: 'waiting' | 'controlling', event = { isUpdate: true }) => {
    isWaiting = type === 'waiting'
    for (const listener of listeners[type]) listener(event)
  }
  const worker: BundleWorker = {
    addEventListener: (type, listener) => listeners[type].push(listener),
    messageSkipWaiting: () => isWaiting && tell('controlling'),
  }
  const tabs = Array.from({ length: count }, () => {
    const seen: string[] = []
    const host = { offer: () => seen.push('offer'), reload: () => seen.push('reload') }
    return { watch: new BundleWatch(worker, host), seen }
  })
  return { tabs, tell }
}

describe('a newer bundle', () => {
  test('is offered, and runs after it is asked for', () => {
    const { tabs, tell } = openTabs(1)
    const [tab] = tabs
    tell('waiting')
    expect(tab?.seen).toEqual(['offer'])
    expect(tab?.watch.take()).toBe(true)
    expect(tab?.seen).toEqual(['offer', 'reload'])
  })

  test('taken in one tab does not reload another, whose button then does', () => {
    const { tabs, tell } = openTabs(2)
    const [first, second] = tabs
    tell('waiting')
    first?.watch.take()
    expect(first?.seen.at(-1)).toBe('reload')
    expect(second?.seen).not.toContain('reload')
    expect(second?.watch.take()).toBe(true)
    expect(second?.seen.at(-1)).toBe('reload')
  })

  test('that a tab only hears of when another one took it is offered there', () => {
    const { tabs, tell } = openTabs(1)
    tell('controlling')
    expect(tabs[0]?.seen).toEqual(['offer'])
  })

  test('is offered once, whoever notices it, and the next one again', () => {
    const { tabs } = openTabs(1)
    const [second, third] = [{}, {}]
    tabs[0]?.watch.found(second)
    tabs[0]?.watch.found(second)
    expect(tabs[0]?.seen).toEqual(['offer'])
    tabs[0]?.watch.found(third)
    expect(tabs[0]?.seen).toEqual(['offer', 'offer'])
  })

  test('is not what the first worker of all brings', () => {
    const { tabs, tell } = openTabs(1)
    tell('controlling', { isUpdate: false })
    expect(tabs[0]?.seen).toEqual([])
    expect(tabs[0]?.watch.take()).toBe(false)
  })
})
