import type { Db } from '@app/prisma'
import { findTouchedLines, proposalsOver, readContent } from '../document/index.ts'
import { AppError } from '../errors.ts'
import type { Limits } from '../limits.ts'

type BodyText = Parameters<typeof readContent>[0]

/**
 * What somebody enters for others, as all that came in on paper, is not theirs.
 * @param ownerId null for what is entered so
 * @throws AppError `TOO_LARGE` (`proposals-full`) where so many wait for a decision already, of this person or of all
 */
export async function assertFewOpen(db: Db, limits: Limits, ownerId: string | null, documentId: string): Promise<void> {
  const open = { documentId, state: 'OPEN' } as const
  const [own, all] = await Promise.all([
    ownerId === null ? 0 : db.changeProposal.count({ where: { ...open, createdById: ownerId, enteredById: null } }),
    db.changeProposal.count({ where: open }),
  ])
  if (own >= limits.openProposalsOfOne || all >= limits.openProposals) throw new AppError('TOO_LARGE', 'proposals-full')
}

/** @throws AppError `TOO_LARGE` (`too-many-layers`) where too many others lie over what this one would change */
export function assertFewOver(text: BodyText, id: string, { proposalsOverOne }: Limits): void {
  const lines = findTouchedLines(readContent(text)).get(id) ?? []
  const looks = lines.flatMap(({ line, own }) => own.map((index) => line.block.content[index]?.formats ?? {}))
  if (looks.some((formats) => proposalsOver(formats) > proposalsOverOne)) {
    throw new AppError('TOO_LARGE', 'too-many-layers')
  }
}
