// Who brought and who took out what a step of playback changed, and by which proposal, from the rows of the step alone:
// the thread that makes frames has no authorship of the whole text. Words that were moved or brought back count as whose
// who did that, as the step shows it.

import type { UpdateKind } from '@app/prisma'
import * as Y from 'yjs'
import { type ChangedPiece, parseLayeredFormat, Ranges, type YjsId } from '../document/index.ts'
import type { DeedReader, Find } from './compare-attribution.ts'
import { DeedStretches } from './deed-stretches.ts'
import { Deeds } from './sources.ts'

/** A row as far as authorship needs it. */
export interface AuthoredRow {
  seq: number
  kind: UpdateKind
  causeType: string | null
  causeId: string | null
  /** Yjs v1. */
  update: Uint8Array
}

/** Reads whose the changes of one step are. */
export class StepReader implements DeedReader {
  readonly deeds = new Deeds()
  private readonly since: number
  private readonly typed = new Ranges<number>()
  private readonly deleted = new Ranges<number>()
  private readonly proposed = new Ranges<string>()
  /** By the row that accepted it, the proposal that took words out. */
  private readonly accepted = new Map<number, string>()

  /** @param rows in order; those up to `since` only say what was proposed before */
  constructor(rows: readonly AuthoredRow[], since: number) {
    this.since = since
    for (const row of rows) this.read(row)
  }

  ofPiece({ change, ids }: ChangedPiece): DeedStretches {
    const find = change === 'delete' ? 'deletedAt' : 'typedAt'
    const out = new DeedStretches()
    for (const { client, clock, length } of ids) {
      for (let at = clock; at < clock + length; at++) out.add(1, this.ofId(find, { client, clock: at }))
    }
    return out
  }

  /** Null also for what was there before: it is shown as new only so that a change can be read. */
  ofId(find: Find, { client, clock }: YjsId): number | null {
    const seq = (find === 'deletedAt' ? this.deleted : this.typed).get(client, clock)
    if (seq === undefined) return null
    if (find === 'deletedAt') return this.deeds.note(seq, this.accepted.get(seq) ?? null)
    const proposalId = this.proposed.get(client, clock) ?? null
    return proposalId === null && seq <= this.since ? null : this.deeds.note(seq, proposalId)
  }

  private read(row: AuthoredRow): void {
    const { structs, ds } = Y.decodeUpdate(row.update)
    for (const struct of structs) {
      const range = { client: struct.id.client, clock: struct.id.clock, length: struct.length }
      this.typed.add(range, row.seq)
      const proposal = struct instanceof Y.Item ? proposalOf(struct, this.proposed) : null
      if (proposal !== null) this.proposed.add(range, proposal)
    }
    for (const [client, ranges] of ds.clients) {
      for (const { clock, len } of ranges) this.deleted.add({ client, clock, length: len }, row.seq)
    }
    const removal = row.kind === 'ACCEPTANCE' ? onlyProposalOf(row, structs) : null
    if (removal !== null) this.accepted.set(row.seq, removal)
  }
}

/** Words go on with the proposal of what they were put behind: its opening mark, or words of its own. */
function proposalOf({ content, origin }: Y.Item, proposed: Ranges<string>): string | null {
  if (content instanceof Y.ContentFormat) {
    const { key, value } = content as { key: string; value: unknown }
    const layer = parseLayeredFormat(key)
    const before = origin === null ? null : (proposed.get(origin.client, origin.clock) ?? null)
    if (layer?.name !== 'ins') return before
    if (value !== null) return layer.id
    return before === layer.id ? null : before
  }
  return origin === null ? null : (proposed.get(origin.client, origin.clock) ?? null)
}

/** Null where several were accepted at once: which of them took words out their marks no longer say. */
function onlyProposalOf({ causeType, causeId }: AuthoredRow, structs: readonly unknown[]): string | null {
  const ids = new Set(causeType === 'proposal' && causeId !== null ? [causeId] : [])
  for (const struct of structs) {
    if (!(struct instanceof Y.Item) || !(struct.content instanceof Y.ContentFormat)) continue
    const layer = parseLayeredFormat(struct.content.key)
    if (layer?.name === 'ins' || layer?.name === 'del') ids.add(layer.id)
  }
  const [only] = ids
  return ids.size === 1 && only !== undefined ? only : null
}
