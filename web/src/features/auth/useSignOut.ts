import { useMutation } from '@urql/vue'
import { ref } from 'vue'
import { graphql } from '../../graphql.ts'
import { wordsOf } from '../../lib/refusal.ts'
import { notify } from '../../ui/toast.ts'
import { wipeWritten } from '../comments/draft.ts'
import { hasUnsaved, wipe } from '../sync/device.ts'
import { session } from './session.ts'
import { enter, signOut } from './sign-in.ts'

const EverywhereMutation = graphql(`
  mutation SignOutEverywhere_Mutation {
    signOutEverywhere
  }
`)

/** Leaving: asks first when this device holds words the server does not have, then wipes what it keeps. */
export function useSignOut({ everywhere = false } = {}) {
  const asking = ref(false)
  const { executeMutation } = useMutation(EverywhereMutation)

  async function start(): Promise<void> {
    const userId = session.value.viewer?.id
    if (userId !== undefined && (await hasUnsaved(userId))) asking.value = true
    else await leave()
  }

  async function endSessions(): Promise<void> {
    if (!everywhere) return signOut()
    const { error } = await executeMutation({})
    if (error) throw error
  }

  async function leave(): Promise<void> {
    asking.value = false
    try {
      await endSessions()
    } catch (error) {
      notify(wordsOf(error), { tone: 'danger' })
      return
    }
    await wipeDevice()
    enter('/zaloguj')
  }

  return { asking, start, leave }
}

async function wipeDevice(): Promise<void> {
  const userId = session.value.viewer?.id
  if (userId === undefined) return
  wipeWritten(userId)
  await wipe(userId)
}
