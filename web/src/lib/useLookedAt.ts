import { onScopeDispose } from 'vue'

/** Calls back whenever the page is looked at again. */
export function onLookedAt(doIt: () => void): () => void {
  const look = (): void => {
    if (document.visibilityState === 'visible') doIt()
  }
  document.addEventListener('visibilitychange', look)
  return () => document.removeEventListener('visibilitychange', look)
}

/** The same, as long as what calls this is there. */
export function useLookedAt(doIt: () => void): void {
  onScopeDispose(onLookedAt(doIt))
}
