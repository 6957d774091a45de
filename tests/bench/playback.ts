import { DATABASE_KINDS, isAvailable } from '@app/prisma/testing'
import { Random } from '../fuzz/random.ts'
import { startApp } from '../kit/app.ts'
import { gql } from '../kit/client.ts'
import { type SeededPerson, seed, signInAs } from '../kit/seed.ts'
import { median, percentile, report } from './figures.ts'
import { LongLog } from './long-log.ts'
import { storeLog } from './stored-log.ts'

const ROWS = 100_000
const MOMENTS = 60
const STEPS = 60
const LIMIT_MS = 300

const FRAME = `query ($id: ID!, $seq: Int!, $since: Int, $knows: Boolean) {
  playbackFrame(documentId: $id, seq: $seq, since: $since, knowsSince: $knows) { seq units
    sources { person { name } organization { name } } } }`

/** Of this process, in milliseconds: the server and who asks it. */
function processorTime(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}

for (const kind of DATABASE_KINDS) {
  if (!(await isAvailable(kind))) continue
  const app = await startApp({ database: kind })
  const organization = await seed(app).organization()
  const people = await Promise.all(Array.from({ length: 5 }, () => organization.person()))
  const owner = people[0] as SeededPerson
  const document = await organization.document(owner)
  const cookie = await signInAs(app, owner)
  await storeLog(app, document.id, new LongLog(ROWS).rows, {
    organizationId: organization.id,
    userOf: ({ seq }) => (people[seq % people.length] as SeededPerson).id,
  })

  /** How long the answer takes, and how large it is. */
  async function open(seq: number, since: number | null, knows = false): Promise<{ ms: number; bytes: number }> {
    const began = performance.now()
    const { playbackFrame } = await gql<{ playbackFrame: { seq: number; units: string } }>(app, cookie, FRAME, {
      id: document.id,
      seq,
      since,
      knows,
    })
    if (playbackFrame.seq !== seq) throw new Error(`Place ${seq} was not reached`)
    return { ms: performance.now() - began, bytes: playbackFrame.units.length }
  }

  // Rooms leave who wrote what with their newest checkpoint; here it is worked out by the first who asks.
  await open(ROWS, ROWS - 334)
  await app.restart()
  const beforeFirst = processorTime()
  const first = await open(60_334, 60_000)
  const ofFirst = processorTime() - beforeFirst
  // The thread starts with the first question of a process, and is quick after a few.
  for (let seq = 500; seq < 5_000; seq += 500) await open(seq, seq - 100)
  const random = new Random(7)
  const moments: number[] = []
  const beforeMoments = processorTime()
  for (let count = 0; count < MOMENTS; count++) {
    const seq = 400 + random.below(ROWS - 400)
    moments.push((await open(seq, seq - 334)).ms)
  }
  const ofMoment = (processorTime() - beforeMoments) / MOMENTS
  const beforeSteps = processorTime()
  const steps: { ms: number; bytes: number }[] = []
  for (let step = 0, at = 60_000; step < STEPS; step++, at += 334) steps.push(await open(at + 334, at, true))
  const ofStep = (processorTime() - beforeSteps) / STEPS
  report(`Playing 50 pages with ${ROWS} rows on ${kind}`, [
    { what: 'any moment with its changes, median', value: median(moments), unit: 'ms' },
    { what: 'any moment with its changes, slowest', value: Math.max(...moments), unit: 'ms', limit: LIMIT_MS },
    {
      what: 'the next step, p95',
      value: percentile(
        steps.map(({ ms }) => ms),
        0.95,
      ),
      unit: 'ms',
      limit: LIMIT_MS,
    },
    { what: 'the first of a process, with its threads', value: first.ms, unit: 'ms' },
    { what: 'processor time of the first', value: ofFirst, unit: 'ms' },
    { what: 'processor time of a moment', value: ofMoment, unit: 'ms' },
    { what: 'processor time of a step', value: ofStep, unit: 'ms' },
    { what: 'the next step, sent', value: median(steps.map(({ bytes }) => bytes)) / 1_000, unit: 'kB' },
  ])
  await app.close()
}
