import { type ComputedRef, computed } from 'vue'
import { keptDrafts, keyOfWritten, WRITTEN, type Written, wordsOf } from '../../../lib/kept-words.ts'
import { session } from '../../auth/session.ts'
import { keptNotes } from '../../history/useNoteDrafts.ts'

/** Words that were begun in a document and never sent. */
export interface Unsent {
  key: string
  what: Written
  words: string
  /** Of what they speak; empty where that is not kept. */
  about: string
  discard(): void
}

interface About {
  quote?: string
  unitName?: string
  base?: string
}

const aboutOf = (draft: unknown): string => {
  const { quote, unitName, base }: About = typeof draft === 'object' && draft !== null ? draft : {}
  return quote ?? unitName ?? base ?? ''
}

export function useUnsentWords(documentId: string): ComputedRef<Unsent[]> {
  // Notes are kept by a list of their own.
  const stores = WRITTEN.filter((what) => what !== 'notes').map((what) => {
    const { all, put } = keptDrafts<unknown>(keyOfWritten(what, session.value.viewer?.id, documentId))
    return { what, all, put }
  })
  const notes = keptNotes(documentId)

  const unsent = (what: Written, id: string, draft: unknown, discard: () => void): Unsent => ({
    ...{ key: `${what} ${id}`, what, discard },
    words: wordsOf(what, draft),
    about: aboutOf(draft),
  })

  return computed(() => {
    const kept = stores.flatMap(({ what, all, put }) =>
      Object.entries(all.value).map(([id, draft]) => unsent(what, id, draft, () => put(id, null))),
    )
    const noted = [...notes.value].map(([id, note]) => unsent('notes', id, note, () => notes.value.delete(id)))
    return [...kept, ...noted].filter(({ words }) => words !== '')
  })
}
