import { DATABASE_KINDS, isAvailable } from '@app/prisma/testing'
import { KILLS, playKills } from '../kit/kill-play.ts'
import { median, report } from './figures.ts'

const EQUAL_WITHIN_MS = 10_000
const REOPEN_WITHIN_MS = 20_000

for (const kind of DATABASE_KINDS) {
  if (!(await isAvailable(kind))) continue
  const { tokens, starts, equal } = await playKills(kind)
  report(`kill -9 ${KILLS} times while six people type ${tokens} words, on ${kind}`, [
    { what: 'until the server answers again, median', value: median(starts), unit: 'ms' },
    { what: 'the longest', value: Math.max(...starts), unit: 'ms', limit: REOPEN_WITHIN_MS },
    { what: 'from there until all pages are equal, median', value: median(equal), unit: 'ms' },
    { what: 'the longest', value: Math.max(...equal), unit: 'ms', limit: EQUAL_WITHIN_MS },
  ])
}
process.exit()
