// A version with everything that proves it, as one archive that can be checked without us: its text, what changed since
// the version before, the whole log as it stands, and a script. Who may have it is decided before.

import { readFile } from 'node:fs/promises'
import type { Db, Version } from '@app/prisma'
import { z } from 'zod'
import { canonicalJson, contentToText, plainTextOf } from '../../document/index.ts'
import { AppError } from '../../errors.ts'
import { exportFilename } from '../../export/filename.ts'
import { type ExportedFile, exportArchive } from '../../export/index.ts'
import { compareInThread, type WantedState } from '../../history/compare-in-thread.ts'
import { giveIds } from '../../history/packed-ids.ts'
import { readPackedPieces } from '../../history/past-pieces.ts'
import { contentAt } from '../../history/read-past.ts'
import { firstLink, readChain, sha256 } from '../../sync/index.ts'
import { readInOneEpoch } from '../one-epoch.ts'
import { readStated } from '../redaction/stated.ts'
import { LogLines } from './log-lines.ts'
import { READ_ME } from './read-me.ts'

/** Which version a proof is of; kept with the ticket until the file is made. */
export const proofSelection = z.object({ versionId: z.string() })
export type ProofSelection = z.infer<typeof proofSelection>

interface ProofRequest {
  document: { id: string; title: string; signature: string | null }
  selection: ProofSelection
  madeAt: Date
}

/** @throws AppError `NOT_FOUND` for a version of another document; `UNAVAILABLE` where the log has a hole */
export function makeProof(db: Db, request: ProofRequest): Promise<ExportedFile> {
  return readInOneEpoch(db, request.document.id, () => makeOnce(db, request))
}

async function makeOnce(db: Db, { document, selection, madeAt }: ProofRequest): Promise<ExportedFile> {
  const versions = await db.version.findMany({ where: { documentId: document.id }, orderBy: { number: 'asc' } })
  const index = versions.findIndex(({ id }) => id === selection.versionId)
  const version = versions[index]
  if (version === undefined) throw new AppError('NOT_FOUND')
  const before = versions[index - 1] ?? null
  const end = await readEnd(db, document.id)
  const log = await readLines(db, document.id, end.rows)
  const files = {
    ...(await textFiles(db, version, before)),
    'log.jsonl': log.toText(),
    'osoby.json': pretty(await readNames(db, log)),
    'CZYTAJ.txt': READ_ME,
    'sprawdz.mjs': await readFile(new URL('./sprawdz.mjs', import.meta.url), 'utf8'),
  }
  const manifest = {
    format: 1,
    madeAt,
    document,
    version: factsOf(version, log),
    versions: versions.slice(0, index + 1).map((known) => factsOf(known, log)),
    redactions: await readStated(db, document.id),
    log: end,
    files: Object.fromEntries(Object.entries(files).map(([name, text]) => [name, sha256(text)])),
  }
  const filename = proofFilename(document, version.number, madeAt)
  return exportArchive({ ...files, 'manifest.json': pretty(manifest) }, filename)
}

export function proofFilename(document: ProofRequest['document'], number: number, madeAt: Date): string {
  return exportFilename(document.title, document.signature, madeAt, 'zip', `dowod-wersja-${number}`)
}

function pretty(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}

/** Where the document says that its log ends, whatever stands there. */
async function readEnd(db: Db, documentId: string): Promise<{ rows: number; link: string }> {
  const select = { headSeq: true, headLink: true } as const
  const { headSeq, headLink } = await db.document.findUniqueOrThrow({ where: { id: documentId }, select })
  return { rows: headSeq, link: headLink === null ? firstLink(documentId) : Buffer.from(headLink).toString('hex') }
}

/**
 * The log as it stands, right or wrong: that is for the script to find.
 * @throws AppError `UNAVAILABLE` where a segment cannot be read
 */
async function readLines(db: Db, documentId: string, upTo: number): Promise<LogLines> {
  const log = new LogLines(documentId)
  for await (const { rows } of readChain(db, documentId)) {
    if (rows.length === 0) throw new AppError('UNAVAILABLE', 'quarantined')
    for (const chained of rows) if (chained.row.seq <= upTo) log.add(chained)
    if (log.rows >= upTo) break
    await new Promise(setImmediate)
  }
  return log
}

async function textFiles(db: Db, version: Version, before: Version | null): Promise<Record<string, string>> {
  const { documentId, seq } = version
  const { content } = await contentAt(db, { documentId, seq, askedBy: documentId })
  const own = { 'tekst.json': canonicalJson(content), 'tekst.txt': `${contentToText(plainTextOf(content))}\n` }
  const former =
    before === null ? [] : (await contentAt(db, { documentId, seq: before.seq, askedBy: documentId })).content
  const at = (seq: number): WantedState => {
    return { name: null, accepted: [], read: () => readPackedPieces(db, version.documentId, seq) }
  }
  const { difference, ids } = await compareInThread(version.documentId, at(before?.seq ?? 0), at(version.seq))
  return {
    ...own,
    ...(before === null ? {} : { 'poprzednia.json': canonicalJson(former) }),
    'roznice.json': pretty({ from: before?.number ?? null, to: version.number, difference: giveIds(difference, ids) }),
  }
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
  const [named, led] = await Promise.all([
    db.user.findMany({ where: { id: { in: [...people] } }, select, orderBy: { id: 'asc' } }),
    db.organization.findMany({ where: { id: { in: [...organizations] } }, select, orderBy: { id: 'asc' } }),
  ])
  return { people: named, organizations: led }
}
