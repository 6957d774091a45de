import { useClientHandle, useSubscription } from '@urql/vue'
import { ref, shallowRef } from 'vue'
import { graphql } from '../../../graphql.ts'
import type { Compared } from '../compare/comparison-fields.ts'
import type { Restoration } from './restoration-fields.ts'
import {
  ChangesQuery,
  MomentQuery,
  RestoreMomentMutation,
  RestoreVersionMutation,
  UndoMutation,
  VersionQuery,
} from './restoration-queries.ts'
import type { Wish } from './wish.ts'

const ChangesOfText = graphql(`
  subscription RestorePage_Subscription($documentId: ID!) {
    activityEvents(documentId: $documentId) { documentId }
  }
`)

/** What would be done, shown before it is. */
export interface Preview {
  title: string
  version: { id: string; number: number; name: string } | null
  /** When the text of a moment was written. */
  momentAt: string | null
  person: { id: string; name: string } | null
  compared: Compared
}

const NOTHING = { version: null, momentAt: null, person: null }

/** Shows what bringing something back would change, and does it, once. */
export function useRestoration(documentId: string, wish: Wish) {
  const { client } = useClientHandle()
  const preview = shallowRef<Preview | null>(null)
  const isLoading = ref(false)
  const loadError = shallowRef<unknown>()
  /** Somebody has written since. */
  const isStale = ref(false)
  const isBusy = ref(false)
  const problem = shallowRef<unknown>()
  /** Null: there was nothing to change. Undefined until it is done. */
  const done = shallowRef<Restoration | null>()
  /** One for this page: a request whose answer was lost does nothing twice. */
  const id = crypto.randomUUID()

  async function load(): Promise<void> {
    isLoading.value = true
    isStale.value = false
    const answer = await ask()
    loadError.value = answer.error
    if (answer.preview !== null) preview.value = answer.preview
    isLoading.value = false
  }

  function ask() {
    if (wish.kind === 'version') return loadVersion(wish.versionId)
    return wish.kind === 'moment' ? loadMoment(wish.seq) : loadChanges(wish)
  }

  async function loadVersion(versionId: string) {
    const variables = { id: documentId, versionId }
    const { data, error } = await client.query(VersionQuery, variables, { requestPolicy: 'network-only' })
    const { document, version, preview: compared } = data ?? {}
    const isHere = document && version?.document.id === documentId && compared
    return { error, preview: isHere ? { ...NOTHING, title: document.title, version, compared } : null }
  }

  async function loadMoment(seq: number) {
    const { data, error } = await client.query(MomentQuery, { id: documentId, seq }, { requestPolicy: 'network-only' })
    const { document, preview: compared } = data ?? {}
    if (!document || !compared) return { error, preview: null }
    return { error, preview: { ...NOTHING, title: document.title, momentAt: compared.after.writtenAt, compared } }
  }

  async function loadChanges({ personId, fromSeq, toSeq, of }: Extract<Wish, { kind: 'changes' }>) {
    const variables = { id: documentId, personId, fromSeq, toSeq, ...of }
    const { data, error } = await client.query(ChangesQuery, variables, { requestPolicy: 'network-only' })
    const { document, activity, preview: compared } = data ?? {}
    const person = activity?.active.find((one) => one.person?.id === personId)?.person ?? null
    return { error, preview: document && compared ? { ...NOTHING, title: document.title, person, compared } : null }
  }

  async function submit(): Promise<void> {
    isBusy.value = true
    const answer = await carryOut()
    problem.value = answer.error
    if (answer.made !== undefined) done.value = answer.made
    isBusy.value = false
  }

  function carryOut() {
    if (wish.kind === 'version') return restoreVersion(wish.versionId)
    return wish.kind === 'moment' ? restoreMoment(wish.seq) : undo(wish)
  }

  async function restoreVersion(versionId: string) {
    const { data, error } = await client.mutation(RestoreVersionMutation, { input: { id, versionId } })
    return { error, made: error === undefined ? data?.restoreVersion : undefined }
  }

  async function restoreMoment(seq: number) {
    const { data, error } = await client.mutation(RestoreMomentMutation, { input: { id, documentId, seq } })
    return { error, made: error === undefined ? data?.restoreMoment : undefined }
  }

  async function undo({ personId, fromSeq, toSeq, of }: Extract<Wish, { kind: 'changes' }>) {
    const input = { id, documentId, personId, fromSeq, toSeq, ...of }
    const { data, error } = await client.mutation(UndoMutation, { input })
    return { error, made: error === undefined ? data?.undoChanges : undefined }
  }

  useSubscription({ query: ChangesOfText, variables: { documentId } }, (_before, event) => {
    isStale.value = preview.value !== null && !isLoading.value
    return event
  })
  void load()

  return { preview, isLoading, loadError, isStale, isBusy, problem, done, load, submit }
}
