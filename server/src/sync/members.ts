// The members of one room and what each may do. Rights are kept with the member until something may have changed
// them; from that moment the member is in doubt: held back, taken from nowhere, until judged again. Then they go on,
// learn their new abilities, or are let go with the reason.

import { setTimeout as delay } from 'node:timers/promises'
import type { Abilities, Actor } from '../auth/policy.ts'
import { AppError } from '../errors.ts'
import type { CloseReason, RoomEvent } from './events.ts'
import type { LogLogger } from './log.ts'
import { isInDoubt, type Member } from './member.ts'
import type { Rights, RightsChange, Standing } from './rights.ts'

export interface MembersOptions {
  documentId: string
  rights: Rights
  logger: LogLogger
}

const RETRY_MS = 500
/** Somebody who changed something within this time counts as writing. */
export const WRITING_MS = 60_000

export class Members {
  /** Counts changes of rights, so that a judgement can be told from one made before the last of them. */
  changesHeard = 0
  private readonly byClient = new Map<number, Member>()
  private readonly options: MembersOptions

  constructor(options: MembersOptions) {
    this.options = options
  }

  get size(): number {
    return this.byClient.size
  }

  find(clientId: number): Member | undefined {
    return this.byClient.get(clientId)
  }

  add(member: Member): void {
    this.byClient.set(member.clientId, member)
  }

  /** Forgets this member; not another one that took its client id over. */
  remove(member: Member): boolean {
    return this.byClient.get(member.clientId) === member && this.byClient.delete(member.clientId)
  }

  deliver(event: RoomEvent, isFor: (clientId: number) => boolean = () => true): void {
    for (const member of this.byClient.values()) {
      if (isFor(member.clientId)) member.subscriber.send(event)
    }
  }

  /** Every window of these people that is here. */
  ofPerson(userId: string): Member[] {
    return [...this.byClient.values()].filter(({ standing }) => standing.actor.userId === userId)
  }

  /** Something could not be brought to them: their next opening holds it. */
  joinAnew(error: unknown): void {
    const { logger, documentId } = this.options
    logger.error({ err: error, documentId }, 'changes could not be delivered; everybody joins again')
    this.closeAll('SLOW')
  }

  closeAll(reason: CloseReason): void {
    for (const member of [...this.byClient.values()]) member.subscriber.close(reason)
  }

  /** Ids of the people who changed the document lately and are still here. */
  writers(): string[] {
    const since = performance.now() - WRITING_MS
    const writing = [...this.byClient.values()].filter((member) => member.lastPushAt > since)
    return [...new Set(writing.map(({ standing }) => standing.actor.userId))]
  }

  /** @throws AppError `UNAUTHENTICATED`; `NOT_FOUND` for a document that is missing or may not be read */
  async standingOf(actor: Actor): Promise<Standing> {
    const member = this.ofSession(actor)
    return member === undefined || isInDoubt(member) ? this.judge(actor) : member.standing
  }

  /**
   * What holds now for somebody who was here when they pushed; `again` asks anew even where the answer is kept. Whoever
   * is here no more may have left, or been let go with the right that they were judged by: only asking tells.
   */
  async currentStanding({ actor }: Standing, again: boolean): Promise<Standing> {
    const member = this.ofSession(actor)
    if (member === undefined || isInDoubt(member)) return this.judge(actor)
    return again ? this.judgeAnew(member) : member.standing
  }

  /** The answer is kept: without word of the change, as from another node, every push would be judged by the old one. */
  private async judgeAnew(member: Member): Promise<Standing> {
    const { doubts } = member
    const fresh = await this.judge(member.standing.actor)
    if (member.doubts === doubts) this.follow(member, fresh)
    return fresh
  }

  /** Puts everybody in doubt whom a change may concern, at once, and judges them. */
  reconsider({ userId, sessionId }: RightsChange): void {
    this.changesHeard += 1
    for (const member of this.byClient.values()) {
      const { actor } = member.standing
      if (userId !== undefined && userId !== actor.userId) continue
      if (sessionId !== undefined && sessionId !== actor.sessionId) continue
      member.doubts += 1
      member.subscriber.hold()
      void this.settle(member)
    }
  }

  /** Judges everybody again without holding them back, should a change have gone unheard. */
  async review(): Promise<void> {
    for (const member of [...this.byClient.values()]) {
      if (isInDoubt(member)) continue
      const { doubts } = member
      const verdict = await this.tryVerdict(member)
      if (verdict !== 'UNKNOWN' && member.doubts === doubts) this.follow(member, verdict)
    }
  }

  private ofSession({ sessionId }: Actor): Member | undefined {
    for (const member of this.byClient.values()) {
      if (member.standing.actor.sessionId === sessionId) return member
    }
    return undefined
  }

  private async judge(actor: Actor): Promise<Standing> {
    const standing = await this.options.rights.judgeAnew(actor, this.options.documentId)
    if (standing === 'SIGNED_OUT') throw new AppError('UNAUTHENTICATED')
    if (standing === null || !standing.abilities.read) throw new AppError('NOT_FOUND')
    return standing
  }

  /** Until an answer comes the member stays held back; only the last of several doubts settles them. */
  private async settle(member: Member): Promise<void> {
    const doubt = member.doubts
    let verdict = await this.tryVerdict(member)
    while (verdict === 'UNKNOWN' && member.doubts === doubt && this.byClient.get(member.clientId) === member) {
      await delay(RETRY_MS)
      verdict = await this.tryVerdict(member)
    }
    if (member.doubts === doubt && verdict !== 'UNKNOWN') {
      member.settledDoubts = doubt
      this.follow(member, verdict)
    }
    member.subscriber.release()
  }

  private follow(member: Member, verdict: Standing | CloseReason): void {
    if (typeof verdict === 'string') {
      member.subscriber.close(verdict)
      return
    }
    const before = member.standing.abilities
    member.standing = verdict
    if (!isSame(before, verdict.abilities)) {
      member.subscriber.sendFirst({ type: 'access', abilities: verdict.abilities })
    }
  }

  private async tryVerdict(member: Member): Promise<Standing | CloseReason | 'UNKNOWN'> {
    const { rights, documentId, logger } = this.options
    try {
      const standing = await rights.judgeAnew(member.standing.actor, documentId)
      if (standing === null) return 'ARCHIVED'
      return standing === 'SIGNED_OUT' || standing.abilities.read ? standing : 'FORBIDDEN'
    } catch (error) {
      logger.warn({ err: error, documentId }, 'rights could not be read')
      return 'UNKNOWN'
    }
  }
}

function isSame(left: Abilities, right: Abilities): boolean {
  return (Object.keys(left) as (keyof Abilities)[]).every((ability) => left[ability] === right[ability])
}
