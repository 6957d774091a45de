import { type Ref, ref, shallowReadonly } from 'vue'
import { onLookedAt } from './useLookedAt.ts'

/** How often it is asked whether the person is signed in again. */
const LOOK_MS = 10_000
/** What ends together is asked for once. */
const SOON_MS = 500

/** Begins a subscription; `ended` is to be called where its session's end was its end, too. Answers how to stop it. */
type Begin = (ended: () => void) => () => void

export interface Lasting {
  subscribe(begin: Begin): () => void
  /** A good moment to ask. */
  look(): void
  /** The session is over, and it is not known that there is another. */
  isOver: Readonly<Ref<boolean>>
  /** Called when what a session took with it is subscribed to again: what happened meanwhile was not heard. */
  onResumed(listener: () => void): () => void
}

/**
 * Subscriptions that outlast a session: the server ends them with it, and they are begun again when the person is signed
 * in again, be it in another tab. Nobody is asked while the page is not looked at.
 * @param isSignedIn null where the server cannot be asked
 */
export function createLasting(isSignedIn: () => Promise<boolean | null>, lookMs = LOOK_MS): Lasting {
  const waiting = new Set<() => void>()
  const listeners = new Set<() => void>()
  let timer: ReturnType<typeof setTimeout> | undefined
  let isAsking = false
  let begunAt = Number.NEGATIVE_INFINITY
  const isOver = ref(false)

  function lookIn(ms: number): void {
    clearTimeout(timer)
    timer = setTimeout(look, ms)
  }

  /** What is ended as soon as it begins is not begun again all the time. */
  function note(begin: () => void): void {
    waiting.add(begin)
    lookIn(performance.now() - begunAt < lookMs ? lookMs : SOON_MS)
  }

  function look(): void {
    if (waiting.size === 0 || isAsking) return
    if (document.visibilityState === 'visible') void ask()
    else lookIn(lookMs)
  }

  async function ask(): Promise<void> {
    isAsking = true
    const isBack = await isSignedIn().finally(() => {
      isAsking = false
    })
    if (isBack !== null) isOver.value = !isBack && waiting.size > 0
    if (isBack !== true) {
      lookIn(lookMs)
      return
    }
    begunAt = performance.now()
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
          if (isWanted) note(start)
        })
      }
      start()
      return () => {
        isWanted = false
        waiting.delete(start)
        // Who waits for nothing misses nothing.
        if (waiting.size === 0) isOver.value = false
        stop()
      }
    },
    look,
    isOver: shallowReadonly(isOver),
    onResumed(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
