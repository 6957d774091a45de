// Documents that nobody reads until their redactions are done again. Written down, so that every node knows, and the next
// start of each.

import type { ListedRedaction } from './redaction-list.ts'
import type { RedactionTools } from './redactions.ts'

type Tools = Pick<RedactionTools, 'db' | 'pubsub'>

/** Closes their documents. */
export async function holdBack({ db, pubsub }: Tools, left: readonly ListedRedaction[]): Promise<void> {
  const documentIds = new Set(left.map(({ documentId }) => documentId))
  for (const documentId of documentIds) {
    const ids = left.filter((redaction) => redaction.documentId === documentId).map(({ id }) => id)
    // A push that was judged before is refused by the log.
    await db.$executeRaw`
      UPDATE "Document" SET "accessVersion" = "accessVersion" + 1,
        "awaitedRedactions" = ARRAY(SELECT DISTINCT unnest("awaitedRedactions" || ${ids}::text[]))
      WHERE "id" = ${documentId} AND NOT "awaitedRedactions" @> ${ids}::text[]`
    pubsub.publish('access', { documentId })
  }
}

/** Opens the documents that wait for nothing any more, whichever node did it. */
export async function letGo({ db, pubsub }: Tools): Promise<void> {
  const opened = await db.$queryRaw<{ id: string; isOpen: boolean }[]>`
    UPDATE "Document" AS d SET "awaitedRedactions" = ARRAY(
      SELECT awaited FROM unnest(d."awaitedRedactions") AS awaited
      WHERE NOT EXISTS (SELECT FROM "Redaction" r WHERE r."id" = awaited))
    WHERE d."awaitedRedactions" <> '{}'
    RETURNING d."id", d."awaitedRedactions" = '{}' AS "isOpen"`
  for (const { id, isOpen } of opened) if (isOpen) pubsub.publish('access', { documentId: id })
}
