import { rm } from 'node:fs/promises'
import { type Database, type DatabaseKind, type Db, openDatabase, type Prisma } from './client.ts'
import { startCluster } from './testing/cluster.ts'
import { readTestEnv, writeTestEnv } from './testing/env.ts'
import {
  createPostgresDatabase,
  dropPostgresDatabase,
  dropPostgresTemplate,
  findProblem,
  preparePostgresTemplate,
} from './testing/postgres.ts'
import { createDataDir, prepareEmbeddedTemplate } from './testing/template.ts'

export { chainRows, UNCHAINED } from './testing/chain.ts'
export { copyFolder } from './testing/template.ts'

export interface FreshDatabase extends Database {
  /** Closes, if still open, and removes the database. */
  drop(): Promise<void>
}

export type PostgresServer = { url: string } | { unavailable: string }

export const DATABASE_KINDS: readonly DatabaseKind[] = ['embedded', 'postgres']

const LOCAL_SERVER = 'postgres://postgres@127.0.0.1:5432/postgres'

let looking: Promise<PostgresServer> | undefined

async function look(): Promise<PostgresServer> {
  const env = readTestEnv()
  if (env.postgresUrl === undefined && env.postgresUnavailable !== undefined) {
    return { unavailable: env.postgresUnavailable }
  }
  const url = env.postgresUrl ?? LOCAL_SERVER
  const problem = await findProblem(url)
  if (problem === null) return { url }
  // A server somebody named must answer; only the guess may fail quietly.
  if (env.postgresUrl !== undefined) throw new Error(`TEST_DATABASE_URL is set, but: ${problem}`)
  return { unavailable: problem }
}

/** The PostgreSQL server for tests, or why there is none. */
export function findPostgres(): Promise<PostgresServer> {
  looking ??= look()
  return looking
}

/** Whether tests on this kind of database can run here; for `describe.skipIf`. */
export async function isAvailable(kind: DatabaseKind): Promise<boolean> {
  return kind === 'embedded' || 'url' in (await findPostgres())
}

/** Once per test run: finds or starts PostgreSQL and makes the templates, for this process and those it starts. */
export async function prepareDatabases(): Promise<() => Promise<void>> {
  await prepareEmbeddedTemplate()
  const found = await findPostgres()
  if ('url' in found) return useServer(found.url, () => Promise.resolve())
  const cluster = await startCluster()
  if ('unavailable' in cluster) {
    looking = Promise.resolve(cluster)
    writeTestEnv({ postgresUnavailable: cluster.unavailable })
    return () => Promise.resolve()
  }
  looking = Promise.resolve({ url: cluster.url })
  return useServer(cluster.url, cluster.stop)
}

async function useServer(url: string, stop: () => Promise<void>): Promise<() => Promise<void>> {
  writeTestEnv({ postgresUrl: url })
  await preparePostgresTemplate(url)
  return async () => {
    await dropPostgresTemplate(url)
    await stop()
  }
}

async function freshEmbedded(): Promise<FreshDatabase> {
  const dataDir = await createDataDir()
  const database = await openDatabase({ dataDir })
  const drop = async (): Promise<void> => {
    await database.close()
    await rm(dataDir, { recursive: true, force: true })
  }
  return { ...database, drop }
}

async function freshPostgres(): Promise<FreshDatabase> {
  const server = await findPostgres()
  if ('unavailable' in server) throw new Error(`PostgreSQL is unavailable: ${server.unavailable}`)
  const url = await createPostgresDatabase(server.url)
  const database = await openDatabase({ url })
  const drop = async (): Promise<void> => {
    await database.close()
    await dropPostgresDatabase(server.url, url)
  }
  return { ...database, drop }
}

/** A migrated, empty database of its own for one test or test file. */
export function freshDatabase(kind: DatabaseKind): Promise<FreshDatabase> {
  return kind === 'embedded' ? freshEmbedded() : freshPostgres()
}

/** Does what the tables refuse, as whoever owns the database could: their triggers are off for these statements. */
export async function tampering(db: Db, ...statements: Prisma.PrismaPromise<unknown>[]): Promise<void> {
  await db.$transaction([db.$executeRaw`SET LOCAL session_replication_role = replica`, ...statements])
}
