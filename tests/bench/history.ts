import { randomBytes } from 'node:crypto'
import type { DatabaseKind } from '@app/prisma'
import { DATABASE_KINDS, isAvailable } from '@app/prisma/testing'
import { startApp, type TestApp } from '../kit/app.ts'
import { gql } from '../kit/client.ts'
import { createServerProcess, type ServerProcess } from '../kit/process.ts'
import { newId, seed, signInAs } from '../kit/seed.ts'
import { cpuOf } from './cpu.ts'
import { median, percentile, report } from './figures.ts'
import { type LoggedRow, LongLog, PEOPLE } from './long-log.ts'
import { askBystander, sitBeside } from './sit-beside.ts'
import { storeLog } from './stored-log.ts'

const ROWS = 100_000
/** Some of them right before a checkpoint: nearly ten thousand rows behind the one before. */
const VERSIONS = [1, 1_000, 12_345, 29_999, 48_000, 60_000, 77_777, 99_000, 99_900]
const WARMING = [2_500, 7_000, 15_500, 22_000, 28_500, 33_000, 41_000, 45_500]
/** Every measured thing is asked for so often. */
const TIMES = 5
const ROUNDS_FOR_MEMORY = 20
const ROUNDS_BESIDE_TYPING = 3

const ACTIVITY = `query ($id: ID!) { activity(documentId: $id) {
  items { id kind person { name } organization { name } counts { reworded added { kind count } } } hasNextPage } }`
const CONTENT = 'query ($id: ID!) { versionContent(id: $id) }'
const COMPARE = `query ($id: ID!, $from: ComparedPlaceInput!, $to: ComparedPlaceInput!) {
  compare(documentId: $id, from: $from, to: $to) {
    counts { units }
    units { category before { reference } after { reference } pieces }
    sources { person { name } organization { name } startedAt endedAt } } }`
const AUTHORSHIP = `query ($id: ID!, $unitId: ID) { authorship(documentId: $id, unitId: $unitId) {
  units { id runs { text source version { number } } } sources { person { name } organization { name } endedAt } } }`
const UNITS = 'query ($id: ID!) { documentUnits(documentId: $id) { id } }'
const NEWS = 'query ($id: ID!) { textNews(documentId: $id) { sinceVersion sinceLook } }'

interface Stage {
  server: ServerProcess
  cookie: string
  documentId: string
  versionIds: string[]
}

/** A server over a document of fifty pages with a hundred thousand rows behind it. */
async function prepareStage(kind: DatabaseKind, log: LongLog): Promise<{ stage: Stage; close: () => Promise<void> }> {
  const app = await startApp({ database: kind })
  const organization = await seed(app).organization()
  const people = await Promise.all(Array.from({ length: PEOPLE + 1 }, () => organization.person()))
  const [owner] = people as [(typeof people)[number]]
  const { id: documentId } = await organization.document(owner)
  const userOf = ({ person }: LoggedRow): string => people[person]?.id ?? owner.id
  await storeLog(app, documentId, log.rows, { organizationId: organization.id, userOf })
  const versionIds = await fillVersions(app, documentId, log.rows)
  const cookie = await signInAs(app, owner)
  await app.app.close()
  await app.database.close()
  const { url, dataDir } = app.database
  const server = await createServerProcess({ url, dataDir, secret: app.secret })
  await server.start()
  return {
    stage: { server, cookie, documentId, versionIds },
    async close() {
      await server.stop()
      await app.close()
    },
  }
}

async function fillVersions({ db }: TestApp, documentId: string, rows: readonly LoggedRow[]): Promise<string[]> {
  const data = VERSIONS.map((seq, index) => {
    const at = new Date(rows[seq - 1]?.at ?? 0)
    const hash = randomBytes(32).toString('hex')
    const place = { id: newId(), documentId, number: index + 1, seq, hash }
    return { ...place, kind: 'IDLE' as const, stage: 'DRAFT' as const, createdAt: at, writtenAt: at }
  })
  await db.version.createMany({ data })
  return data.map(({ id }) => id)
}

async function timed(stage: Stage, query: string, variables: Record<string, unknown>): Promise<number> {
  const began = performance.now()
  await gql(stage.server, stage.cookie, query, { id: stage.documentId, ...variables })
  return performance.now() - began
}

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
      await timed(stage, CONTENT, { id: stage.versionIds[index % VERSIONS.length] })
    }
  }
  await round()
  const before = await stage.server.residentBytes()
  await round()
  return ((await stage.server.residentBytes()) - before) / 2 ** 20
}

/** How long the server answered nobody, at most, while somebody typed and another went through the history. */
async function measureHeld(stage: Stage): Promise<number> {
  const { server, cookie, documentId, versionIds } = stage
  const bystander = await sitBeside({ origin: server.origin, cookie, documentId })
  try {
    await askBystander(bystander)
    for (let round = 0; round < ROUNDS_BESIDE_TYPING; round += 1) {
      for (const id of versionIds) await timed(stage, CONTENT, { id })
      for (const query of [ACTIVITY, UNITS, NEWS]) await timed(stage, query, {})
    }
    return Math.max(...(await askBystander(bystander)).pulses)
  } finally {
    bystander.kill()
  }
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
    { what: 'the server held beside typing, longest', value: await measureHeld(stage), unit: 'ms', limit: 100 },
  ])
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
