import { computed } from 'vue'
import type { Remark } from './remark-fields.ts'
import { comparePieces, type Piece } from './wording-pieces.ts'

/** Both sides of a row: a proposal shows what it would take out and put in, a remark is shown as it is. */
export function useRemarkPieces(remark: () => Remark) {
  const pieces = computed(() => {
    const { kind, passage, words } = remark()
    if (kind === 'PROPOSAL') return comparePieces(passage, words ?? '')
    const whole = (text: string): Piece[] => [{ kind: 'keep', text }]
    return { before: whole(passage), after: whole(words ?? '') }
  })
  return { before: computed(() => pieces.value.before), after: computed(() => pieces.value.after) }
}
