import { setTimeout as delay } from 'node:timers/promises'
import type { TestApp } from './app.ts'

const TIMES = 3
/** So long nobody asks anything: what began before, of documents and rights that were just made, is over. */
const QUIET_MS = 60

/** How many statements some work asks of the database: the least of some runs, as what runs in the background adds to one. */
export async function countStatements({ database }: TestApp, work: () => Promise<unknown>): Promise<number> {
  let statements = 0
  const count = (): void => {
    statements += 1
  }
  const isQuiet = async (): Promise<boolean> => {
    statements = 0
    await delay(QUIET_MS)
    return statements === 0
  }
  const counts: number[] = []
  // Each statement takes the connection from the pool once.
  database.pool.on('acquire', count)
  for (let time = 0; time < TIMES; time += 1) {
    while (!(await isQuiet()));
    await work()
    counts.push(statements)
  }
  database.pool.off('acquire', count)
  return Math.min(...counts)
}
