import { computed, type Ref } from 'vue'
import type { SyncStatus } from './state.ts'

const UNREACHED = new Set<SyncStatus>([
  'offline',
  'offlineKept',
  'tooManyTabs',
  'tooManyTabsKept',
  'busy',
  'busyKept',
  'keptNowhere',
  'notSaved',
  'signedOut',
  'signedOutKept',
  'otherPerson',
  'otherPersonKept',
])

/** Whether the server can be reached as far as is known. */
export function useReached(status: Readonly<Ref<SyncStatus>>): Readonly<Ref<boolean>> {
  return computed(() => !UNREACHED.has(status.value))
}
