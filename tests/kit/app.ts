import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { type Channel, type DatabaseKind, type Db, openChannel } from '@app/prisma'
import { type FreshDatabase, freshDatabase, isAvailable } from '@app/prisma/testing'
import { type App, createApp } from '@app/server/app'
import { LIMITS } from '@app/server/limits'
import { expect } from 'vitest'
import { readTestEnv } from '../env.ts'

type AppOptions = Parameters<typeof createApp>[0]
type Env = AppOptions['env']
type Mail = Parameters<NonNullable<AppOptions['deliver']>>[0]

/** Real time, plus what a test let pass. */
export interface TestClock {
  now(): Date
  advance(milliseconds: number): void
}

export interface TestApp {
  app: App
  /** http://127.0.0.1:port, which is also the Origin pages would have. */
  origin: string
  port: number
  db: Db
  database: FreshDatabase
  env: Env
  clock: TestClock
  secret: string
  /** Mail that would have left, the oldest first; empty where it does leave, by SMTP. */
  mails: Mail[]
  /** Ends this application and starts another on the same database and port. */
  restart(): Promise<void>
  close(): Promise<void>
}

export interface StartOptions {
  /** By default a third of the test files use the embedded one, the others PostgreSQL where there is one. */
  database?: DatabaseKind
  env?: Partial<Env>
  /** Any free one, unless an address must be known before. */
  port?: number
  /** Taken where nobody else has it. */
  likedPort?: number
  /** Whether it hears the other nodes over its PostgreSQL. */
  hears?: boolean
}

export function createTestClock(): TestClock {
  let offset = 0
  return {
    now: () => new Date(Date.now() + offset),
    advance(milliseconds) {
      offset += milliseconds
    },
  }
}

/** The whole server in this process, on a free port, with a database of its own. */
export async function startApp(options: StartOptions = {}): Promise<TestApp> {
  const { database: kind = await usualDatabase(), env: changes = {}, port: wantedPort = 0 } = options
  const database = await freshDatabase(kind)
  const dataDir = database.dataDir ?? (await mkdtemp(join(tmpdir(), 'wz-data-')))
  const env = createEnv(database, { dataDir, ...changes })
  const mails: Mail[] = []
  const clock = createTestClock()
  const secret = randomBytes(32).toString('base64url')
  const delivery = env.smtp === undefined ? { deliver: async (mail: Mail) => void mails.push(mail) } : {}
  const channel = await channelOf(env, options.hears)
  const create = () => createApp({ db: database.db, env, clock, secret, channel, ...delivery })

  let app = await create()
  let server = await listenNear(app, wantedPort, options.likedPort)
  const { port } = server.address() as AddressInfo

  const stop = async () => {
    const closed = closeServer(server)
    await app.close()
    await closed
  }

  return {
    get app() {
      return app
    },
    origin: `http://127.0.0.1:${port}`,
    port,
    db: database.db,
    database,
    env,
    clock,
    secret,
    mails,
    async restart() {
      await stop()
      app = await create()
      server = await listen(app, port)
    },
    async close() {
      await stop()
      await channel?.close()
      await database.drop()
      if (database.dataDir === undefined) await rm(dataDir, { recursive: true })
    },
  }
}

/** The same for a file in every run. PostgreSQL takes half the time; the embedded one is what people start with. */
async function usualDatabase(): Promise<DatabaseKind> {
  const { database } = readTestEnv()
  if (database !== undefined) return database
  const isThird = basename(expect.getState().testPath ?? '').length % 3 === 0
  return !isThird && (await isAvailable('postgres')) ? 'postgres' : 'embedded'
}

export interface TestNode extends Pick<TestApp, 'app' | 'origin' | 'port'> {
  close(): Promise<void>
}

async function channelOf({ databaseUrl: url }: Env, hears = false): Promise<Channel | undefined> {
  return hears && url !== undefined ? openChannel({ url, onProblem: () => undefined }) : undefined
}

/** Another server on the same database, as a second machine would be; the two hear each other only if both are told to. */
export async function startNode({ db, env, clock, secret }: TestApp, hears = false): Promise<TestNode> {
  const channel = await channelOf(env, hears)
  const app = await createApp({ db, env, clock, secret, channel, deliver: async () => undefined })
  const server = await listen(app, 0)
  const { port } = server.address() as AddressInfo
  return {
    app,
    origin: `http://127.0.0.1:${port}`,
    port,
    async close() {
      const closed = closeServer(server)
      await app.close()
      await closed
      await channel?.close()
    },
  }
}

/** Tests ask faster than people do; what is held back is tested where the limits are set. */
const UNHURRIED = {
  ...LIMITS,
  messagesPerSecond: 10_000,
  newQueriesInReserve: 10_000,
  joinsInReserve: 10_000,
  strikes: 10_000,
  linkDelayMs: 0,
}

function createEnv(database: FreshDatabase, changes: Partial<Env>): Env {
  return {
    port: 0,
    host: '127.0.0.1',
    dataDir: database.dataDir ?? tmpdir(),
    demo: false,
    logLevel: 'silent',
    limits: UNHURRIED,
    instanceName: 'Wspólny Zapis (test)',
    operator: 'Testy',
    contactEmail: 'kontakt@example.org',
    webDir: join(tmpdir(), 'wz-no-page'),
    ...(database.url !== undefined && { databaseUrl: database.url }),
    ...changes,
  }
}

async function listen(app: App, port: number): Promise<Server> {
  const server = createServer(app.handle)
  app.attach(server)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return server
}

async function listenNear(app: App, port: number, liked = port): Promise<Server> {
  try {
    return await listen(app, liked)
  } catch (error) {
    if (liked === port || (error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    return listen(app, port)
  }
}

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeAllConnections()
  await closed
}
