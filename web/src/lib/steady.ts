import { type ComputedRef, computed } from 'vue'

/** What was read, the same object while what is read again says the same: nothing that hangs on it is made anew. */
export function steady<T>(read: () => T): ComputedRef<T> {
  return computed<T>((before) => {
    const now = read()
    return before && JSON.stringify(before) === JSON.stringify(now) ? before : now
  })
}
