import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { chainRows, DATABASE_KINDS, isAvailable, UNCHAINED } from '@app/prisma/testing'
import * as Y from 'yjs'
import { Random } from '../fuzz/random.ts'
import { startApp, type TestApp } from '../kit/app.ts'
import { seed } from '../kit/seed.ts'
import { type Figure, median, report } from './figures.ts'
import { type LoggedRow, LongLog } from './long-log.ts'

const ROWS = 100_000
/** About half an hour of three people's work: then there is a version, and what is before it is sealed. */
const BETWEEN_VERSIONS = 2_500
const MINUTE = 60_000
const ROUNDS = 5
const TABLES = ['DocumentUpdate', 'LogSegment', 'DocumentCheckpoint'] as const

interface Row extends LoggedRow {
  clientId: number
}

/** The long log as people would have written it: nobody presses keys in step. */
function humanRows(): Row[] {
  const random = new Random(9)
  let [at, before] = [0, 0]
  return new LongLog(ROWS).rows.map((row) => {
    const gap = row.at - before
    before = row.at
    at += at === 0 || gap > MINUTE ? gap : Math.max(1, Math.floor(gap * (0.4 + random.next() * 1.2)))
    return { ...row, at, clientId: Y.decodeUpdate(row.update).structs[0]?.id.client ?? 1 }
  })
}

/** UTF-8 bytes ever typed or pasted. */
function typedBytes(rows: readonly Row[]): number {
  const bytesOf = ({ content }: Y.Item): number =>
    content instanceof Y.ContentString ? Buffer.byteLength(content.str) : 0
  const structs = rows.flatMap(({ update }) => Y.decodeUpdate(update).structs)
  return structs.reduce((sum, struct) => sum + (struct instanceof Y.Item ? bytesOf(struct) : 0), 0)
}

function authorMinutes(rows: readonly Row[]): number {
  return new Set(rows.map(({ clientId, at }) => `${clientId} ${Math.floor(at / MINUTE)}`)).size
}

/** Writes the log as rooms would, a version at a time, and seals on the way. Answers how much time sealing took. */
async function writeAndSeal(target: TestApp, documentId: string, rows: readonly Row[]): Promise<number> {
  const { db } = target
  const people = new Map<number, string>()
  for (const { clientId } of rows) if (!people.has(clientId)) people.set(clientId, randomUUID())
  const organizationId = randomUUID()
  const clients = [...people].map(([clientId, userId]) => ({ documentId, clientId: BigInt(clientId), userId }))
  await db.documentClient.createMany({ data: clients })
  let sealing = 0
  for (let from = 0; from < rows.length; from += BETWEEN_VERSIONS) {
    const part = rows.slice(from, from + BETWEEN_VERSIONS)
    const data = part.map(({ seq, clientId, at, update }) => ({
      ...{ documentId, seq, seqFrom: seq, clientId: BigInt(clientId), clientSeq: seq, organizationId },
      ...{ userId: people.get(clientId) ?? '', createdAt: new Date(at), data: new Uint8Array(update) },
      ...UNCHAINED,
    }))
    await db.documentUpdate.createMany({ data })
    await chainRows(db, documentId)
    const versionSeq = part.at(-1)?.seq ?? 0
    const head = { headSeq: versionSeq, offeredSeq: versionSeq, lastWriteAt: new Date() }
    await db.document.update({ where: { id: documentId }, data: head })
    const place = { documentId, versionSeq }
    await db.documentHistory.upsert({ where: { documentId }, create: place, update: place })
    // A room that is opened folds what it read when it closes.
    await target.app.rooms.read(documentId)
    await target.app.rooms.reopen(documentId)
    const began = performance.now()
    await target.app.sealLogs()
    sealing += performance.now() - began
    // Three hours of the play; an instance does it each hour (`prisma/embedded`), PostgreSQL's autovacuum more often.
    await vacuum(target, '')
  }
  return sealing
}

interface Sizes {
  tables: number
  withIndexes: number
}

async function sizesOf({ database: { pool } }: TestApp): Promise<Sizes> {
  const { rows } = await pool.query<{ tables: string; all: string }>(
    `SELECT sum(pg_table_size(oid)) AS tables, sum(pg_total_relation_size(oid)) AS all
     FROM pg_class WHERE relname = ANY($1)`,
    [TABLES],
  )
  return { tables: Number(rows[0]?.tables), withIndexes: Number(rows[0]?.all) }
}

