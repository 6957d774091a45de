// A text at any moment, and what the step before it did: from the nearest checkpoint or a copy that stands before it, and
// the rows after it, worked out beside the main thread; whose it is, from the same authorship as everywhere. Reads and never
// writes; no open room is asked or touched.

import type { Db } from '@app/prisma'
import type { Actor } from '../auth/policy.ts'
import type { Services as App } from '../context.ts'
import { getReadAccess, judgedAgain } from '../documents/judged-again.ts'
import { AppError } from '../errors.ts'
import { findRowUpTo } from '../sync/log-read.ts'
import { frameInThread } from './compare-in-thread.ts'
import { HEAD } from './content-at.ts'
import { CopyPlaces, copyName } from './playback-copies.ts'
import { readCredits } from './playback-credits.ts'
import { readReplay, type Start } from './playback-replay.ts'
import type { MadeFrame } from './playback-worker.ts'
import type { ChangeSource } from './sources.ts'

export interface FrameRequest {
  documentId: string
  seq: number
  /** The place before, whose difference is to be shown. */
  since: number | null
  /** Whether whoever asks has the text at `since`. */
  isKnown: boolean
}

export interface PlaybackFrame {
  seq: number
  since: number | null
  writtenAt: Date | null
  units: string
  sources: readonly ChangeSource[]
}

type Services = Pick<App, 'db' | 'authorship' | 'sessions'>

/** What was done in more rows than this is not marked: too much of it to be looked at as one step. */
const MAX_STEP_ROWS = 2_000

const places = new CopyPlaces()

/**
 * The text at a place: the one asked for, the head before it, or the last whole row of the log before it.
 * @throws AppError `NOT_FOUND`, `INVALID`, `UNAVAILABLE`
 */
export function playbackFrame(services: Services, actor: Actor, asked: FrameRequest): Promise<PlaybackFrame> {
  const judge = (current: Actor) => getReadAccess(services.db, current, asked.documentId)
  return judgedAgain(services, actor, judge, ({ epoch }) =>
    readFrame(services, { epoch, askedBy: actor.userId }, asked),
  )
}

interface Asker {
  epoch: string
  askedBy: string
}

async function readFrame(services: Services, asker: Asker, asked: FrameRequest): Promise<PlaybackFrame> {
  const { db } = services
  const { documentId } = asked
  if (!isPlace(asked.seq)) throw new AppError('INVALID', 'seq')
  if (asked.since !== null && !(isPlace(asked.since) && asked.since <= asked.seq))
    throw new AppError('INVALID', 'since')
  const { seq, writtenAt } = await findRow(db, documentId, asked.seq)
  const before = asked.since === null ? null : (await findRow(db, documentId, Math.min(asked.since, seq))).seq
  const since = before !== null && seq - before <= MAX_STEP_ROWS ? before : null
  const made = await makeFrame(services, asker, { ...asked, seq, since })
  return { seq, since, writtenAt, units: made.units, sources: made.sources }
}

function isPlace(seq: number): boolean {
  return seq >= 0 && seq <= HEAD
}

/** The last whole row up to a place; 0 before the first. */
async function findRow(db: Db, documentId: string, seq: number): Promise<{ seq: number; writtenAt: Date | null }> {
  const row = await findRowUpTo(db, documentId, seq)
  return { seq: row?.seq ?? 0, writtenAt: row?.createdAt ?? null }
}

/**
 * From where the person's copy stands, else from a checkpoint. Where those do not fit the log or cannot be read, they are
 * done without.
 */
async function makeFrame(
  services: Services,
  { epoch, askedBy }: Asker,
  { documentId, seq, since, isKnown }: FrameRequest,
): Promise<MadeFrame> {
  const { db } = services
  const first = since ?? seq
  const step =
    since === null
      ? null
      : { since, ...(await services.authorship.inTurn(askedBy, () => readCredits(services, documentId, [since, seq]))) }
  const copy = copyName(documentId, epoch, askedBy)
  const place = places.find(copy, first)
  const starts: Start[] = [...(place === null ? [] : [place]), 'checkpoint', 'beginning']
  for (const start of starts) {
    const made = await frameInThread(askedBy, async () => {
      const replay = await readReplay(db, documentId, [first, seq], start)
      return replay && { copy, replay, seq, step, isKnown }
    })
    if (made === null) continue
    places.note(copy, seq, start !== place)
    return made
  }
  throw new AppError('UNAVAILABLE', 'quarantined')
}
