import type { Actor } from '../auth/policy.ts'
import { abilitiesOf } from '../auth/policy.ts'
import type { Services } from '../context.ts'
import { type ChangedId, watchAs } from '../watch.ts'
import { loadAccess } from './access.ts'
import { grantees } from './list.ts'

export interface DocumentListChange {
  /** Null: any may have, also one that may be read no more. */
  documentId: ChangedId
}

type Tools = Pick<Services, 'db' | 'clock' | 'pubsub' | 'sessions' | 'logger'>

/** Documents this person may read that changed, or that they have read further; one that they may read no more is told without its name. */
export function watchDocumentList(tools: Tools, actor: Actor): AsyncIterableIterator<DocumentListChange> {
  const { db, clock, pubsub } = tools
  const since = clock.now()
  /** Whose rights changed since they were last looked at. */
  const judged = new Set<string>()

  function listen(add: (id: ChangedId) => void): () => void {
    const stops = [
      pubsub.subscribe('document', ({ documentId = null }) => add(documentId)),
      pubsub.subscribe('access', ({ documentId = null, userId = actor.userId }) => {
        if (userId !== actor.userId) return
        if (documentId !== null) judged.add(documentId)
        add(documentId)
      }),
      pubsub.subscribe('reading', ({ documentId = null, userId = actor.userId }) => {
        if (userId === actor.userId) add(documentId)
      }),
    ]
    return () => {
      for (const stop of stops) stop()
    }
  }

  return watchAs(tools, actor, {
    listen,
    async look(current, documentId) {
      if (documentId === null) return { documentId }
      const isJudged = judged.delete(documentId)
      try {
        const access = await loadAccess(db, documentId)
        if (access !== null && abilitiesOf(current, access).read) return { documentId }
        return isJudged && (await hasLost(tools, current, documentId, since)) ? { documentId: null } : null
      } catch (error) {
        // It is looked at again.
        if (isJudged) judged.add(documentId)
        throw error
      }
    },
  })
}

/** Others are told nothing: not even that the rights on a document they never saw have changed. */
async function hasLost({ db }: Tools, actor: Actor, documentId: string, since: Date): Promise<boolean> {
  return (await db.documentMember.count({ where: { documentId, until: { gte: since }, OR: grantees(actor) } })) > 0
}
