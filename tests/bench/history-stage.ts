import { randomBytes } from 'node:crypto'
import type { DatabaseKind } from '@app/prisma'
import { startApp, type TestApp } from '../kit/app.ts'
import { gql } from '../kit/client.ts'
import { createServerProcess, type ServerProcess } from '../kit/process.ts'
import { newId, seed, signInAs } from '../kit/seed.ts'
import { type LoggedRow, type LongLog, PEOPLE } from './long-log.ts'
import { storeLog } from './stored-log.ts'

export const ROWS = 100_000
/** Some of them right before a checkpoint: nearly ten thousand rows behind the one before. */
const VERSIONS = [1, 1_000, 12_345, 29_999, 48_000, 60_000, 77_777, 99_000, 99_900]

export const ACTIVITY = `query ($id: ID!) { activity(documentId: $id) {
  items { id kind person { name } organization { name } counts { reworded added { kind count } } } hasNextPage } }`
export const CONTENT = 'query ($id: ID!) { versionContent(id: $id) }'
export const AUTHORSHIP = `query ($id: ID!, $unitId: ID) { authorship(documentId: $id, unitId: $unitId) {
  units { id runs { text source version { number } } } sources { person { name } organization { name } endedAt } } }`
export const UNITS = 'query ($id: ID!) { documentUnits(documentId: $id) { id } }'

export interface Stage {
  server: ServerProcess
  cookie: string
  documentId: string
  versionIds: string[]
  /** One of those who wrote it. */
  writerId: string
}

/** A server over a document of fifty pages with a hundred thousand rows behind it. */
export async function prepareStage(
  kind: DatabaseKind,
  log: LongLog,
): Promise<{ stage: Stage; close: () => Promise<void> }> {
  const app = await startApp({ database: kind })
  const organization = await seed(app).organization()
  const people = await Promise.all(Array.from({ length: PEOPLE + 1 }, () => organization.person()))
  const [owner, writer] = people as [(typeof people)[number], (typeof people)[number]]
  const document = await organization.document(owner)
  const { id: documentId } = await document.member(owner, 'EDITOR', true)
  const userOf = ({ person }: LoggedRow): string => people[person]?.id ?? owner.id
  await storeLog(app, documentId, log.rows, { organizationId: organization.id, userOf })
  const versionIds = await fillVersions(app, documentId, log.rows)
  const cookie = await signInAs(app, owner)
  await app.app.close()
  await app.database.close()
  const { url, dataDir } = app.database
  const server = await createServerProcess({ url, dataDir, secret: app.secret })
  await server.start()
  return {
    stage: { server, cookie, documentId, versionIds, writerId: writer.id },
    async close() {
      await server.stop()
      await app.close()
    },
  }
}

async function fillVersions({ db }: TestApp, documentId: string, rows: readonly LoggedRow[]): Promise<string[]> {
  const data = VERSIONS.map((seq, index) => {
    const at = new Date(rows[seq - 1]?.at ?? 0)
    const hash = randomBytes(32).toString('hex')
    const place = { id: newId(), documentId, number: index + 1, seq, hash }
    return { ...place, kind: 'IDLE' as const, stage: 'DRAFT' as const, createdAt: at, writtenAt: at }
  })
  await db.version.createMany({ data })
  return data.map(({ id }) => id)
}

export async function timed(stage: Stage, query: string, variables: Record<string, unknown>): Promise<number> {
  const began = performance.now()
  await gql(stage.server, stage.cookie, query, { id: stage.documentId, ...variables })
  return performance.now() - began
}
