import { createHash } from 'node:crypto'
import type { Db } from '@app/prisma'
import { createHistoryFold } from '../history/activity-fold.ts'
import { cutVersion } from '../history/versions.ts'
import { PubSub } from '../pubsub.ts'
import { type DemoDocument, organizationOf } from './content/index.ts'
import type { NamedVersion } from './content/sitting.ts'

/** A row of demo content that cannot be read is a mistake in it. */
const logger = {
  warn(_detail: object, message?: string): never {
    throw new Error(message)
  },
}

/** Names the text as it is now, at the moment it was named. */
export async function nameVersion(db: Db, { id: documentId }: DemoDocument, version: NamedVersion): Promise<void> {
  const { by: userId, at, name, note } = version
  const clock = { now: () => new Date(at) }
  const tools = { db, clock, pubsub: new PubSub(), history: createHistoryFold({ db, logger }) }
  const by = { userId, organizationId: organizationOf(userId) }
  await cutVersion(tools, documentId, { id: idOf(`${documentId} ${name}`), kind: 'NAMED', name, note, by })
}

/** The same in every demo, so that links can name it. */
function idOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-')
}
