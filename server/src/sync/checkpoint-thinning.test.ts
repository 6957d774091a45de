import type { DatabaseKind } from '@app/prisma'
import { DATABASE_KINDS, freshDatabase, isAvailable } from '@app/prisma/testing'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { createDocument } from '../document/index.ts'
import { readPast } from '../history/content-at.ts'
import { readPackedPieces, unpackPast } from '../history/past-pieces.ts'
import { newId } from '../ids.ts'
import { createCheckpoints } from './checkpoint.ts'
import { applyState, type State } from './checkpoint-state.ts'
import { createDocumentRow, seededRandom } from './testing.ts'

const BETWEEN = 10_001
const PEOPLE = 5

/** A text in which people write and delete, as it was at each place that is far enough from the one before. */
function statesOf(count: number): { seq: number; state: Uint8Array }[] {
  const random = seededRandom(count)
  const doc = createDocument()
  const text = doc.getText('body')
  return Array.from({ length: count }, (_, at) => {
    for (let key = 0; key < 200; key += 1) {
      doc.clientID = 1 + Math.floor(random() * PEOPLE)
      const place = Math.floor(random() * (text.length + 1))
      if (random() < 0.3 && place < text.length) text.delete(place, 1)
      else text.insert(place, String.fromCharCode(97 + Math.floor(random() * 26)))
    }
    return { seq: (at + 1) * BETWEEN, state: Y.encodeStateAsUpdateV2(doc) }
  })
}

function stateMadeBy(state: State | undefined): Uint8Array {
  const doc = createDocument()
  applyState(doc, state ?? [])
  return Y.encodeStateAsUpdateV2(doc)
}

async function saveAll(kind: DatabaseKind, count: number) {
  const { db, drop } = await freshDatabase(kind)
  const documentId = await createDocumentRow(db, newId())
  const checkpoints = createCheckpoints(db)
  const states = statesOf(count)
  for (const { seq, state } of states) await checkpoints.save(documentId, { seq, state, epoch: 'first' }, new Date())
  const bases = async () => {
    const rows = await db.documentCheckpoint.findMany({ where: { documentId }, orderBy: { seq: 'asc' } })
    return rows.map(({ base }) => base && base / BETWEEN)
  }
  return { db, drop, documentId, checkpoints, states, bases }
}

describe.for(DATABASE_KINDS)('checkpoints that stay, on %s', (kind) => {
  it('are what they add to the one before, but every twelfth and the two newest', async ({ skip }) => {
    skip(!(await isAvailable(kind)), `no ${kind} on this machine`)
    const { bases, drop } = await saveAll(kind, 16)
    try {
      expect(await bases()).toEqual([null, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, null, 13, null, null])
    } finally {
      await drop()
    }
  })

  it('give every place back byte for byte, however it is read', async ({ skip }) => {
    skip(!(await isAvailable(kind)), `no ${kind} on this machine`)
    const { db, documentId, checkpoints, states, drop } = await saveAll(kind, 11)
    try {
      for (const { seq, state } of states) {
        const expected = Buffer.from(state)
        const [newest, past, packed] = await Promise.all([
          checkpoints.findNewest(documentId, seq + 5),
          readPast(db, documentId, seq),
          readPackedPieces(db, documentId, seq),
        ])
        for (const found of [newest, past.checkpoint, unpackPast(packed).checkpoint]) {
          expect(found?.seq).toBe(seq)
          expect(expected.equals(stateMadeBy(found?.state)), `at ${seq}`).toBe(true)
        }
      }
    } finally {
      await drop()
    }
  })

  it('may be passed over, and forgotten from any place on', async ({ skip }) => {
    skip(!(await isAvailable(kind)), `no ${kind} on this machine`)
    const { documentId, checkpoints, states, bases, drop } = await saveAll(kind, 6)
    try {
      const [third, fourth] = [states[2], states[3]]
      const before = await checkpoints.findNewest(documentId, fourth?.seq ?? 0, [fourth?.seq ?? 0])
      expect(before?.seq).toBe(third?.seq)
      expect(Buffer.from(third?.state ?? []).equals(stateMadeBy(before?.state))).toBe(true)
      await checkpoints.dropFrom(documentId, third?.seq ?? 0)
      expect(await bases()).toEqual([null, 1])
    } finally {
      await drop()
    }
  })

  it('stay whole where the one before cannot be read', async ({ skip }) => {
    skip(!(await isAvailable(kind)), `no ${kind} on this machine`)
    const { db, documentId, checkpoints, states, bases, drop } = await saveAll(kind, 3)
    try {
      await db.documentCheckpoint.updateMany({ where: { documentId }, data: { state: new Uint8Array([1, 2, 3]) } })
      const [, , newest] = states
      const seq = 4 * BETWEEN
      await checkpoints.save(documentId, { seq, state: newest?.state ?? new Uint8Array(), epoch: 'first' }, new Date())
      expect(await bases()).toEqual([null, null, null, null])
    } finally {
      await drop()
    }
  })

  it('cannot lose what they stand on, and go together', async ({ skip }) => {
    skip(!(await isAvailable(kind)), `no ${kind} on this machine`)
    const { db, documentId, checkpoints, bases, drop } = await saveAll(kind, 4)
    try {
      expect(await bases()).toEqual([null, 1, null, null])
      await expect(db.documentCheckpoint.deleteMany({ where: { documentId, seq: BETWEEN } })).rejects.toThrow()
      await checkpoints.dropFrom(documentId, 0)
      expect(await bases()).toEqual([])
    } finally {
      await drop()
    }
  })
})
