import { useClientHandle } from '@urql/vue'
import { onBeforeUnmount, onMounted } from 'vue'
import { graphql } from '../../graphql.ts'

const HeadQuery = graphql(`
  query ReadMark_Query($id: ID!) {
    document(id: $id) { id headSeq }
  }
`)
const MarkMutation = graphql(`
  mutation ReadMark_Mutation($documentId: ID!, $seq: Int!, $opening: Boolean!) {
    markDocumentRead(input: { documentId: $documentId, seq: $seq, opening: $opening }) { id unread }
  }
`)

/** Whoever opens a document, or leaves it after others wrote, has seen it so far. */
export function useReadMark(documentId: () => string): void {
  const { client } = useClientHandle()

  async function mark(id: string, opening = false): Promise<void> {
    const { data } = await client.query(HeadQuery, { id }, { requestPolicy: 'network-only' })
    const seq = data?.document?.headSeq
    // A mark that did not arrive only shows the document as unread once more.
    if (seq !== undefined) await client.mutation(MarkMutation, { documentId: id, seq, opening })
  }

  function markWhenHidden(): void {
    if (document.visibilityState === 'hidden') void mark(documentId())
  }

  onMounted(() => {
    void mark(documentId(), true)
    document.addEventListener('visibilitychange', markWhenHidden)
  })
  onBeforeUnmount(() => {
    document.removeEventListener('visibilitychange', markWhenHidden)
    void mark(documentId())
  })
}
