import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { openDatabase } from '../client.ts'
import { migrate } from '../migrate.ts'
import { migrationsHash } from './template.ts'

/** Any number; only our own test runs ask for it. */
const TEMPLATE_LOCK = 714_253_001
/** Whether one is there is soon said; one that is there may be busy with other tests. */
const PROBE_MS = 10_000
const CONNECT_MS = 60_000

function urlOfDatabase(serverUrl: string, database: string): string {
  const url = new URL(serverUrl)
  url.pathname = `/${database}`
  return url.href
}

async function withClient<T>(
  url: string,
  work: (client: pg.Client) => Promise<T>,
  connectionTimeoutMillis = CONNECT_MS,
): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** Null if the server answers, else why it does not. */
export async function findProblem(serverUrl: string): Promise<string | null> {
  try {
    await withClient(serverUrl, (client) => client.query('SELECT 1'), PROBE_MS)
    return null
  } catch (error) {
    return error instanceof Error && error.message !== '' ? error.message : 'no answer'
  }
}

async function buildTemplate(serverUrl: string, client: pg.Client, name: string): Promise<void> {
  const building = `wz_building_${randomBytes(6).toString('hex')}`
  await client.query(`CREATE DATABASE ${building}`)
  const database = await openDatabase({ url: urlOfDatabase(serverUrl, building) })
  try {
    await migrate(database)
  } finally {
    await database.close()
  }
  await client.query(`ALTER DATABASE ${building} RENAME TO ${name}`)
}

/** A migrated, empty database to copy from; made once per server and state of the migrations. */
export async function preparePostgresTemplate(serverUrl: string): Promise<string> {
  const name = `wz_template_${await migrationsHash()}`
  await withClient(serverUrl, async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [TEMPLATE_LOCK])
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name])
    if (rowCount === 0) await buildTemplate(serverUrl, client, name)
  })
  return name
}

/** A new database, copied from the template; its url. */
export async function createPostgresDatabase(serverUrl: string): Promise<string> {
  const template = await preparePostgresTemplate(serverUrl)
  const name = `wz_test_${randomBytes(6).toString('hex')}`
  await withClient(serverUrl, (client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`))
  return urlOfDatabase(serverUrl, name)
}

export async function dropPostgresDatabase(serverUrl: string, url: string): Promise<void> {
  const name = pg.escapeIdentifier(new URL(url).pathname.slice(1))
  await withClient(serverUrl, (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`))
}

/** At the end of a run: nothing of ours stays on a server that is not ours. */
export async function dropPostgresTemplate(serverUrl: string): Promise<void> {
  const name = `wz_template_${await migrationsHash()}`
  await dropPostgresDatabase(serverUrl, urlOfDatabase(serverUrl, name))
}
