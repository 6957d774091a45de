import { readonly, ref } from 'vue'
import { pageSocket } from '../../client.ts'
import { sharedComputer } from '../../lib/device.ts'
import { Leftovers } from './leftovers.ts'
import { createTabLocks } from './tabs.ts'
import { createTransport } from './transport.ts'

let found: Promise<Leftovers | null> | undefined
const changes = ref(0)

/** Rises when something that lay on this device was delivered or given back. */
export const leftoverChanges = readonly(changes)

/**
 * On a shared computer, once per page: what this device still holds of the person, on its way to the server or deleted.
 * Null where it holds nothing, and on a device that keeps documents on purpose.
 */
export function leftoversOf(userId: string): Promise<Leftovers | null> {
  if (!sharedComputer.value) return Promise.resolve(null)
  found ??= clear(userId)
  return found
}

async function clear(userId: string): Promise<Leftovers | null> {
  const locks = createTabLocks(navigator.locks)
  const transport = createTransport(pageSocket)
  // A browser that refuses storage has nothing to clear.
  const leftovers = await Leftovers.find({ userId, locks, transport, isShared: () => sharedComputer.value }).catch(
    () => null,
  )
  leftovers?.onChange(() => {
    changes.value += 1
  })
  void leftovers?.clear()
  return leftovers
}
