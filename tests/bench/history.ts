import { DATABASE_KINDS, isAvailable } from '@app/prisma/testing'
import { gql } from '../kit/client.ts'
import { cpuOf } from './cpu.ts'
import { median, percentile, report } from './figures.ts'
import { measureHeld } from './history-held.ts'
import { ACTIVITY, AUTHORSHIP, CONTENT, prepareStage, ROWS, type Stage, timed, UNITS } from './history-stage.ts'
import { LongLog } from './long-log.ts'

const WARMING = [2_500, 7_000, 15_500, 22_000, 28_500, 33_000, 41_000, 45_500]
/** Every measured thing is asked for so often. */
const TIMES = 5
const ROUNDS_FOR_MEMORY = 20
/** What a process grows to once is no growth: after this it went up and down by 30 MB for ten rounds, and stood still. */
const ROUNDS_BEFORE = 3

const COMPARE = `query ($id: ID!, $from: ComparedPlaceInput!, $to: ComparedPlaceInput!) {
  compare(documentId: $id, from: $from, to: $to) {
    counts { units }
    units { category before { reference } after { reference } pieces }
    sources { person { name } organization { name } startedAt endedAt } } }`

async function repeated(run: () => Promise<number>): Promise<number[]> {
  const times: number[] = []
  for (let time = 0; time < TIMES; time += 1) times.push(await run())
  return times
}

/** Far apart, near each other, and up to now; each pair is asked for the first time when it is measured first. */
function pairsOf({ versionIds }: Stage): [object, object][] {
  const places = [...versionIds.map((versionId) => ({ versionId })), { now: true }]
  return places.flatMap((from, index) => places.slice(index + 1).map((to): [object, object] => [from, to]))
}

/** Other places than those that are measured: the program is warm then, what it reads is not. */
async function warmUp(stage: Stage): Promise<void> {
  for (const seq of WARMING) await timed(stage, COMPARE, { from: { seq }, to: { seq: ROWS - seq } })
}

async function measureCompare(stage: Stage): Promise<number[]> {
  const times: number[] = []
  for (const [from, to] of pairsOf(stage)) times.push(await timed(stage, COMPARE, { from, to }))
  return times
}

async function measureMemory(stage: Stage): Promise<number> {
  const round = async (): Promise<void> => {
    const pairs = pairsOf(stage)
    for (let index = 0; index < ROUNDS_FOR_MEMORY; index += 1) {
      const [from, to] = pairs[index % pairs.length] as [object, object]
      await timed(stage, COMPARE, { from, to })
      await timed(stage, ACTIVITY, {})
      await timed(stage, CONTENT, { id: stage.versionIds[index % stage.versionIds.length] })
    }
  }
  for (let warming = 0; warming < ROUNDS_BEFORE; warming += 1) await round()
  const before = await stage.server.residentBytes()
  await round()
  return ((await stage.server.residentBytes()) - before) / 2 ** 20
}

async function measure(stage: Stage): Promise<void> {
  const once = {
    activity: await timed(stage, ACTIVITY, {}),
    authorship: await timed(stage, AUTHORSHIP, {}),
  }
  const { documentUnits } = await gql<{ documentUnits: { id: string }[] }>(stage.server, stage.cookie, UNITS, {
    id: stage.documentId,
  })
  const unitId = documentUnits[100]?.id
  const activity = await repeated(() => timed(stage, ACTIVITY, {}))
  await timed(stage, CONTENT, { id: stage.versionIds[5] })
  const versions: number[] = []
  const cpuBefore = await cpuOf(stage.server.pid)
  for (const id of stage.versionIds) versions.push(await timed(stage, CONTENT, { id }))
  const cpuOfVersion = ((await cpuOf(stage.server.pid)) - cpuBefore) / versions.length
  const first = await timed(stage, COMPARE, { from: { seq: 98_000 }, to: { now: true } })
  await warmUp(stage)
  const compare = await measureCompare(stage)
  const again = await measureCompare(stage)
  const unit = await repeated(() => timed(stage, AUTHORSHIP, { unitId }))
  const whole = await repeated(() => timed(stage, AUTHORSHIP, {}))
  report('A document of 50 pages with 100,000 rows', [
    { what: 'everything folded into activity, once', value: once.activity, unit: 'ms' },
    { what: 'everything folded into authorship, once', value: once.authorship, unit: 'ms' },
    { what: 'activity, a page, p95', value: percentile(activity, 0.95), unit: 'ms', limit: 100 },
    { what: 'a version opens, p95', value: percentile(versions, 0.95), unit: 'ms', limit: 150 },
    { what: 'processor time of opening one', value: cpuOfVersion, unit: 'ms' },
    { what: 'the first comparison', value: first, unit: 'ms' },
    { what: 'comparing any two, median', value: median(compare), unit: 'ms' },
    { what: 'comparing any two, p95', value: percentile(compare, 0.95), unit: 'ms', limit: 300 },
    { what: 'comparing them again, p95', value: percentile(again, 0.95), unit: 'ms', limit: 300 },
    { what: 'who wrote a unit, p95', value: percentile(unit, 0.95), unit: 'ms' },
    { what: 'who wrote the whole text, p95', value: percentile(whole, 0.95), unit: 'ms' },
    { what: 'memory that came in 60 more requests', value: await measureMemory(stage), unit: 'MB', limit: 32 },
  ])
  report('How long the server was held beside typing, at most', await measureHeld(stage))
}

const log = new LongLog(ROWS)
for (const kind of DATABASE_KINDS) {
  if (!(await isAvailable(kind))) continue
  process.stdout.write(`\nThe history on ${kind}\n`)
  const { stage, close } = await prepareStage(kind, log)
  try {
    await measure(stage)
  } finally {
    await close()
  }
}
