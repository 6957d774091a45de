import { useClientHandle } from '@urql/vue'
import { onBeforeUnmount, onMounted, watch } from 'vue'
import { graphql } from '../../graphql.ts'

const HeadQuery = graphql(`
  query ReadMark_Query($id: ID!) {
    document(id: $id) { id headSeq }
  }
`)
const MarkMutation = graphql(`
  mutation ReadMark_Mutation($documentId: ID!, $seq: Int!, $opening: Boolean!) {
    markDocumentRead(input: { documentId: $documentId, seq: $seq, opening: $opening })
  }
`)

/**
 * Whoever opens a document, comes back to it, or leaves it after others wrote, has seen it so far. Coming back is said until
 * it is heard: else a mark made on leaving would swallow what others wrote while nobody looked.
 */
export function useReadMark(documentId: () => string): void {
  const { client } = useClientHandle()
  const opening = new Set<string>()
  /** One after another: what is said on leaving does not overtake what is said on coming back. */
  let marks = Promise.resolve()

  function mark(id: string): void {
    marks = marks.then(async () => {
      const { data } = await client.query(HeadQuery, { id }, { requestPolicy: 'network-only' })
      const seq = data?.document?.headSeq
      // A mark that did not arrive only shows the document as unread once more.
      if (seq === undefined) return
      const { error } = await client.mutation(MarkMutation, { documentId: id, seq, opening: opening.has(id) })
      if (!error) opening.delete(id)
    })
  }

  function open(id: string): void {
    opening.add(id)
    mark(id)
  }

  function markShown(): void {
    if (document.visibilityState === 'hidden') mark(documentId())
    else open(documentId())
  }

  onMounted(() => {
    open(documentId())
    document.addEventListener('visibilitychange', markShown)
  })
  onBeforeUnmount(() => {
    document.removeEventListener('visibilitychange', markShown)
    mark(documentId())
  })
  watch(documentId, (now, before) => {
    mark(before)
    open(now)
  })
}
