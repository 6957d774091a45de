import type { Database } from '@app/prisma'
import type { TestApp } from './app.ts'

export interface HeldStatement {
  /** The database has answered it, and nobody was told. */
  reached: Promise<void>
  letGo(): void
}

type Pool = Database['pool']

interface Gate {
  passed: Promise<void>
  open(): void
}

function gate(): Gate {
  let open = (): void => undefined
  const passed = new Promise<void>((resolve) => {
    open = resolve
  })
  return { passed, open }
}

/** Keeps the answer to the next statement with these words back. */
export function holdNext({ database: { pool } }: TestApp, words: string): HeldStatement {
  const ask = pool.query.bind(pool) as (statement: string | { text: string }, values?: unknown[]) => Promise<unknown>
  const [reached, free] = [gate(), gate()]
  let isHeld = false
  const query = async (statement: string | { text: string }, values?: unknown[]) => {
    const text = typeof statement === 'string' ? statement : statement.text
    const isMeant = !isHeld && text.includes(words)
    isHeld ||= isMeant
    const answer = await ask(statement, values)
    if (isMeant) {
      reached.open()
      await free.passed
    }
    return answer
  }
  pool.query = query as Pool['query']
  return { reached: reached.passed, letGo: free.open }
}
