import { onScopeDispose, type Ref, shallowRef } from 'vue'

const MINUTE_MS = 60_000

const now = shallowRef(new Date())
let lookers = 0
let timer: ReturnType<typeof setInterval> | undefined

function tick(): void {
  now.value = new Date()
}

/** Timers of a hidden tab, or of a device that sleeps, are late: whoever looks again is told at once. */
function look(): void {
  clearInterval(timer)
  tick()
  if (document.visibilityState === 'visible') timer = setInterval(tick, MINUTE_MS)
}

/** What time it is, minute by minute: one clock for all that tells how long ago something was. */
export function useNow(): Readonly<Ref<Date>> {
  lookers += 1
  if (lookers === 1) {
    document.addEventListener('visibilitychange', look)
    look()
  }
  onScopeDispose(() => {
    lookers -= 1
    if (lookers > 0) return
    document.removeEventListener('visibilitychange', look)
    clearInterval(timer)
  })
  return now
}
