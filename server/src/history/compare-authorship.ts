// Who brought and who took out what differs between two places of a log, and by which proposal, from rows of the log.

import type { UpdateKind } from '@app/prisma'
import * as Y from 'yjs'
import type { AuthorshipLookup } from '../document/compare/index.ts'
import { parseLayeredFormat } from '../document/index.ts'
import { Spans } from './id-spans.ts'

/** A row as far as authorship needs it. */
export interface AuthoredRow {
  seq: number
  kind: UpdateKind
  causeType: string | null
  causeId: string | null
  /** Yjs v1. */
  update: Uint8Array
}

export interface ChangeLookup extends AuthorshipLookup {
  /** The proposal under whose marks this was written; null for none. */
  proposedBy(client: number, clock: number): string | null
  /** The accepted proposal by which this was deleted; null for none. */
  removalProposedBy(client: number, clock: number): string | null
}

/**
 * What these rows, in order, brought and deleted. Words that a row only made again count as brought by it: `writtenAt`
 * answers as `typedAt`.
 */
export function authorshipOf(rows: readonly AuthoredRow[]): ChangeLookup {
  const typed = new Spans<number>()
  const deleted = new Spans<number>()
  const proposed = new Spans<string>()
  const accepted = new Map<number, string>()
  for (const row of rows) {
    const { structs, ds } = Y.decodeUpdate(row.update)
    for (const struct of structs) {
      const { client, clock } = struct.id
      typed.add(client, clock, struct.length, row.seq)
      const proposal = struct instanceof Y.Item ? proposalOf(struct, proposed) : null
      if (proposal !== null) proposed.add(client, clock, struct.length, proposal)
    }
    for (const [client, ranges] of ds.clients)
      for (const { clock, len } of ranges) deleted.add(client, clock, len, row.seq)
    const removal = row.kind === 'ACCEPTANCE' ? onlyProposalOf(row, structs) : null
    if (removal !== null) accepted.set(row.seq, removal)
  }
  const typedAt = (client: number, clock: number): number | null => typed.find(client, clock)
  const deletedAt = (client: number, clock: number): number | null => deleted.find(client, clock)
  return {
    typedAt,
    deletedAt,
    writtenAt: typedAt,
    proposedBy: (client, clock) => proposed.find(client, clock),
    removalProposedBy: (client, clock) => accepted.get(deletedAt(client, clock) ?? -1) ?? null,
  }
}

/** Words go on with the proposal of what they were put behind: its opening mark, or words of its own. */
function proposalOf({ content, origin }: Y.Item, proposed: Spans<string>): string | null {
  if (content instanceof Y.ContentFormat) {
    const { key, value } = content as { key: string; value: unknown }
    const layer = parseLayeredFormat(key)
    const before = origin === null ? null : proposed.find(origin.client, origin.clock)
    if (layer?.name !== 'ins') return before
    if (value !== null) return layer.id
    return before === layer.id ? null : before
  }
  return origin === null ? null : proposed.find(origin.client, origin.clock)
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
