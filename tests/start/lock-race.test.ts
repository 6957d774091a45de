import { type ChildProcess, fork, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { acquireLock } from '@app/prisma/lock'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { cleanEnv } from '../env.ts'
import type { Outcome, Race } from './lock-racer.ts'

const RACES = 50
const HEAD_START_MS = 5
const RACER = fileURLToPath(new URL('./lock-racer.ts', import.meta.url))

let root: string
let racers: ChildProcess[]

async function startRacer(): Promise<ChildProcess> {
  const racer = fork(RACER, { execArgv: ['--import', 'tsx'], env: cleanEnv() })
  await once(racer, 'message')
  return racer
}

async function endRacer(racer: ChildProcess): Promise<void> {
  const ended = once(racer, 'exit')
  racer.kill('SIGKILL')
  await ended
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'wz-race-'))
  racers = await Promise.all([startRacer(), startRacer()])
})
afterAll(async () => {
  await Promise.all(racers.map(endRacer))
  await rm(root, { recursive: true })
})

/** A data folder whose lock names a process that has ended without releasing it. */
async function staleDataDir(): Promise<string> {
  const dataDir = await mkdtemp(join(root, 'data-'))
  const lock = await acquireLock(dataDir, () => undefined)
  const [name = ''] = await readdir(join(dataDir, 'lock'))
  const gone = spawnSync(process.execPath, ['-e', '']).pid
  await rename(join(dataDir, 'lock', name), join(dataDir, 'lock', name.replace(/pid=\d+/, `pid=${gone}`)))
  await lock.release()
  return dataDir
}

async function ask(racer: ChildProcess, race: Race): Promise<Outcome> {
  const answer = once(racer, 'message')
  racer.send(race)
  const [outcome] = (await answer) as [Outcome]
  return outcome
}

it(`${RACES} races of two processes over a stale lock have exactly one winner each`, async () => {
  for (let count = 0; count < RACES; count++) {
    const race: Race = { dataDir: await staleDataDir(), at: Date.now() + HEAD_START_MS }
    const outcomes = await Promise.all(racers.map((racer) => ask(racer, race)))
    const winner = outcomes.findIndex((outcome) => 'won' in outcome && outcome.won)
    expect(outcomes).toContainEqual({ won: true })
    expect(outcomes).toContainEqual({ won: false, holderPid: racers[winner]?.pid })
  }
})
