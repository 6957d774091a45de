import { ref } from 'vue'

/** What happens by itself is told no more often than this. */
const QUIET_MS = 8_000

/** What a screen reader is told politely: what somebody did at once, what happens by itself seldom. */
export function useAnnouncements() {
  const announced = ref('')
  let lastAt = Number.NEGATIVE_INFINITY

  function say(words: string): void {
    announced.value = words
    lastAt = performance.now()
  }

  return {
    announced,
    say,
    mention: (words: string): void => {
      if (performance.now() - lastAt >= QUIET_MS) say(words)
    },
  }
}
