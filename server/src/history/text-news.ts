// Whether a text reads otherwise than it did: a remark, a proposal, or words that were typed and taken out again are rows of
// the log, and no change of the text.

import type { Actor } from '../auth/policy.ts'
import type { Services } from '../context.ts'
import { getReadAccess, judgedAgain } from '../documents/judged-again.ts'
import { findLastLook } from './last-look.ts'
import { hashAt } from './read-past.ts'

export interface TextNews {
  /** Than in the newest version; null where there is none. */
  sinceVersion: boolean | null
  /** Than where the person had read up to before they came this time; null on the first visit. */
  sinceLook: boolean | null
}

type Tools = Pick<Services, 'db' | 'history' | 'clock'>

/** @throws AppError `NOT_FOUND`, `UNAVAILABLE` */
export function readTextNews(
  tools: Tools & Pick<Services, 'sessions'>,
  actor: Actor,
  documentId: string,
): Promise<TextNews> {
  const judge = (current: Actor) => getReadAccess(tools.db, current, documentId)
  return judgedAgain(tools, actor, judge, () => workOut(tools, actor, documentId))
}

async function workOut({ db, history, clock }: Tools, { userId }: Actor, documentId: string): Promise<TextNews> {
  // What goes through the rows keeps the text that they make.
  const { seq, versionSeq } = await history.fold(documentId)
  const [version, lookSeq] = await Promise.all([
    db.version.findFirst({
      where: { documentId },
      orderBy: { number: 'desc' },
      select: { hash: true, redactedHash: true },
    }),
    findLastLook(db, { userId, documentId }, clock.now()),
  ])
  const hashOf = (place: number) => hashAt(db, { documentId, seq: place, askedBy: userId })
  const isAsOfVersion = async (hash: string) => seq === versionSeq || (await hashOf(seq)) === hash
  const isAsOf = async (place: number) => seq <= place || (await hashOf(seq)) === (await hashOf(place))
  return {
    sinceVersion: version && !(await isAsOfVersion(version.redactedHash ?? version.hash)),
    sinceLook: lookSeq === null ? null : !(await isAsOf(lookSeq)),
  }
}
