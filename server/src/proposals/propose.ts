import type { ChangeProposal, ProposalChannel } from '@app/prisma'
import type { Actor } from '../auth/policy.ts'
import { proposeWording as markWording } from '../document/index.ts'
import { AppError } from '../errors.ts'
import { LENGTHS } from '../limits.ts'
import { accessFor, type ProposalTools, proposalFor, UNDECIDED } from './access.ts'
import { describeLive } from './found.ts'
import { withFreshRights } from './resolve.ts'

export interface Description {
  title: string
  grounds: string
}

export interface WordingProposal extends Description {
  id: string
  documentId: string
  unitId: string
  wording: string
  channel: ProposalChannel
  onBehalfOf: string | null
  receivedAt: Date | null
}

const MAX_NAME_LENGTH = 200
const MAX_WORDING_LENGTH = 20_000

/** Ways in which somebody else's proposal reaches whoever enters it. */
const RECEIVED: readonly ProposalChannel[] = ['PAPER', 'EMAIL', 'MEETING']

function assertDescription({ title, grounds }: Description): void {
  if (title.length > LENGTHS.proposalTitle) throw new AppError('TOO_LARGE', 'title')
  if (grounds.length > LENGTHS.proposalGrounds) throw new AppError('TOO_LARGE', 'grounds')
}

/** Says what one's own proposal is called and why it is made, until it is decided. */
export async function describeProposal(
  { db, clock, pubsub }: ProposalTools,
  actor: Actor,
  id: string,
  description: Description,
): Promise<void> {
  assertDescription(description)
  const { proposal } = await proposalFor(db, actor, id, 'describe')
  const data = { title: description.title.trim(), grounds: description.grounds.trim(), updatedAt: clock.now() }
  const { count } = await db.changeProposal.updateMany({
    where: { id, state: { in: UNDECIDED }, hiddenAt: null },
    data,
  })
  if (count === 0) throw new AppError('CONFLICT')
  pubsub.publish('proposal', { documentId: proposal.documentId, proposalId: id })
}

/**
 * Proposes another wording of a unit without the editor, in one's own name or, for who may enter what came on paper,
 * somebody else's. The same request again gives the same proposal, and finishes what a stop in between left out.
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
  assertOrigin(input)
  await accessFor(db, actor, input.documentId, actionOf(input), null)
  const known = await db.changeProposal.findUnique({ where: { id: input.id } })
  if (known === null) await withFreshRights(() => write(tools, actor, { ...input, wording }))
  else assertOwn(known, actor, input)
  const proposal = await complete(tools, actor, input)
  pubsub.publish('proposal', { documentId: input.documentId, proposalId: input.id })
  return proposal
}

/** What came on paper, by mail or at a meeting is somebody's, and came on some day. */
function assertOrigin({ channel, onBehalfOf, receivedAt }: WordingProposal): void {
  if ((onBehalfOf ?? '').length > MAX_NAME_LENGTH) throw new AppError('TOO_LARGE', 'onBehalfOf')
  if (channel === 'EDITOR') throw new AppError('INVALID', 'channel')
  if (!RECEIVED.includes(channel)) return
  if ((onBehalfOf ?? '').trim() === '') throw new AppError('INVALID', 'onBehalfOf')
  if (receivedAt === null) throw new AppError('INVALID', 'receivedAt')
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
async function write({ db, rooms }: ProposalTools, actor: Actor, input: WordingProposal): Promise<void> {
  const { id, documentId, unitId, wording } = input
  const { accessVersion } = await accessFor(db, actor, documentId, actionOf(input), null)
  let isMarked = false
  await rooms.append(documentId, {
    kind: 'EDIT',
    userId: actor.userId,
    organizationId: actor.organizationId,
    accessVersion,
    cause: { type: 'proposal', id },
    proposals: [id],
    change(text) {
      isMarked = markWording(text, unitId, wording, id)
    },
  })
  if (!isMarked) throw new AppError('INVALID', 'wording')
}

/** Says of the row what its marks cannot, as long as nobody decided on it. */
async function complete({ db, rooms }: ProposalTools, actor: Actor, input: WordingProposal): Promise<ChangeProposal> {
  const { id, documentId, channel, onBehalfOf, receivedAt } = input
  const described = (await describeLive(rooms, documentId)).get(id) ?? {}
  await db.changeProposal.updateMany({
    where: { id, state: { in: UNDECIDED } },
    data: {
      ...described,
      title: input.title.trim(),
      grounds: input.grounds.trim(),
      channel,
      onBehalfOf: onBehalfOf?.trim() || null,
      receivedAt,
      enteredById: isEntered(input) ? actor.userId : null,
    },
  })
  return db.changeProposal.findUniqueOrThrow({ where: { id } })
}
