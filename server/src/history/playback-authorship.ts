// Who brought and who took out what a step of playback changed: by its rows, and where they do not say it, by the credits
// that come with it.

import * as Y from 'yjs'
import { type ChangedPiece, Ranges, type YjsId } from '../document/index.ts'
import type { DeedReader, Find } from './compare-attribution.ts'
import type { DeedStretches } from './deed-stretches.ts'
import type { Credit, StepCredits } from './playback-credits.ts'
import { Deeds } from './sources.ts'

/** A row of the step; void ones are left out. */
export interface AppliedRow {
  seq: number
  /** Yjs v1. */
  update: Uint8Array
}

/** Reads whose the changes of one step are. */
export class StepReader implements DeedReader {
  readonly deeds = new Deeds()
  private readonly typed = new Ranges<number>()
  private readonly deleted = new Ranges<number>()
  private readonly credits = new Ranges<Credit>(false)
  private readonly removals = new Ranges<string>()

  constructor(rows: readonly AppliedRow[], { credits, removals }: Pick<StepCredits, 'credits' | 'removals'>) {
    for (const credit of credits) this.credits.add(credit, credit)
    for (const { proposalId, ...range } of removals) this.removals.add(range, proposalId)
    for (const row of rows) this.read(row)
  }

  readPiece({ change, ids }: ChangedPiece, _index: number, out: DeedStretches): void {
    for (const { client, clock, length } of ids) {
      for (let at = clock; at < clock + length; at++) out.add(1, this.ofCharacter(change, { client, clock: at }))
    }
  }

  /** Null also for what was there before: it is shown as new only so that a change can be read. */
  ofId(find: Find, id: YjsId): number | null {
    if (find === 'deletedAt') return this.ofRemoved(id)
    const credit = this.credits.get(id.client, id.clock)
    if (credit !== undefined) return this.deeds.note(credit.typedAt, credit.proposalId)
    return this.ofTyped(id)
  }

  private ofCharacter(change: ChangedPiece['change'], id: YjsId): number | null {
    if (change === 'delete') return this.ofRemoved(id)
    const credit = this.credits.get(id.client, id.clock)
    return credit === undefined ? this.ofTyped(id) : this.deeds.note(credit.writtenAt, credit.proposalId)
  }

  private ofTyped({ client, clock }: YjsId): number | null {
    const seq = this.typed.get(client, clock)
    return seq === undefined ? null : this.deeds.note(seq, null)
  }

  private ofRemoved({ client, clock }: YjsId): number | null {
    const seq = this.deleted.get(client, clock)
    return seq === undefined ? null : this.deeds.note(seq, this.removals.get(client, clock) ?? null)
  }

  private read({ seq, update }: AppliedRow): void {
    const { structs, ds } = Y.decodeUpdate(update)
    for (const { id, length } of structs) this.typed.add({ client: id.client, clock: id.clock, length }, seq)
    for (const [client, ranges] of ds.clients) {
      for (const { clock, len } of ranges) this.deleted.add({ client, clock, length: len }, seq)
    }
  }
}
