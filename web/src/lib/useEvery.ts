import { onScopeDispose } from 'vue'
import { useLookedAt } from './useLookedAt.ts'

/** Does it every so many milliseconds while the page is looked at, and at once when it is looked at again. */
export function useEvery(everyMs: number, doIt: () => void): void {
  const timer = setInterval(() => document.visibilityState === 'visible' && doIt(), everyMs)
  useLookedAt(doIt)
  onScopeDispose(() => clearInterval(timer))
}
