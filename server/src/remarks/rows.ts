import type { Db, Prisma } from '@app/prisma'
import { spokenSelect, spokenWords } from '../comments/spoken.ts'
import type { Services } from '../context.ts'
import { readContent } from '../document/index.ts'
import { UNDECIDED } from '../proposals/access.ts'
import { type LiveText, readLiveText } from './live-text.ts'
import type { Answer, Remark, RemarkUnit } from './remark.ts'

type Tools = Pick<Services, 'db' | 'rooms'>
/** All but the number, which is theirs among all. */
type Row = Omit<Remark, 'number'> & { enteredAt: Date }

const named = { select: { id: true, name: true } } as const
const nameOnly = { select: { name: true } } as const

const threadSelect = {
  id: true,
  type: true,
  unitId: true,
  unitLabel: true,
  wholeUnit: true,
  quote: true,
  createdAt: true,
  resolvedAt: true,
  createdBy: named,
  resolvedBy: nameOnly,
  organization: named,
  comments: {
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    select: { ...spokenSelect, createdAt: true, hiddenReason: true, createdBy: nameOnly, organization: nameOnly },
  },
} as const satisfies Prisma.ThreadSelect

const proposalSelect = {
  id: true,
  state: true,
  title: true,
  grounds: true,
  channel: true,
  onBehalfOf: true,
  receivedAt: true,
  unitId: true,
  unitLabel: true,
  wordingBefore: true,
  wordingAfter: true,
  createdAt: true,
  decidedAt: true,
  decisionReason: true,
  hiddenAt: true,
  hiddenReason: true,
  createdBy: named,
  enteredBy: nameOnly,
  decidedBy: nameOnly,
  organization: named,
} as const satisfies Prisma.ChangeProposalSelect

type ThreadRow = Prisma.ThreadGetPayload<{ select: typeof threadSelect }>
type ProposalRow = Prisma.ChangeProposalGetPayload<{ select: typeof proposalSelect }>

/** Every remark and proposal of a document, in the order in which they were entered. As many statements for all as for one. */
export async function readRemarks({ db, rooms }: Tools, documentId: string): Promise<Remark[]> {
  const live = await readLiveText((await rooms.inspect(documentId, readContent)).found)
  const [threads, proposals] = await readRows(db, documentId)
  const rows = [
    ...threads.map((thread) => fromThread(thread, live)),
    ...proposals.map((proposal) => fromProposal(proposal, live)),
  ]
  return rows
    .sort((one, other) => one.enteredAt.getTime() - other.enteredAt.getTime() || (one.id < other.id ? -1 : 1))
    .map(({ enteredAt: _, ...row }, index) => ({ ...row, number: index + 1 }))
}

function readRows(db: Db, documentId: string): Promise<[ThreadRow[], ProposalRow[]]> {
  return Promise.all([
    db.thread.findMany({ where: { documentId }, select: threadSelect }),
    db.changeProposal.findMany({ where: { documentId }, select: proposalSelect }),
  ])
}

function fromThread(thread: ThreadRow, live: LiveText): Row {
  const [first, ...others] = thread.comments
  const block = live.anchors.get(thread.id) ?? (thread.wholeUnit ? thread.unitId : null)
  const unit = live.units.get(block ?? '')
  const isLost = unit === undefined
  return {
    id: thread.id,
    kind: 'THREAD',
    enteredAt: thread.createdAt,
    type: thread.type,
    state: thread.resolvedAt === null ? 'OPEN' : 'RESOLVED',
    receivedAt: thread.createdAt,
    isDayOnly: false,
    submitter: thread.createdBy,
    organization: thread.organization,
    channel: null,
    enteredBy: null,
    unit: unit ?? formerUnit(thread.unitLabel, live.units.get(thread.unitId)),
    isLost,
    passage: thread.quote,
    title: '',
    words: first === undefined ? null : spokenWords(first),
    withheld: first?.deletedAt != null ? 'DELETED' : first?.hiddenAt != null ? 'HIDDEN' : null,
    hiddenReason: first?.hiddenReason ?? null,
    grounds: '',
    answers: others.filter(({ deletedAt }) => deletedAt === null).map(toAnswer),
    decidedAt: thread.resolvedAt,
    decidedBy: thread.resolvedBy?.name ?? null,
    reason: '',
  }
}

function toAnswer(comment: ThreadRow['comments'][number]): Answer {
  return {
    author: comment.createdBy.name,
    organization: comment.organization?.name ?? null,
    at: comment.createdAt,
    words: spokenWords(comment),
  }
}

function fromProposal(proposal: ProposalRow, live: LiveText): Row {
  const described = (UNDECIDED.includes(proposal.state) && live.proposals.get(proposal.id)) || proposal
  const { onBehalfOf, createdBy, organization } = proposal
  const isHidden = proposal.hiddenAt !== null
  return {
    id: proposal.id,
    kind: 'PROPOSAL',
    enteredAt: proposal.createdAt,
    type: null,
    state: proposal.state,
    receivedAt: proposal.receivedAt ?? proposal.createdAt,
    isDayOnly: proposal.receivedAt !== null,
    submitter:
      onBehalfOf === null ? createdBy : isHidden ? null : { id: `${ON_BEHALF}${onBehalfOf}`, name: onBehalfOf },
    organization: onBehalfOf === null ? organization : null,
    channel: proposal.channel,
    enteredBy: proposal.enteredBy?.name ?? null,
    unit: formerUnit(described.unitLabel, live.units.get(described.unitId ?? '')),
    isLost: false,
    passage: described.wordingBefore ?? '',
    title: isHidden ? '' : proposal.title,
    words: isHidden ? null : (described.wordingAfter ?? ''),
    withheld: isHidden ? 'HIDDEN' : null,
    hiddenReason: proposal.hiddenReason,
    grounds: isHidden ? '' : proposal.grounds,
    answers: [],
    decidedAt: proposal.decidedAt,
    decidedBy: proposal.decidedBy?.name ?? null,
    reason: isHidden ? '' : (proposal.decisionReason ?? ''),
  }
}

/** Somebody without an account is known by what they are called; ids of accounts hold no colon. */
const ON_BEHALF = 'name:'

/** Called as it was then, and standing where the block still is. */
function formerUnit(label: string, now: RemarkUnit | undefined): RemarkUnit {
  return { label, place: now?.place ?? null, path: now?.path ?? [] }
}
