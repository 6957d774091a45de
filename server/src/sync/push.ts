import type { CheckedUpdate, GuardRules } from './guard.ts'
import type { LogLogger, UpdateLog } from './log.ts'
import type { Judged, ProposalGate } from './proposal-gate.ts'
import type { Replica } from './replica.ts'
import type { Standing } from './rights.ts'

export interface Push {
  clientId: number
  clientSeq: number
  epoch: string
  update: Uint8Array
  /** What the window had when it first hid a row, column or table in this update; null where it does not say. */
  seen: ReadonlyMap<number, number> | null
  /** Whether so much of whoever sends it was refused meanwhile that it is not even looked at. */
  isOut?: (() => boolean) | undefined
}

export interface Landed {
  update: Uint8Array
  seq: number
  clientId: number
  userId: string
  /** Proposals that it made. */
  newProposals: readonly string[]
  /** Something was taken out of what was pushed: the sender's window must see it too. */
  isAmended: boolean
  changesStructure: boolean
  newBlocks: number
}

/** What a queue needs of its room. */
export interface PushTarget {
  replica: Replica
  log: UpdateLog
  gate: ProposalGate
  logger: LogLogger
  now(): Date
  rulesFor(userId: string): GuardRules
  /** Rights that hold now, or a refusal; `again` asks anew even where an answer is kept. */
  standingFor(standing: Standing, again: boolean): Promise<Standing>
  assertRoom(checked: CheckedUpdate, userId: string): void
  /** Applies and shows what other nodes appended meanwhile; only what is before `seq` where it is given. */
  catchUp(seq?: number): Promise<boolean>
  /** Shows a row to the others. Resolves once the words its sender's rows stranded are kept for those who wrote them. */
  landed(landed: Landed): Promise<void>
  /** The document has another epoch than this copy of it. */
  outdated(): void
  /** Keeps what earlier rows stranded and could not be kept yet; rejects while that of this person's rows cannot be. */
  settleOffers(userId: string): Promise<void>
}

/** A push that has no answer yet. */
export interface Waiting {
  push: Push
  standing: Standing
  resolve: (answer: { seq: number }) => void
  reject: (error: unknown) => void
}

/** A push that the guard let through. */
export interface Candidate extends Waiting, Judged {
  /** The document's head when it was checked. */
  checkedAt: number
}
