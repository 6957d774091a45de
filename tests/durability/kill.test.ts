import { openDatabase } from '@app/prisma'
import { DATABASE_KINDS, isAvailable } from '@app/prisma/testing'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { startApp } from '../kit/app.ts'
import { converged, rebuild } from '../kit/converged.ts'
import { Ledger, NOTHING_WRONG } from '../kit/ledger.ts'
import { openPeer, type Peer } from '../kit/peer.ts'
import { createServerProcess, type ServerProcess } from '../kit/process.ts'
import { seeded } from '../kit/random.ts'
import { seed, signInAs } from '../kit/seed.ts'
import { Typist } from '../kit/typist.ts'

const KILLS = 20
const PEERS = 6
const SEED = 20_261_122

/** The two databases side by side: most of the time goes into starting servers, one core each. */
describe('kill -9 while six people type', () => {
  test.concurrent.for(DATABASE_KINDS)(
    `loses nothing and doubles nothing, ${KILLS} times (seed ${SEED}), on %s`,
    async (kind, { expect, skip }) => {
      skip(!(await isAvailable(kind)), `no ${kind} on this machine`)
      const random = seeded(SEED)
      const stage = await prepare(kind)
      const server = await createServerProcess(stage)
      const ledger = new Ledger()
      const typists: Typist[] = []
      const starts: number[] = []
      const equal: number[] = []
      try {
        await server.start()
        typists.push(...(await seatTypists(stage, server, ledger, random)))
        const peers = typists.map(({ peer }) => peer)
        for (let kill = 1; kill <= KILLS; kill += 1) {
          await typeUntilKilled(typists, server, random)
          starts.push(await server.start())
          equal.push(await converged(peers))
          expect(ledger.judge(peers[0]!.content()), `after kill ${kill}`).toEqual(NOTHING_WRONG)
          for (const typist of typists) typist.noteSaved()
        }
        expect(ledger.acknowledged).toBe(ledger.typed)
        expect(ledger.typed).toBeGreaterThan(KILLS * PEERS)
        await server.kill()
        await compareWithLog(stage, peers[0]!)
        console.info(
          `${kind}: ${ledger.typed} tokens, ${KILLS} kills, longest start ${Math.max(...starts).toFixed()} ms, ` +
            `until all were equal ${Math.max(...equal).toFixed()} ms`,
        )
      } finally {
        for (const typist of typists) typist.stop()
        await Promise.all(typists.map(({ peer }) => peer.close()))
        await server.kill()
        await stage.drop()
      }
    },
  )
})

type Prepared = Awaited<ReturnType<typeof prepare>>

/** A database with a document and six editors, which no process has open any more. */
async function prepare(kind: (typeof DATABASE_KINDS)[number]) {
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
    expect(new Set(pushes).size).toBe(pushes.length)
    expect(rows.map(({ seq }) => seq)).toEqual(rows.map((_, at) => at + 1))
    const doc = rebuild(rows)
    expect(doc.store.pendingStructs).toBeNull()
    expect(Buffer.from(Y.encodeStateAsUpdate(doc)).equals(Buffer.from(peer.bytes()))).toBe(true)
  } finally {
    await close()
  }
}
