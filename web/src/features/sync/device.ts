/**
 * What this device holds of a person, seen from outside a document: for signing out, and for a shared computer.
 */
import { type DeviceStore, databaseName, deleteStore, openStore } from './store.ts'

interface OpenSession {
  userId: string
  documentId: string
  hasUnsent(): boolean
  /** Resolves once what is being sent has arrived, or soon will not, and this device knows which it was. */
  settle(): Promise<void>
  /** Lets go of everything, and of the database. */
  forget(): Promise<void>
}

/** Sessions of this page; in shared-computer mode nothing else knows what is unsent. */
const openSessions = new Set<OpenSession>()

/** Called by every session for as long as it is open; the returned function ends that. */
export function registerSession(session: OpenSession): () => void {
  openSessions.add(session)
  return () => void openSessions.delete(session)
}

/** Documents with words of this person that wait on this device, also in a moment from now: unsent, or given back. */
export async function waitingDocuments(userId: string): Promise<string[]> {
  const here = await unsentInThisPage(userId)
  return [...new Set([...here, ...(await onThisDevice(userId, (store) => store.waitingDocuments()))])]
}

/**
 * Would signing out now, and wiping the device, lose words?
 * @throws where neither this page knows of any nor the device lets itself be read
 */
export async function hasUnsaved(userId: string): Promise<boolean> {
  if ((await unsentInThisPage(userId)).length > 0) return true
  return (await onThisDevice(userId, (store) => store.unsentDocuments())).length > 0
}

async function unsentInThisPage(userId: string): Promise<string[]> {
  // An acknowledged update stays in the database until the journal's next write: asked before it, the disk would lie.
  await Promise.all(sessionsOf(userId).map((session) => session.settle()))
  const unsent = sessionsOf(userId).filter((session) => session.hasUnsent())
  return unsent.map((session) => session.documentId)
}

/**
 * Deletes everything this device keeps of the person's documents, in other tabs too.
 * @throws where it did not
 */
export async function wipe(userId: string): Promise<void> {
  await Promise.allSettled(sessionsOf(userId).map((session) => session.forget()))
  if (await isStorePresent(userId)) await deleteStore(userId)
}

function sessionsOf(userId: string): OpenSession[] {
  return [...openSessions].filter((session) => session.userId === userId)
}

/** False also where the browser refuses storage: it has kept nothing. */
export async function isStorePresent(userId: string, device = ''): Promise<boolean> {
  if (typeof indexedDB === 'undefined') return false
  const name = databaseName(userId, device)
  try {
    return (await indexedDB.databases()).some((database) => database.name === name)
  } catch {
    // Firefox has `databases` since 126 only.
    return opensExisting(name)
  }
}

/** Opens a database only if there is one: the attempt to make it is taken back. */
function opensExisting(name: string): Promise<boolean> {
  return new Promise((resolve) => {
    const opening = indexedDB.open(name)
    opening.onupgradeneeded = () => opening.transaction?.abort()
    opening.onsuccess = () => {
      opening.result.close()
      resolve(true)
    }
    opening.onerror = () => resolve(false)
  })
}

async function onThisDevice(userId: string, list: (store: DeviceStore) => Promise<string[]>): Promise<string[]> {
  if (!(await isStorePresent(userId))) return []
  const store = await openStore(userId)
  try {
    return await list(store)
  } finally {
    store.close()
  }
}
