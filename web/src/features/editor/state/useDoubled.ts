import { shallowRef } from 'vue'
import * as Y from 'yjs'
import type { OnDoubled } from '../binding/binding.ts'

export interface Doubled {
  how: Parameters<OnDoubled>[0]
  /** Where the other copy is, as an encoded relative position; null where that is not known. */
  place: Uint8Array | null
}

/** What has to be said about a passage that stands in two places, or of a change that was not made or undone: one thing at a time, until the person dismisses it. */
export function useDoubled(jump: (place: Uint8Array) => boolean) {
  const doubled = shallowRef<Doubled | null>(null)

  /** Both may be noticed of one passage: that it was undone says more, and where it is stays known. */
  function tell(how: Doubled['how'], id: Y.ID | null): void {
    const before = isTwice(how) && doubled.value && isTwice(doubled.value.how) ? doubled.value : null
    const place = before?.place ?? (id && Y.encodeRelativePosition(new Y.RelativePosition(null, null, id, 0)))
    doubled.value = { how: before?.how === 'undone' ? 'undone' : how, place }
  }

  function show(): void {
    if (doubled.value?.place) jump(doubled.value.place)
  }

  return { doubled, tell, show }
}

function isTwice(how: Doubled['how']): boolean {
  return how === 'undone' || how === 'moved'
}
