// Gives words back to the people of one room: keeps what rows stranded, in their order, then brings it to whoever is here.
// Nobody is told that a push was saved before the words it stranded are kept: while that fails it is not acknowledged, and
// its sender, who sends it again, makes this try again. Where the process ends before, or nobody sends anything again, the
// log still says that these rows are to be looked at (`Document.offeredSeq`), and the next room that reads them finds the
// same words; keeping them twice keeps them once.

import { AppError } from '../errors.ts'
import type { LogLogger } from './log.ts'
import type { Member } from './member.ts'
import type { Members } from './members.ts'
import type { Offer, Offers } from './offers.ts'
import type { Replica } from './replica.ts'
import { SERVER_USER_ID } from './server-user.ts'
import type { Stranding } from './stranding.ts'

export interface OfferDeskOptions {
  replica: Replica
  members: Members
  offers: Offers
  logger: LogLogger
  clock: { now(): Date }
}

export class OfferDesk {
  private readonly options: OfferDeskOptions

  constructor(options: OfferDeskOptions) {
    this.options = options
  }

  /**
   * Keeps and brings what is not kept yet.
   * @throws AppError `UNAVAILABLE` when the words cannot be kept
   */
  async settle(): Promise<void> {
    const { replica, members } = this.options
    for (let next = replica.stranded[0]; next !== undefined; next = replica.stranded[0]) {
      const kept = await this.keep(next)
      replica.stranded.shift()
      for (const { userId, ...offer } of kept) {
        for (const { subscriber } of members.ofPerson(userId)) subscriber.send(toEvent(offer))
      }
    }
  }

  /** The same where nobody waits for an answer: what fails was logged, and is tried again. */
  async trySettle(): Promise<void> {
    await this.settle().catch(() => undefined)
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

  private async keep(stranding: Stranding) {
    const { offers, replica, clock, logger } = this.options
    const { documentId, epoch } = replica
    const { seq } = stranding
    try {
      const words = await this.wordsByPerson(stranding)
      return words.size === 0 ? [] : await offers.keep({ documentId, epoch, seq }, words, clock.now())
    } catch (error) {
      logger.error({ err: error, documentId, seq }, 'words to give back could not be kept')
      throw new AppError('UNAVAILABLE', 'offers')
    }
  }

  private async wordsByPerson({ clientId, userId, strandedText, stranded }: Stranding): Promise<Map<string, string>> {
    const { replica } = this.options
    const words = new Map<string, string>()
    const add = (person: string | undefined, text: string): void => {
      if (person === undefined || person === SERVER_USER_ID || text === '') return
      words.set(person, [words.get(person) ?? [], text].flat().join('\n'))
    }
    const others = [...stranded].filter(([client]) => client !== clientId)
    // Rows of other nodes say nothing of whose client ids they bring.
    if (others.some(([client]) => !replica.owners.has(client))) await replica.refreshOwners()
    add(userId, strandedText)
    for (const [client, text] of others) add(replica.owners.get(client), text)
    return words
  }
}

function toEvent({ id, text }: Offer) {
  return { type: 'stranded', id, text, near: null } as const
}
