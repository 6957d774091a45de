import type { Db } from '@app/prisma'

const MAX_ATTEMPTS = 5

/**
 * A redaction changes rows, versions and what is said of them in one moment. Who reads them one after the other, and finds
 * that it came between, begins anew.
 * @param isGood what needs no second look, whatever came between
 */
export async function readInOneEpoch<T>(
  db: Db,
  documentId: string,
  read: () => Promise<T>,
  isGood: (found: T) => boolean = () => false,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const before = await epochOf(db, documentId)
    const found = await read()
    if (isGood(found) || attempt === MAX_ATTEMPTS || (await epochOf(db, documentId)) === before) return found
  }
}

async function epochOf(db: Db, documentId: string): Promise<string | undefined> {
  return (await db.document.findUnique({ where: { id: documentId }, select: { epoch: true } }))?.epoch
}
