import type { Editor } from '@tiptap/core'
import { useClientHandle } from '@urql/vue'
import { ref, type ShallowRef, shallowRef } from 'vue'
import { aimAtSpan, aimAtUnit, selectedPlace, type ToRelative } from '../comments/useSelectedPlace.ts'
import { type Authorship, PassageAuthorsQuery } from './authorship-fields.ts'

interface Options {
  documentId: string
  editor: ShallowRef<Editor | null>
  toRelative: ToRelative
}

/** Asks who wrote what is selected; where nothing is, the unit the caret stands in. */
export function useWhoWrote({ documentId, editor, toRelative }: Options) {
  const { client } = useClientHandle()
  const isOpen = ref(false)
  const quote = ref('')
  const answer = shallowRef<Authorship | null>(null)
  const error = shallowRef<unknown>(null)
  let asked: Parameters<typeof load>[0] | null = null

  async function load(place: { from?: string; to?: string; unitId?: string }): Promise<void> {
    asked = place
    answer.value = null
    error.value = null
    const variables = { id: documentId, from: place.from ?? null, to: place.to ?? null, unitId: place.unitId ?? null }
    const result = await client.query(PassageAuthorsQuery, variables, { requestPolicy: 'network-only' })
    // Somebody may have asked about something else meanwhile.
    if (asked !== place) return
    answer.value = result.data?.authorship ?? null
    error.value = result.error ?? null
  }

  function ask(): void {
    const place = selectedPlace(editor.value)
    if (!editor.value || !place) return
    const aimed = place.span ? aimAtSpan(editor.value, place.span, toRelative) : aimAtUnit(editor.value, place.unitId)
    if (!aimed) return
    quote.value = aimed.quote
    isOpen.value = true
    const { aim } = aimed
    void load('unitId' in aim ? { unitId: aim.unitId } : { from: aim.anchor, to: aim.head })
  }

  function retry(): void {
    if (asked !== null) void load({ ...asked })
  }

  return { isOpen, quote, answer, error, ask, retry }
}
