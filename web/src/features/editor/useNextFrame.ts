import { onScopeDispose } from 'vue'

/** Runs `work` once before the next paint, however often it is asked for: a keystroke must not wait for the page. */
export function useNextFrame(work: () => void): () => void {
  let frame = 0
  onScopeDispose(() => cancelAnimationFrame(frame))
  return () => {
    if (frame !== 0) return
    frame = requestAnimationFrame(() => {
      frame = 0
      work()
    })
  }
}
