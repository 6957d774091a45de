import { type Ref, watch } from 'vue'
import { useReconnected } from './useReconnected.ts'

interface KeptUp {
  isLoaded: Readonly<Ref<boolean>>
  error: Readonly<Ref<unknown>>
  load(): Promise<void>
}

/** Reads what a subscription keeps up to date: as soon as the server can be reached, and after it could not be heard. */
export function useKeptUp({ isLoaded, error, load }: KeptUp, isReached: Readonly<Ref<boolean>>): void {
  const isMissing = (): boolean => !isLoaded.value || error.value !== undefined
  watch(isReached, (now) => void (now && isMissing() && load()), { immediate: true })
  useReconnected(() => void load())
}
