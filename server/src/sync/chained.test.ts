import type { Db } from '@app/prisma'
import {
  chainRows,
  DATABASE_KINDS,
  type FreshDatabase,
  freshDatabase,
  isAvailable,
  tampering,
} from '@app/prisma/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId } from '../ids.ts'
import { checkLog } from '../proof/check-log.ts'
import type { AppendRequest } from './append-request.ts'
import { readChain, readStanding } from './chained.ts'
import { createLog } from './log.ts'
import { appendRows } from './log-statement.ts'
import { sealLog } from './sealed.ts'
import { firstLink, nextLink, originalOf } from './segment/chain.ts'
import { saltsFrom, saltsOf } from './segment/salts.ts'
import { createDocumentRow, roomsOver, seededIn, TestRecords, windowIn } from './testing.ts'

const KINDS = await Promise.all(DATABASE_KINDS.map(async (kind) => ({ kind, isHere: await isAvailable(kind) })))
const ODD = ['Żółć', '„a"b\\c”', 'tab\tnowy\nwiersz\r', '\u0001\u001f\u007f', '😀 \u2028', "'); DROP --", '\b\f', '']

describe.each(KINDS)('the chain up to the head, on $kind', ({ kind, isHere }) => {
  describe.skipIf(!isHere)('', () => {
    let database: FreshDatabase
    let db: Db

    beforeAll(async () => {
      database = await freshDatabase(kind)
      db = database.db
    }, 60_000)

    afterAll(() => database.drop())

    function request(documentId: string, changes: Partial<AppendRequest> = {}): AppendRequest {
      const by = { clientId: 1, clientSeq: 1, clients: [1], userId: 'anna', organizationId: null }
      const nobody = { accessVersion: null, epoch: null, head: null, seen: null, offeredSeq: 0 }
      const nothing = { ...nobody, cause: null, proposals: [], restoration: null }
      const at = new Date('2026-11-23T12:00:00.007Z')
      return { documentId, kind: 'EDIT', ...by, ...nothing, update: new Uint8Array([0, 0]), createdAt: at, ...changes }
    }

    async function linksMadeAgain(documentId: string): Promise<string[]> {
      const { saltSeed } = await db.document.findUniqueOrThrow({ where: { id: documentId } })
      let link = firstLink(documentId)
      const standing = await readStanding(db, documentId, { after: 0 })
      const salts = saltsOf(saltsFrom(saltSeed, 1), standing.length)
      expect(standing.map(({ salt }) => salt)).toEqual(salts)
      return standing.map(({ row }, index) => {
        link = nextLink(link, row, originalOf(row, salts[index]))
        return link
      })
    }

    test('is made by the statement that writes, by the rule that checks it, whatever a row says', async () => {
      const documents = [await createDocumentRow(db, newId()), await createDocumentRow(db, 'ś"\\\n')]
      for (const round of [0, 1, 2]) {
        const requests = ODD.flatMap((odd, index) =>
          documents.map((documentId, which) =>
            request(documentId, {
              clientId: index * 2 + which,
              clients: [index * 2 + which],
              clientSeq: round === 1 ? null : round,
              kind: index % 2 === 0 ? 'EDIT' : 'ACCEPTANCE',
              userId: `anna${odd}`,
              organizationId: index % 3 === 0 ? null : odd,
              cause: index % 2 === 0 ? null : { type: 'proposal', id: odd },
              update: new Uint8Array([...Buffer.from(odd), index]),
              createdAt: new Date(Date.UTC(2026, round, 1, 0, 0, 0, index * 113)),
            }),
          ),
        )
        await appendRows(db, requests)
      }
      for (const documentId of documents) {
        const standing = await readStanding(db, documentId, { after: 0 })
        expect(standing).toHaveLength(3 * ODD.length)
        expect(standing.map(({ link }) => link)).toEqual(await linksMadeAgain(documentId))
        const { headLink } = await db.document.findUniqueOrThrow({ where: { id: documentId } })
        expect(Buffer.from(headLink ?? []).toString('hex')).toBe(standing.at(-1)?.link)
      }
    })

    test('takes no row that came again or was refused, and goes on over a row that is void', async () => {
      const documentId = await createDocumentRow(db, newId())
      const log = createLog({ db, logger: new TestRecords().logger })
      await appendRows(db, [request(documentId), request(documentId, { clientSeq: 2 })])
      const head = () => db.document.findUniqueOrThrow({ where: { id: documentId }, select: { headLink: true } })
      const before = await head()
      const refused = [request(documentId), request(documentId, { userId: 'kto inny' })]
      expect((await appendRows(db, refused)).map((verdict) => verdict.kind)).toEqual(['REPEATED', 'FOREIGN_CLIENT'])
      expect(await head()).toEqual(before)
      await log.markVoid(documentId, 2)
      await log.markVoid(documentId, 2)
      await appendRows(db, [request(documentId, { clientSeq: 3 })])
      const links = (await readStanding(db, documentId, { after: 0 })).map(({ link }) => link)
      expect(await linksMadeAgain(documentId)).toEqual(links)
      expect(await checkLog(db, documentId)).toMatchObject({ rows: 3, problem: null })
      await sealLog(db, documentId, 2, new Date())
      expect(await checkLog(db, documentId)).toMatchObject({ rows: 3, sealed: 2, redacted: 0, problem: null })
      await log.close()
    })

    test('is one chain where two nodes write and seal at once, across blocks of rows', async () => {
      const { rooms } = roomsOver(db)
      const other = roomsOver(db).rooms
      const documentId = await seededIn(rooms, db, '')
      await db.$executeRaw`
        INSERT INTO "DocumentUpdate" ("documentId", "seq", "seqFrom", "userId", "data", "salt", "link")
        SELECT ${documentId}, n, n, 'u', '\\x0000'::bytea, '', '' FROM generate_series(2, 1010) n`
      await chainRows(db, documentId)
      const windows = [await windowIn(rooms, documentId, 'anna', 11), await windowIn(other, documentId, 'basia', 12)]
      let isWriting = true
      const writing = Promise.all(
        windows.map(async (window) => {
          for (let letter = 0; letter < 15; letter += 1) await window.write((text) => text.insert(text.length, 'x'))
        }),
      ).finally(() => (isWriting = false))
      while (isWriting) await sealLog(db, documentId, 2 ** 30, new Date())
      await writing
      await Promise.all([rooms.close(), other.close()])
      expect(await checkLog(db, documentId)).toMatchObject({ rows: 1_040, problem: null })
      await sealLog(db, documentId, 2 ** 30, new Date())
      expect(await checkLog(db, documentId)).toMatchObject({ rows: 1_040, sealed: 1_040, problem: null })
      expect(await db.logSegment.count({ where: { documentId } })).toBe(2)
    })

    describe('after the newest version', () => {
      /** Four rows that are sealed, five that stand. */
      async function stage() {
        const { rooms } = roomsOver(db)
        const documentId = await seededIn(rooms, db, '')
        const people = [await windowIn(rooms, documentId, 'anna', 11), await windowIn(rooms, documentId, 'basia', 12)]
        for (const [index, letter] of [...'abcdefgh'].entries())
          await people[index % 2]?.write((text) => text.insert(text.length, letter))
        await rooms.close()
        await sealLog(db, documentId, 4, new Date())
        expect(await checkLog(db, documentId)).toMatchObject({ rows: 9, sealed: 4, problem: null })
        const row = (seq: number) => ({ documentId_seq: { documentId, seq } })
        const rowAt = (seq: number) => db.documentUpdate.findUniqueOrThrow({ where: row(seq) })
        const problem = async () => (await checkLog(db, documentId)).problem
        return { documentId, row, rowAt, problem }
      }

      test('a changed letter, author, time, organisation, number, kind: the first bad row is named', async () => {
        const { row, rowAt, problem } = await stage()
        const was = await rowAt(7)
        const changes = [
          { data: withLetter(was.data, 'f', 'F') },
          { userId: 'anna' },
          { createdAt: new Date(was.createdAt.getTime() + 1) },
          { organizationId: 'inna' },
          { clientSeq: 900 },
          { kind: 'ACCEPTANCE' as const },
          { causeId: 'x' },
          { salt: new Uint8Array(16) },
          { link: new Uint8Array(32) },
        ]
        for (const data of changes) {
          await tampering(db, db.documentUpdate.update({ where: row(7), data }))
          expect(await problem(), Object.keys(data)[0]).toEqual({ what: 'BROKEN_LINK', from: 7, to: 7 })
          await tampering(db, db.documentUpdate.update({ where: row(7), data: was }))
        }
        expect(await problem()).toBeNull()
      })

      test('and is found as well once the row is sealed', async () => {
        const { documentId, row, rowAt, problem } = await stage()
        const data = withLetter((await rowAt(7)).data, 'f', 'F')
        await tampering(db, db.documentUpdate.update({ where: row(7), data: { data } }))
        await sealLog(db, documentId, 9, new Date())
        expect(await db.documentUpdate.count({ where: { documentId } })).toBe(0)
        expect(await problem()).toEqual({ what: 'BROKEN_LINK', from: 1, to: 9 })
      })

      test('a row that is gone, also where the rows after it closed up and the log ends earlier', async () => {
        const { documentId, row, problem } = await stage()
        await tampering(db, db.documentUpdate.delete({ where: row(6) }))
        expect(await problem()).toEqual({ what: 'HOLE', from: 6, to: 6 })
        const closeUp = [7, 8, 9].map((seq) =>
          db.documentUpdate.update({ where: row(seq), data: { seq: seq - 1, seqFrom: seq - 1 } }),
        )
        const head = db.document.update({ where: { id: documentId }, data: { headSeq: 8 } })
        await tampering(db, ...closeUp, head)
        expect(await problem()).toEqual({ what: 'BROKEN_LINK', from: 6, to: 6 })
        const last = await stage()
        await tampering(
          db,
          db.documentUpdate.delete({ where: last.row(9) }),
          db.document.update({ where: { id: last.documentId }, data: { headSeq: 8 } }),
        )
        expect(await last.problem()).toEqual({ what: 'BROKEN_LINK', from: 8, to: 8 })
      })

      test('a row that was put in, in the middle or at the end', async () => {
        const { documentId, row, rowAt, problem } = await stage()
        const copy = { ...(await rowAt(9)), seq: 10, seqFrom: 10, clientSeq: 77 }
        await tampering(db, db.documentUpdate.create({ data: copy }))
        expect(await problem()).toEqual({ what: 'LONG_LOG', from: 10, to: 10 })
        await tampering(db, db.document.update({ where: { id: documentId }, data: { headSeq: 10 } }))
        expect(await problem()).toEqual({ what: 'BROKEN_LINK', from: 10, to: 10 })
        const moveUp = [10, 9, 8, 7].map((seq) =>
          db.documentUpdate.update({ where: row(seq), data: { seq: seq + 1, seqFrom: seq + 1 } }),
        )
        const between = { ...(await rowAt(6)), seq: 7, seqFrom: 7, clientSeq: 78 }
        const head = db.document.update({ where: { id: documentId }, data: { headSeq: 11 } })
        await tampering(db, ...moveUp, db.documentUpdate.create({ data: between }), head)
        expect(await problem()).toEqual({ what: 'BROKEN_LINK', from: 7, to: 7 })
      })

      test('two rows that changed places', async () => {
        const { row, problem } = await stage()
        const move = (from: number, to: number) =>
          db.documentUpdate.update({ where: row(from), data: { seq: to, seqFrom: to } })
        await tampering(db, move(6, 99), move(7, 6), move(99, 7))
        expect(await problem()).toEqual({ what: 'BROKEN_LINK', from: 6, to: 6 })
      })

      test('a whole log that was forged has another end', async () => {
        const { documentId, row, rowAt, problem } = await stage()
        const { headLink } = await db.document.findUniqueOrThrow({ where: { id: documentId } })
        const data = withLetter((await rowAt(7)).data, 'f', 'F')
        await tampering(db, db.documentUpdate.update({ where: row(7), data: { data } }))
        await chainRows(db, documentId)
        expect(await problem()).toBeNull()
        const forged = await db.document.findUniqueOrThrow({ where: { id: documentId } })
        expect(forged.headLink).not.toEqual(headLink)
      })
    })

    test('whoever reads it while somebody seals misses no row', async () => {
      const documentId = await createDocumentRow(db, newId())
      await db.$executeRaw`
        INSERT INTO "DocumentUpdate" ("documentId", "seq", "seqFrom", "userId", "data", "salt", "link")
        SELECT ${documentId}, n, n, 'u', '\\x0000'::bytea, '', '' FROM generate_series(1, 5000) n`
      await chainRows(db, documentId)
      const seen: number[] = []
      for await (const { rows } of readChain(db, documentId)) {
        seen.push(...rows.map(({ row }) => row.seq))
        await sealLog(db, documentId, (seen.at(-1) ?? 0) + 700, new Date())
      }
      expect(seen).toEqual(Array.from({ length: 5_000 }, (_, index) => index + 1))
    })
  })
})

function withLetter(update: Uint8Array, from: string, to: string): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(update)
  const at = copy.lastIndexOf(from.charCodeAt(0))
  if (at === -1) throw new Error(`no ${from}`)
  copy[at] = to.charCodeAt(0)
  return copy
}
