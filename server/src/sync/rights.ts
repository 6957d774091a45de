// Who may do what in a room, asked again whenever it may have changed. Rooms keep an answer only until then: the
// answer carries the version of the document's rights it was given under, and the log refuses a write judged under an
// older one.

import type { Db } from '@app/prisma'
import { type Abilities, type Actor, abilitiesOf, type DocumentAccess } from '../auth/policy.ts'
import type { Sessions } from '../auth/session.ts'
import { assertNotHeldBack, loadAccess } from '../documents/access.ts'
import { AppError } from '../errors.ts'
import type { PubSub } from '../pubsub.ts'

/** What one person may do with one document, as of one version of its rights. */
export interface Standing {
  actor: Actor
  abilities: Abilities
  accessVersion: number
}

/** Something that may have changed rights; what is left out means all. */
export interface RightsChange {
  documentId?: string
  userId?: string
  sessionId?: string
}

/** What rooms need to know about rights; tests bring their own. */
export interface Rights {
  /** Null when there is no such document. */
  judge(actor: Actor, documentId: string): Promise<Standing | null>
  /** The same person as they are now: what they belong to may have changed, and their session may be over. */
  judgeAnew(actor: Actor, documentId: string): Promise<Standing | null | 'SIGNED_OUT'>
  /** Calls back at once for every change. Returns how to stop. */
  watch(listener: (change: RightsChange) => void): () => void
}

export interface RightsOptions {
  db: Db
  sessions: Pick<Sessions, 'refreshActor'>
  pubsub: PubSub
}

/** Rights as the policy table and the database have them. */
export function createRights({ db, sessions, pubsub }: RightsOptions): Rights {
  return {
    async judge(actor, documentId) {
      const access = await loadAccess(db, documentId)
      return access && toStanding(actor, access)
    },
    async judgeAnew(actor, documentId) {
      // The version first: with one that is newer than the memberships the log would take what these allowed.
      const access = await loadAccess(db, documentId)
      const current = await sessions.refreshActor(actor)
      if (current === null) return 'SIGNED_OUT'
      return access && toStanding(current, access)
    },
    watch(listener) {
      const stops = [pubsub.subscribe('access', listener), pubsub.subscribe('session', listener)]
      return () => {
        for (const stop of stops) stop()
      }
    },
  }
}

/** @throws AppError `UNAVAILABLE` while words have to be taken out of it first: nobody's rights on it are known till then */
function toStanding(actor: Actor, access: DocumentAccess): Standing {
  assertNotHeldBack(actor, access)
  return { actor, abilities: abilitiesOf(actor, access), accessVersion: access.accessVersion }
}

/** Who may only propose writes too; what they write is judged by the `ProposalGate`. */
export function assertMayWrite({ abilities }: Standing): void {
  if (!abilities.edit && !abilities.propose) throw new AppError('FORBIDDEN')
}
