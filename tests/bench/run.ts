import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { generate, prepare } from '@app/server/prepare'
import { terminalProgress as progress } from '@app/server/progress'
import { findChromium } from '../chromium.ts'
import { announceChromium } from '../env.ts'

/** In this order; each is a program that prints its figures and ends with 1 when a limit is missed. */
const BENCHES = [
  'start',
  'binding',
  'engine',
  'hostile',
  'kill',
  'half-open',
  'history',
  'playback',
  'two-browsers',
  'sealing',
]

async function runBench(name: string): Promise<boolean> {
  const file = fileURLToPath(new URL(`./${name}.ts`, import.meta.url))
  const child = spawn(process.execPath, ['--import', 'tsx', file], { stdio: 'inherit' })
  const [code] = await once(child, 'exit')
  return code === 0
}

function chooseBenches(words: readonly string[]): string[] {
  const unknown = words.filter((word) => !BENCHES.includes(word))
  if (unknown.length > 0) throw new Error(`There is no ${unknown.join(', ')}; there are ${BENCHES.join(', ')}.`)
  return words.length > 0 ? [...words] : BENCHES
}

const names = chooseBenches(process.argv.slice(2).filter((word) => word !== '--'))
// On a fresh clone the database client did not exist before.
await generate(progress)
const { prepareDatabases } = await import('@app/prisma/testing')
await prepare(progress)
const close = await progress.step('Preparing databases', prepareDatabases)
const chromium = await findChromium(progress.say)
announceChromium('path' in chromium ? chromium.path : undefined)
const missed: string[] = []
for (const name of names) if (!(await runBench(name))) missed.push(name)
await close()
progress.say(missed.length === 0 ? '\nEvery limit holds.' : `\nMissed or failed: ${missed.join(', ')}`)
process.exit(missed.length === 0 ? 0 : 1)
