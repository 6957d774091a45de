import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCommand, runServer, runStart, type ServerProcess } from '../start/server-process.ts'
import { report } from './figures.ts'

const TIMES = 5
const READY_WITHIN_MS = 8_000
const REFUSED_WITHIN_MS = 2_000

async function timed<T>(run: () => Promise<T>): Promise<number> {
  const began = performance.now()
  await run()
  return performance.now() - began
}

async function refused(second: ServerProcess): Promise<void> {
  const code = await second.ended()
  if (code !== 1 || !second.output().includes('in use by process')) throw new Error('It was not refused')
}

async function repeated(run: () => Promise<number>): Promise<number> {
  const times: number[] = []
  for (let time = 0; time < TIMES; time += 1) times.push(await run())
  return Math.max(...times)
}

const root = await mkdtemp(join(tmpdir(), 'wz-bench-start-'))
const DATA_DIR = join(root, 'data')
const first = runStart({ DATA_DIR })
const firstMs = await timed(() => first.ready())
await first.stop()
const again = await repeated(async () => {
  let second: ServerProcess | undefined
  const ms = await timed(() => {
    second = runCommand({ DATA_DIR })
    return second.ready()
  })
  await second?.stop('SIGINT')
  return ms
})
const holder = runServer({ DATA_DIR })
await holder.ready()
const byCommand = await repeated(() => timed(() => refused(runStart({ DATA_DIR }))))
const byServer = await repeated(() => timed(() => refused(runServer({ DATA_DIR }))))
await holder.stop()
await rm(root, { recursive: true })
report(`Starting, the longest of ${TIMES}`, [
  { what: 'a new data folder with its demo content, built before', value: firstMs, unit: 'ms' },
  { what: 'npx pnpm start again, until it serves', value: again, unit: 'ms', limit: READY_WITHIN_MS },
  { what: 'a data folder in use: the command is refused', value: byCommand, unit: 'ms', limit: REFUSED_WITHIN_MS },
  { what: 'a data folder in use: the server is refused', value: byServer, unit: 'ms', limit: REFUSED_WITHIN_MS },
])
process.exit()
