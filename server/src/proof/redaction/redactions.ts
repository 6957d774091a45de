// Taking a leaked secret, or a personal datum, out of a document and all its past. First out of the living text, as a change
// everybody sees; then, in one transaction, out of the log, its checkpoints and versions, what was said about the text, and
// mail we keep. The chain goes on as it was: each row keeps the hash of what it said, without the salt to guess it by.

import { randomUUID } from 'node:crypto'
import type { Redaction } from '@app/prisma'
import { mayOnHistory } from '../../auth/history-policy.ts'
import type { Actor } from '../../auth/policy.ts'
import { coordinates } from '../../auth/remark-policy.ts'
import type { Services } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { isUuid } from '../../ids.ts'
import { SERVER_USER_ID } from '../../sync/index.ts'
import { inSlices } from '../../threads/slices.ts'
import type { Searcher } from './field-tables.ts'
import { type FieldPlace, findInFields, reasonsIn } from './fields.ts'
import { PATIENCE, type Patience, type Spend, spendOf } from './patience.ts'
import { getRedactAccess } from './redact-access.ts'
import { redactRow, toGoing } from './redact-update.ts'
import { toReason, toWords } from './redaction-input.ts'
import { findSecret, type IdStretch } from './secret-places.ts'
import { takeOut } from './take-out.ts'
import { readWholeLog } from './whole-log.ts'
import { type Changed, hashOfReason, newReasonSalt, witnessOf } from './witness.ts'
import { type Written, writeRedaction } from './write-redaction.ts'

export type RedactionTools = Pick<
  Services,
  'db' | 'clock' | 'rooms' | 'pubsub' | 'env' | 'logger' | 'redactionList'
> & {
  /** What searching takes is told to it; nothing has to be told where it is left out. */
  spend?: Spend
}

export interface NewRedaction {
  /** A UUID; the same request again gives the same redaction. */
  id: string
  documentId: string
  /** The words; kept nowhere. */
  text: string
  reason: string
}

/** Where words stood, without the words. */
export interface RedactionPlaces {
  signs: IdStretch[]
  fields: FieldPlace[]
  /** Rows of the log that hold something else now. */
  rows: number[]
  /** Versions that read otherwise now; missing in those from before it was written down. */
  versions?: string[]
}

/**
 * Takes words out of a document for good.
 * @throws AppError `NOT_FOUND`, `FORBIDDEN`, `INVALID`; `NOT_FOUND` with detail `words` where they stand nowhere;
 * `UNAVAILABLE` with detail `redactionTooLong` where nothing was changed, for looking for them takes too long; with detail
 * `redaction` where they went from the text, and keep coming back; with detail `redactionList` where they are gone, and a backup that is restored would not know yet
 */
export async function redact(
  tools: RedactionTools,
  actor: Actor,
  input: NewRedaction,
  patience: Patience = PATIENCE,
): Promise<Redaction> {
  const { db } = tools
  const { id, documentId } = input
  if (!isUuid(id)) throw new AppError('INVALID', 'id')
  const access = await getRedactAccess(db, actor, documentId)
  const [text, reason] = [toWords(input.text), toReason(input.reason, input.text)]
  const by = { userId: actor.userId, organizationId: actor.organizationId }
  const facts = { id, documentId, reason, reasonSalt: newReasonSalt(), ...by }
  const searcher = {
    userId: actor.userId,
    isStaff: mayOnHistory(actor, 'review', access),
    isCoordinator: coordinates(actor),
  }
  const done = await db.redaction.findUnique({ where: { id } })
  if (done !== null) assertOwn(done, actor, documentId)
  const spend = spendOf(patience.searchMs, 'redactionTooLong')
  const found = await findAll({ db, spend }, documentId, text, searcher)
  const patient = { ...tools, spend: spendOf(patience.inAllMs, 'redaction') }
  if (done !== null) {
    if (found !== null) await carryOut(patient, { ...facts, id: randomUUID() }, found)
    return listed(tools, done)
  }
  if (found === null) throw new AppError('NOT_FOUND', 'words')
  return listed(tools, assertOwn(await carryOut(patient, facts, found), actor, documentId))
}

/** A request that is sent again finds out whether the list was written meanwhile. */
async function listed({ redactionList }: RedactionTools, redaction: Redaction): Promise<Redaction> {
  if (!(await redactionList.keep())) throw new AppError('UNAVAILABLE', 'redactionList')
  return redaction
}

/** What is to go. */
export interface Known {
  /** Null where a redaction is done again on a restored database: then only places are known. */
  text: string | null
  signs: IdStretch[]
  fields: FieldPlace[]
  /** The rows that were redacted then, where it is done again. */
  rows: readonly number[]
  /** The last row in which they were looked for. */
  seq: number
}

