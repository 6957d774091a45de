// The second gate, for proposals: whose ids a push may carry, and whether somebody who may only propose leaves the text
// as it is. Stands after the guard, which knows bytes and places but neither people nor what a text says.

import { randomInt } from 'node:crypto'
import * as Y from 'yjs'
import { AppError } from '../errors.ts'
import { hasSameBase, type View } from './base-compare.ts'
import { onlyReopens } from './borrowed-marks.ts'
import { onlyKeepsSigns } from './borrowed-signs.ts'
import { findMarksOf, typesUnder } from './decided-marks.ts'
import { Excuses } from './excuses.ts'
import type { CheckedUpdate } from './guard.ts'
import { isOverlaid, type LayerLimits, laysOver } from './layers.ts'
import type { UpdateLog } from './log.ts'
import { withDeleted } from './normalise.ts'
import { areTooMany, type ProposalLimits } from './open-proposals.ts'
import { ProposalOwners } from './proposal-owners.ts'
import { isHostileReason, refuse } from './refusal.ts'
import { RefusedTries } from './refused-tries.ts'
import type { Replica } from './replica.ts'
import { findRevived } from './revived-marks.ts'
import { type Owners, type Sender, type Sorted, sort, viewOf } from './sorted-proposals.ts'
import { correctKinds, findStaleKinds, type StaleKind } from './stale-kinds.ts'
import type { Touched } from './touched.ts'
import { TrialCopy } from './trial-copy.ts'

export interface GateOptions {
  replica: Replica
  log: Pick<UpdateLog, 'readProposals'>
  limits: LayerLimits & ProposalLimits
  now(): Date
  /** How many remarks the document ever had: so many may lie over one character. */
  countRemarks(): number
}

export interface Judged {
  /** What is to be committed. */
  checked: CheckedUpdate
  /** Something was taken out of it, which its sender must learn. */
  isAmended: boolean
  /** It was compared with the text as it is: what another node appended meanwhile would have to be compared too. */
  isTried: boolean
  /** The sender's own proposals that it carries, for the log to bind. */
  proposals: string[]
}

/** A push in the copy. */
interface Trial {
  checked: CheckedUpdate
  isAmended: boolean
  text: Y.Text
  touched: Touched
  /** More may lie over a character with it than may. */
  mayOverlay: boolean
}

export class ProposalGate {
  private readonly options: GateOptions
  private readonly replica: Replica
  private readonly owners: ProposalOwners
  private readonly trial: TrialCopy
  private readonly excuses = new Excuses()
  private readonly refused = new RefusedTries()

  constructor(options: GateOptions) {
    const { replica, log } = options
    this.options = options
    this.replica = replica
    this.owners = new ProposalOwners(replica.documentId, log)
    this.trial = new TrialCopy(replica)
  }

  /**
   * What may be committed of a push; null where it must wait for another one that is being tried.
   * @throws AppError `FORBIDDEN`, `INVALID`, `TOO_LARGE`; its detail is a `GuardReason`. `RATE_LIMITED` for whoever was refused
   * too much of what had to be tried
   */
  async judge(checked: CheckedUpdate, sender: Sender): Promise<Judged | null> {
    const { userId, abilities } = sender
    const { opened, onMarkers } = checked.proposals
    const lays = laysOver(this.replica.doc, checked)
    if (abilities.edit && !lays && onMarkers.size === 0) return untried(checked, [])
    const { owners, sorted } = await this.sortWithRoom(new Set([...opened, ...onMarkers]), sender)
    const mayOverlay = lays && this.isCrowded(owners, sorted)
    const mustTry = sorted.foreign.size + sorted.decided.size > 0 || mayOverlay
    if (abilities.edit && !mustTry) return untried(checked, [...sorted.own])
    if (this.trial.isTaken) return null
    if (this.refused.areUsedUp(userId)) throw new AppError('RATE_LIMITED', 'tries')
    try {
      const trial = { ...this.withoutDecided(checked, sorted), mayOverlay }
      return abilities.edit ? this.tryEdit(trial, sorted) : this.tryProposal(trial, sorted, owners, userId)
    } catch (error) {
      if (error instanceof AppError && !isHostileReason(error.extensions.detail)) this.refused.count(userId)
      throw error
    }
  }

  /** Where too many stand in the text it is asked anew: of some, nothing may stand there any more. */
  private async sortWithRoom(ids: ReadonlySet<string>, sender: Sender): Promise<{ owners: Owners; sorted: Sorted }> {
    for (let isAskedAnew = false; ; isAskedAnew = true) {
      const owners = await this.owners.read()
      const sorted = sort(ids, owners, sender)
      if (!areTooMany(sorted.own, owners, sender.userId, this.options.limits)) return { owners, sorted }
      if (isAskedAnew) refuse('proposals-full')
      this.owners.forget()
    }
  }

  /** Are there so many that more could lie over one character than may? */
  private isCrowded(owners: Owners, { fresh }: Sorted): boolean {
    const { proposalsOverOne, remarksOverOne } = this.options.limits
    const open = [...owners.values()].filter(({ isOpen }) => isOpen).length + fresh.size
    return open > proposalsOverOne || this.options.countRemarks() > remarksOverOne
  }

