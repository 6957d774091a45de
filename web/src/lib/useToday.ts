import { onScopeDispose, type Ref, shallowRef } from 'vue'
import { daysAgo, isoMinute, startOfDay } from './format.ts'

/** A moment of the day that it is in Krakow: another one from midnight on. */
export function useToday(): Readonly<Ref<Date>> {
  const today = shallowRef(new Date())
  let timer: ReturnType<typeof setTimeout> | undefined

  function look(): void {
    clearTimeout(timer)
    const now = new Date()
    if (daysAgo(today.value, now) !== 0) today.value = now
    const midnight = startOfDay(isoMinute(now).slice(0, 10), 1)
    timer = setTimeout(look, midnight.getTime() - now.getTime())
  }

  look()
  // The clocks of timers stand still while a device sleeps.
  document.addEventListener('visibilitychange', look)
  onScopeDispose(() => {
    clearTimeout(timer)
    document.removeEventListener('visibilitychange', look)
  })
  return today
}
