import { onScopeDispose, readonly, ref } from 'vue'

/** Long enough to be noticed by a screen reader, and gone before there is more to say. */
const STAYS_MS = 2_000

/** The words of a live region: they go again, for the same words in their place would not be said a second time. */
export function useSpoken() {
  const words = ref('')
  let timer: ReturnType<typeof setTimeout> | undefined

  function say(now: string): void {
    clearTimeout(timer)
    words.value = now
    timer = setTimeout(() => {
      words.value = ''
    }, STAYS_MS)
  }
  onScopeDispose(() => clearTimeout(timer))

  return { words: readonly(words), say }
}
