import { expect, it } from 'vitest'
import { shallowRef } from 'vue'
import { steady } from './steady.ts'

it('is the same object while it says the same', () => {
  const read = shallowRef<{ text: string } | null>(null)
  const shown = steady(() => read.value)
  expect(shown.value).toBeNull()
  const first = { text: 'Ala' }
  read.value = first
  expect(shown.value).toBe(first)
  read.value = { text: 'Ala' }
  expect(shown.value).toBe(first)
  read.value = { text: 'Ola' }
  expect(shown.value).toEqual({ text: 'Ola' })
})
