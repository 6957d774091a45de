/** Tabs of the provider on a server in memory, closed by the test that opened them. */
import type { OpenDismissals } from './dismissals.ts'
import type { Shelf } from './given-back.ts'
import { DocumentSession } from './provider.ts'
import { type DeviceStore, openStore } from './store.ts'
import { FakeLocks, type FakeServer, until } from './testing.ts'

let devices = 0
const sessions: DocumentSession[] = []

export interface TabOptions {
  server: FakeServer
  /** Tabs of one device share it. */
  on?: string
  locks?: FakeLocks
  offline?: boolean
  userId?: string
  /** A shared computer keeps nothing. */
  keeps?: boolean
  leftBehind?: Shelf
  dismissals?: OpenDismissals
  /** May a database that was deleted be made again? */
  mayReturn?: () => boolean
  /** A device that does not behave. */
  storeIs?: (store: DeviceStore) => DeviceStore
}

export async function openTab(options: TabOptions) {
  const { server, locks = new FakeLocks(), offline = false, userId = 'anna', keeps = true, leftBehind = null } = options
  const { storeIs = (store) => store, mayReturn = () => true, dismissals } = options
  const on = options.on ?? `device-${(devices += 1)}:`
  const connection = server.connect()
  if (offline) connection.drop()
  const tab = locks.tab()
  const session = new DocumentSession({
    documentId: 'document-1',
    userId,
    transport: connection.transport,
    store: keeps ? storeIs(await openStore(userId, on, mayReturn)) : null,
    device: keeps ? 'keeping' : 'shared',
    leftBehind,
    ...(dismissals && { dismissals }),
    locks: tab,
    random: () => 0,
  })
  sessions.push(session)
  await session.start()
  return { session, connection, tab, on, type: (words: string) => type(session, words) }
}

export async function closeTabs(): Promise<void> {
  await Promise.all(sessions.splice(0).map((session) => session.close()))
}

function type(session: DocumentSession, words: string): void {
  const text = session.replica?.text
  if (!text) throw new Error('Nothing is open.')
  text.insert(text.length, words)
}

export const textOf = (session: DocumentSession): string => session.replica?.text.toString() ?? ''

export const isSaved = (session: DocumentSession): Promise<void> => until('saved', () => session.status === 'saved')

export const isOpen = (session: DocumentSession): Promise<void> => until('open', () => session.replica !== null)

export const givenBack = (session: DocumentSession): string[] =>
  session.givenBack.list('refused').map((edit) => edit.text)
