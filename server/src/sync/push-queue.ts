// The pushes of one room on their way into the document, in the one order that keeps promises:
// guard → append (commit) → apply → answer → fan out. Everything waiting is taken together, one push per person, so
// that each is checked against a document that already holds that person's last one.
// A push that was refused leaves nothing behind; a push that was answered is in the log.

import { setImmediate as nextTurn } from 'node:timers/promises'
import * as Y from 'yjs'
import { AppError } from '../errors.ts'
import { type CheckedUpdate, checkUpdate, findOwnStranded } from './guard.ts'
import { holdsRow } from './log.ts'
import type { Verdict } from './log-statement.ts'
import type { Candidate, Push, PushTarget, Waiting } from './push.ts'
import { refuse } from './refusal.ts'
import type { Standing } from './rights.ts'
import { WaitingPushes } from './waiting-pushes.ts'

const NOTHING_SEEN: ReadonlyMap<number, number> = new Map()

export class PushQueue {
  private readonly target: PushTarget
  private readonly waiting = new WaitingPushes()
  private hasRefused = false

  constructor(target: PushTarget) {
    this.target = target
  }

  get isEmpty(): boolean {
    return this.waiting.isEmpty
  }

  /** @throws AppError `UNAVAILABLE` when too much waits already */
  add(push: Push, standing: Standing): Promise<{ seq: number }> {
    return this.waiting.add(push, standing)
  }

  /** Takes what waits through all steps. Never rejects: each push has its own answer. */
  async drain(): Promise<void> {
    const batch = this.waiting.takeBatch()
    try {
      // Those that were tried first: an edit beside them would get between the text they were tried on and their row.
      const candidates = (await this.check(batch)).sort((one, other) => Number(other.isTried) - Number(one.isTried))
      const verdicts = await Promise.all(candidates.map((candidate) => this.append(candidate)))
      const judged = candidates.map((candidate, index) => ({ candidate, verdict: verdicts[index] as Verdict | Error }))
      // What was appended lands first: whatever reads the log after it would take the row as another node's.
      for (const { candidate, verdict } of judged.sort(byLanding)) await this.settle(candidate, verdict)
    } catch (error) {
      this.target.logger.error({ err: error, documentId: this.target.replica.documentId }, 'pushes failed')
      for (const { reject } of batch) reject(new AppError('UNAVAILABLE', 'room'))
    } finally {
      this.target.gate.settle()
    }
    // What was refused is answered and counted before the next one of the same person is tried: each costs a copy of the
    // document, and others' steps must get between them.
    if (this.hasRefused) await nextTurn()
    this.hasRefused = false
  }

  private async check(batch: readonly Waiting[]): Promise<Candidate[]> {
    const candidates: Candidate[] = []
    for (const waiting of batch) {
      const candidate = await this.checkOne(waiting).catch((error: unknown) => {
        this.hasRefused = true
        waiting.reject(error)
        return null
      })
      if (candidate !== null) candidates.push(candidate)
    }
    return candidates
  }

  /** Null when the push adds nothing and was answered, or waits for another round. */
  private async checkOne(waiting: Waiting): Promise<Candidate | null> {
    const { replica } = this.target
    if (waiting.push.isOut?.()) throw new AppError('FORBIDDEN', 'strikes')
    const standing = await this.target.standingFor(waiting.standing, false)
    if (waiting.push.epoch !== replica.epoch) throw new AppError('EPOCH_CHANGED')
    if (replica.isQuarantined) throw new AppError('UNAVAILABLE', 'quarantined')
    const { userId } = standing.actor
    if (this.target.rulesFor(userId).ownerOf(waiting.push.clientId) === 'other') refuse('foreign-client')
    const checked = await this.guard(waiting.push, userId)
    if (checked.isEmpty) {
      await this.target.settleOffers(userId)
      waiting.resolve({ seq: replica.head })
      return null
    }
    this.target.assertRoom(checked, userId)
    const judged = await this.target.gate.judge(checked, { userId, abilities: standing.abilities })
    if (judged !== null) return { ...waiting, ...judged, standing, checkedAt: replica.head }
    this.waiting.postpone({ ...waiting, standing })
    return null
  }

  /** What looks like a gap may have been appended by another node. */
  private async guard(push: Push, userId: string): Promise<CheckedUpdate> {
    const { replica } = this.target
    try {
      return checkUpdate(replica.doc, push.update, this.target.rulesFor(userId))
    } catch (error) {
      if (!isGap(error) || !(await this.target.catchUp())) throw error
      return checkUpdate(replica.doc, push.update, this.target.rulesFor(userId))
    }
  }

