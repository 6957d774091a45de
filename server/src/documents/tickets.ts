import { createHash, randomBytes } from 'node:crypto'
import type { Db, DownloadTicket } from '@app/prisma'
import type { Actor } from '../auth/policy.ts'
import type { Services } from '../context.ts'
import { AppError } from '../errors.ts'
import {
  ARCHIVE_FORMAT,
  EXPORT_FORMATS,
  type ExportedFile,
  type ExportFormat,
  exportDocument,
  SHEET_FORMATS,
  type SheetFormat,
} from '../export/index.ts'
import type { ExportLocale } from '../export/words.ts'
import { newId } from '../ids.ts'
import { makeProof, type ProofSelection, proofSelection } from '../proof/bundle/bundle.ts'
import { exportRemarks, type RemarkSelection, remarkSelection } from '../remarks/file.ts'
import { Shares } from '../threads/shares.ts'
import { getReadAccess, judgedInOneEpoch } from './judged-again.ts'

const TICKET_MS = 60_000
/** What is not taken by then holds up no other proof of that person. */
const TAKEN_MS = 5 * 60_000

/** Each holds a document while it is made, a proof the whole past of one. */
const FILES = new Shares('export')
const PROOFS = new Shares('proof', { inAll: 8, ofOne: 1 })
/** Tickets whose files are being made here, by their hashes: asked for twice at once, they take one place. */
const underWay = new Set<string>()

type Tools = Pick<Services, 'db' | 'clock' | 'rooms' | 'sessions' | 'audit'>

/** What is wanted of a document: its text, rows of its table of remarks, or the proof of a version. */
export type Wanted =
  | { format: ExportFormat }
  | { format: SheetFormat; selection: RemarkSelection }
  | { format: typeof ARCHIVE_FORMAT; selection: ProofSelection }

function hashTicket(ticket: string): string {
  return createHash('sha256').update(ticket).digest('base64url')
}

/** They hold what was searched for. */
export async function forgetOldTickets(db: Db, now: Date): Promise<void> {
  await db.downloadTicket.deleteMany({ where: { expiresAt: { lt: now } } })
}

/** A ticket for one download within a minute: the file then needs no cookie, and the address is worth nothing later. */
export async function issueTicket(tools: Tools, actor: Actor, documentId: string, wanted: Wanted): Promise<string> {
  const { db, clock } = tools
  await getReadAccess(db, actor, documentId)
  // The page hears nothing of a file that is refused: a browser fetches it by itself.
  sharesOf(wanted.format).assertRoom(actor.userId)
  const ticket = randomBytes(32).toString('base64url')
  const expiresAt = new Date(clock.now().getTime() + TICKET_MS)
  await forgetOldTickets(db, clock.now())
  await db.downloadTicket.create({
    data: { id: newId(), hash: hashTicket(ticket), userId: actor.userId, documentId, ...wanted, expiresAt },
  })
  return ticket
}

/**
 * The file of a ticket, with the rights of this moment. A second use, or a late one, is refused as expired.
 * @param signal the answer is over, or whoever asked went away: gives it up, and its place among those who wait
 * @throws AppError `EXPIRED`, `NOT_FOUND`; `UNAVAILABLE` where too many wait: then the ticket is good for another try
 */
export async function redeemTicket(
  tools: Tools,
  ticket: string,
  origin: string,
  signal: AbortSignal,
): Promise<ExportedFile> {
  const hash = hashTicket(ticket)
  const found = await tools.db.downloadTicket.findFirst({ where: usable(tools, hash) })
  if (found === null || underWay.has(hash)) throw new AppError('EXPIRED')
  const shares = sharesOf(found.format)
  const place = shares.enter(found.userId, signal)
  underWay.add(hash)
  try {
    // At once, and not when its turn comes: it would be too late by then.
    if (!(await claim(tools, hash))) throw new AppError('EXPIRED')
    await place.turn
    return await deliver(tools, found, origin, signal)
  } finally {
    underWay.delete(hash)
    place.end()
    // A proof is large: who takes it slowly gets no other meanwhile. Not of every connection that is gone is the end heard.
    if (shares !== PROOFS || signal.aborted) place.leave()
    else {
      signal.addEventListener('abort', place.leave)
      setTimeout(place.leave, TAKEN_MS).unref()
    }
  }
}

async function deliver(
  tools: Tools,
  claimed: DownloadTicket,
  origin: string,
  signal: AbortSignal,
): Promise<ExportedFile> {
  const { db, sessions } = tools
  const judge = async () => getReadAccess(db, await sessions.findRightholder(claimed.userId), claimed.documentId)
  const file = await judgedInOneEpoch(judge, () => makeFile(tools, claimed, origin, signal))
  await tools.audit.record({
    action: 'document.downloaded',
    actorId: claimed.userId,
    documentId: claimed.documentId,
    detail: { format: claimed.format },
  })
  return file
}

function sharesOf(format: string): Shares {
  return format === ARCHIVE_FORMAT ? PROOFS : FILES
}

function usable({ clock }: Tools, hash: string) {
  return { hash, usedAt: null, expiresAt: { gt: clock.now() } }
}

/** False where somebody else was first. */
async function claim(tools: Tools, hash: string): Promise<boolean> {
  const { db, clock } = tools
  const { count } = await db.downloadTicket.updateMany({
    where: usable(tools, hash),
    data: { usedAt: clock.now() },
  })
  return count === 1
}

async function makeFile(
  tools: Tools,
  ticket: DownloadTicket,
  origin: string,
  signal: AbortSignal,
): Promise<ExportedFile> {
  const { db, clock, rooms } = tools
  const document = await db.document.findUniqueOrThrow({
    where: { id: ticket.documentId },
    select: { id: true, title: true, signature: true, organization: { select: { name: true } } },
  })
  const reader = await db.user.findUniqueOrThrow({ where: { id: ticket.userId }, select: { locale: true } })
  const locale: ExportLocale = reader.locale === 'en' ? 'en' : 'pl'
  const wanted = toWanted(ticket)
  if (wanted.format === ARCHIVE_FORMAT) {
    const { id, title, signature } = document
    const { userId } = ticket
    const proved = { document: { id, title, signature }, selection: wanted.selection, madeAt: clock.now() }
    return makeProof(db, { ...proved, userId, signal })
  }
  if ('selection' in wanted) return exportRemarks(tools, { document, ...wanted, locale, origin, signal })
  const { title, signature, organization } = document
  const { content } = await rooms.read(document.id)
  const text = { content, title, signature, organization: organization.name, exportedAt: clock.now(), locale }
  return exportDocument(text, wanted.format, signal)
}

function toWanted({ format, selection }: DownloadTicket): Wanted {
  const ofText = EXPORT_FORMATS.find((known) => known === format)
  if (ofText !== undefined) return { format: ofText }
  if (format === ARCHIVE_FORMAT) return { format, selection: proofSelection.parse(selection) }
  const ofTable = SHEET_FORMATS.find((known) => known === format)
  if (ofTable === undefined) throw new AppError('INVALID', 'format')
  return { format: ofTable, selection: remarkSelection.parse(selection) }
}
