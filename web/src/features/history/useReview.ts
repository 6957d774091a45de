import { useClientHandle, useMutation, useSubscription } from '@urql/vue'
import { computed } from 'vue'
import { graphql, type ResultOf } from '../../graphql.ts'
import { useAskAgain } from '../../lib/useAskAgain.ts'
import { useAnswer } from '../../useAnswer.ts'
import type { NamedUnit } from './useUnits.ts'

const ReviewQuery = graphql(`
  query ReviewList_Query($documentId: ID!) {
    reviewedUnits(documentId: $documentId) { unitId isOwn isStale reviewedAt person { id name } }
    staffNotes(documentId: $documentId) {
      id unitId unitLabel body createdAt mayDelete author { id name } organization { id name }
    }
  }
`)

const ReviewEvents = graphql(`
  subscription ReviewList_Subscription($documentId: ID!) {
    reviewEvents(documentId: $documentId) { documentId }
  }
`)

const TextsQuery = graphql(`
  query ReviewList_Texts_Query($documentId: ID!) { documentUnits(documentId: $documentId) { id text } }
`)

const ReviewMutation = graphql(`
  mutation ReviewList_Review_Mutation($input: ReviewUnitInput!) { reviewUnit(input: $input) }
`)
const WriteMutation = graphql(`
  mutation ReviewList_Write_Mutation($input: WriteStaffNoteInput!) { writeStaffNote(input: $input) { id } }
`)
const DeleteMutation = graphql(`
  mutation ReviewList_Delete_Mutation($input: DeleteStaffNoteInput!) { deleteStaffNote(input: $input) }
`)

type Result = ResultOf<typeof ReviewQuery>
export type StaffNote = Result['staffNotes'][number]
export type Reviewed = Result['reviewedUnits'][number]

export interface UnitInReview extends NamedUnit {
  reviewed: Reviewed[]
  notes: StaffNote[]
  /** Somebody has gone over it as it is; somebody had, before it was changed; nobody has. */
  state: 'done' | 'stale' | 'open'
  isOwn: boolean
}

/** What staff noted for themselves, by units. Every verb answers what went wrong, if something did. */
export function useReview(documentId: string, units: () => readonly NamedUnit[]) {
  const { data, error, fetching, executeQuery } = useAnswer({
    query: ReviewQuery,
    variables: { documentId },
    requestPolicy: 'network-only',
  })
  const refresh = useAskAgain({ fetching, executeQuery })
  useSubscription({ query: ReviewEvents, variables: { documentId } }, (_before, event) => {
    void refresh()
    return event
  })
  const client = useClientHandle().client
  const { executeMutation: review } = useMutation(ReviewMutation)
  const { executeMutation: write } = useMutation(WriteMutation)
  const { executeMutation: remove } = useMutation(DeleteMutation)

  const inReview = computed(() => units().map((unit) => toUnit(unit, data.value)))
  const gone = computed(() => {
    const known = new Set(units().map(({ id }) => id))
    return (data.value?.staffNotes ?? []).filter(({ unitId }) => !known.has(unitId))
  })

  return {
    units: inReview,
    /** Notes on what is no longer in the text. */
    gone,
    isLoaded: computed(() => data.value !== undefined),
    error,
    fetching,
    refresh,
    async mark({ id: unitId, hash }: NamedUnit, reviewed: boolean): Promise<unknown> {
      const { error: problem } = await review({ input: { documentId, unitId, reviewed, hash } })
      await refresh()
      return problem
    },
    /** All that a unit says now; null where it is gone. */
    async readText(unitId: string): Promise<string | null> {
      const found = await client.query(TextsQuery, { documentId }, { requestPolicy: 'network-only' })
      return found.data?.documentUnits.find(({ id }) => id === unitId)?.text ?? null
    },
    async addNote(id: string, unitId: string, body: string): Promise<unknown> {
      const { error: problem } = await write({ input: { id, documentId, unitId, body } })
      await refresh()
      return problem
    },
    async deleteNote(noteId: string): Promise<unknown> {
      const { error: problem } = await remove({ input: { noteId } })
      await refresh()
      return problem
    },
  }
}

function toUnit(unit: NamedUnit, result: Result | undefined): UnitInReview {
  const reviewed = result?.reviewedUnits.filter(({ unitId }) => unitId === unit.id) ?? []
  const notes = result?.staffNotes.filter(({ unitId }) => unitId === unit.id) ?? []
  const isDone = reviewed.some(({ isStale }) => !isStale)
  const state = isDone ? 'done' : reviewed.length > 0 ? 'stale' : 'open'
  return { ...unit, reviewed, notes, state, isOwn: reviewed.some(({ isOwn, isStale }) => isOwn && !isStale) }
}
