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

/** An answer, the first words of a conversation, or other words in place of some. */
interface ToBeSaid {
  documentId: string
  /** Null where a conversation begins. */
  threadId: string | null
  isAnswer: boolean
  /** How many more than there are. */
  letters: number
}

interface Spoken {
  answers: number
  letters: number
  ownLetters: number
}

/**
 * What was taken back counts by its place, which stays.
 * @throws AppError `TOO_LARGE` where so much was said already, in this conversation (`answers-full`) or by this person in
 * the document (`said-full`)
 */
export async function assertRoomToSay(
  db: Db,
  limits: Limits,
  userId: string,
  { documentId, threadId, isAnswer, letters }: ToBeSaid,
): Promise<void> {
  if (!isAnswer && letters <= 0) return
  const [spoken = { answers: 0, letters: 0, ownLetters: 0 }] = await db.$queryRaw<Spoken[]>`
    SELECT
      (count(*) FILTER (WHERE said."threadId" = ${threadId}) - 1)::int AS "answers",
      coalesce(sum(length(said."body")) FILTER (WHERE said."threadId" = ${threadId}), 0)::int AS "letters",
      coalesce(sum(length(said."body")) FILTER (WHERE said."createdById" = ${userId}), 0)::int AS "ownLetters"
    FROM "ThreadComment" said JOIN "Thread" ON "Thread"."id" = said."threadId"
    WHERE "Thread"."documentId" = ${documentId}`
  const isFull = (isAnswer && spoken.answers >= limits.answers) || spoken.letters + letters > limits.saidLetters
  if (threadId !== null && isFull) throw new AppError('TOO_LARGE', 'answers-full')
  if (spoken.ownLetters + letters > limits.saidLettersOfOne) throw new AppError('TOO_LARGE', 'said-full')
}
