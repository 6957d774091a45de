import type { TestApp } from './app.ts'

const TIMES = 3

/** How many statements some work asks of the database: the least of some runs, as what runs in the background adds to one. */
export async function countStatements({ database }: TestApp, work: () => Promise<unknown>): Promise<number> {
  let statements = 0
  const count = (): void => {
    statements += 1
  }
  const counts: number[] = []
  // Each statement takes the connection from the pool once.
  database.pool.on('acquire', count)
  for (let time = 0; time < TIMES; time += 1) {
    statements = 0
    await work()
    counts.push(statements)
  }
  database.pool.off('acquire', count)
  return Math.min(...counts)
}
