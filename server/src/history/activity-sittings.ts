// Rows of the log folded into sittings: what one person did for one organisation with less than five quiet minutes
// between. Goes on from where it stopped, so that it can be done in parts; the parts do not change what comes out.

import type { ProposalState, SittingKind } from '@app/prisma'
// Not through the index: the thread that folds loads this file, and would load all rooms with it.
import { SERVER_USER_ID } from '../sync/server-user.ts'
import {
  countUnits,
  outcomesOf,
  type SittingOrder,
  type UnitCounts,
  type UnitRecord,
  withChange,
} from './activity-outcome.ts'
import type { RowEffect } from './activity-units.ts'
import type { PastRow } from './content-at.ts'

export const GAP_MS = 5 * 60_000

/** A person, and for whom they acted. */
export interface Author {
  userId: string
  organizationId: string | null
}

/** Whose a proposal is, and what became of it. */
export interface Proposer extends Author {
  state: ProposalState
  /** The row that decided it; null before it is noted, or where nobody did. */
  decisionSeq: number | null
}

/** How many rows of somebody changed the text. JSON. */
export type AuthorTally = Author & { rows: number }

export interface SittingCounts extends UnitCounts {
  accepted: number
  declined: number
  withdrawn: number
}

/** As it is stored, and shown. */
export interface SittingRow extends Author {
  firstSeq: number
  lastSeq: number
  kind: SittingKind
  startedAt: string
  endedAt: string
  counts: SittingCounts
  unitIds: string[]
  proposalIds: string[]
  threadIds: string[]
}

/** A sitting that may go on. JSON; times in ISO 8601. */
export interface OpenSitting extends Author {
  firstSeq: number
  lastSeq: number
  kind: SittingKind
  startedAt: string
  endedAt: string
  units: Record<string, UnitRecord>
  /** Only where one was moved. */
  order?: SittingOrder
  /** Units in which only marks changed. */
  marked: string[]
  proposalIds: string[]
  threadIds: string[]
  decided: { accepted: number; declined: number; withdrawn: number }
}

export interface FoldState {
  open: OpenSitting[]
  /** Since the last version. */
  authors: AuthorTally[]
}

type Row = Omit<PastRow, 'update' | 'seqFrom'>

const KINDS: Partial<Record<PastRow['kind'], SittingKind>> = {
  EDIT: 'WRITING',
  ANNOTATION: 'WRITING',
  ACCEPTANCE: 'DECISION',
  RESTORE: 'RESTORE',
  ROLLBACK: 'ROLLBACK',
  SEED: 'SEED',
  CONVERSION: 'CONVERSION',
}

/** Each of these is told of by itself. */
const ALONE: ReadonlySet<SittingKind> = new Set(['RESTORE', 'ROLLBACK'])

/** What a proposal is after a row that decided it. */
const DECIDED_AS = {
  ACCEPTANCE: new Set<ProposalState>(['ACCEPTED']),
  ANNOTATION: new Set<ProposalState>(['DECLINED', 'WITHDRAWN']),
} as const

/** Null for rows that are nobody's sitting: repairs of the server, and void ones. */
function sittingKindOf({ kind, userId, causeType }: Row): SittingKind | null {
  if (userId === SERVER_USER_ID) return null
  if (kind === 'ANNOTATION' && causeType === 'proposal') return 'DECISION'
  return KINDS[kind] ?? null
}

export class SittingFold {
  private readonly open = new Map<string, OpenSitting>()
  private readonly authors = new Map<string, AuthorTally>()
  private readonly changed = new Map<number, OpenSitting>()
  private readonly proposers: ReadonlyMap<string, Proposer>

  /** @param proposers whose each proposal of the document is, as it stands now */
  constructor({ open, authors }: FoldState, proposers: ReadonlyMap<string, Proposer>) {
    for (const sitting of open) this.open.set(keyOf(sitting, sitting.kind), structuredClone(sitting))
    for (const author of authors) this.authors.set(keyOf(author), { ...author })
    this.proposers = proposers
  }

  /** Takes the next row of the log, and what it did. */
  add(row: Row, effect: RowEffect): void {
    for (const [key, { endedAt }] of this.open) {
      if (row.createdAt.getTime() - Date.parse(endedAt) >= GAP_MS) this.open.delete(key)
    }
    const kind = sittingKindOf(row)
    if (kind === null) return
    const sitting = this.sittingFor(row, kind)
    for (const change of effect.changes) sitting.units[change.id] = withChange(sitting.units[change.id], change)
    this.addOrder(sitting, effect)
    if (kind === 'DECISION') this.addDecisions(sitting, row, effect)
    else this.addMarks(sitting, row, effect)
    this.addAuthors(row, kind, effect)
    this.changed.set(sitting.firstSeq, sitting)
  }

