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

export function createHealthRoutes({ db, env }: Services, gauges: Gauges): Route[] {
  const kind = env.databaseUrl === undefined ? 'embedded' : 'postgres'
  return [
    {
      method: 'GET',
      path: '/healthz',
      async handle({ response }) {
        await db.$queryRaw`SELECT 1`
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

function toPrometheus(gauges: Gauges): string {
  const lines = Object.entries(gauges).map(
    ([name, { help, type, read }]) => `# HELP wz_${name} ${help}\n# TYPE wz_${name} ${type}\nwz_${name} ${read()}\n`,
  )
  return lines.join('')
}
