// Gives words back to the people of one room: keeps what rows stranded, in their order, then brings it to whoever is here.
// Nobody is told that a push was saved before the words it stranded are kept: while that fails nothing of its sender is
// acknowledged, who sends it again and makes this try again; whose rows strand nothing are not held back by it. Where the
// process ends before, or nobody sends anything again, the log still says that these rows are to be looked at
// (`Document.offeredSeq`), and the next room that reads them finds the same words; keeping them twice keeps them once.

import { AppError } from '../errors.ts'
import type { LogLogger } from './log.ts'
import type { Member } from './member.ts'
import type { Members } from './members.ts'
import type { ClosedOffer, Offer, Offers, Owner, Stranded } from './offers.ts'
import type { Replica } from './replica.ts'
import { NO_OWN_STRANDED } from './stranded.ts'
import type { Stranding } from './stranding.ts'
import type { Subscriber } from './subscriber.ts'
import { WordsByPerson } from './words-by-person.ts'

export interface OfferDeskOptions {
  replica: Replica
  members: Members
  offers: Offers
  logger: LogLogger
  clock: { now(): Date }
}

/** In one pass, before the rest is left to the next. */
const MAX_FAILURES = 3

export class OfferDesk {
  private readonly options: OfferDeskOptions
  /** Counts how often offers were taken back, so that what was read before can be told. */
  private takenBack = 0

  constructor(options: OfferDeskOptions) {
    this.options = options
  }

  /**
   * Keeps and brings what is not kept yet, before a push of this person is acknowledged.
   * @throws AppError `UNAVAILABLE` when words that rows of this person stranded cannot be kept
   */
  async settleFor(userId: string): Promise<void> {
    await this.trySettle(userId)
    const isWaiting = this.options.replica.stranded.some((row) => row.userId === userId && holdsWords(row))
    if (isWaiting) throw new AppError('UNAVAILABLE', 'offers')
  }

  /** The same where nobody waits for an answer: what fails is logged, and is tried again. */
  async trySettle(userId: string | null = null): Promise<void> {
    const { replica } = this.options
    let failures = 0
    for (const stranding of [...replica.stranded]) {
      // Where nothing can be kept, a push of everybody must not wait for each of them.
      if (failures >= MAX_FAILURES && stranding.userId !== userId) continue
      if (!(await this.settle(stranding))) failures += 1
    }
  }

  /** False where it fails. Its words wait for no other row's, so that nobody's words do. */
  private async settle(stranding: Stranding): Promise<boolean> {
    const { replica, logger } = this.options
    const { documentId } = replica
    const { seq } = stranding
    try {
      let waiting = stranding
      if (holdsWords(stranding)) {
        const kept = await this.keep(stranding)
        waiting = { ...stranding, ...NO_OWN_STRANDED, stranded: new Map(), cells: [] }
        replica.stranded = replica.stranded.map((one) => (one === stranding ? waiting : one))
        this.send(kept)
      }
      if (await this.close(waiting)) replica.stranded = replica.stranded.filter((one) => one !== waiting)
      return true
    } catch (error) {
      logger.error({ err: error, documentId, seq }, 'words to give back could not be kept')
      return false
    }
  }

  private send(kept: readonly (Offer & Owner)[]): void {
    const { members } = this.options
    for (const { userId, ...offer } of kept) {
      for (const { subscriber } of members.ofPerson(userId)) subscriber.send(toEvent(offer))
    }
  }

  /** What waits for a person, by id; null where that cannot be read. What comes later is brought as it comes. */
  async waitingFor(userId: string): Promise<readonly string[] | null> {
    const { offers, replica, logger } = this.options
    const { documentId } = replica
    try {
      return await offers.listWaiting(documentId, userId)
    } catch (error) {
      logger.warn({ err: error, documentId }, 'words to give back could not be read')
      return null
    }
  }

  /**
   * Brings what waits for a person to their window, and takes back what waits no more of what its opening named. Where
   * that fails it waits for the next join.
   */
  async bring({ subscriber, standing }: Member, named: readonly string[]): Promise<void> {
    const { offers, replica, logger } = this.options
    const { documentId } = replica
    try {
      const waiting = await offers.listWaiting(documentId, standing.actor.userId)
      const still = new Set(waiting)
      const ids = named.filter((id) => !still.has(id))
      if (ids.length > 0) subscriber.send({ type: 'unstranded', ids })
      for (const id of waiting) if (!(await this.bringOne(subscriber, id))) return
    } catch (error) {
      logger.warn({ err: error, documentId }, 'words to give back could not be read')
    }
  }

  /**
   * One after the other: all that waits may be more than may wait for a reader, who would be let go for it at every join.
   * Never what this room took back while it was read: it would be offered behind that. False where the reader is gone.
   */
  private async bringOne(subscriber: Subscriber, id: string): Promise<boolean> {
    for (;;) {
      const { takenBack } = this
      const offer = await this.options.offers.findWaiting(id)
      if (offer === null) return true
      if (!(await subscriber.idle())) return false
      if (this.takenBack !== takenBack) continue
      subscriber.send(toEvent(offer))
      return true
    }
  }

  private async keep(stranding: Stranding): Promise<readonly (Offer & Owner)[]> {
    const { offers, replica, clock } = this.options
    const { documentId, epoch } = replica
    const words = await this.wordsByPerson(stranding)
    return words.size === 0 ? [] : offers.keep({ documentId, epoch, seq: stranding.seq }, words, clock.now())
  }

  /**
   * Closes what a row shows again. False where words of an earlier row are not kept yet: kept after this they would be
   * offered although everybody sees them.
   */
  private async close({ seq, shown }: Stranding): Promise<boolean> {
    const { offers, replica, members, clock } = this.options
    const { documentId, epoch } = replica
    if (shown.length === 0) return true
    if (replica.stranded.some((one) => one.seq < seq && holdsWords(one))) return false
    const closed = await offers.close({ documentId, epoch, seq }, shown, clock.now())
    if (closed.length > 0) this.takenBack += 1
    for (const [userId, ids] of idsByPerson(closed)) {
      for (const { subscriber } of members.ofPerson(userId)) subscriber.send({ type: 'unstranded', ids })
    }
    return true
  }

  private async wordsByPerson(stranding: Stranding): Promise<Map<string, Stranded>> {
    const { replica } = this.options
    const { clientId, userId, strandedText, strandedCells, stranded, cells } = stranding
    const deleted = [...stranded].filter(([client]) => client !== clientId)
    const writers = [...deleted.map(([client]) => client), ...cells.flatMap((cell) => [...cell.writers])]
    // Rows of other nodes say nothing of whose client ids they bring.
    if (writers.some((client) => !replica.owners.has(client))) await replica.refreshOwners()
    const words = new WordsByPerson()
    words.add(userId, strandedText, strandedCells)
    for (const [client, text] of deleted) words.add(replica.owners.get(client), text)
    for (const { id, text, writers: clients } of cells) {
      // Whoever wrote in it in several windows has it once.
      const people = new Set([...clients].map((client) => replica.owners.get(client)))
      for (const person of people) words.add(person, text, [id])
    }
    return words.all()
  }
}

function holdsWords({ strandedText, stranded, cells }: Stranding): boolean {
  return strandedText !== '' || stranded.size > 0 || cells.length > 0
}

function idsByPerson(closed: readonly ClosedOffer[]): Map<string, string[]> {
  const ids = new Map<string, string[]>()
  for (const { userId, id } of closed) ids.set(userId, [...(ids.get(userId) ?? []), id])
  return ids
}

function toEvent({ id, text }: Offer) {
  return { type: 'stranded', id, text, near: null } as const
}
