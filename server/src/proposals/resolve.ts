import {
  findTouchedLines,
  type ProposalVerdict,
  proposalHash,
  readContent,
  resolveProposals,
  type TouchedLine,
} from '../document/index.ts'
import type { Rooms } from '../sync/index.ts'
import { findWriters, type WriterTools } from './writers.ts'

type ServerWrite = Parameters<Rooms['append']>[1]

export interface Resolution {
  documentId: string
  ids: readonly string[]
  verdict: ProposalVerdict
  /** Changes nothing unless something of every one still stands in the text. */
  allOrNone?: boolean
  /** What was shown of them, by hash: changes nothing where one of them would do something else. */
  seen?: Seen
}

export type Seen = ReadonlyMap<string, string>

export interface Resolved {
  seq: number
  /** Those of which nothing stood in the text any more, where that was asked. */
  missing: readonly string[]
  /** Whether one of them is not what was shown of it. */
  isChanged: boolean
}

/**
 * One write of the server that makes proposals part of the text, or takes them out of it. They are decided by now, so the log
 * takes no more of them: what their authors wrote before, on whichever node, is known to the room before it looks.
 */
export async function writeResolution(
  tools: WriterTools & { rooms: Pick<Rooms, 'append'> },
  { documentId, ids, verdict, allOrNone = false, seen = new Map() }: Resolution,
  by: Pick<ServerWrite, 'kind' | 'userId' | 'organizationId' | 'accessVersion'>,
): Promise<Resolved> {
  const { db, rooms } = tools
  const { headSeq } = await db.document.findUniqueOrThrow({ where: { id: documentId }, select: { headSeq: true } })
  const isWritten = await findWriters(tools, documentId, ids, by.userId)
  const [first] = ids
  let missing: readonly string[] = []
  let isChanged = false
  const { seq } = await rooms.append(documentId, {
    ...by,
    after: headSeq,
    ...(first !== undefined && { cause: { type: 'proposal', id: first } }),
    change(text) {
      // Asked in the same step of the room as the write: in between, their authors may change the marks or take them away.
      if (allOrNone || seen.size > 0) {
        const standing = findTouchedLines(readContent(text))
        isChanged = ids.some((id) => isOther(id, standing.get(id), seen))
        if (allOrNone) missing = ids.filter((id) => !standing.has(id))
        if (isChanged || missing.length > 0) return
      }
      resolveProposals(text, new Set(ids), verdict, isWritten)
    },
  })
  return { seq, missing, isChanged }
}

function isOther(id: string, now: readonly TouchedLine[] | undefined, seen: Seen): boolean {
  const hash = seen.get(id)
  return hash !== undefined && now !== undefined && proposalHash(id, now) !== hash
}
