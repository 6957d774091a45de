import { onLookedAt } from './useLookedAt.ts'

/** How often it is asked whether the person is signed in again. */
const LOOK_MS = 10_000

/** Begins a subscription; `ended` is to be called where its session's end was its end, too. Answers how to stop it. */
type Begin = (ended: () => void) => () => void

export interface Lasting {
  subscribe(begin: Begin): () => void
  /** A good moment to ask. */
  look(): void
  /** Called when what a session took with it is subscribed to again: what happened meanwhile was not heard. */
  onResumed(listener: () => void): () => void
}

/**
 * Subscriptions that outlast a session: the server ends them with it, and they are begun again when the person is signed
 * in again, be it in another tab. Nobody is asked while the page is not looked at.
 */
export function createLasting(isSignedIn: () => Promise<boolean>, lookMs = LOOK_MS): Lasting {
  const waiting = new Set<() => void>()
  const listeners = new Set<() => void>()
  let timer: ReturnType<typeof setTimeout> | undefined
  let isAsking = false

  function lookLater(): void {
    clearTimeout(timer)
    timer = setTimeout(look, lookMs)
  }

  function look(): void {
    if (waiting.size === 0 || isAsking) return
    if (document.visibilityState === 'visible') void ask()
    else lookLater()
  }

  async function ask(): Promise<void> {
    isAsking = true
    const isBack = await isSignedIn().finally(() => {
      isAsking = false
    })
    if (!isBack) {
      lookLater()
      return
    }
    const begun = [...waiting]
    waiting.clear()
    for (const begin of begun) begin()
    for (const listener of listeners) listener()
  }

  onLookedAt(look)

  return {
    subscribe(begin) {
      let isWanted = true
      let stop: () => void = () => undefined
      const start = (): void => {
        stop = begin(() => {
          if (!isWanted) return
          waiting.add(start)
          lookLater()
        })
      }
      start()
      return () => {
        isWanted = false
        waiting.delete(start)
        stop()
      }
    },
    look,
    onResumed(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
