import type { Db } from '@app/prisma'
import { DATABASE_KINDS, freshDatabase, isAvailable, UNCHAINED } from '@app/prisma/testing'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { newId } from '../ids.ts'
import { createDocumentRow, documentOf, paragraph, updateBy } from '../sync/testing.ts'
import { listActivity } from './activity.ts'
import { createHistoryFold } from './activity-fold.ts'

const SILENT = { warn: () => undefined }
const ANNA = { id: 'anna', name: 'Anna', email: 'anna@example.org' }

/** The same database; `meanwhile` happens once, right after the proposals of a document were read. */
function afterProposals(db: Db, meanwhile: () => Promise<void>): Db {
  let happens: Promise<void> | undefined
  const findMany = async (args: Parameters<Db['changeProposal']['findMany']>[0]) => {
    const found = await db.changeProposal.findMany(args)
    await (happens ??= meanwhile())
    return found
  }
  return new Proxy(db, {
    get: (target, name) => (name === 'changeProposal' ? { findMany } : (target[name as keyof Db] as unknown)),
  })
}

test.for(DATABASE_KINDS)(
  'a proposal made while a history is worked out is its author’s, on %s',
  async (kind, { skip }) => {
    skip(!(await isAvailable(kind)), `no ${kind} on this machine`)
    const { db, drop } = await freshDatabase(kind)
    try {
      const documentId = await createDocumentRow(db, newId())
      await db.user.create({ data: ANNA })
      const doc = documentOf([paragraph('a', 'Najem trwa rok.')], 1)
      const proposalId = newId()
      async function append(seq: number, update: Uint8Array, row: object = {}): Promise<void> {
        if (seq > 1) Y.applyUpdate(doc, update)
        const place = { documentId, seq, seqFrom: seq, userId: ANNA.id, data: new Uint8Array(update), ...UNCHAINED }
        await db.documentUpdate.create({ data: { ...place, createdAt: new Date(seq * 1_000), ...row } })
        await db.document.update({ where: { id: documentId }, data: { headSeq: seq } })
      }
      await append(1, Y.encodeStateAsUpdate(doc))
      const racing = afterProposals(db, async () => {
        const proposed = updateBy(doc, 2, (text) => text.insert(5, ' najwyżej', { [`ins:${proposalId}`]: true }))
        await db.changeProposal.create({ data: { id: proposalId, documentId, createdById: ANNA.id, seq: 2 } })
        await append(2, proposed)
        const cause = { kind: 'ANNOTATION' as const, causeType: 'proposal', causeId: proposalId }
        await append(
          3,
          updateBy(doc, 3, (text) => text.delete(5, ' najwyżej'.length)),
          cause,
        )
      })
      const history = createHistoryFold({ db: racing, logger: SILENT })
      await history.fold(documentId)
      await history.fold(documentId)
      const { items } = await listActivity(db, documentId, {}, { first: 10, after: null })
      expect(items).toMatchObject([
        { kind: 'DECISION', proposalIds: [proposalId], counts: { withdrawn: 1, declined: 0 } },
        { kind: 'WRITING', proposalIds: [proposalId] },
      ])
    } finally {
      await drop()
    }
  },
)
