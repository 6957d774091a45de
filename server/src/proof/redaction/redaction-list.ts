// What was redacted, in a file beside the database, so that a backup that is restored forgets it again: each start does what
// the list knows and the database does not. It holds places and reasons, never words.

import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Redaction } from '@app/prisma'
import type { RedactionPlaces } from './redactions.ts'

const NAME = 'redactions.jsonl'

export type ListedRedaction = Omit<Redaction, 'createdAt' | 'places'> & { createdAt: string; places: RedactionPlaces }

/** Adds a redaction to the list; on the disk when it resolves. */
export async function noteRedaction(dataDir: string, redaction: Redaction): Promise<void> {
  const file = await open(join(dataDir, NAME), 'a', 0o600)
  try {
    await file.write(`${JSON.stringify(redaction)}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** What the list knows, each once. */
export async function readRedactionList(dataDir: string): Promise<ListedRedaction[]> {
  const text = await readFile(join(dataDir, NAME), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw error
  })
  const lines = text.split('\n').filter((line) => line !== '')
  const all = lines.flatMap((line) => parse(line))
  return [...new Map(all.map((redaction) => [redaction.id, redaction])).values()]
}

/** A line that was being written in a power cut is no redaction: the database, which had it first, is asked. */
function parse(line: string): ListedRedaction[] {
  try {
    return [JSON.parse(line) as ListedRedaction]
  } catch {
    return []
  }
}
