import type { Actor } from '../auth/policy.ts'
import { abilitiesOf } from '../auth/policy.ts'
import type { Services } from '../context.ts'
import { type ChangedId, watchAs } from '../watch.ts'
import { loadAccess } from './access.ts'

export interface DocumentListChange {
  /** Null: any may have. */
  documentId: ChangedId
}

type Tools = Pick<Services, 'db' | 'pubsub' | 'sessions'>

/** Documents this person may read that changed. */
export function watchDocumentList(tools: Tools, actor: Actor): AsyncIterableIterator<DocumentListChange> {
  return watchAs(tools, actor, {
    listen: (add) => tools.pubsub.subscribe('document', ({ documentId = null }) => add(documentId)),
    async look(current, documentId) {
      if (documentId === null) return { documentId }
      const access = await loadAccess(tools.db, documentId)
      return access !== null && abilitiesOf(current, access).read ? { documentId } : null
    },
  })
}
