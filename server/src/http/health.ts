import type { Db } from '@app/prisma'
import type { Services } from '../context.ts'
import { AppError } from '../errors.ts'
import { type Route, sendJson, sendText } from './exchange.ts'
import { isForwarded, isFromLoopback } from './origin.ts'

/** What an acknowledged edit survives (README, durability). */
const DURABILITY = {
  embedded:
    'Acknowledged edits survive the end of the process. The embedded database does not fsync: a power cut may lose the last of them.',
  postgres: 'Acknowledged edits are committed in PostgreSQL and survive what its own configuration survives.',
} as const

/** How much is going on, read when it is asked for. */
export type Gauges = Readonly<Record<string, { help: string; type: 'gauge' | 'counter'; read(): number }>>

const ASKED_EVERY_MS = 1_000

export function createHealthRoutes({ db, env }: Services, gauges: Gauges): Route[] {
  const kind = env.databaseUrl === undefined ? 'embedded' : 'postgres'
  let asked: { at: number; answer: Promise<unknown> } | undefined
  /** Nobody keeps it busy by asking: whoever asks in the same second gets the same answer. */
  const askDatabase = (): Promise<unknown> => {
    const now = performance.now()
    if (asked === undefined || now - asked.at >= ASKED_EVERY_MS) asked = { at: now, answer: ask(db) }
    return asked.answer
  }
  return [
    {
      method: 'GET',
      path: '/healthz',
      async handle({ response }) {
        await askDatabase()
        sendJson(response, 200, { status: 'ok', database: { kind, durability: DURABILITY[kind] } })
      },
    },
    {
      method: 'GET',
      path: '/metrics',
      handle({ request, response }) {
        if (!isFromLoopback(request) || isForwarded(request)) throw new AppError('NOT_FOUND')
        sendText(response, 200, toPrometheus(gauges))
      },
    },
  ]
}

async function ask(db: Db): Promise<void> {
  await db.$queryRaw`SELECT 1`
}

function toPrometheus(gauges: Gauges): string {
  const lines = Object.entries(gauges).map(
    ([name, { help, type, read }]) => `# HELP wz_${name} ${help}\n# TYPE wz_${name} ${type}\nwz_${name} ${read()}\n`,
  )
  return lines.join('')
}
