import { type ListedRedaction, readRedactionList } from './redaction-list.ts'
import { carryOut, type RedactionTools } from './redactions.ts'
import { newReasonSalt } from './witness.ts'

/** Makes list and database agree: to be called before anybody can read. */
export async function replayRedactions(tools: RedactionTools): Promise<void> {
  const { db, env, logger, redactionList } = tools
  const listed = await readRedactionList(env.dataDir)
  const known = await db.redaction.findMany({ select: { id: true } })
  const done = new Set(known.map(({ id }) => id))
  for (const redaction of listed) {
    if (done.has(redaction.id)) continue
    const document = await db.document.findUnique({ where: { id: redaction.documentId }, select: { headSeq: true } })
    if (document === null) continue
    logger.warn({ documentId: redaction.documentId, redaction: redaction.id }, 'a redaction is done again')
    await redo(tools, redaction, document.headSeq)
  }
  await redactionList.keep()
}

async function redo(tools: RedactionTools, redaction: ListedRedaction, headSeq: number): Promise<void> {
  const { id, documentId, reason, createdById, organizationId, places } = redaction
  const facts = { id, documentId, reason, reasonSalt: newReasonSalt(), userId: createdById, organizationId }
  await carryOut(tools, facts, { ...places, text: null, seq: headSeq })
}