  /** Marks of decided proposals come back with an undo; left in the text they would be carried out, by nobody. */
  private withoutDecided(checked: CheckedUpdate, { decided, ended }: Sorted): Omit<Trial, 'mayOverlay'> {
    const { text, touched } = this.trial.try(checked.update)
    // New words under one's own are meant as a proposal: without their mark they would be in force, and nobody decided so.
    if (ended.size > 0 && typesUnder(text, touched, ended)) refuse('closed-proposal')
    const marks = decided.size > 0 ? findMarksOf(text, touched, decided) : []
    const amended = this.amend(checked, marks, [])
    return { checked: amended ?? checked, isAmended: amended !== null, text, touched }
  }

  private tryEdit(trial: Trial, { own, foreign }: Sorted): Judged {
    const live = this.replica.body
    const { checked, isAmended, text, touched } = trial
    if (!onlyKeepsSigns(live, text, touched, foreign)) refuse('foreign-proposal')
    const isHonest = () => onlyReopens(live, text, touched, foreign)
    if (isHonest()) return this.settled(trial, tried(checked, isAmended, own))
    const revived = findRevived(live, text, touched, (id) => foreign.has(id))
    const amended = this.amend(checked, revived, [])
    if (amended === null || !isHonest()) refuse('foreign-proposal')
    return this.settled(trial, tried(amended, true, own))
  }

  /** @throws AppError where it changes more than the sender's own proposals */
  private tryProposal(trial: Trial, sorted: Sorted, owners: Owners, userId: string): Judged {
    const judged = this.compare(trial, sorted, viewOf(owners, sorted, userId))
    if (judged === null)
      refuse(this.excuses.take(owners.values(), userId, this.options.now()) ? 'decided-meanwhile' : 'changes-base')
    if (areTooMany(judged.proposals, owners, userId, this.options.limits)) refuse('proposals-full')
    return this.settled(trial, judged)
  }

  private settled({ text, touched, mayOverlay }: Trial, judged: Judged): Judged {
    if (mayOverlay && isOverlaid(this.replica.body, text, touched, this.options.limits)) refuse('too-many-layers')
    return judged
  }

  /** Null where it changes more than the sender's own proposals. */
  private compare(trial: Trial, { own, foreign }: Sorted, owned: Omit<View, 'note'>): Judged | null {
    const live = this.replica.body
    const { checked, isAmended, text, touched } = trial
    if (!onlyKeepsSigns(live, text, touched, foreign)) return null
    // Typed on in a run of one's own: the update itself carries no mark.
    const typed = new Set(own)
    const view = { ...owned, note: (id: string, { id: at }: Y.Item) => void (touched.isNew(at) && typed.add(id)) }
    if (hasSameBase(live, text, touched, view)) return tried(checked, isAmended, typed)
    const revived = findRevived(live, text, touched, (id) => !view.isOwn(id) && !view.isClosed(id))
    const amended = this.amend(checked, revived, findStaleKinds(live, text, touched, view.isOwn))
    return amended !== null && hasSameBase(live, text, touched, view) ? tried(amended, true, typed) : null
  }

  /** What lost a race against something committed meanwhile is put right; null where there is nothing of the kind. */
  private amend(checked: CheckedUpdate, gone: readonly Y.ID[], stale: readonly StaleKind[]): CheckedUpdate | null {
    if (gone.length + stale.length === 0) return null
    const clientId = this.newClientId()
    const correction = stale.length > 0 ? this.trial.correct(clientId, () => correctKinds(stale)) : null
    const whole = correction === null ? checked.update : Y.mergeUpdates([checked.update, correction])
    const { update, deletes } = withDeleted(this.replica.doc, whole, gone)
    this.trial.amend(update)
    const clients = correction === null ? checked.clients : [...checked.clients, clientId]
    return { ...checked, update, deletes, clients }
  }

  /** Corrections are the sender's, under a client id that the server makes up for them. */
  private newClientId(): number {
    let clientId = randomInt(2 ** 32)
    while (this.replica.owners.has(clientId)) clientId = randomInt(2 ** 32)
    return clientId
  }

  /** A push of this person that carried these was committed. Answers which of them are new. */
  bind(ids: readonly string[], userId: string): string[] {
    return this.owners.bind(ids, userId)
  }

  async knowsClosed(ids: readonly string[]): Promise<boolean> {
    const owners = await this.owners.read()
    return ids.some((id) => owners.get(id)?.isOpen === false)
  }

  follow(update: Uint8Array, seq: number): void {
    this.trial.follow(update, seq)
  }

  /** The pushes judged together were committed or refused. */
  settle(): void {
    this.trial.settle()
  }

  /** Proposals may have been made, or decided, elsewhere. */
  forget(): void {
    this.owners.forget()
  }
}

function untried(checked: CheckedUpdate, proposals: string[]): Judged {
  return { checked, isAmended: false, isTried: false, proposals }
}

function tried(checked: CheckedUpdate, isAmended: boolean, proposals: ReadonlySet<string>): Judged {
  return { checked, isAmended, isTried: true, proposals: [...proposals] }
}
