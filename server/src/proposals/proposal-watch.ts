import type { ChangeProposal, Db } from '@app/prisma'
import type { Logger } from 'pino'
import type { Clock } from '../context.ts'
import { BODY, findOpeners, type ProposalVerdict } from '../document/index.ts'
import { type CopiedFrom, writeInEpoch } from '../documents/copied.ts'
import type { Authorship } from '../history/authorship.ts'
import type { PubSub } from '../pubsub.ts'
import { createQuietWatch, type QuietWatch } from '../quiet-watch.ts'
import { type Rooms, SERVER_USER_ID } from '../sync/index.ts'
import { UNDECIDED } from './access.ts'
import { type Described, describeLive, isDescribedAs } from './found.ts'
import { writeResolution } from './resolve.ts'

export interface ProposalWatchOptions {
  db: Db
  clock: Clock
  pubsub: PubSub
  rooms: Pick<Rooms, 'inspect' | 'append' | 'renew'>
  authorship: Authorship
  logger: Logger
}

type Known = Pick<ChangeProposal, 'id' | 'state' | 'decisionSeq' | keyof Described>

/**
 * Keeps rows of proposals true in quiet moments of their documents: what each would change, whether its marks have left
 * the text or came back; finishes decisions whose write was cut short, and takes marks off that came back after one.
 */
export function watchProposals({ db, clock, pubsub, rooms, authorship, logger }: ProposalWatchOptions): QuietWatch {
  async function look(documentId: string): Promise<void> {
    const rows = await db.changeProposal.findMany({
      where: { documentId },
      select: {
        id: true,
        state: true,
        decisionSeq: true,
        unitId: true,
        unitLabel: true,
        wordingBefore: true,
        wordingAfter: true,
      },
    })
    if (rows.length === 0) return
    const { found: live, epoch } = await describeLive(rooms, documentId)
    for (const row of rows) {
      if (!UNDECIDED.includes(row.state) || (await note({ documentId, epoch }, row, live.get(row.id)))) continue
      await rooms.renew(documentId)
      watch.plan(documentId)
      return
    }
    await sweep(
      documentId,
      rows.filter((row) => live.has(row.id)),
    )
  }

  /** False where what was found is of a former epoch: it may have been redacted. */
  async function note(of: CopiedFrom, row: Known, described: Described | undefined): Promise<boolean> {
    const state: Known['state'] = described === undefined ? 'SUPERSEDED' : 'OPEN'
    if (row.state === state && isDescribedAs(row, described)) return true
    const write = db.changeProposal.updateMany({
      where: { id: row.id, state: row.state },
      data: { ...described, state, updatedAt: clock.now() },
    })
    if ((await writeInEpoch(db, of, write)) === null) return false
    pubsub.publish('proposal', { documentId: of.documentId, proposalId: row.id })
    return true
  }

  async function sweep(documentId: string, rows: readonly Known[]): Promise<void> {
    const cameBack = await findBack(documentId, rows)
    for (const verdict of ['accept', 'reject', 'strip'] as const) {
      const ids = rows.filter((row) => verdictLeft(row, cameBack.has(row.id)) === verdict).map(({ id }) => id)
      if (ids.length === 0) continue
      logger.info({ documentId, count: ids.length }, 'marks of decided proposals were still in the text')
      const by = { kind: 'REPAIR', userId: SERVER_USER_ID, organizationId: null } as const
      await writeResolution({ db, rooms, authorship }, { documentId, ids, verdict }, by)
    }
  }

  /** Those whose marks were all there when they were decided: what stands under them was deleted then, and came back. */
  async function findBack(documentId: string, rows: readonly Known[]): Promise<Set<string>> {
    const places = new Map(
      rows.flatMap(({ id, state, decisionSeq }) =>
        isWritten(state, decisionSeq) ? [[id, decisionSeq ?? 0] as const] : [],
      ),
    )
    if (places.size === 0) return new Set()
    const look = () =>
      authorship.inspect(documentId, ({ doc, attribution }) => {
        const openers = findOpeners(doc.getText(BODY), new Set(places.keys()))
        const isOld = (id: string, seq: number) =>
          (openers.get(id) ?? []).every(({ client, clock }) => (attribution.typedAt(client, clock) ?? seq + 1) <= seq)
        return new Set([...places].flatMap(([id, seq]) => (isOld(id, seq) ? [id] : [])))
      })
    return authorship.inTurn(SERVER_USER_ID, look)
  }

  const watch = createQuietWatch({ pubsub, look, logger, what: 'proposals' })
  return watch
}

/**
 * What is left to do with marks in the text: what was decided and written already, nobody decides again by marking more. What
 * only came back under its old marks, as by undo, is decided as it was.
 */
function verdictLeft({ state, decisionSeq }: Known, cameBack: boolean): ProposalVerdict | null {
  if (UNDECIDED.includes(state)) return null
  if (isWritten(state, decisionSeq) && !cameBack) return 'strip'
  return state === 'ACCEPTED' ? 'accept' : 'reject'
}

function isWritten(state: Known['state'], decisionSeq: number | null): boolean {
  return !UNDECIDED.includes(state) && decisionSeq !== null
}
