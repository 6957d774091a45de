import { onScopeDispose, ref, type ShallowRef, shallowRef, watch } from 'vue'
import { pageSocket } from '../../client.ts'
import { sharedComputer } from '../../lib/device.ts'
import { sameItems } from '../../lib/same-items.ts'
import { session as signedIn } from '../auth/session.ts'
import { dismissalsOf } from './dismissals.ts'
import type { Leftovers } from './leftovers.ts'
import type { Cursor } from './presence.ts'
import { DocumentSession, type OpenReplica } from './provider.ts'
import type { DeviceState, SyncStatus } from './state.ts'
import { type DeviceStore, openStore, type RecoveredEdit } from './store.ts'
import { createTabLocks } from './tabs.ts'
import { createTransport } from './transport.ts'
import { leftoversOf } from './useLeftovers.ts'
import type { Abilities, Presence } from './wire.ts'

/** The live document for a component: opened now, closed with its scope. */
export function useSync(documentId: string) {
  const session = shallowRef<OpenReplica | null>(null)
  const status = ref<SyncStatus>('opening')
  const abilities = shallowRef<Abilities | null>(null)
  const presence = shallowRef<readonly Presence[]>([])
  const recovered = shallowRef<readonly RecoveredEdit[]>([])
  const stranded = shallowRef<readonly RecoveredEdit[]>([])
  const reverted = shallowRef<{ reason: string } | null>(null)
  const atRisk = ref(false)
  let open: DocumentSession | null = null
  let stopWatching = (): void => undefined
  let stopWatchingDevice = (): void => undefined
  let closed = false

  const show = (document: DocumentSession): void => {
    session.value = document.replica
    status.value = document.status
    abilities.value = document.abilities
    showList(presence, document.presence.all())
    showList(recovered, document.givenBack.list('refused'))
    showList(stranded, document.givenBack.list('stranded'))
    atRisk.value = document.isAtRisk
  }

  const start = async (): Promise<void> => {
    const { document, leftovers } = await openSession(documentId)
    // Nobody will close it later.
    if (closed) return document.close()
    open = document
    stopWatching = leftovers?.onChange(() => void document.givenBack.load(documentId)) ?? stopWatching
    document.onChange(() => show(document))
    document.reverted.add((reason) => {
      reverted.value = { reason }
    })
    await document.start()
    if (closed) return
    stopWatchingDevice = watch(sharedComputer, (isShared) => isShared && void document.keepNothingMore(), {
      immediate: true,
    })
  }

  const close = async (): Promise<void> => {
    if (closed) return
    closed = true
    stopListening()
    stopWatching()
    stopWatchingDevice()
    session.value = null
    await open?.settle()
    await open?.close()
  }

  const stopListening = listenToPage({ wake: () => open?.wake(), isUnkept: () => open?.isUnkept ?? false })
  onScopeDispose(() => void close())
  const ready = start()

  return {
    /** What the editor binds to: null until there is a text, another object after a refusal. */
    session,
    status,
    /** Null until known. */
    abilities,
    /** Everybody here, this tab included. */
    presence,
    /** Texts the server refused: offered back until dismissed. */
    recovered,
    /** Words that landed in something deleted meanwhile. */
    stranded,
    /** The last time that changes without text were undone, and why. */
    reverted,
    /** Leaving now would lose words. The browser's own question is asked anyway. */
    atRisk,
    setCursor: (anchor: Cursor['anchor'], head: Cursor['head']): void => open?.setCursor(anchor, head),
    dismiss: async (id: string): Promise<void> => open?.dismiss(id),
    close,
    /** Rejects if the document could not even be opened locally. */
    ready,
  }
}

export type Sync = ReturnType<typeof useSync>

/** Several times per keystroke something is said to have changed; only a list that has is drawn again. */
function showList<T>(shown: ShallowRef<readonly T[]>, now: readonly T[]): void {
  if (!sameItems(shown.value, now)) shown.value = now
}

interface Opened {
  document: DocumentSession
  leftovers: Leftovers | null
}

async function openSession(documentId: string): Promise<Opened> {
  const userId = signedIn.value.viewer?.id
  if (userId === undefined) throw new Error('A document is opened by somebody.')
  const [{ store, device }, leftovers] = await Promise.all([openDevice(userId), leftoversOf(userId)])
  const locks = createTabLocks(navigator.locks)
  const transport = createTransport(pageSocket)
  const dismissals = dismissalsOf(userId, documentId)
  const about = { documentId, userId, store, device, leftBehind: leftovers, locks, transport, dismissals }
  const document = new DocumentSession(about)
  return { document, leftovers }
}

async function openDevice(userId: string): Promise<{ store: DeviceStore | null; device: DeviceState }> {
  if (sharedComputer.value) return { store: null, device: 'shared' }
  try {
    return { store: await openStore(userId, '', () => !sharedComputer.value), device: 'keeping' }
  } catch {
    // Private windows and full disks refuse; the page then says that nothing is kept here, and warns before leaving.
    return { store: null, device: 'failed' }
  }
}

function listenToPage(page: { wake(): void; isUnkept(): boolean }): () => void {
  const wake = (): void => {
    if (document.visibilityState === 'visible') page.wake()
  }
  const offline = (): void => pageSocket.drop()
  const warn = (event: BeforeUnloadEvent): void => {
    // Unlike a way to another page, which waits for the write, this ends it.
    if (page.isUnkept()) event.preventDefault()
  }
  window.addEventListener('online', wake)
  window.addEventListener('offline', offline)
  window.addEventListener('pageshow', wake)
  window.addEventListener('beforeunload', warn)
  document.addEventListener('visibilitychange', wake)
  return () => {
    window.removeEventListener('online', wake)
    window.removeEventListener('offline', offline)
    window.removeEventListener('pageshow', wake)
    window.removeEventListener('beforeunload', warn)
    document.removeEventListener('visibilitychange', wake)
  }
}
