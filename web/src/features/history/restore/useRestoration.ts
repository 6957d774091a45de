import { useClientHandle } from '@urql/vue'
import { ref, shallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { readAnew } from '../../../lib/read-anew.ts'
import { notify } from '../../../ui/toast.ts'
import type { Compared } from '../compare/comparison-fields.ts'
import { useActivityNews } from '../useActivityNews.ts'
import { useAmendments } from '../useAmendments.ts'
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
  const { t } = useI18n()
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

  /** Counts what is asked for, and whether somebody wrote meanwhile: what is being read may not have it. */
  let asks = 0
  let isWrittenMeanwhile = false

  async function load(): Promise<void> {
    const mine = (asks += 1)
    isLoading.value = true
    isStale.value = false
    isWrittenMeanwhile = false
    const answer = await ask()
    if (mine !== asks) return
    loadError.value = answer.error
    if (answer.preview !== null) preview.value = answer.preview
    isStale.value = isWrittenMeanwhile && preview.value !== null
    isLoading.value = false
  }

  /** What is shown may have been taken out of the text, or what was written went unheard. */
  async function readAgain(): Promise<void> {
    const before = JSON.stringify(preview.value)
    await load()
    if (before !== 'null' && JSON.stringify(preview.value) !== before) notify(t('history.reread'))
  }

  function ask() {
    if (wish.kind === 'version') return loadVersion(wish.versionId)
    return wish.kind === 'moment' ? loadMoment(wish.seq) : loadChanges(wish)
  }

  async function loadVersion(versionId: string) {
    const variables = { id: documentId, versionId }
    const { data, error } = await readAnew(client, VersionQuery, variables)
    const { document, version, preview: compared } = data ?? {}
    const isHere = document && version?.document.id === documentId && compared
    return { error, preview: isHere ? { ...NOTHING, title: document.title, version, compared } : null }
  }

  async function loadMoment(seq: number) {
    const { data, error } = await readAnew(client, MomentQuery, { id: documentId, seq })
    const { document, preview: compared } = data ?? {}
    if (!document || !compared) return { error, preview: null }
    return { error, preview: { ...NOTHING, title: document.title, momentAt: compared.after.writtenAt, compared } }
  }

  async function loadChanges({ personId, fromSeq, toSeq, of }: Extract<Wish, { kind: 'changes' }>) {
    const variables = { id: documentId, personId, fromSeq, toSeq, ...of }
    const { data, error } = await readAnew(client, ChangesQuery, variables)
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

  useActivityNews(
    () => documentId,
    () => {
      if (isLoading.value) isWrittenMeanwhile = true
      else isStale.value = preview.value !== null
    },
    0,
  )
  useAmendments(() => documentId, readAgain)
  void load()

  return { preview, isLoading, loadError, isStale, isBusy, problem, done, load, submit }
}
