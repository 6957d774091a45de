import { onScopeDispose } from 'vue'

/** Does it every so many milliseconds while the page is looked at, and at once when it is looked at again. */
export function useEvery(everyMs: number, doIt: () => void): void {
  const lookedAt = () => document.visibilityState === 'visible' && doIt()
  const timer = setInterval(lookedAt, everyMs)
  document.addEventListener('visibilitychange', lookedAt)
  onScopeDispose(() => {
    clearInterval(timer)
    document.removeEventListener('visibilitychange', lookedAt)
  })
}
