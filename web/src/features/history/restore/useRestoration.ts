import { useClientHandle, useSubscription } from '@urql/vue'
import { ref, shallowRef } from 'vue'
import { graphql } from '../../../graphql.ts'
import { type Compared, ComparedFields } from '../compare/comparison-fields.ts'
import { type Restoration, RestorationFields } from './restoration-fields.ts'
import type { Wish } from './wish.ts'

const VersionQuery = graphql(
  `
    query RestorePage_Version_Query($id: ID!, $versionId: ID!) {
      document(id: $id) { id title }
      version(id: $versionId) { id number name document { id } }
      preview: restoreVersionPreview(versionId: $versionId) { ...ComparedFields }
    }
  `,
  [ComparedFields],
)

const ChangesQuery = graphql(
  `
    query RestorePage_Changes_Query(
      $id: ID!, $personId: ID!, $fromSeq: Int!, $toSeq: Int!, $kind: ActivityKind, $organizationId: ID
    ) {
      document(id: $id) { id title }
      activity(documentId: $id, first: 1) { active { person { id name } } }
      preview: undoChangesPreview(
        documentId: $id, personId: $personId, fromSeq: $fromSeq, toSeq: $toSeq
        kind: $kind, organizationId: $organizationId
      ) { ...ComparedFields }
    }
  `,
  [ComparedFields],
)

const RestoreMutation = graphql(
  `
    mutation RestorePage_Version_Mutation($input: RestoreVersionInput!) {
      restoreVersion(input: $input) { ...RestorationFields }
    }
  `,
  [RestorationFields],
)

const UndoMutation = graphql(
  `
    mutation RestorePage_Changes_Mutation($input: UndoChangesInput!) {
      undoChanges(input: $input) { ...RestorationFields }
    }
  `,
  [RestorationFields],
)

const ChangesOfText = graphql(`
  subscription RestorePage_Subscription($documentId: ID!) {
    activityEvents(documentId: $documentId) { documentId }
  }
`)

/** What would be done, shown before it is. */
export interface Preview {
  title: string
  version: { id: string; number: number; name: string } | null
  person: { id: string; name: string } | null
  compared: Compared
}

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
    const answer = wish.kind === 'version' ? await loadVersion(wish.versionId) : await loadChanges(wish)
    loadError.value = answer.error
    if (answer.preview !== null) preview.value = answer.preview
    isLoading.value = false
  }

  async function loadVersion(versionId: string) {
    const variables = { id: documentId, versionId }
    const { data, error } = await client.query(VersionQuery, variables, { requestPolicy: 'network-only' })
    const { document, version, preview: compared } = data ?? {}
    const isHere = document && version?.document.id === documentId && compared
    return { error, preview: isHere ? { title: document.title, version, person: null, compared } : null }
  }

  async function loadChanges({ personId, fromSeq, toSeq, of }: Extract<Wish, { kind: 'changes' }>) {
    const variables = { id: documentId, personId, fromSeq, toSeq, ...of }
    const { data, error } = await client.query(ChangesQuery, variables, { requestPolicy: 'network-only' })
    const { document, activity, preview: compared } = data ?? {}
    const person = activity?.active.find((one) => one.person?.id === personId)?.person ?? null
    return { error, preview: document && compared ? { title: document.title, version: null, person, compared } : null }
  }

  async function submit(): Promise<void> {
    isBusy.value = true
    const answer = wish.kind === 'version' ? await restore(wish.versionId) : await undo(wish)
    problem.value = answer.error
    if (answer.made !== undefined) done.value = answer.made
    isBusy.value = false
  }

  async function restore(versionId: string) {
    const { data, error } = await client.mutation(RestoreMutation, { input: { id, versionId } })
    return { error, made: error === undefined ? data?.restoreVersion : undefined }
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
