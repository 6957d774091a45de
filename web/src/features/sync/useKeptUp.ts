import { type Ref, watch } from 'vue'
import { useReconnected } from './useReconnected.ts'

/** Reads what a subscription keeps up to date: as soon as the server can be reached, and after it could not be heard. */
export function useKeptUp(load: () => Promise<void>, isReached: Readonly<Ref<boolean>>): void {
  watch(isReached, (now) => now && void load(), { immediate: true })
  useReconnected(() => void load())
}
