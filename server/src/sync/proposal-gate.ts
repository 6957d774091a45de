// The second gate, for proposals: whose ids a push may carry, and whether somebody who may only propose leaves the text
// as it is. Stands after the guard, which knows bytes and places but neither people nor what a text says.

import { randomInt } from 'node:crypto'
import * as Y from 'yjs'
import type { Abilities } from '../auth/policy.ts'
import { isUuid } from '../ids.ts'
import { hasSameBase, type View } from './base-compare.ts'
import { onlyReopens } from './borrowed-marks.ts'
import { findMarksOf, typesUnder } from './decided-marks.ts'
import { Excuses } from './excuses.ts'
import type { CheckedUpdate } from './guard.ts'
import type { ProposalOwner, UpdateLog } from './log.ts'
import { withDeleted } from './normalise.ts'
import { ProposalOwners } from './proposal-owners.ts'
import { refuse } from './refusal.ts'
import type { Replica } from './replica.ts'
import { findRevived } from './revived-marks.ts'
import { correctKinds, findStaleKinds, type StaleKind } from './stale-kinds.ts'
import type { Touched } from './touched.ts'
import { TrialCopy } from './trial-copy.ts'

export interface GateOptions {
  replica: Replica
  log: Pick<UpdateLog, 'readProposals'>
  now(): Date
}

export interface Sender {
  userId: string
  abilities: Abilities
}

/** A page begins one proposal a sitting; a day's work that comes back at once brings a few. */
const MAX_NEW_PROPOSALS = 100

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

/** Ids of a push by whose they are. */
interface Sorted {
  own: Set<string>
  fresh: Set<string>
  /** Somebody else's, and not decided yet. */
  foreign: Set<string>
  /** Decided: an undo may bring them back. */
  decided: Set<string>
  /** Those of the decided that are the sender's own. */
  ended: Set<string>
}

/** A push in the copy. */
interface Trial {
  checked: CheckedUpdate
  isAmended: boolean
  text: Y.Text
  touched: Touched
}

export class ProposalGate {
  private readonly replica: Replica
  private readonly owners: ProposalOwners
  private readonly trial: TrialCopy
  private readonly excuses = new Excuses()
  private readonly now: () => Date

  constructor({ replica, log, now }: GateOptions) {
    this.replica = replica
    this.now = now
    this.owners = new ProposalOwners(replica.documentId, log)
    this.trial = new TrialCopy(replica)
  }

  /**
   * What may be committed of a push; null where it must wait for another one that is being tried.
   * @throws AppError `FORBIDDEN`, `INVALID`; its detail is a `GuardReason`
   */
  async judge(checked: CheckedUpdate, { userId, abilities }: Sender): Promise<Judged | null> {
    const { opened, onMarkers } = checked.proposals
    const carries = opened.size + onMarkers.size > 0
    if (abilities.edit && !carries) return untried(checked, [])
    const owners = await this.owners.read()
    const sorted = sort(new Set([...opened, ...onMarkers]), owners, { userId, abilities })
    const borrowed = new Set([...sorted.foreign].filter((id) => opened.has(id)))
    if (abilities.edit && borrowed.size + sorted.decided.size === 0) return untried(checked, [...sorted.own])
    if (this.trial.isTaken) return null
    const trial = this.withoutDecided(checked, sorted)
    if (abilities.edit) return this.tryEdit(trial, sorted, borrowed)
    const judged = this.tryProposal(trial, sorted, viewOf(owners, sorted, userId))
    return (
      judged ?? refuse(this.excuses.take(owners.values(), userId, this.now()) ? 'decided-meanwhile' : 'changes-base')
    )
  }

  /** Marks of decided proposals come back with an undo; left in the text they would be carried out, by nobody. */
  private withoutDecided(checked: CheckedUpdate, { decided, ended }: Sorted): Trial {
    const { text, touched } = this.trial.try(checked.update)
    // New words under one's own are meant as a proposal: without their mark they would be in force, and nobody decided so.
    if (ended.size > 0 && typesUnder(text, touched, ended)) refuse('closed-proposal')
    const marks = decided.size > 0 ? findMarksOf(text, touched, decided) : []
    const amended = this.amend(checked, marks, [])
    return { checked: amended ?? checked, isAmended: amended !== null, text, touched }
  }

  private tryEdit(trial: Trial, { own }: Sorted, borrowed: ReadonlySet<string>): Judged {
    const live = this.replica.body
    const { checked, isAmended, text, touched } = trial
    const isHonest = () => onlyReopens(live, text, touched, borrowed)
    if (isHonest()) return tried(checked, isAmended, own)
    const revived = findRevived(live, text, touched, (id) => borrowed.has(id))
    const amended = this.amend(checked, revived, [])
    if (amended === null || !isHonest()) refuse('foreign-proposal')
    return tried(amended, true, own)
  }

  /** Null where it changes more than the sender's own proposals. */
  private tryProposal(trial: Trial, { own }: Sorted, owned: Omit<View, 'note'>): Judged | null {
    const live = this.replica.body
    const { checked, isAmended, text, touched } = trial
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

function sort(
  ids: ReadonlySet<string>,
  owners: ReadonlyMap<string, ProposalOwner>,
  { userId, abilities }: Sender,
): Sorted {
  const none = () => new Set<string>()
  const sorted: Sorted = { own: none(), fresh: none(), foreign: none(), decided: none(), ended: none() }
  for (const id of ids) {
    const owner = owners.get(id)
    if (owner === undefined) {
      if (!isUuid(id)) refuse('unknown-annotation')
      sorted.fresh.add(id)
      sorted.own.add(id)
    } else if (owner.authorId !== userId) {
      sorted[owner.isOpen ? 'foreign' : 'decided'].add(id)
    } else if (owner.isOpen) sorted.own.add(id)
    else if (abilities.edit) {
      sorted.decided.add(id)
      sorted.ended.add(id)
    } else refuse('closed-proposal')
  }
  if (sorted.fresh.size > MAX_NEW_PROPOSALS) refuse('too-many-proposals')
  return sorted
}

function viewOf(owners: ReadonlyMap<string, ProposalOwner>, { fresh }: Sorted, userId: string) {
  return {
    isOwn: (id: string) => fresh.has(id) || (owners.get(id)?.isOpen === true && owners.get(id)?.authorId === userId),
    isClosed: (id: string) => owners.get(id)?.isOpen === false,
  }
}
