// What a document at a place is made of, on its way to a thread: one value costs less than thousands, and what is packed
// is unpacked where nobody's keystrokes wait.

import type { Db } from '@app/prisma'
import { type Past, type PieceRow, readPieces, toPast } from './content-at.ts'

export interface PackedPieces {
  /** The place that was asked for. */
  seq: number
  data: Uint8Array
  /** Of each piece, in their order. */
  pieces: (Pick<PieceRow, 'part' | 'seqFrom' | 'seq' | 'kind'> & { length: number })[]
}

/**
 * The pieces of the document at `seq`, in one statement.
 * @param except checkpoints not to be used
 */
export async function readPackedPieces(
  db: Db,
  documentId: string,
  seq: number,
  except: readonly number[] = [],
): Promise<PackedPieces> {
  const rows = await readPieces(db, documentId, seq, except)
  return {
    seq,
    data: new Uint8Array(Buffer.concat(rows.map(({ data }) => data))),
    pieces: rows.map(({ part, seqFrom, seq: end, kind, data }) => {
      return { part, seqFrom, seq: end, kind, length: data.length }
    }),
  }
}

/**
 * What was packed, without who wrote it and when.
 * @throws AppError `UNAVAILABLE` where the log has a hole
 */
export function unpackPast({ seq, data, pieces }: PackedPieces): Past {
  let at = 0
  const rows = pieces.map(({ length, ...piece }): PieceRow => {
    const start = at
    at += length
    return { ...UNKNOWN, ...piece, data: data.subarray(start, at) }
  })
  return toPast(rows, seq)
}

const UNKNOWN = {
  clientId: null,
  clientSeq: null,
  userId: '',
  organizationId: null,
  onBehalfOf: null,
  causeType: null,
  causeId: null,
  createdAt: new Date(0),
} as const
