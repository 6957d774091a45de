import { onScopeDispose } from 'vue'

/**
 * Runs `work` once after the next paint, however often it is asked for: what only tells about the text (its outline,
 * the state of the tools) must not hold back the letter that was just typed.
 */
export function useAfterPaint(work: () => void): () => void {
  let frame = 0
  let task: ReturnType<typeof setTimeout> | undefined
  onScopeDispose(() => {
    cancelAnimationFrame(frame)
    clearTimeout(task)
  })
  return () => {
    if (frame !== 0) return
    frame = requestAnimationFrame(() => {
      task = setTimeout(() => {
        frame = 0
        work()
      })
    })
  }
}
