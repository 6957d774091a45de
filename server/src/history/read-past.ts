// Texts of documents as they were, read beside the main thread: everybody's keystrokes would wait for fifty pages that are
// made of ten thousand changes.

import type { Db } from '@app/prisma'
import type { DocumentContent } from '../document/index.ts'
import { AppError } from '../errors.ts'
import { startThread } from '../threads/start-thread.ts'
import { HEAD } from './content-at.ts'
import type { FoldAnswer, FoldJob, HistoryAnswer, HistoryJob, ReadAnswer, ReadJob } from './history-worker.ts'
import { type PackedPieces, readPackedPieces } from './past-pieces.ts'
import { dropOldest } from './playback-copies.ts'
import { readEpoch } from './read-epoch.ts'
import type { Unit } from './units.ts'
import { WarmThread } from './warm-thread.ts'

/** What is to be read, and whose share of the thread it takes; null for the server's own work. */
export interface ReadRequest {
  documentId: string
  /** By default now. */
  seq?: number
  askedBy: string | null
}

const thread = new WarmThread<HistoryJob, HistoryAnswer>(() => startThread('history-worker'), 'history')
/** What the thread kept when it last answered. */
let kept: ReadonlySet<string> = new Set()
const MAX_HASHES = 500
/** By document, epoch and place: what never changes. */
const hashes = new Map<string, string>()

/**
 * What a document said, proposals and marks included. An unknown document is empty.
 * @throws AppError `UNAVAILABLE` where the log has a hole, or too many wait
 */
export async function contentAt(db: Db, request: ReadRequest): Promise<{ content: DocumentContent; seq: number }> {
  const read = await readAs(db, request, 'content')
  if (!('content' in read)) throw new Error('Not what was asked for')
  return { content: JSON.parse(read.content) as DocumentContent, seq: read.seq }
}

/** Its text alone, without proposals and marks, as JSON. */
export async function plainTextAt(db: Db, request: ReadRequest): Promise<string> {
  const read = await readAs(db, request, 'plain')
  if (!('plain' in read)) throw new Error('Not what was asked for')
  return read.plain
}

/** Its units, in order. */
export async function unitsAt(db: Db, request: ReadRequest): Promise<Unit[]> {
  const read = await readAs(db, request, 'units')
  if (!('units' in read)) throw new Error('Not what was asked for')
  return read.units
}

/** The hash that a version of it has. */
export async function hashAt(db: Db, request: ReadRequest): Promise<string> {
  const place = await findPlace(db, request)
  const name = `${place.copy}/${place.seq}`
  const known = hashes.get(name)
  if (known !== undefined) return known
  const read = await readAt(db, place, request.askedBy, 'hash')
  if (!('hash' in read)) throw new Error('Not what was asked for')
  hashes.set(name, read.hash)
  dropOldest(hashes, MAX_HASHES)
  return read.hash
}

async function findPlace(db: Db, { documentId, seq = HEAD }: ReadRequest): Promise<Place> {
  const row = await db.document.findUnique({ where: { id: documentId }, select: { epoch: true, headSeq: true } })
  return { documentId, copy: copyOf(documentId, row?.epoch ?? ''), seq: Math.min(seq, row?.headSeq ?? 0) }
}

async function readAs(db: Db, request: ReadRequest, wants: ReadJob['wants']): Promise<ReadAnswer> {
  return readAt(db, await findPlace(db, request), request.askedBy, wants)
}

async function readAt(db: Db, place: Place, askedBy: string | null, wants: ReadJob['wants']): Promise<ReadAnswer> {
  const { documentId, seq } = place
  // As of when its turn comes: what the thread keeps from before a redaction is not what it says now.
  const copyNow = async () => copyOf(documentId, (await readEpoch(db, documentId)) ?? '')
  const made = await answered(db, { documentId, copy: copyNow, seq }, askedBy, (copy, past) => ({
    read: { copy, seq, past, wants },
  }))
  if (made.state !== 'read') throw new Error('Not what was asked for')
  return made.read
}

/**
 * What rows of a log did, by who went through those before them.
 * @throws AppError `UNAVAILABLE` where the log has a hole
 */
export async function foldInThread(
  db: Db,
  { documentId, epoch }: { documentId: string; epoch: string },
  { seq, ...job }: Omit<FoldJob, 'copy' | 'past'>,
): Promise<FoldAnswer> {
  const copy = async () => copyOf(documentId, epoch)
  const made = await answered(db, { documentId, copy, seq }, null, (name, past) => {
    return { fold: { ...job, copy: name, seq, past } }
  })
  if (made.state !== 'folded') throw new Error('Not what was asked for')
  return made.folded
}

interface Place {
  documentId: string
  copy: string
  seq: number
}

/** With what the document is made of only where the thread lacks it, and without checkpoints that it cannot read. */
async function answered(
  db: Db,
  { documentId, copy, seq }: Omit<Place, 'copy'> & { copy(): Promise<string> },
  askedBy: string | null,
  toJob: (copy: string, past: PackedPieces | null) => HistoryJob,
): Promise<HistoryAnswer> {
  const except: number[] = []
  let mayBeKept = true
  let isKept = false
  const read = async (): Promise<HistoryJob> => {
    const name = await copy()
    isKept = mayBeKept && kept.has(`${name}/${seq}`)
    return toJob(name, isKept ? null : await readPackedPieces(db, documentId, seq, except))
  }
  for (;;) {
    const made = await thread.run(read, askedBy)
    kept = new Set(made.kept)
    if (made.state !== 'lacking') return made
    const { unreadable } = made.lacking
    if (unreadable !== null) except.push(unreadable)
    else if (!isKept) throw new AppError('UNAVAILABLE', 'quarantined')
    mayBeKept = false
  }
}

function copyOf(documentId: string, epoch: string): string {
  return `${documentId}/${epoch}`
}
