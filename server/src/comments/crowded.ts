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

interface Spoken {
  answers: number
  letters: number
  ownLetters: number
}

/**
 * What was taken back counts by its place, which stays.
 * @param letters of the answer that is to come
 * @throws AppError `TOO_LARGE` (`answers-full`) where so much was said already, in this conversation or by this person
 */
export async function assertRoomToAnswer(
  db: Db,
  limits: Limits,
  userId: string,
  { id, documentId }: { id: string; documentId: string },
  letters: number,
): Promise<void> {
  const [spoken] = await db.$queryRaw<Spoken[]>`
    SELECT
      (count(*) FILTER (WHERE said."threadId" = ${id}) - 1)::int AS "answers",
      coalesce(sum(length(said."body")) FILTER (WHERE said."threadId" = ${id}), 0)::int AS "letters",
      coalesce(sum(length(said."body")) FILTER (WHERE said."createdById" = ${userId}), 0)::int AS "ownLetters"
    FROM "ThreadComment" said JOIN "Thread" ON "Thread"."id" = said."threadId"
    WHERE "Thread"."documentId" = ${documentId}`
  if (
    spoken === undefined ||
    spoken.answers >= limits.answers ||
    spoken.letters + letters > limits.saidLetters ||
    spoken.ownLetters + letters > limits.saidLettersOfOne
  ) {
    throw new AppError('TOO_LARGE', 'answers-full')
  }
}
