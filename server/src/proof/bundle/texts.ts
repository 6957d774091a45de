// What a version says, what the one before it said, and what changed between them.

import type { Db, Version } from '@app/prisma'
import { canonicalJson, contentToText, plainTextOf } from '../../document/index.ts'
import { compareInThread, type WantedState } from '../../history/compare-in-thread.ts'
import { giveIds } from '../../history/packed-ids.ts'
import { readPackedPieces } from '../../history/past-pieces.ts'
import { contentAt } from '../../history/read-past.ts'
import { pretty } from './pretty.ts'

interface TextsOf {
  db: Db
  version: Version
  before: Version | null
  userId: string
}

export async function putTexts(
  put: (name: string, text: string) => Promise<void>,
  { db, version, before, userId }: TextsOf,
): Promise<void> {
  const { documentId, seq } = version
  // A share of its own: who looks at something else meanwhile shall not have the proof refused.
  const askedBy = `proof ${userId}`
  const { content } = await contentAt(db, { documentId, seq, askedBy })
  await put('tekst.json', canonicalJson(content))
  await put('tekst.txt', `${contentToText(plainTextOf(content))}\n`)
  if (before !== null) {
    const former = await contentAt(db, { documentId, seq: before.seq, askedBy })
    await put('poprzednia.json', canonicalJson(former.content))
  }
  const at = (place: number): WantedState => {
    return { name: null, accepted: [], read: () => readPackedPieces(db, documentId, place) }
  }
  const { difference, ids } = await compareInThread(askedBy, at(before?.seq ?? 0), at(seq))
  const facts = { from: before?.number ?? null, to: version.number, difference: giveIds(difference, ids) }
  await put('roznice.json', pretty(facts))
}
