import { type Ref, watch } from 'vue'
import { useReconnected } from './useReconnected.ts'

/**
 * Reads what a subscription keeps up to date: as soon as the server can be reached, and after it could not be heard.
 * @param subscribe anew: the end of a session ends its subscriptions, and nobody else begins them again
 */
export function useKeptUp(load: () => Promise<void>, isReached: Readonly<Ref<boolean>>, subscribe: () => void): void {
  watch(
    isReached,
    (now, before) => {
      if (now && before === false) subscribe()
      if (now) void load()
    },
    { immediate: true },
  )
  useReconnected(() => void load())
}
