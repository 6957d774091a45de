// Gives words back to the people of one room: keeps them first, then brings them to whoever is here. Nobody is told that
// an update was saved before the words it stranded are kept: while that fails it is not acknowledged, and its sender,
// who sends it again, makes this try again.

import { AppError } from '../errors.ts'
import type { LogLogger } from './log.ts'
import type { Member } from './member.ts'
import type { Members } from './members.ts'
import type { Offer, Offers } from './offers.ts'
import type { Landed } from './push-queue.ts'
import type { Replica } from './replica.ts'
import { SERVER_USER_ID } from './server-user.ts'

export interface OfferDeskOptions {
  replica: Replica
  members: Members
  offers: Offers
  logger: LogLogger
  clock: { now(): Date }
}

type Stranding = Pick<Landed, 'seq' | 'clientId' | 'userId' | 'strandedText' | 'stranded'>

interface Unkept {
  seq: number
  words: ReadonlyMap<string, string>
}

export class OfferDesk {
  private readonly options: OfferDeskOptions
  private readonly unkept: Unkept[] = []

  constructor(options: OfferDeskOptions) {
    this.options = options
  }

  /** @throws AppError `UNAVAILABLE` when the words cannot be kept */
  async giveBack(landed: Stranding): Promise<void> {
    const words = this.wordsByPerson(landed)
    if (words.size > 0) this.unkept.push({ seq: landed.seq, words })
    await this.settle()
  }

  /**
   * Keeps and brings what is not kept yet.
   * @throws AppError `UNAVAILABLE` when the words cannot be kept
   */
  async settle(): Promise<void> {
    for (let next = this.unkept[0]; next !== undefined; next = this.unkept[0]) {
      const kept = await this.keep(next)
      this.unkept.shift()
      for (const { userId, ...offer } of kept) {
        for (const { subscriber } of this.options.members.ofPerson(userId)) subscriber.send(toEvent(offer))
      }
    }
  }

  /** Brings what waits for a person to their window. Where that fails it waits for the next join. */
  async bring({ subscriber, standing }: Member): Promise<void> {
    const { offers, replica, logger } = this.options
    const { documentId } = replica
    try {
      const waiting = await offers.findWaiting(documentId, standing.actor.userId)
      for (const offer of waiting) subscriber.send(toEvent(offer))
    } catch (error) {
      logger.warn({ err: error, documentId }, 'words to give back could not be read')
    }
  }

  private wordsByPerson({ clientId, userId, strandedText, stranded }: Stranding): Map<string, string> {
    const words = new Map<string, string>()
    const add = (person: string | undefined, text: string): void => {
      if (person === undefined || person === SERVER_USER_ID || text === '') return
      words.set(person, [words.get(person) ?? [], text].flat().join('\n'))
    }
    add(userId, strandedText)
    for (const [client, text] of stranded) if (client !== clientId) add(this.options.replica.owners.get(client), text)
    return words
  }

  private async keep({ seq, words }: Unkept) {
    const { offers, replica, clock, logger } = this.options
    const { documentId } = replica
    try {
      return await offers.keep(documentId, seq, words, clock.now())
    } catch (error) {
      logger.error({ err: error, documentId, seq }, 'words to give back could not be kept')
      throw new AppError('UNAVAILABLE', 'offers')
    }
  }
}

function toEvent({ id, text }: Offer) {
  return { type: 'stranded', id, text, near: null } as const
}
