// How somebody gets into a room. Admission is one step of the room's loop: the member is added and the difference is
// read from the document without anything in between, so the first event and those after it together are everything.

import type { Abilities, Actor } from '../auth/policy.ts'
import { AppError } from '../errors.ts'
import { AnnouncedIds } from './announced-ids.ts'
import type { OpenedEvent } from './events.ts'
import type { Member } from './member.ts'
import type { Members } from './members.ts'
import { encodeDifference } from './opening.ts'
import { assertNotAhead, isOutdated } from './page-version.ts'
import type { PresenceBoard } from './presence.ts'
import type { Standing } from './rights.ts'
import { type EpochOptions, EpochWatch } from './room-epoch.ts'
import { decodeVectorFor, encodeVector } from './state-vector.ts'
import { type Outlet, type QueueLimits, Subscriber } from './subscriber.ts'

export interface JoinRequest {
  actor: Actor
  clientId: number
  schemaVersion: number
  /** What the window has already; null for nothing. */
  stateVector: Uint8Array | null
  outlet: Outlet
}

export interface Judgement {
  standing: Standing
  /** How many changes of rights had been heard when it was made. */
  changesSeen: number
  waitingStranded: OpenedEvent['waitingStranded']
}

export interface DoorOptions extends EpochOptions {
  members: Members
  presence: PresenceBoard
  limits: QueueLimits & { windowsOfOne: number }
  /** Brings out what waits, so that nobody gets what their opening already holds. */
  beforeOpening: () => void
  onLeave: (member: Member) => void
}

export class Door {
  private readonly options: DoorOptions
  private readonly epochWatch: EpochWatch
  private readonly announced = new AnnouncedIds()

  constructor(options: DoorOptions) {
    this.options = options
    this.epochWatch = new EpochWatch(options)
  }

  /**
   * Lets somebody in who was judged before.
   * @throws AppError `CONFLICT` for a client id of somebody else, `INVALID` for a broken state vector, `RATE_LIMITED` for
   * more windows than anybody has, `UNAVAILABLE` for a page newer than this server
   */
  async admit(request: JoinRequest, judgement: Judgement): Promise<Member> {
    const { members, presence, limits, onLeave, beforeOpening, replica, logger } = this.options
    const { clientId, outlet } = request
    const { standing, changesSeen } = judgement
    const subscriber = new Subscriber(outlet, limits, (failure) => {
      if (failure) logger.error({ err: failure.error, documentId: replica.documentId }, 'delivering to a member failed')
      onLeave(member)
    })
    const member = createMember(clientId, subscriber, standing)
    if (isOutdated(request.schemaVersion)) {
      subscriber.close('SCHEMA_TOO_OLD')
      return member
    }
    assertNotAhead(request.schemaVersion)
    if (this.ownerOf(clientId, standing.actor.userId) === 'other') throw new AppError('CONFLICT', 'client-id')
    const others = members.ofPerson(standing.actor.userId).filter((one) => one.clientId !== clientId)
    if (others.length >= limits.windowsOfOne) throw new AppError('RATE_LIMITED', 'windows')
    const { stateVector } = request
    const vector = stateVector === null ? new Map<number, number>() : decodeVectorFor(replica.doc, stateVector)
    if (await this.epochWatch.check(vector, standing)) members.closeAll('EPOCH_CHANGED')
    members.find(clientId)?.subscriber.end()
    beforeOpening()
    members.add(member)
    if (!replica.owners.has(clientId)) this.announced.note(clientId, standing.actor.userId)
    presence.add(clientId, standing.actor)
    this.sendOpening(member, stateVector, judgement)
    if (members.changesHeard !== changesSeen) members.reconsider({ userId: standing.actor.userId })
    return member
  }

  /** A client id is its owner's from the first push on, and from joining on nobody else's, also when its window is away. */
  ownerOf(clientId: number, userId: string): 'sender' | 'free' | 'other' {
    const owner = this.options.replica.owners.get(clientId)
    if (owner !== undefined) return owner === userId ? 'sender' : 'other'
    const announcedBy = this.announced.ownerOf(clientId) ?? this.options.members.find(clientId)?.standing.actor.userId
    return (announcedBy ?? userId) === userId ? 'free' : 'other'
  }

  /** All that the opening holds is read before the first await; what comes later queues up behind it. */
  private sendOpening(
    { subscriber, standing, clientId }: Member,
    vector: Uint8Array | null,
    { waitingStranded }: Judgement,
  ): void {
    const { replica, presence, logger } = this.options
    const opening = {
      epoch: replica.epoch,
      seq: replica.head,
      stateVector: encodeVector(replica.doc),
      presence: presence.list().filter((entry) => entry.clientId !== clientId),
      abilities: replica.isQuarantined ? withoutWriting(standing.abilities) : standing.abilities,
      waitingStranded,
    }
    subscriber.hold()
    void encodeDifference(replica.doc, vector).then(
      (difference) => {
        subscriber.sendFirst({ type: 'opened', ...opening, ...difference })
        subscriber.release()
      },
      (error: unknown) => {
        logger.error({ err: error, documentId: replica.documentId }, 'opening failed')
        subscriber.end()
      },
    )
  }
}

function createMember(clientId: number, subscriber: Subscriber, standing: Standing): Member {
  return { clientId, subscriber, standing, doubts: 0, settledDoubts: 0, lastPushAt: Number.NEGATIVE_INFINITY }
}

function withoutWriting(abilities: Abilities): Abilities {
  const none = { edit: false, propose: false, proposeByForm: false, enterProposals: false, comment: false }
  return { ...abilities, ...none }
}
