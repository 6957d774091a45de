import { expect, it } from 'vitest'
import { ref } from 'vue'
import { useOnceOpen } from './useOnceOpen.ts'

it('is made when it is opened, and stays when it is closed', () => {
  const open = ref(false)
  const isNeeded = useOnceOpen(open)
  expect(isNeeded.value).toBe(false)
  open.value = true
  expect(isNeeded.value).toBe(true)
  open.value = false
  expect(isNeeded.value).toBe(true)
})
