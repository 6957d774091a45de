// Six people type while their server is killed again and again: what must hold is checked here, how long it took is told.

import assert from 'node:assert/strict'
import { type DatabaseKind, openDatabase } from '@app/prisma'
import * as Y from 'yjs'
import { startApp } from './app.ts'
import { converged, rebuild } from './converged.ts'
import { Ledger, NOTHING_WRONG } from './ledger.ts'
import { openPeer, type Peer } from './peer.ts'
import { createServerProcess, type ServerProcess } from './process.ts'
import { seeded } from './random.ts'
import { seed, signInAs } from './seed.ts'
import { Typist } from './typist.ts'

export const KILLS = 20
const PEERS = 6
export const SEED = 20_261_122

export interface KillFigures {
  tokens: number
  /** Milliseconds from each start to the first answer. */
  starts: number[]
  /** Milliseconds from each first answer until every page was saved and equal to the others. */
  equal: number[]
}

/** @throws AssertionError where a word is lost or doubled, or the log is not what the pages hold */
export async function playKills(kind: DatabaseKind): Promise<KillFigures> {
  const random = seeded(SEED)
  const stage = await prepare(kind)
  const server = await createServerProcess(stage)
  const ledger = new Ledger()
  const typists: Typist[] = []
  const figures: KillFigures = { tokens: 0, starts: [], equal: [] }
  try {
    await server.start()
    typists.push(...(await seatTypists(stage, server, ledger, random)))
    const peers = typists.map(({ peer }) => peer)
    for (let kill = 1; kill <= KILLS; kill += 1) {
      await typeUntilKilled(typists, server, random)
      figures.starts.push(await server.start())
      figures.equal.push(await converged(peers))
      assert.deepEqual(ledger.judge(peers[0]!.content()), NOTHING_WRONG, `after kill ${kill}`)
      for (const typist of typists) typist.noteSaved()
    }
    assert.equal(ledger.acknowledged, ledger.typed)
    assert.ok(ledger.typed > KILLS * PEERS)
    await server.kill()
    await compareWithLog(stage, peers[0]!)
    return { ...figures, tokens: ledger.typed }
  } finally {
    for (const typist of typists) typist.stop()
    await Promise.all(typists.map(({ peer }) => peer.close()))
    await server.kill()
    await stage.drop()
  }
}

type Prepared = Awaited<ReturnType<typeof prepare>>

/** A database with a document and six editors, which no process has open any more. */
async function prepare(kind: DatabaseKind) {
  const app = await startApp({ database: kind })
  const organization = await seed(app).organization()
  const people = await Promise.all(Array.from({ length: PEERS }, () => organization.person()))
  const document = await organization.document(people[0]!, { text: 'Początek.' })
  const cookies = await Promise.all(people.map((person) => signInAs(app, person)))
  await app.app.close()
  await app.database.close()
  const { url, dataDir } = app.database
  return { url, dataDir, secret: app.secret, documentId: document.id, people, cookies, drop: app.close }
}

async function seatTypists(
  { people, cookies, documentId }: Prepared,
  { origin, port }: ServerProcess,
  ledger: Ledger,
  random: () => number,
): Promise<Typist[]> {
  const peers = await Promise.all(
    people.map((person, at) => openPeer({ origin, port, cookie: cookies[at]!, documentId, userId: person.id })),
  )
  await Promise.all(peers.map((peer) => peer.opened()))
  return peers.map((peer, at) => new Typist(peer, ledger.author(`p${at}`), seeded(random() * 2 ** 32), 40))
}

async function typeUntilKilled(typists: Typist[], server: ServerProcess, random: () => number): Promise<void> {
  for (const typist of typists) typist.start()
  await pause(50 + random() * 450)
  await server.kill()
  // Whoever types into a dead connection for a moment has something only their device knows.
  await pause(100)
  for (const typist of typists) typist.stop()
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** What is on disk is what the pages have: read without the server, from the log alone. */
async function compareWithLog({ url, dataDir, documentId }: Prepared, peer: Peer): Promise<void> {
  const { db, close } = await openDatabase({ url, dataDir })
  try {
    const where = { documentId, kind: { not: 'VOID' as const } }
    const rows = await db.documentUpdate.findMany({ where, orderBy: { seq: 'asc' } })
    const pushes = rows
      .map(({ clientId, clientSeq }) => `${clientId}:${clientSeq}`)
      .filter((key) => key !== 'null:null')
    assert.equal(new Set(pushes).size, pushes.length)
    assert.deepEqual(
      rows.map(({ seq }) => seq),
      rows.map((_, at) => at + 1),
    )
    const doc = rebuild(rows)
    assert.equal(doc.store.pendingStructs, null)
    assert.ok(Buffer.from(Y.encodeStateAsUpdate(doc)).equals(Buffer.from(peer.bytes())))
  } finally {
    await close()
  }
}
