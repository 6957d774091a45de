import { onScopeDispose } from 'vue'
import { useNextFrame } from './useNextFrame.ts'

/** Of the time while others write, no more than one part in so many. */
const SHARE = 10

/**
 * Runs `work` before the next paint, and rests ten times as long as it took before it runs again: what takes long in a
 * long text must not hold up whoever writes beside it. What is asked for meanwhile is done once, afterwards.
 */
export function useResting(work: () => Promise<void>): () => void {
  let rest: ReturnType<typeof setTimeout> | undefined
  let isBusy = false
  let isStale = false
  onScopeDispose(() => clearTimeout(rest))

  const run = useNextFrame(async () => {
    isStale = false
    const began = performance.now()
    await work()
    rest = setTimeout(rested, SHARE * (performance.now() - began))
  })

  function rested(): void {
    isBusy = false
    if (isStale) ask()
  }

  function ask(): void {
    isStale = true
    if (isBusy) return
    isBusy = true
    run()
  }

  return ask
}
