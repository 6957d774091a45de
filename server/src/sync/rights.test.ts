import type { Db } from '@app/prisma'
import { expect, test } from 'vitest'
import type { ActorMembership } from '../auth/policy.ts'
import { PubSub } from '../pubsub.ts'
import { createRights } from './rights.ts'
import { actorOf } from './testing.ts'

const HERS: ActorMembership = { organizationId: 'o', organizationKind: 'NGO', role: 'MEMBER' }

test('nobody is judged by a membership under a version of rights that it had ended before', async () => {
  let accessVersion = 0
  let memberships = [HERS]
  const endMembership = (): void => {
    accessVersion += 1
    memberships = []
  }
  const read = async () => [
    {
      organizationId: 'o',
      organizationKind: 'NGO',
      kind: 'OTHER',
      stage: 'DRAFT',
      archivedAt: null,
      grants: [],
      accessVersion,
    },
  ]
  /** Each answers with what was there when it was asked; the membership ends right after the first of them. */
  const thenEnd = async <T>(answer: Promise<T>): Promise<T> => {
    endMembership()
    return answer
  }
  const rights = createRights({
    db: { $queryRaw: () => (accessVersion === 0 ? thenEnd(read()) : read()) } as unknown as Db,
    sessions: {
      refreshActor: async (actor) => {
        const current = { ...actor, memberships }
        if (accessVersion === 0) endMembership()
        return current
      },
    },
    pubsub: new PubSub(),
  })
  const standing = await rights.judgeAnew(actorOf('anna'), 'document')
  expect(standing).toMatchObject({ accessVersion: 0, abilities: { edit: false } })
})
