import { createHash, randomBytes } from 'node:crypto'
import type { DownloadTicket } from '@app/prisma'
import { type Actor, can } from '../auth/policy.ts'
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
import { getAccess } from './access.ts'

const TICKET_MS = 60_000

type Tools = Pick<Services, 'db' | 'clock' | 'rooms' | 'sessions' | 'audit'>

/** What is wanted of a document: its text, rows of its table of remarks, or the proof of a version. */
export type Wanted =
  | { format: ExportFormat }
  | { format: SheetFormat; selection: RemarkSelection }
  | { format: typeof ARCHIVE_FORMAT; selection: ProofSelection }

function hashTicket(ticket: string): string {
  return createHash('sha256').update(ticket).digest('base64url')
}

/** A ticket for one download within a minute: the file then needs no cookie, and the address is worth nothing later. */
export async function issueTicket(tools: Tools, actor: Actor, documentId: string, wanted: Wanted): Promise<string> {
  const { db, clock } = tools
  if (!can(actor, 'read', await getAccess(db, documentId))) throw new AppError('NOT_FOUND')
  const ticket = randomBytes(32).toString('base64url')
  const expiresAt = new Date(clock.now().getTime() + TICKET_MS)
  await db.downloadTicket.deleteMany({ where: { expiresAt: { lt: clock.now() } } })
  await db.downloadTicket.create({
    data: { id: newId(), hash: hashTicket(ticket), userId: actor.userId, documentId, ...wanted, expiresAt },
  })
  return ticket
}

/** The file of a ticket, with the rights of this moment. A second use, or a late one, is refused as expired. */
export async function redeemTicket(tools: Tools, ticket: string, origin: string): Promise<ExportedFile> {
  const claimed = await claim(tools, ticket)
  if (claimed === null) throw new AppError('EXPIRED')
  const person = await tools.sessions.findRightholder(claimed.userId)
  if (!can(person, 'read', await getAccess(tools.db, claimed.documentId))) throw new AppError('NOT_FOUND')
  const file = await makeFile(tools, claimed, origin)
  await tools.audit.record({
    action: 'document.downloaded',
    actorId: claimed.userId,
    documentId: claimed.documentId,
    detail: { format: claimed.format },
  })
  return file
}

async function claim({ db, clock }: Tools, ticket: string): Promise<DownloadTicket | null> {
  const where = { hash: hashTicket(ticket) }
  const { count } = await db.downloadTicket.updateMany({
    where: { ...where, usedAt: null, expiresAt: { gt: clock.now() } },
    data: { usedAt: clock.now() },
  })
  return count === 1 ? db.downloadTicket.findUnique({ where }) : null
}

async function makeFile(tools: Tools, ticket: DownloadTicket, origin: string): Promise<ExportedFile> {
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
    return makeProof(db, { document: { id, title, signature }, selection: wanted.selection, madeAt: clock.now() })
  }
  if ('selection' in wanted) return exportRemarks(tools, { document, ...wanted, locale, origin })
  const { title, signature, organization } = document
  const { content } = await rooms.read(document.id)
  const text = { content, title, signature, organization: organization.name, exportedAt: clock.now(), locale }
  return exportDocument(text, wanted.format)
}

function toWanted({ format, selection }: DownloadTicket): Wanted {
  const ofText = EXPORT_FORMATS.find((known) => known === format)
  if (ofText !== undefined) return { format: ofText }
  if (format === ARCHIVE_FORMAT) return { format, selection: proofSelection.parse(selection) }
  const ofTable = SHEET_FORMATS.find((known) => known === format)
  if (ofTable === undefined) throw new AppError('INVALID', 'format')
  return { format: ofTable, selection: remarkSelection.parse(selection) }
}
