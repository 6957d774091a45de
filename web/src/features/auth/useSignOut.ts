import { useMutation } from '@urql/vue'
import { ref, shallowRef } from 'vue'
import { graphql } from '../../graphql.ts'
import { type Written, wipeWritten, writtenBy } from '../../lib/kept-words.ts'
import { codeOf, wordsOf } from '../../lib/refusal.ts'
import { notify } from '../../ui/toast.ts'
import { hasUnsaved, wipe } from '../sync/device.ts'
import { session } from './session.ts'
import { enter, signOut } from './sign-in.ts'

const EverywhereMutation = graphql(`
  mutation SignOutEverywhere_Mutation {
    signOutEverywhere
  }
`)

/** Some browsers neither open a database nor refuse to. */
const DEVICE_MS = 10_000

/** What was asked may be done all the same. */
const UNANSWERED: readonly string[] = ['OFFLINE', 'UNAVAILABLE', 'UNEXPECTED']

/** What the server does not have. */
export interface Losses {
  /** Of texts of documents; null where the device did not say. */
  unsaved: boolean | null
  written: readonly Written[]
}

/** Leaving: asks first when this device holds words the server does not have, then wipes what it keeps. */
export function useSignOut({ everywhere = false } = {}) {
  const asking = ref(false)
  const losses = shallowRef<Losses>({ unsaved: false, written: [] })
  const isLeaving = ref(false)
  let isUnanswered = false
  const { executeMutation } = useMutation(EverywhereMutation)

  async function start(): Promise<void> {
    const userId = session.value.viewer?.id
    const unsaved = userId === undefined ? false : await inTime(hasUnsaved(userId)).catch(() => null)
    const written = userId === undefined ? [] : writtenBy(userId)
    losses.value = { unsaved, written }
    if (unsaved === false && written.length === 0) await leave()
    else asking.value = true
  }

  async function endSessions(): Promise<void> {
    if (!everywhere) return signOut()
    const { error } = await executeMutation({})
    if (!error) return
    const code = codeOf(error)
    // They are over already where the answer that said so was lost; else this session alone may be, and all others go on.
    if (code === 'UNAUTHENTICATED' && isUnanswered) return
    isUnanswered ||= UNANSWERED.includes(code)
    throw error
  }

  async function leave(): Promise<void> {
    asking.value = false
    isLeaving.value = true
    try {
      await endSessions()
    } catch (error) {
      isLeaving.value = false
      notify(wordsOf(error), { tone: 'danger' })
      return
    }
    const isWiped = await inTime(wipeDevice()).then(
      () => true,
      () => false,
    )
    enter(isWiped ? '/zaloguj' : '/zaloguj?niewyczyszczone')
  }

  return { asking, losses, isLeaving, start, leave }
}

/** Signing out waits for the device, but not for ever. */
async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('The device does not answer.')), DEVICE_MS)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

async function wipeDevice(): Promise<void> {
  const userId = session.value.viewer?.id
  if (userId === undefined) return
  wipeWritten(userId)
  await wipe(userId)
}
