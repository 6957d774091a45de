// How large a document may grow. Counted along as updates come; measured exactly only when the count says that the
// limit is reached, and not more often than is cheap.

import * as Y from 'yjs'
import { refuse } from './refusal.ts'
import type { Replica } from './replica.ts'

export interface SizeLimits {
  documentBytes: number
  documentBlocks: number
  documentClients: number
  documentClientsOfOne: number
}

interface Added {
  update: Uint8Array
  newBlocks: number
  clients: readonly number[]
}

const MEASURE_EVERY_MS = 30_000
/** So much of the limit written since the last measure pays for another one: text replaced again and again does not add up. */
const WORTH_MEASURING = 1 / 4

export class RoomSize {
  private readonly replica: Replica
  private readonly limits: SizeLimits
  private blocks: number
  private measuredAt = Number.NEGATIVE_INFINITY
  private measuredBytes = 0

  constructor(replica: Replica, limits: SizeLimits) {
    this.replica = replica
    this.limits = limits
    this.blocks = countBlocks(replica.body)
  }

  /** @throws AppError `TOO_LARGE` when the document would be over its limits with this update of this person */
  assertFits({ update, newBlocks, clients }: Added, userId: string): void {
    this.assertClients(clients, userId)
    if (this.fits(update.length, newBlocks)) return
    if (this.isWorthMeasuring()) this.measure()
    if (!this.fits(update.length, newBlocks)) refuse('document-full')
  }

  /** Client ids are never forgotten: each makes what everybody sends on joining longer. */
  private assertClients(clients: readonly number[], userId: string): void {
    const { replica, limits } = this
    const { owners } = replica
    const fresh = clients.filter((client) => !owners.has(client)).length
    if (fresh === 0) return
    let own = fresh
    for (const owner of owners.values()) if (owner === userId) own += 1
    if (own > limits.documentClientsOfOne) refuse('too-many-clients')
    if (replica.doc.store.clients.size + fresh > limits.documentClients) refuse('document-full')
  }

  add(newBlocks: number): void {
    this.blocks += newBlocks
  }

  private fits(bytes: number, blocks: number): boolean {
    return this.replica.bytes + bytes <= this.limits.documentBytes && this.blocks + blocks <= this.limits.documentBlocks
  }

  private isWorthMeasuring(): boolean {
    const written = this.replica.bytes - this.measuredBytes
    const isEnough = written >= this.limits.documentBytes * WORTH_MEASURING
    return isEnough || performance.now() - this.measuredAt > MEASURE_EVERY_MS
  }

  private measure(): void {
    this.measuredAt = performance.now()
    this.replica.encode()
    this.measuredBytes = this.replica.bytes
    this.blocks = countBlocks(this.replica.body)
  }
}

function countBlocks(body: Y.Text): number {
  let blocks = 0
  for (let item = body._start; item !== null; item = item.right) {
    if (!item.deleted && item.content instanceof Y.ContentType) blocks += 1
  }
  return blocks
}