/** The authorship of the newest checkpoint, which is worked out in quiet slices beside the rooms. */
async function untilAuthored({ db }: TestApp, documentId: string): Promise<void> {
  for (;;) {
    const newest = await db.documentCheckpoint.findFirst({
      where: { documentId },
      orderBy: { seq: 'desc' },
      select: { attribution: true },
    })
    if (newest?.attribution) return
    await delay(500)
  }
}

/** What a row costs beside its columns: its header and pointer, its place in each index, and chunks of what is long. */
const ROW_BYTES = 28
const INDEX_ENTRY_BYTES = 64
const CHUNK = { bytes: 1_996, overhead: 64 }

/** Bytes of the rows that are there, whatever room their tables keep for others; by column. */
async function liveBytes({ database: { pool } }: TestApp): Promise<Map<string, number>> {
  const sizes = new Map<string, number>()
  for (const table of TABLES) {
    const counted = await pool.query<{ rows: string; indexes: string }>(
      `SELECT (SELECT count(*) FROM "${table}") AS rows,
        (SELECT count(*) FROM pg_index WHERE indrelid = '"${table}"'::regclass) AS indexes`,
    )
    const { rows, indexes } = counted.rows[0] ?? { rows: 0, indexes: 0 }
    sizes.set(`${table}: rows`, Number(rows) * (ROW_BYTES + Number(indexes) * INDEX_ENTRY_BYTES))
    const columns = await pool.query<{ name: string }>(
      'SELECT column_name AS name FROM information_schema.columns WHERE table_name = $1',
      [table],
    )
    for (const { name } of columns.rows) {
      const size = `pg_column_size("${name}")`
      const stored = await pool.query<{ bytes: string }>(
        `SELECT COALESCE(sum(${size} + CASE WHEN ${size} > 2000 THEN ceil(${size} / ${CHUNK.bytes}.0) ELSE 0 END
          * ${CHUNK.overhead}), 0) AS bytes FROM "${table}"`,
      )
      sizes.set(`${table}.${name}`, Number(stored.rows[0]?.bytes))
    }
  }
  return sizes
}

async function vacuum({ database: { pool } }: TestApp, how: string): Promise<void> {
  for (const table of TABLES) await pool.query(`VACUUM ${how} "${table}"`)
}

for (const kind of DATABASE_KINDS) {
  if (!(await isAvailable(kind))) continue
  const target = await startApp({ database: kind })
  const lead = await seed(target).organization()
  const { id } = await lead.document(await lead.person(), { content: [] })
  await target.app.rooms.reopen(id)
  const { seq: before } = await target.app.rooms.read(id)
  await target.app.rooms.reopen(id)
  const rows = humanRows().map((row) => ({ ...row, seq: row.seq + before }))
  const sealing = await writeAndSeal(target, id, rows)
  await untilAuthored(target, id)
  const live = await liveBytes(target)
  const all = [...live.values()].reduce((sum, bytes) => sum + bytes, 0)
  const vacuumed = await sizesOf(target)
  await vacuum(target, 'FULL')
  const limit = (3 * typedBytes(rows) + 200 * authorMinutes(rows)) / 1_000
  const opening: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const began = performance.now()
    await target.app.rooms.read(id)
    opening.push(performance.now() - began)
    await target.app.rooms.reopen(id)
  }
  const kB = (what: string, bytes: number): Figure => ({ what, value: bytes / 1_000, unit: 'kB' })
  const of = (column: string): number => live.get(column) ?? 0
  const figures: Figure[] = [
    { ...kB('log and checkpoints with authorship: bytes of rows that are there', all), limit },
    kB('of it segments', of('LogSegment.data')),
    kB('of it states', of('DocumentCheckpoint.state')),
    kB('of it authorship', of('DocumentCheckpoint.attribution')),
    { ...kB('tables and indexes after VACUUM FULL', (await sizesOf(target)).withIndexes), limit },
    { ...kB('tables after a plain VACUUM with each sealing, pages for reuse included', vacuumed.tables), limit },
    kB('the same with their indexes, which a plain VACUUM does not make smaller', vacuumed.withIndexes),
    { what: 'sealing, a row', value: (sealing / ROWS) * 1_000, unit: 'µs' },
    { what: 'opening its room', value: median(opening), unit: 'ms' },
  ]
  report(`${ROWS} rows of 50 pages, sealed at every version, on ${kind}`, figures)
  await target.close()
}
process.exit()
