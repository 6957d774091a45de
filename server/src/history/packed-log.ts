// Rows of the log on their way to a thread that unpacks what is sealed.

import type { Db } from '@app/prisma'
import { type LogPart, type Piece, readLogPieces, rowsOfPart, type StoredRow } from '../sync/log-read.ts'

export interface PackedLog {
  part: LogPart
  data: Uint8Array
  /** In their order, each with how many bytes of `data` are its own. */
  pieces: (Omit<Piece, 'data'> & { length: number })[]
}

export async function readPackedLog(db: Db, documentId: string, part: LogPart): Promise<PackedLog> {
  const pieces = await readLogPieces(db, documentId, part)
  return {
    part,
    data: new Uint8Array(Buffer.concat(pieces.map(({ data }) => data))),
    pieces: pieces.map(({ data, ...piece }) => ({ ...piece, length: data.length })),
  }
}

/** In order; a segment that cannot be read is a hole. */
export function unpackLog({ part, data, pieces }: PackedLog): StoredRow[] {
  let at = 0
  const read = pieces.map(({ length, ...piece }): Piece => {
    const start = at
    at += length
    return { ...piece, data: data.subarray(start, at) }
  })
  return rowsOfPart(read, part)
}

/** Throws where the log has a hole. */
export function inOrder<Row extends { seqFrom: number; seq: number }>(rows: Row[], after: number): Row[] {
  let expected = after + 1
  for (const { seqFrom, seq } of rows) {
    if (seqFrom !== expected) throw new Error('The log has a hole')
    expected = seq + 1
  }
  return rows
}
