import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { BystanderFigures, BystanderPlan } from './bystander.ts'

/** Somebody begins to type, in a process of their own. */
export async function sitBeside(plan: BystanderPlan): Promise<ChildProcess> {
  const child = fork(fileURLToPath(new URL('./bystander.ts', import.meta.url)), { execArgv: ['--import', 'tsx'] })
  child.send(plan)
  await once(child, 'message')
  return child
}

/** What they met since they were asked last. */
export async function askBystander(bystander: ChildProcess): Promise<BystanderFigures> {
  bystander.send('figures')
  const [figures] = (await once(bystander, 'message')) as [BystanderFigures]
  return figures
}
