// A text at any moment, and what the step before it did: from the nearest key frame and the rows after it, worked out
// beside the main thread. Reads and never writes; no open room is asked or touched.

import type { Db } from '@app/prisma'
import { type Actor, can } from '../auth/policy.ts'
import { getAccess } from '../documents/access.ts'
import { AppError } from '../errors.ts'
import { frameInThread } from './compare-in-thread.ts'
import type { ChangeSource } from './compare-sources.ts'
import { HEAD } from './content-at.ts'
import { KeyFrames, keyPlace, type LogName } from './playback-key-frames.ts'
import { readReplay, type Start } from './playback-replay.ts'
import { readStepRows } from './playback-step.ts'
import type { MadeFrame } from './playback-worker.ts'

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

/** What was done in more rows than this is not marked: too much of it to be looked at as one step. */
const MAX_STEP_ROWS = 2_000

const keyFrames = new KeyFrames()

/** Forgets what is kept of a document for playing: its log says something else now. */
export function forgetPlayback(documentId: string): void {
  keyFrames.forget(documentId)
}

/**
 * The text at a place: the one asked for, the head before it, or the last whole row of the log before it.
 * @throws AppError `NOT_FOUND`, `INVALID`, `UNAVAILABLE`
 */
export async function playbackFrame({ db }: { db: Db }, actor: Actor, asked: FrameRequest): Promise<PlaybackFrame> {
  const { documentId } = asked
  const access = await getAccess(db, documentId)
  if (!can(actor, 'read', access)) throw new AppError('NOT_FOUND')
  if (!isPlace(asked.seq)) throw new AppError('INVALID', 'seq')
  if (asked.since !== null && !(isPlace(asked.since) && asked.since <= asked.seq))
    throw new AppError('INVALID', 'since')
  const { seq, writtenAt } = await findRow(db, documentId, asked.seq)
  const before = asked.since === null ? null : (await findRow(db, documentId, Math.min(asked.since, seq))).seq
  const since = before !== null && seq - before <= MAX_STEP_ROWS ? before : null
  const made = await makeFrame(db, { documentId, epoch: access.epoch }, { seq, since, isKnown: asked.isKnown })
  return { seq, since, writtenAt, units: made.units, sources: made.sources }
}

function isPlace(seq: number): boolean {
  return seq >= 0 && seq <= HEAD
}

/** The last whole row up to a place; 0 before the first. */
async function findRow(db: Db, documentId: string, seq: number): Promise<{ seq: number; writtenAt: Date | null }> {
  const row = await db.documentUpdate.findFirst({
    where: { documentId, seq: { lte: seq } },
    orderBy: { seq: 'desc' },
    select: { seq: true, createdAt: true },
  })
  return { seq: row?.seq ?? 0, writtenAt: row?.createdAt ?? null }
}

/**
 * From a key frame at hand where there is one, else from a checkpoint. Where those do not fit the log or cannot be read,
 * they are done without.
 */
async function makeFrame(
  db: Db,
  log: LogName,
  { seq, since, isKnown }: { seq: number; since: number | null; isKnown: boolean },
): Promise<MadeFrame> {
  const { documentId } = log
  const first = since ?? seq
  const place = keyPlace(first)
  const keyFrame = keyFrames.find(log, first)
  const rows = since === null ? [] : await readStepRows(db, documentId, since, seq)
  const starts: Start[] = [...(keyFrame === null ? [] : [keyFrame]), 'checkpoint', 'beginning']
  for (const start of starts) {
    const replay = await readReplay(db, documentId, [first, seq], start)
    if (replay === null) continue
    const keepAt = (replay.base?.seq ?? 0) < place ? place : null
    const made = await frameInThread({ replay, seq, since, rows, isKnown, keepAt })
    if (made === null) continue
    if (made.keyFrame !== null) keyFrames.keep(log, place, made.keyFrame)
    return made
  }
  throw new AppError('UNAVAILABLE', 'quarantined')
}
