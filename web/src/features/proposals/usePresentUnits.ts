import { readContent } from '@app/server/document'
import { onScopeDispose, type Ref, shallowRef, watch } from 'vue'
import type * as Y from 'yjs'
import { useNextFrame } from '../editor/useNextFrame.ts'
import type { Sync } from '../sync/useSync.ts'
import { type ProposableUnit, unitsOf } from './units.ts'

/** Units as they are, for who learned that the one they write about is changing; empty until it is asked for. */
export function usePresentUnits(sync: Sync, isOpen: Readonly<Ref<boolean>>) {
  const units = shallowRef<readonly ProposableUnit[]>([])
  let followed: Y.Text | null = null
  const read = () => {
    if (followed) units.value = unitsOf(readContent(followed))
  }
  const readSoon = useNextFrame(read)

  /** The server may be ahead of this page: what it has not heard of yet comes a moment later. */
  function follow(): void {
    stop()
    followed = sync.session.value?.text ?? null
    followed?.doc?.on('update', readSoon)
    read()
  }

  function stop(): void {
    followed?.doc?.off('update', readSoon)
    followed = null
    units.value = []
  }

  watch(isOpen, stop)
  onScopeDispose(stop)
  return { units, follow }
}
