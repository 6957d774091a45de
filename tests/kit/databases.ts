import type { DatabaseKind } from '@app/prisma'
import { DATABASE_KINDS, isAvailable } from '@app/prisma/testing'
import { describe } from 'vitest'

const KINDS = await Promise.all(DATABASE_KINDS.map(async (kind) => ({ kind, isHere: await isAvailable(kind) })))

/** The same tests on every kind of database; skipped, and counted as such, where this machine has none of that kind. */
export function onEachDatabase(subject: string, tests: (database: DatabaseKind) => void): void {
  for (const { kind, isHere } of KINDS) describe.skipIf(!isHere)(`${subject} on ${kind}`, () => tests(kind))
}
