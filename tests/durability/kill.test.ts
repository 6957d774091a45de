import { DATABASE_KINDS, isAvailable } from '@app/prisma/testing'
import { describe, expect, test } from 'vitest'
import { KILLS, playKills, SEED } from '../kit/kill-play.ts'

/** The two databases side by side: most of the time goes into starting servers, one core each. How long, `bench kill` says. */
describe('kill -9 while six people type', () => {
  test.concurrent.for(DATABASE_KINDS)(
    `loses nothing and doubles nothing, ${KILLS} times (seed ${SEED}), on %s`,
    async (kind, { skip }) => {
      skip(!(await isAvailable(kind)), `no ${kind} on this machine`)
      const { starts } = await playKills(kind)
      expect(starts).toHaveLength(KILLS)
    },
  )
})
