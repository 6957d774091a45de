// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { effectScope, nextTick, ref, shallowRef } from 'vue'
import { useFloor } from './useFloor.ts'

let seen: string[]

beforeEach(() => {
  seen = []
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe = (): number => seen.push('observed')
      disconnect = (): number => seen.push('left')
    },
  )
})
afterEach(() => vi.unstubAllGlobals())

test('a bar that goes on staying keeps its floor, whatever else about it changes', async () => {
  const scope = effectScope()
  const chosen = ref(['one'])
  scope.run(() => useFloor(shallowRef(document.createElement('section')), () => chosen.value.length > 0))
  await nextTick()
  const before = seen.length
  chosen.value = ['one', 'two']
  await nextTick()
  expect(seen.slice(before)).toEqual([])
  chosen.value = []
  await nextTick()
  expect(seen.slice(before)).toEqual(['left'])
  scope.stop()
})
