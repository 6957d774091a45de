import { onScopeDispose } from 'vue'

/** Calls back whenever the page is looked at again. */
export function useLookedAt(doIt: () => void): void {
  const look = (): void => {
    if (document.visibilityState === 'visible') doIt()
  }
  document.addEventListener('visibilitychange', look)
  onScopeDispose(() => document.removeEventListener('visibilitychange', look))
}
