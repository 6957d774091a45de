import { createServer, type Server } from 'node:http'
import { type Channel, type Database, type Db, openChannel, openDatabase } from '@app/prisma'
import { migrate } from '@app/prisma/migrate'
import { type App, createApp } from '../app.ts'
import { createAudit } from '../audit/audit.ts'
import type { Clock } from '../context.ts'
import { seedDemo } from '../demo/seed.ts'
import type { Env } from '../env.ts'
import { createLogger } from '../log.ts'
import { welcomeFirstPerson } from './first-person.ts'
import { openInstance } from './instance.ts'
import { terminalProgress as progress } from './progress.ts'
import { loadSecret } from './secret.ts'
import { StartError } from './start-error.ts'
import { type Supervisor, superviseProcess } from './supervise.ts'

const clock: Clock = { now: () => new Date() }

function openTables(env: Env, supervisor: Supervisor): Promise<Database> {
  const place = env.databaseUrl === undefined ? `the embedded database in ${env.dataDir}` : 'PostgreSQL'
  return progress.step(`Opening ${place}`, async (say) => {
    const database = await openDatabase({
      url: env.databaseUrl,
      dataDir: env.dataDir,
      onFailure: supervisor.fail,
      onProblem: (error) => supervisor.logger.error({ err: error }, 'no backup could be made'),
    })
    supervisor.onStop(() => database.close())
    await migrate(database, { onProgress: say })
    return database
  })
}

async function seed(app: App, db: Db): Promise<void> {
  await progress.step('Writing the demo content', (onProgress) => seedDemo({ app, db, clock, onProgress }))
}

/** Other nodes may use the same PostgreSQL; the embedded database has one process. */
async function openChannelOf({ url }: Database, { logger, onStop }: Supervisor): Promise<Channel | undefined> {
  if (url === undefined) return undefined
  const onProblem = (error: unknown): void => logger.warn({ err: error }, 'the other nodes cannot be heard')
  const channel = await openChannel({ url, onProblem })
  onStop(() => channel.close())
  return channel
}

/** After the page is reachable: a mail server that does not answer must not keep it from being so. */
async function openDoor(db: Db, env: Env, { mailer }: App, { logger }: Supervisor): Promise<void> {
  const audit = createAudit(db, clock, logger)
  await welcomeFirstPerson({ db, env, clock, audit, mailer, logger, say: progress.say })
}

function listen(server: Server, env: Env): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const isTaken = error.code === 'EADDRINUSE'
      reject(isTaken ? new StartError(`Port ${env.port} is in use. Set PORT to another one.`) : error)
    })
    server.listen(env.port, env.host, () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : env.port)
    })
  })
}

/** Database, app, demo content, port; in this order, so that nobody meets a half-made instance. */
async function run(wish: Env, supervisor: Supervisor): Promise<void> {
  const database = await openTables(wish, supervisor)
  const instance = await openInstance(database.db, wish, clock.now())
  const env: Env = { ...wish, demo: instance.demo }
  const app = await createApp({
    db: database.db,
    env,
    clock,
    secret: await loadSecret(env),
    logger: supervisor.logger,
    channel: await openChannelOf(database, supervisor),
  })
  let opened: Promise<void> = Promise.resolve()
  // After the app, which lets no mail server hold it up, and before the database, which it writes to.
  supervisor.onStop(() => opened)
  supervisor.onStop(() => app.close())
  if (instance.demo && instance.seededAt === null) await seed(app, database.db)

  const server = createServer(app.handle)
  app.attach(server)
  const port = await listen(server, env)
  supervisor.onStop(() => void server.close())
  progress.say(`✓ Ready: ${env.publicUrl?.origin ?? `http://localhost:${port}`}`)
  opened = openDoor(database.db, env, app, supervisor)
  await opened
}

/** Runs until the process is told to stop. Rejects, with everything closed again, if it cannot start. */
export async function serve(wish: Env): Promise<void> {
  const supervisor = superviseProcess(createLogger(wish))
  try {
    await run(wish, supervisor)
  } catch (error) {
    await supervisor.close()
    throw error
  }
}
