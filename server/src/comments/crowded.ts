import type { Db } from '@app/prisma'
import { AppError } from '../errors.ts'
import type { Limits } from '../limits.ts'

/**
 * Of conversations that are over the marks stay in the text, so they count.
 * @throws AppError `TOO_LARGE` (`remarks-full`) where there are so many already, of this person or of all
 */
export async function assertFewRemarks(db: Db, limits: Limits, userId: string, documentId: string): Promise<void> {
  const [own, all] = await Promise.all([
    db.thread.count({ where: { documentId, createdById: userId } }),
    db.thread.count({ where: { documentId } }),
  ])
  if (own >= limits.remarksOfOne || all >= limits.remarks) throw new AppError('TOO_LARGE', 'remarks-full')
}