  /** What is to be written: sittings that are new or went on since the last time, and what is needed to go on. */
  take(): FoldState & { changed: SittingRow[] } {
    const changed = [...this.changed.values()].map(toRow)
    this.changed.clear()
    return { changed, open: [...this.open.values()], authors: [...this.authors.values()] }
  }

  private sittingFor({ seq, userId, organizationId, createdAt }: Row, kind: SittingKind): OpenSitting {
    const at = createdAt.toISOString()
    const key = keyOf({ userId, organizationId }, kind)
    const known = ALONE.has(kind) ? undefined : this.open.get(key)
    if (known !== undefined) {
      known.lastSeq = seq
      if (at > known.endedAt) known.endedAt = at
      return known
    }
    const sitting: OpenSitting = {
      firstSeq: seq,
      lastSeq: seq,
      kind,
      userId,
      organizationId,
      startedAt: at,
      endedAt: at,
      units: {},
      marked: [],
      proposalIds: [],
      threadIds: [],
      decided: { accepted: 0, declined: 0, withdrawn: 0 },
    }
    this.open.set(key, sitting)
    return sitting
  }

  private addOrder(sitting: OpenSitting, { order, changes }: RowEffect): void {
    if (order === undefined) return
    const { before, others } = sitting.order ?? { before: order.before, others: [] }
    sitting.order = { before, after: order.after, others }
    const moved = changes.filter(({ isMoved }) => isMoved)
    for (const other of this.open.values()) {
      if (other === sitting || other.order === undefined) continue
      for (const { id } of moved) addOnce(other.order.others, id)
    }
  }

  private addMarks(sitting: OpenSitting, { userId, causeType, causeId }: Row, effect: RowEffect): void {
    const own = effect.proposals.map(({ id }) => id).filter((id) => this.proposers.get(id)?.userId === userId)
    for (const id of own) addOnce(sitting.proposalIds, id)
    const isRemark = causeType === 'thread' && causeId !== null
    if (isRemark) addOnce(sitting.threadIds, causeId)
    if (isRemark || own.length > 0) for (const id of effect.touched) addOnce(sitting.marked, id)
  }

  private addDecisions(sitting: OpenSitting, row: Row, { proposals, touched }: RowEffect): void {
    for (const id of this.decidedBy(row, proposals)) {
      if (sitting.proposalIds.includes(id)) continue
      sitting.proposalIds.push(id)
      const isOwn = this.proposers.get(id)?.userId === row.userId
      sitting.decided[row.kind === 'ACCEPTANCE' ? 'accepted' : isOwn ? 'withdrawn' : 'declined'] += 1
    }
    for (const id of touched) addOnce(sitting.marked, id)
  }

  /** Words that were accepted are their proposer's. */
  private addAuthors(row: Row, kind: SittingKind, effect: RowEffect): void {
    if (effect.changes.length === 0) return
    if (kind !== 'DECISION') this.tally(row)
    else for (const id of this.decidedBy(row, effect.proposals)) this.tally(this.proposers.get(id))
  }

  /** A decision names only its first proposal; of those whose marks it took away, some merely went with the words they stood on. */
  private decidedBy({ seq, kind, causeId }: Row, proposals: RowEffect['proposals']): string[] {
    const states = DECIDED_AS[kind === 'ACCEPTANCE' ? 'ACCEPTANCE' : 'ANNOTATION']
    const gone = proposals.filter(({ id, isGone }) => {
      const proposer = this.proposers.get(id)
      if (!isGone || proposer === undefined || !states.has(proposer.state)) return false
      return proposer.decisionSeq === null || proposer.decisionSeq === seq
    })
    return [...new Set([...(causeId === null ? [] : [causeId]), ...gone.map(({ id }) => id)])]
  }

  private tally(author: Author | undefined): void {
    if (author === undefined) return
    const { userId, organizationId } = author
    const known = this.authors.get(keyOf(author))
    if (known === undefined) this.authors.set(keyOf(author), { userId, organizationId, rows: 1 })
    else known.rows += 1
  }
}

function toRow({ units, order, marked, decided, ...sitting }: OpenSitting): SittingRow {
  const outcomes = outcomesOf(units, order)
  const unitIds = [...new Set([...outcomes.keys(), ...marked])].sort()
  return { ...sitting, unitIds, counts: { ...countUnits(units, outcomes), ...decided } }
}

function keyOf({ userId, organizationId }: Author, kind: SittingKind | '' = ''): string {
  return JSON.stringify([userId, organizationId, kind])
}

function addOnce(list: string[], id: string): void {
  if (!list.includes(id)) list.push(id)
}
