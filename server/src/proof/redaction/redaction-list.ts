// What was redacted, in a file beside the database, so that a backup that is restored forgets it again: each start does what
// the list knows and the database does not. It holds places and reasons, never words. Every node keeps one.

import { open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { Db, Redaction } from '@app/prisma'
import type { Logger } from 'pino'
import type { Env } from '../../env.ts'
import { newId } from '../../ids.ts'
import type { RedactionPlaces } from './redactions.ts'

export interface RedactionList {
  /** Makes it say what the database says. False where it could not be written: that is tried again by itself. */
  keep(): Promise<boolean>
  close(): Promise<void>
}

export interface RedactionListOptions {
  db: Db
  env: Pick<Env, 'dataDir'>
  logger: Pick<Logger, 'error'>
}

const NAME = 'redactions.jsonl'
const FIRST_WAIT_MS = 1_000
const MAX_WAIT_MS = 5 * 60_000
/** Another node may write the same folder at the same time. */
const MAX_ROUNDS = 5

export const redactionListFile = (dataDir: string): string => join(dataDir, NAME)

export function createRedactionList({ db, env, logger }: RedactionListOptions): RedactionList {
  let last: Promise<boolean> = Promise.resolve(true)
  let timer: NodeJS.Timeout | undefined
  let wait = FIRST_WAIT_MS
  let isClosed = false

  async function attempt(): Promise<boolean> {
    clearTimeout(timer)
    try {
      await bringForward(db, env.dataDir)
      wait = FIRST_WAIT_MS
      return true
    } catch (error) {
      logger.error({ err: error }, 'the list of redactions could not be written, and will be again')
      if (!isClosed) timer = setTimeout(keep, wait).unref()
      wait = Math.min(2 * wait, MAX_WAIT_MS)
      return false
    }
  }

  function keep(): Promise<boolean> {
    last = last.then(attempt)
    return last
  }

  return {
    keep,
    async close() {
      isClosed = true
      await last
      clearTimeout(timer)
    },
  }
}

/** What the database does not know stays: it is to be done again, or its document is gone. */
async function bringForward(db: Db, dataDir: string): Promise<void> {
  for (let round = 1; round <= MAX_ROUNDS; round += 1) {
    const known = await db.redaction.findMany({ orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] })
    const lines = await readLines(dataDir)
    const stale = known.filter((redaction) => lines.get(redaction.id) !== JSON.stringify(redaction))
    if (stale.length === 0) return
    for (const redaction of stale) lines.set(redaction.id, JSON.stringify(redaction))
    await write(dataDir, [...lines.values()])
  }
  throw new Error('others kept writing the list of redactions')
}

/** On the disk when it resolves, and whole at any moment. */
async function write(dataDir: string, lines: readonly string[]): Promise<void> {
  const next = join(dataDir, `${NAME}.${newId()}`)
  const file = await open(next, 'wx', 0o600)
  try {
    await file.write(lines.map((line) => `${line}\n`).join(''))
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(next, redactionListFile(dataDir))
  const folder = await open(dataDir)
  await folder.sync().finally(() => folder.close())
}

export type ListedRedaction = Omit<Redaction, 'createdAt' | 'places'> & { createdAt: string; places: RedactionPlaces }

/** What the list knows, each once. */
export async function readRedactionList(dataDir: string): Promise<ListedRedaction[]> {
  return [...(await readLines(dataDir)).values()].map((line) => JSON.parse(line) as ListedRedaction)
}

/** By ids, the last line of each. */
async function readLines(dataDir: string): Promise<Map<string, string>> {
  const text = await readFile(redactionListFile(dataDir), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw error
  })
  return new Map(text.split('\n').flatMap((line) => (line === '' ? [] : withId(line))))
}

/** A line that was being written in a power cut is no redaction: the database, which had it first, is asked. */
function withId(line: string): [id: string, line: string][] {
  try {
    return [[(JSON.parse(line) as ListedRedaction).id, line]]
  } catch {
    return []
  }
}