/** Null where the words stand nowhere, or nowhere that a `searcher` may be told of. */
async function findAll(
  { db, spend }: Pick<RedactionTools, 'db' | 'spend'>,
  documentId: string,
  text: string,
  searcher: Searcher | null = null,
): Promise<Known | null> {
  const { headSeq: seq } = await db.document.findUniqueOrThrow({ where: { id: documentId } })
  const signs = await findSecret(await readWholeLog(db, documentId, seq), text, spend)
  const fields = await findInFields(db, documentId, text, searcher)
  return signs.length === 0 && fields.length === 0 ? null : { text, signs, fields, rows: [], seq }
}

export type RedactionFacts = Pick<Redaction, 'id' | 'documentId' | 'reason'> & {
  reasonSalt: string
  userId: string
  organizationId: string | null
}

/** Words that come back meanwhile, by undo or because an older text is restored, are taken out so many times. */
const MAX_ROUNDS = 5

/**
 * Does it, in the living text and in everything that is kept. Only when the document has its new epoch can no copy bring
 * the words back; those that came before that go by a redaction of their own.
 * @throws AppError `UNAVAILABLE` where they kept coming back, or it was computed too long
 */
export async function carryOut(tools: RedactionTools, facts: RedactionFacts, known: Known): Promise<Redaction> {
  let first: Redaction | null = null
  let left = known
  for (let round = 1; round <= MAX_ROUNDS; round += 1) {
    const own = first === null ? facts : { ...facts, id: randomUUID() }
    const changed = await takeOutOfText(tools, own, left)
    const outcome = await writeRedaction(tools, own, left, changed)
    if ('left' in outcome) {
      left = outcome.left
      continue
    }
    await finish(tools, outcome)
    first ??= outcome.redaction
    const back = left.text === null ? null : await findAll(tools, facts.documentId, left.text)
    if (back === null) return first
    left = back
  }
  throw new AppError('UNAVAILABLE', 'redaction')
}

/** The row that does it says what is redacted and why; answers what. */
async function takeOutOfText({ db, rooms }: RedactionTools, facts: RedactionFacts, known: Known): Promise<Changed> {
  const { id, documentId, reason, reasonSalt } = facts
  const { text, fields, seq } = known
  const going = toGoing(known)
  const rows: number[] = []
  await inSlices(await readWholeLog(db, documentId, seq), (row) => {
    if (redactRow(row, going) !== null) rows.push(row.seq)
  })
  const changed = { rows, reasonsOf: reasonsIn(fields) }
  await rooms.append(documentId, {
    kind: 'REPAIR',
    userId: SERVER_USER_ID,
    organizationId: null,
    cause: { type: 'redaction', id: witnessOf({ id, reasonHash: hashOfReason(reason, reasonSalt) }, changed) },
    after: seq,
    change: (_text, doc) => takeOut(doc, going.ids, text),
  })
  // The state that the redaction leaves is used where nothing before it is left to be offered.
  await (await rooms.get(documentId)).flush()
  return changed
}

async function finish(tools: RedactionTools, { redaction, fields }: Written): Promise<void> {
  // First, since it must not wait for what else may fail; where it fails itself it is tried again.
  await tools.redactionList.keep()
  await tools.rooms.reopen(redaction.documentId)
  tools.pubsub.publish('epoch', { documentId: redaction.documentId })
  await tell(tools, redaction.documentId, fields)
}

/** Open pages read again what was said otherwise. */
async function tell({ db, pubsub }: RedactionTools, documentId: string, fields: readonly FieldPlace[]): Promise<void> {
  const idsIn = (table: FieldPlace['table']): string[] =>
    fields.filter((field) => field.table === table).map(({ id }) => id)
  const comments = await db.threadComment.findMany({ where: { id: { in: idsIn('ThreadComment') } } })
  const threads = [...idsIn('Thread'), ...comments.map(({ threadId }) => threadId)]
  for (const threadId of new Set(threads)) pubsub.publish('thread', { documentId, threadId })
  for (const proposalId of new Set(idsIn('ChangeProposal'))) pubsub.publish('proposal', { documentId, proposalId })
  if (idsIn('StaffNote').length > 0) pubsub.publish('review', { documentId })
  pubsub.publish('version', { documentId })
  pubsub.publish('document', { documentId })
  pubsub.publish('heading', { documentId })
}

function assertOwn(known: Redaction, { userId }: Actor, documentId: string): Redaction {
  if (known.createdById !== userId || known.documentId !== documentId) throw new AppError('CONFLICT')
  return known
}
