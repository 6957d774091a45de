import type { ChangeProposal, ProposalChannel } from '@app/prisma'
import type { Actor, DocumentAccess } from '../auth/policy.ts'
import { baseWordsOf, proposeWording as markWording } from '../document/index.ts'
import { writeCopied } from '../documents/copied.ts'
import { withFreshRights } from '../documents/fresh-rights.ts'
import { AppError } from '../errors.ts'
import { warsawDay } from '../export/words.ts'
import { accessFor, assertMayOnProposal, type ProposalTools, UNDECIDED } from './access.ts'
import { assertFewOpen, assertFewOver } from './crowded.ts'
import { assertDescription, type Description, isOverBlanks, notOverBlanks } from './describe.ts'
import { type Described, describeLive } from './found.ts'

export interface WordingProposal extends Description {
  id: string
  documentId: string
  unitId: string
  wording: string
  /** What the unit said, without proposals, when this was written; null where nobody says. */
  base: string | null
  channel: ProposalChannel
  onBehalfOf: string | null
  receivedAt: Date | null
}

const MAX_NAME_LENGTH = 200
const MAX_WORDING_LENGTH = 20_000

/** Ways in which somebody else's proposal reaches whoever enters it. */
const RECEIVED: readonly ProposalChannel[] = ['PAPER', 'EMAIL', 'MEETING']

/**
 * Proposes another wording of a unit without the editor, in one's own name or, for who may enter what came on paper,
 * somebody else's. The same request again gives the same proposal, and finishes what a stop in between left out.
 * @throws AppError `CONFLICT` (`base`) where the unit says something else by now than it was written on: whatever others
 * wrote meanwhile would be proposed to be taken out; `TOO_LARGE` where too many wait or lie there; `CONFLICT` (`decided`) where it was made before, and is withdrawn or
 * decided by now, (`described`) where words were taken out of its grounds since, and (`gone`) where nothing of it stands in the text any more: nobody is told that it was proposed where
 * nothing is
 */
export async function proposeWording(
  tools: ProposalTools,
  actor: Actor,
  input: WordingProposal,
): Promise<ChangeProposal> {
  const { db, pubsub } = tools
  assertDescription(input)
  const wording = input.wording.replaceAll(/\r\n?/g, '\n')
  if (wording.length > MAX_WORDING_LENGTH) throw new AppError('TOO_LARGE', 'wording')
  assertOrigin(input, tools.clock.now())
  await accessFor(db, actor, input.documentId, actionOf(input), null)
  const known = await db.changeProposal.findUnique({ where: { id: input.id } })
  if (known === null) {
    await withFreshRights(tools, actor, input.documentId, (current, access) =>
      write(tools, current, { ...input, wording }, access),
    )
  } else {
    assertOwn(known, actor, input)
    if (UNDECIDED.includes(known.state) && isOverBlanks(known, statedIn(input))) {
      throw new AppError('CONFLICT', 'described')
    }
  }
  const { isWaiting, isThere } = await complete(tools, actor, input)
  if (known !== null && !isWaiting) throw new AppError('CONFLICT', 'decided')
  if (known !== null && !isThere) throw new AppError('CONFLICT', 'gone')
  pubsub.publish('proposal', { documentId: input.documentId, proposalId: input.id })
  return db.changeProposal.findUniqueOrThrow({ where: { id: input.id } })
}

/** What came on paper, by mail or at a meeting is somebody's, and came on some day. */
function assertOrigin({ channel, onBehalfOf, receivedAt }: WordingProposal, now: Date): void {
  if ((onBehalfOf ?? '').length > MAX_NAME_LENGTH) throw new AppError('TOO_LARGE', 'onBehalfOf')
  if (channel === 'EDITOR') throw new AppError('INVALID', 'channel')
  if (receivedAt !== null && dayOf(receivedAt) > warsawDay(now)) throw new AppError('INVALID', 'receivedAt')
  if (!RECEIVED.includes(channel)) return
  if ((onBehalfOf ?? '').trim() === '') throw new AppError('INVALID', 'onBehalfOf')
  if (receivedAt === null) throw new AppError('INVALID', 'receivedAt')
}

/** A day comes as its midnight in UTC. */
function dayOf(day: Date): string {
  return day.toISOString().slice(0, 10)
}

function isEntered({ channel, onBehalfOf, receivedAt }: WordingProposal): boolean {
  return onBehalfOf !== null || receivedAt !== null || RECEIVED.includes(channel)
}

function actionOf(input: WordingProposal): 'enter' | 'proposeByForm' {
  return isEntered(input) ? 'enter' : 'proposeByForm'
}

function assertOwn(known: ChangeProposal, actor: Actor, { documentId }: WordingProposal): void {
  if (known.createdById !== actor.userId || known.documentId !== documentId) throw new AppError('CONFLICT')
}

/** The marks and the row come together, in one statement of the log. */
async function write(
  { db, env, rooms }: ProposalTools,
  actor: Actor,
  input: WordingProposal,
  access: DocumentAccess,
): Promise<void> {
  const { id, documentId, unitId, wording, base } = input
  assertMayOnProposal(actor, actionOf(input), access, null)
  await assertFewOpen(db, env.limits, isEntered(input) ? null : actor.userId, documentId)
  let isMarked = false
  let isOther = false
  await rooms.append(documentId, {
    kind: 'EDIT',
    userId: actor.userId,
    organizationId: actor.organizationId,
    accessVersion: access.accessVersion,
    cause: { type: 'proposal', id },
    proposals: [id],
    change(text) {
      isOther = base !== null && baseWordsOf(text, unitId) !== base
      isMarked = !isOther && markWording(text, unitId, wording, id)
      if (isMarked) assertFewOver(text, id, env.limits)
    },
  })
  if (isOther) throw new AppError('CONFLICT', 'base')
  if (!isMarked) throw new AppError('INVALID', 'wording')
}

/** Says of the row what its marks cannot, as long as nobody decided on it; answers whether nobody did, and its marks stand. */
async function complete(
  tools: ProposalTools,
  actor: Actor,
  input: WordingProposal,
): Promise<{ isWaiting: boolean; isThere: boolean }> {
  const { id, documentId } = input
  let isThere = false
  const copy = async () => {
    const { found, epoch } = await describeLive(tools.rooms, documentId)
    isThere = found.has(id)
    return { described: found.get(id) ?? null, epoch }
  }
  const { count } = await writeCopied(tools, documentId, copy, ({ described }) =>
    describeRow(tools.db, actor, input, described),
  )
  return { isWaiting: count > 0, isThere }
}

function statedIn({ title, grounds, onBehalfOf }: WordingProposal) {
  return { title: title.trim(), grounds: grounds.trim(), onBehalfOf: onBehalfOf?.trim() || null }
}

function describeRow(db: ProposalTools['db'], actor: Actor, input: WordingProposal, described: Described | null) {
  const { id, channel, receivedAt } = input
  const stated = statedIn(input)
  return db.changeProposal.updateMany({
    where: { id, state: { in: UNDECIDED }, ...notOverBlanks(stated) },
    data: {
      ...described,
      ...stated,
      channel,
      receivedAt,
      enteredById: isEntered(input) ? actor.userId : null,
    },
  })
}
