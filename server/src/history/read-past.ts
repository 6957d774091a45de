// Texts of documents as they were, read beside the main thread: everybody's keystrokes would wait for fifty pages that are
// made of ten thousand changes.

import type { Db } from '@app/prisma'
import type { DocumentContent } from '../document/index.ts'
import { AppError } from '../errors.ts'
import { HEAD } from './content-at.ts'
import type { FoldAnswer, FoldJob, HistoryAnswer, HistoryJob, ReadAnswer, ReadJob } from './history-worker.ts'
import { type PackedPieces, readPackedPieces } from './past-pieces.ts'
import { dropOldest } from './playback-copies.ts'
import type { Unit } from './units.ts'
import { WarmThread } from './warm-thread.ts'

/** What is to be read, and whose share of the thread it takes; null for the server's own work. */
export interface ReadRequest {
  documentId: string
  /** By default now. */
  seq?: number
  askedBy: string | null
}

/** Set by `scripts/bundle.ts`, which makes a file of the worker: its sources take a second of processor time to load. */
declare const IS_BUNDLE: boolean | undefined

const SCRIPT = typeof IS_BUNDLE === 'undefined' ? './history-thread.js' : '../../dist/history-worker.js'
const thread = new WarmThread<HistoryJob, HistoryAnswer>(new URL(SCRIPT, import.meta.url), 'history')
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
  const made = await answered(db, place, askedBy, (past) => ({
    read: { copy: place.copy, seq: place.seq, past, wants },
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
  const copy = copyOf(documentId, epoch)
  const made = await answered(db, { documentId, copy, seq }, null, (past) => ({ fold: { ...job, copy, seq, past } }))
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
  { documentId, copy, seq }: Place,
  askedBy: string | null,
  toJob: (past: PackedPieces | null) => HistoryJob,
): Promise<HistoryAnswer> {
  const except: number[] = []
  let isKept = kept.has(`${copy}/${seq}`)
  for (;;) {
    const past = isKept ? null : await readPackedPieces(db, documentId, seq, except)
    const made = await thread.run(toJob(past), askedBy)
    kept = new Set(made.kept)
    if (made.state !== 'lacking') return made
    const { unreadable } = made.lacking
    if (unreadable !== null) except.push(unreadable)
    else if (!isKept) throw new AppError('UNAVAILABLE', 'quarantined')
    isKept = false
  }
}

function copyOf(documentId: string, epoch: string): string {
  return `${documentId}/${epoch}`
}
