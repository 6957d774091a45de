import type { Db, Prisma, Version } from '@app/prisma'
import { laterThan } from '../../sync/index.ts'
import { changesOf, type FieldPlace } from './fields.ts'
import type { RedactionFacts, RedactionPlaces } from './redactions.ts'

/** A version whose text, name or note reads otherwise now. */
type Planned = Pick<Version, 'id' | 'name' | 'note' | 'redactedHash' | 'redactedAt'>

interface Afterwards {
  /** Of the text as it reads at each version's place. */
  hashes: ReadonlyMap<number, string>
  /** The first row of the log that reads otherwise. */
  from: number
  fields: readonly FieldPlace[]
}

export function planVersions(versions: readonly Version[], { hashes, from, fields }: Afterwards): Planned[] {
  const named = fields.filter(({ table }) => table === 'Version')
  return versions.flatMap(({ id, seq, hash, redactedHash, redactedAt, redactionReason, name, note }) => {
    const own = named.filter((place) => place.id === id)
    const words = changesOf({ id, name, note, redactionReason }, own)
    const current = redactedHash ?? hash
    const next = seq < from ? current : (hashes.get(seq) ?? current)
    if (next === current && Object.keys(words).length === 0) return []
    return [{ id, name, note, ...words, redactedHash: next === hash ? null : next, redactedAt }]
  })
}

/** The hash of the text before stays beside the new one. */
export function writeVersions(
  db: Db,
  planned: readonly Planned[],
  { reason, userId }: RedactionFacts,
  now: Date,
): Prisma.PrismaPromise<unknown>[] {
  return planned.map(({ id, redactedAt, ...change }) => {
    const redaction = { redactedAt: laterThan(redactedAt, now), redactedById: userId, redactionReason: reason }
    return db.version.update({ where: { id }, data: { ...change, ...redaction } })
  })
}

/** Ids of the redactions by which a version reads otherwise than it did; itself it knows only the last of them. */
export async function redactionsOf(
  db: Db,
  version: Pick<Version, 'id' | 'documentId' | 'seq' | 'redactedHash' | 'redactedAt'>,
): Promise<string[]> {
  const { documentId, redactedAt } = version
  if (redactedAt === null) return []
  const rows = await db.redaction.findMany({ where: { documentId }, select: { id: true, places: true } })
  return rows.filter(({ places }) => reached(places as unknown as RedactionPlaces, version)).map(({ id }) => id)
}

function reached(
  { rows, fields, versions }: RedactionPlaces,
  { id, seq, redactedHash }: Pick<Version, 'id' | 'seq' | 'redactedHash'>,
): boolean {
  if (versions !== undefined) return versions.includes(id)
  const isNamed = fields.some((field) => field.table === 'Version' && field.id === id)
  return isNamed || (redactedHash !== null && (rows[0] ?? seq + 1) <= seq)
}
