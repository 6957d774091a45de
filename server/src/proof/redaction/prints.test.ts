import { freshDatabase } from '@app/prisma/testing'
import { expect, test } from 'vitest'
import { type DocumentContent, plainTextOf } from '../../document/index.ts'
import { unitsOf } from '../../history/units.ts'
import { newId } from '../../ids.ts'
import { createDocumentRow } from '../../sync/testing.ts'
import { forgetPrints } from './prints.ts'

/** More than a statement takes parameters; a document may have 50,000. */
const UNITS = 33_000

function longText(): DocumentContent {
  const units = Array.from({ length: UNITS }, (_, index) => `${index + 1}.`)
  return units.map((text, index) => ({
    type: 'block',
    id: `u${index}`,
    kind: 'paragraph',
    level: 0,
    content: [{ text }],
  }))
}

test('of a text of any length, units that say the same keep their hash, and others lose it', async () => {
  const { db, drop } = await freshDatabase('embedded')
  const documentId = await createDocumentRow(db, newId())
  await db.user.create({ data: { id: 'jan', name: 'Jan', email: 'jan@example.org' } })
  const content = longText()
  const hash = unitsOf(plainTextOf(content)).at(-1)?.hash ?? ''
  const review = { documentId, userId: 'jan', reviewedAt: new Date() }
  const reviews = [
    { ...review, unitId: 'changed', hash: 'of what it said' },
    { ...review, unitId: 'same', hash },
  ]
  await db.unitReview.createMany({ data: reviews })
  await db.$transaction(forgetPrints(db, documentId, content))
  const kept = await db.unitReview.findMany({ orderBy: { unitId: 'asc' } })
  expect(kept.map((each) => each.hash)).toEqual(['redacted', hash])
  await drop()
})
