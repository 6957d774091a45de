import { computed, shallowReadonly, shallowRef } from 'vue'
import { client } from '../../client.ts'
import { graphql, type ResultOf } from '../../graphql.ts'
import { suggestLocale } from '../../i18n/index.ts'
import { sharedComputer } from '../../lib/device.ts'
import { wipeOthersWritten } from '../../lib/kept-words.ts'
import { claimPage } from '../../lib/page-person.ts'
import { codeOf } from '../../lib/refusal.ts'
import { forget, readRemembered, remember } from '../../lib/remembered.ts'

const SessionQuery = graphql(`
  query Session_Query {
    instance { name demo oidc mail version contactEmail operator publishedOn }
    viewer {
      id
      name
      email
      locale
      mayCreateDocuments
      memberships { id role organization { id name kind } }
      mayInvite { id name }
    }
  }
`)

type Answer = ResultOf<typeof SessionQuery>
export type SessionViewer = NonNullable<Answer['viewer']>

export interface Session {
  /** Null only when the server was never reached from this device. */
  instance: Answer['instance'] | null
  viewer: SessionViewer | null
  /** The server did not answer: what is here was remembered. */
  unreachable: boolean
}

const current = shallowRef<Session>({ instance: null, viewer: null, unreachable: false })
let loading: Promise<Session> | undefined

/** Who is using the page, and which instance it is. */
export const session = shallowReadonly(current)

/** Whether anybody, a server or this device, has said who it is. */
export const isSessionKnown = computed(() => current.value.instance !== null || current.value.unreachable)

/** Until a server says which instance it is: what it said last time, so that the page need not move when it does. */
export const likelyInstance = computed(() => current.value.instance ?? recallSession()?.instance ?? null)

/** How long a server that neither answers nor refuses keeps a known person waiting. */
const PATIENCE_MS = 2_500

/** Asks once per page load; signing in and out load the page anew. */
export function loadSession(): Promise<Session> {
  loading ??= Promise.race([refreshSession(), rememberedSoon()])
  return loading
}

function rememberedSoon(): Promise<Session> {
  const known = recallSession()
  return new Promise((resolve) => {
    if (known === null) return
    setTimeout(() => {
      if (current.value.instance === null) show({ ...known, unreachable: true })
      resolve(current.value)
    }, PATIENCE_MS)
  })
}

/** Asks again: after the profile changed, or when the server is back. */
export async function refreshSession(): Promise<Session> {
  const { data, error } = await client.query(SessionQuery, {}, { requestPolicy: 'network-only' })
  const code = codeOf(error)
  const isOthers =
    code === 'SIGNED_IN_AS_OTHER' || !show(data ? { ...data, unreachable: false } : whileUnreachable(code))
  if (isOthers) return current.value
  if (data?.viewer) suggestLocale(data.viewer.locale)
  if (data !== undefined) rememberSession(data)
  if (current.value.unreachable) loading = undefined
  return current.value
}

/** Asks again what may be done here; whatever else the answer is, or that there is none, is for others to say. */
export async function renewRights(): Promise<void> {
  const { data } = await client.query(SessionQuery, {}, { requestPolicy: 'network-only' })
  if (data?.viewer && show({ ...data, unreachable: false })) rememberSession(data)
}

/** Never a second person in one page: what is open in it is the first one's. */
function show(answer: Session): boolean {
  if (answer.viewer !== null && !claimPage(answer.viewer.id)) return false
  if (answer.viewer !== null) wipeOthersWritten(answer.viewer.id)
  current.value = answer
  return true
}

function whileUnreachable(code: string): Session {
  const known = code === 'OFFLINE' || code === 'UNAVAILABLE' ? recallSession() : null
  return { instance: known?.instance ?? null, viewer: known?.viewer ?? null, unreachable: true }
}

/** Lets documents on this device open without a connection, for the person they belong to. */
function rememberSession(answer: Answer): void {
  if (answer.viewer === null || sharedComputer.value) forget('viewer')
  else remember('viewer', JSON.stringify(answer))
}

function recallSession(): Answer | null {
  const text = readRemembered('viewer')
  if (text === null) return null
  try {
    return JSON.parse(text) as Answer
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}
