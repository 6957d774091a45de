// How a document begins: its row and the first row of its log are written in one transaction, so that a kill leaves both or
// neither. No room is open yet, so nobody is to be told; the first one finds the row in the log.

import { randomInt } from 'node:crypto'
import type { Db, Prisma } from '@app/prisma'
import * as Y from 'yjs'
import { BODY, createDocument } from '../document/index.ts'
import { readTrustedUpdate } from './guard-read.ts'
import { appendStatement } from './log-statement.ts'
import { normaliseAll } from './normalise.ts'

export interface Beginning {
  documentId: string
  /** That of the document's row. */
  epoch: string
  userId: string
  organizationId: string
  at: Date
  /** Writes the text; must write something. */
  change: (text: Y.Text) => void
}

/** The statement that begins the log of a document, for the transaction that makes the document's row, after that one. */
export function beginLog(db: Db, { change, at, ...place }: Beginning): Prisma.PrismaPromise<unknown> {
  const clientId = randomInt(2 ** 32)
  const doc = createDocument()
  doc.clientID = clientId
  doc.transact(() => change(doc.getText(BODY)))
  return appendStatement(db, [
    {
      ...place,
      kind: 'SEED',
      clientId,
      clientSeq: 1,
      clients: [clientId],
      accessVersion: null,
      head: 0,
      update: normaliseAll(readTrustedUpdate(Y.encodeStateAsUpdate(doc))),
      createdAt: at,
      cause: null,
      proposals: [],
      restoration: null,
      seen: null,
      offeredSeq: 0,
    },
  ])
}
