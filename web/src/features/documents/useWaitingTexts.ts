import { useClientHandle } from '@urql/vue'
import { onScopeDispose, shallowRef, watch } from 'vue'
import { graphql } from '../../graphql.ts'
import { session } from '../auth/session.ts'
import { waitingDocuments } from '../sync/device.ts'
import { leftoverChanges } from '../sync/useLeftovers.ts'

const TitleQuery = graphql(`
  query WaitingTexts_Query($id: ID!) {
    document(id: $id) { id title }
  }
`)

export interface WaitingText {
  documentId: string
  /** Null where the document may not be read any more; unknown while the server is not reached. */
  title: string | null | undefined
}

/** Documents whose words wait on this device: not sent yet, or given back and not dismissed. */
export function useWaitingTexts() {
  const { client } = useClientHandle()
  const waiting = shallowRef<WaitingText[]>([])
  let round = 0

  async function withTitle(documentId: string): Promise<WaitingText> {
    const { data } = await client.query(TitleQuery, { id: documentId })
    return { documentId, title: data?.document === null ? null : data?.document?.title }
  }

  async function look(): Promise<void> {
    const userId = session.value.viewer?.id
    if (userId === undefined) return
    const here = (round += 1)
    const found = await Promise.all((await waitingDocuments(userId)).map(withTitle))
    if (here === round) waiting.value = found
  }

  watch([leftoverChanges, () => session.value.viewer?.id], () => void look(), { immediate: true })
  onScopeDispose(() => {
    round += 1
  })

  return waiting
}
