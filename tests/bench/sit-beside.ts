import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { BystanderFigures, BystanderPlan } from './bystander.ts'

/** Somebody begins to type, in a process of their own. */
export async function sitBeside(plan: BystanderPlan): Promise<ChildProcess> {
  const child = fork(fileURLToPath(new URL('./bystander.ts', import.meta.url)), { execArgv: ['--import', 'tsx'] })
  child.send(plan)
  await answerOf(child)
  return child
}

/** What they met since they were asked last. */
export async function askBystander(bystander: ChildProcess): Promise<BystanderFigures> {
  bystander.send('figures')
  return (await answerOf(bystander)) as BystanderFigures
}

async function answerOf(child: ChildProcess): Promise<unknown> {
  const ended = new AbortController()
  const stop = (): void => ended.abort(new Error('Who types beside has ended'))
  child.once('exit', stop)
  try {
    const [answer] = await once(child, 'message', { signal: ended.signal })
    return answer
  } finally {
    child.off('exit', stop)
  }
}
