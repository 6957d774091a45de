import { expect, it } from 'vitest'
import { DATABASE_KINDS, freshDatabase, isAvailable } from './testing.ts'

it.for(DATABASE_KINDS)('on %s batches wait for their turn, however many come at once', async (kind, { skip }) => {
  skip(!(await isAvailable(kind)), `no ${kind} on this machine`)
  const { db, drop } = await freshDatabase(kind)
  const slow = () => db.$transaction([db.$queryRaw`SELECT pg_sleep(0.15)::text`, db.user.count()])
  // On one connection this is more than the two seconds that Prisma waits if not told otherwise.
  const ends = await Promise.allSettled(Array.from({ length: 20 }, slow))
  expect(ends.filter(({ status }) => status === 'rejected')).toEqual([])
  await drop()
})
