import { type ListedRedaction, noteRedaction, readRedactionList } from './redaction-list.ts'
import { carryOut, type RedactionTools } from './redactions.ts'

/** Makes list and database agree: to be called before anybody can read. */
export async function replayRedactions(tools: RedactionTools): Promise<void> {
  const { db, env, logger } = tools
  const listed = await readRedactionList(env.dataDir)
  const done = await db.redaction.findMany({ orderBy: { createdAt: 'asc' } })
  for (const redaction of done) {
    if (!listed.some(({ id }) => id === redaction.id)) await noteRedaction(env.dataDir, redaction)
  }
  for (const redaction of listed) {
    if (done.some(({ id }) => id === redaction.id)) continue
    const document = await db.document.findUnique({ where: { id: redaction.documentId }, select: { headSeq: true } })
    if (document === null) continue
    logger.warn({ documentId: redaction.documentId, redaction: redaction.id }, 'a redaction is done again')
    await redo(tools, redaction, document.headSeq)
  }
}

async function redo(tools: RedactionTools, redaction: ListedRedaction, headSeq: number): Promise<void> {
  const { id, documentId, reason, createdById, organizationId, places } = redaction
  const facts = { id, documentId, reason, userId: createdById, organizationId }
  await carryOut(tools, facts, { text: null, signs: places.signs, fields: places.fields, seq: headSeq })
}
