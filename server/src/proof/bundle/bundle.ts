// A version with everything that proves it, as one archive that can be checked without us: its text, what changed since
// the version before, the whole log as it stands, and a script. Who may have it is decided before.

import { readFile } from 'node:fs/promises'
import type { Db, Version } from '@app/prisma'
import { z } from 'zod'
import { AppError } from '../../errors.ts'
import { exportFilename } from '../../export/filename.ts'
import { type ExportedFile, exportArchive, type FilledArchive } from '../../export/index.ts'
import { firstLink, readChain } from '../../sync/index.ts'
import { inSlices, nextTurn } from '../../threads/slices.ts'
import { readInOneEpoch } from '../one-epoch.ts'
import { readStated } from '../redaction/stated.ts'
import { LogLines } from './log-lines.ts'
import { pretty } from './pretty.ts'
import { READ_ME } from './read-me.ts'
import { putTexts } from './texts.ts'

const PLACE = new URL('./', import.meta.url)
const PROGRAM = ['sprawdz.mjs', ...['dziennik', 'pliki', 'teksty', 'wynik'].map((part) => `sprawdz-${part}.mjs`)]

/** Which version a proof is of; kept with the ticket until the file is made. */
export const proofSelection = z.object({ versionId: z.string() })
export type ProofSelection = z.infer<typeof proofSelection>

interface ProofRequest {
  document: { id: string; title: string; signature: string | null }
  selection: ProofSelection
  madeAt: Date
  /** Whose proof it is. */
  userId: string
  /** Gives it up. */
  signal?: AbortSignal
}

/** @throws AppError `NOT_FOUND` for a version of another document; `UNAVAILABLE` where the log has a hole */
export function makeProof(db: Db, request: ProofRequest): Promise<ExportedFile> {
  return readInOneEpoch(db, request.document.id, () => makeOnce(db, request))
}

async function makeOnce(db: Db, request: ProofRequest): Promise<ExportedFile> {
  const { document, selection, madeAt, signal } = request
  const versions = await db.version.findMany({ where: { documentId: document.id }, orderBy: { number: 'asc' } })
  const index = versions.findIndex(({ id }) => id === selection.versionId)
  const version = versions[index]
  if (version === undefined) throw new AppError('NOT_FOUND')
  const known = versions.slice(0, index + 1)
  const filename = proofFilename(document, version.number, madeAt)
  return exportArchive((archive) => fill(db, request, known, archive), filename, signal)
}

/** @param versions up to the one that is proved */
async function fill(
  db: Db,
  { document, madeAt, userId, signal }: ProofRequest,
  versions: readonly Version[],
  archive: FilledArchive,
): Promise<void> {
  const hashes: Record<string, string> = {}
  const put = async (name: string, text: string | AsyncIterable<string>): Promise<void> => {
    assertWanted(signal)
    hashes[name] = await archive.put(name, text)
  }
  const version = versions.at(-1) as Version
  await putTexts(put, { db, version, before: versions.at(-2) ?? null, userId })
  const end = await readEnd(db, document.id)
  const log = new LogLines(document.id, new Set(versions.map(({ seq }) => seq)))
  await put('log.jsonl', readLines(db, document.id, end.rows, log, signal))
  await put('osoby.json', pretty(await readNames(db, log)))
  await put('CZYTAJ.txt', READ_ME)
  for (const name of PROGRAM) await put(name, await readFile(new URL(name, PLACE), 'utf8'))
  const manifest = {
    format: 2,
    madeAt,
    document,
    version: factsOf(version, log),
    versions: versions.map((known) => factsOf(known, log)),
    redactions: await readStated(db, document.id),
    log: end,
    files: hashes,
  }
  await archive.put('manifest.json', pretty(manifest))
}

export function proofFilename(document: ProofRequest['document'], number: number, madeAt: Date): string {
  return exportFilename(document.title, document.signature, madeAt, 'zip', `dowod-wersja-${number}`)
}

/** Where the document says that its log ends, whatever stands there. */
async function readEnd(db: Db, documentId: string): Promise<{ rows: number; link: string }> {
  const select = { headSeq: true, headLink: true } as const
  const { headSeq, headLink } = await db.document.findUniqueOrThrow({ where: { id: documentId }, select })
  return { rows: headSeq, link: headLink === null ? firstLink(documentId) : Buffer.from(headLink).toString('hex') }
}

/**
 * The log as it stands, right or wrong: that is for the script to find. Part by part, in slices.
 * @throws AppError `UNAVAILABLE` where a segment cannot be read
 */
async function* readLines(
  db: Db,
  documentId: string,
  upTo: number,
  log: LogLines,
  signal?: AbortSignal,
): AsyncGenerator<string> {
  for await (const { rows } of readChain(db, documentId)) {
    if (rows.length === 0) throw new AppError('UNAVAILABLE', 'quarantined')
    assertWanted(signal)
    await nextTurn()
    await inSlices(rows, (chained) => {
      if (chained.row.seq <= upTo) log.add(chained)
    })
    yield log.take()
    if (log.rows >= upTo) return
  }
}

function assertWanted(signal?: AbortSignal): void {
  if (signal?.aborted) throw new AppError('UNAVAILABLE', 'proof')
}

function factsOf(version: Version, { links }: LogLines) {
  const { number, seq, kind, name, note, stage, hash, createdAt, writtenAt } = version
  const { redactedAt, redactionReason, redactedHash } = version
  const redaction = { redactedAt, redactionReason, redactedHash }
  return {
    number,
    seq,
    kind,
    name,
    note,
    stage,
    hash,
    link: links.get(seq) ?? null,
    createdAt,
    writtenAt,
    ...redaction,
  }
}

/** Whom the ids of the log stand for, as they are called now. */
async function readNames(db: Db, { people, organizations }: LogLines) {
  const select = { id: true, name: true } as const
  // Ordered here: a statement with an order takes no more ids than it has parameters.
  const [named, led] = await Promise.all([
    db.user.findMany({ where: { id: { in: [...people] } }, select }),
    db.organization.findMany({ where: { id: { in: [...organizations] } }, select }),
  ])
  return { people: inOrder(named), organizations: inOrder(led) }
}

function inOrder<T extends { id: string }>(rows: readonly T[]): T[] {
  return rows.toSorted((one, other) => (one.id < other.id ? -1 : 1))
}