  private append({ push, standing, checked, proposals, isTried, checkedAt }: Candidate): Promise<Verdict | Error> {
    const { actor, accessVersion } = standing
    return this.target.log
      .append({
        documentId: this.target.replica.documentId,
        kind: 'EDIT',
        clientId: push.clientId,
        clientSeq: push.clientSeq,
        clients: [...new Set([push.clientId, ...checked.clients])],
        userId: actor.userId,
        organizationId: actor.organizationId,
        accessVersion,
        epoch: push.epoch,
        head: isTried ? checkedAt : null,
        update: checked.update,
        createdAt: this.target.now(),
        cause: null,
        proposals,
        restoration: null,
        seen: push.seen && checked.deletes.size > 0 ? Y.encodeStateVector(new Map(push.seen)) : null,
        offeredSeq: this.target.replica.offeredSeq,
      })
      .catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))))
  }

  private async settle(candidate: Candidate, verdict: Verdict | Error): Promise<void> {
    try {
      const seq = await this.follow(candidate, verdict)
      if (seq !== null) candidate.resolve({ seq })
    } catch (error) {
      this.hasRefused = true
      candidate.reject(error)
    }
  }

  /** Null when the push must wait for another round. */
  private async follow(candidate: Candidate, verdict: Verdict | Error): Promise<number | null> {
    if (verdict instanceof Error) throw verdict
    switch (verdict.kind) {
      case 'APPENDED':
        return this.land(candidate, verdict.seq)
      case 'REPEATED':
        return this.recognise(candidate, verdict.seq)
      case 'STALE_ACCESS':
        return this.judgeAgain(candidate)
      case 'STALE_HEAD':
        return this.tryAgain(candidate)
      case 'FOREIGN_CLIENT':
        await this.target.replica.refreshOwners()
        return refuse('foreign-client')
      case 'FOREIGN_PROPOSAL':
        this.target.gate.forget()
        return refuse('foreign-proposal')
      case 'CLOSED_PROPOSAL':
        return this.judgeDecided(candidate)
      case 'EPOCH_CHANGED':
        this.target.outdated()
        throw new AppError('EPOCH_CHANGED')
      case 'NO_DOCUMENT':
        throw new AppError('NOT_FOUND')
    }
  }

  private async land(candidate: Candidate, seq: number): Promise<number> {
    const { push, standing, checked, proposals, isAmended, checkedAt } = candidate
    const { replica } = this.target
    const { userId } = standing.actor
    for (const client of [push.clientId, ...checked.clients]) replica.owners.set(client, userId)
    if (seq > replica.head + 1) await this.target.catchUp(seq)
    if (seq > replica.head + 1) throw new AppError('UNAVAILABLE', 'quarantined')
    const newProposals = this.target.gate.bind(proposals, userId)
    const isUnchanged = replica.head === checkedAt
    const { clientId } = push
    const row = { seq, update: checked.update, clientId, userId }
    // A copy made again without a row that could not be applied was read from the log, and this row with it.
    if (seq > replica.head) {
      const { strandedText, strandedCells } = isUnchanged ? checked : findOwnStranded(replica.doc, checked.update)
      const own = new Set([clientId, ...checked.clients])
      const knowledge = { deletes: checked.deletes, seen: push.seen ?? NOTHING_SEEN, own }
      if (!(await replica.apply({ ...row, strandedText, strandedCells, knowledge })))
        throw new AppError('INVALID', 'void')
    }
    await this.target.landed({ ...checked, ...row, isAmended, newProposals })
    return seq
  }

  /**
   * The log has this number already. Only if it holds the same words may the sender be told that they are saved. Where the
   * answer to a statement was lost and the log asked again, it is the row this room has just appended.
   */
  private async recognise(candidate: Candidate, seq: number): Promise<number> {
    const { replica, log } = this.target
    const { push, standing, checked } = candidate
    if (seq > replica.head) {
      const { update } = checked
      if (await holdsRow(log, replica.documentId, { seq, update })) return this.land(candidate, seq)
      await this.target.catchUp()
    }
    const again = checkUpdate(replica.doc, push.update, this.target.rulesFor(standing.actor.userId))
    if (!again.isEmpty) refuse('reused-number')
    await this.target.settleOffers(standing.actor.userId)
    return seq
  }

  /** Another node wrote since it was tried: what would come of both is nobody's to know before. */
  private async tryAgain(candidate: Candidate): Promise<null> {
    await this.target.catchUp()
    if (this.target.replica.head === candidate.checkedAt) throw new AppError('UNAVAILABLE', 'room')
    this.waiting.postpone(candidate)
    return null
  }

  /** Decided where this room did not hear of it: nothing of it stood in the text, or another node wrote. */
  private async judgeDecided(candidate: Candidate): Promise<null> {
    const { gate } = this.target
    gate.forget()
    if (!(await gate.knowsClosed(candidate.proposals))) refuse('closed-proposal')
    this.waiting.postpone(candidate)
    return null
  }

  private async judgeAgain({ push, standing, resolve, reject }: Candidate): Promise<null> {
    const next = await this.target.standingFor(standing, true)
    this.waiting.postpone({ push, standing: next, resolve, reject })
    return null
  }
}

function byLanding(one: { verdict: Verdict | Error }, other: { verdict: Verdict | Error }): number {
  return landingOf(one.verdict) - landingOf(other.verdict)
}

function landingOf(verdict: Verdict | Error): number {
  return !(verdict instanceof Error) && 'seq' in verdict ? verdict.seq : Number.MAX_SAFE_INTEGER
}

function isGap(error: unknown): boolean {
  return error instanceof AppError && error.extensions.detail === 'gap'
}
