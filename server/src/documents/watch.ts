import { type Actor, can } from '../auth/policy.ts'
import type { Services } from '../context.ts'
import type { PubSub, Topics } from '../pubsub.ts'
import { type ChangedId, watchAs } from '../watch.ts'
import { loadAccess } from './access.ts'
import { getReadAccess } from './judged-again.ts'

type Tools = Pick<Services, 'db' | 'pubsub' | 'sessions' | 'logger'>

/** Topics of what happens to one document. */
type DocumentTopic = 'thread' | 'proposal' | 'document' | 'heading' | 'version' | 'review'

/** Something in a document that changed; null: anything may have. */
export interface ChangeInDocument {
  id: ChangedId
}

/**
 * Ids of what changes in a document, for somebody who may read it; asked again before each.
 * @throws AppError `NOT_FOUND` for a document that is missing or may not be read, `UNAVAILABLE` while it is held back
 */
export async function watchInDocument<K extends DocumentTopic>(
  tools: Tools,
  actor: Actor,
  documentId: string,
  topic: K,
  idOf: (changed: Topics[K]) => string | undefined,
): Promise<AsyncIterableIterator<ChangeInDocument>> {
  const { db, pubsub } = tools
  await getReadAccess(db, actor, documentId)
  return watchAs(tools, actor, {
    listen: (add) => listenInDocument(pubsub, documentId, topic, (changed) => add(idOf(changed) ?? null)),
    async look(current, id) {
      const access = await loadAccess(db, documentId)
      return access !== null && can(current, 'read', access) ? { id } : null
    },
  })
}

/** Calls back with what changes in a document, or may have. */
export function listenInDocument<K extends DocumentTopic>(
  pubsub: PubSub,
  documentId: string,
  topic: K,
  listener: (changed: Topics[K]) => void,
): () => void {
  return pubsub.subscribe(topic, (changed) => {
    if ((changed.documentId ?? documentId) === documentId) listener(changed)
  })
}
