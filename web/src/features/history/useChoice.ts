import { computed, shallowRef, watch } from 'vue'
import { keep, recall } from '../../lib/kept-with-entry.ts'

/** The text as it is now, among versions. */
export const NOW = 'teraz'

export interface Choice {
  id: string
  number: number
  /** ISO 8601; null for the text as it is now. */
  writtenAt: string | null
}

/** Newer than every version. */
export const NOW_CHOICE: Choice = { id: NOW, number: Number.POSITIVE_INFINITY, writtenAt: null }

/** Two at most: whoever chooses a third gives up the one chosen first. Who comes back from a comparison finds them chosen. */
export function useChoice(documentId: string) {
  const name = `choice ${documentId}`
  const chosen = shallowRef((recall(name) ?? []) as readonly Choice[])
  watch(chosen, (choice) => keep(name, choice))

  const isChosen = (id: string): boolean => chosen.value.some((each) => each.id === id)

  function choose(version: Choice, isOn: boolean): void {
    const others = chosen.value.filter((each) => each.id !== version.id)
    const { id, number, writtenAt } = version
    chosen.value = isOn ? [...others, { id, number, writtenAt }].slice(-2) : others
  }

  return {
    /** The older one first. */
    chosen: computed(() => chosen.value.toSorted((a, b) => a.number - b.number)),
    isChosen,
    choose,
    clear: () => {
      chosen.value = []
    },
  }
}
