import { type Ref, watch } from 'vue'

export interface Question {
  fetching: Ref<boolean>
  executeQuery(options: { requestPolicy: 'network-only' }): PromiseLike<unknown>
}

/**
 * Asks a page's question anew; resolves with the answer. urql gives whoever asks what is being asked already the answer
 * to that, from before: so while it is being asked, once more when the answer is there.
 */
export function useAskAgain({ fetching, executeQuery }: Question): () => Promise<void> {
  let next: Promise<void> | null = null

  async function ask(): Promise<void> {
    while (fetching.value) await change()
    next = null
    await executeQuery({ requestPolicy: 'network-only' })
  }

  function change(): Promise<void> {
    return new Promise((resolve) => void watch(fetching, () => resolve(), { flush: 'sync', once: true }))
  }

  return () => {
    if (!fetching.value) return ask()
    next ??= ask()
    return next
  }
}
