import { SOCKET_TIMING } from '@app/web/sync'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startApp, type TestApp } from '../kit/app.ts'
import { converged } from '../kit/converged.ts'
import { onEachDatabase } from '../kit/databases.ts'
import { Ledger, NOTHING_WRONG } from '../kit/ledger.ts'
import type { Peer } from '../kit/peer.ts'
import { type ChaosProxy, startProxy } from '../kit/proxy.ts'
import { seeded } from '../kit/random.ts'
import { Typist } from '../kit/typist.ts'
import { until } from '../kit/until.ts'
import { type Stage, setStage } from './stage.ts'

const SEED = 4_711
const TOKENS = 60

onEachDatabase('the network', (database) => {
  let app: TestApp
  let stage: Stage
  let proxy: ChaosProxy
  let random: () => number

  beforeAll(async () => {
    app = await startApp({ database })
  })
  afterAll(() => app.close())

  beforeEach(async () => {
    random = seeded(SEED)
    stage = await setStage({ on: app })
    proxy = await startProxy(stage.app.port, random)
  })

  afterEach(async () => {
    await stage.close()
    await proxy.close()
  })

  /** Two people behind the bad network, and one beside it. */
  async function seat(ledger: Ledger): Promise<{ typists: Typist[]; witness: Peer }> {
    const through = { port: proxy.port, timing: { keepAliveMs: 300, pongMs: 300, connectMs: 1_000 } }
    const peers = [await stage.open(stage.manager, through), await stage.open(stage.guest, through)]
    const witness = await stage.open(stage.manager)
    await Promise.all([...peers, witness].map((peer) => peer.opened()))
    const typists = peers.map((peer, at) => new Typist(peer, ledger.author(`p${at}`), seeded(SEED + at), 20))
    return { typists, witness }
  }

  async function typeUntil(typists: Typist[], enough: () => boolean): Promise<void> {
    for (const typist of typists) typist.start()
    await until('enough to be typed and to have gone wrong', enough, 40_000)
    for (const typist of typists) typist.stop()
  }

  /** Every push is in the log once, and nothing is missing between them. */
  async function expectDenseLog(): Promise<void> {
    const rows = await stage.app.db.documentUpdate.findMany({
      where: { documentId: stage.document.id },
      orderBy: { seq: 'asc' },
    })
    expect(rows.map(({ seq }) => seq)).toEqual(rows.map((_, at) => at + 1))
  }

  describe('a bad network', () => {
    test(`repeats pushes and loses answers: everything arrives once (seed ${SEED})`, async () => {
      const ledger = new Ledger()
      const { typists, witness } = await seat(ledger)
      proxy.faults = { duplicatePush: 0.2, loseAnswer: 0.1 }
      const { struck } = proxy
      await typeUntil(typists, () => ledger.typed >= TOKENS && struck.duplicated >= 8 && struck.answersLost >= 4)
      proxy.faults = {}
      await converged([...typists.map(({ peer }) => peer), witness])
      expect(ledger.judge(witness.content())).toEqual(NOTHING_WRONG)
      await expectDenseLog()
    })

    test(`lets messages overtake each other: replicas are the same, nothing stays pending (seed ${SEED})`, async () => {
      const ledger = new Ledger()
      const { typists, witness } = await seat(ledger)
      proxy.faults = { reorderMs: 200 }
      await typeUntil(typists, () => ledger.typed >= TOKENS && proxy.struck.reordered >= 100)
      proxy.faults = {}
      const peers = [...typists.map(({ peer }) => peer), witness]
      await converged(peers)
      expect(ledger.judge(witness.content())).toEqual(NOTHING_WRONG)
      for (const peer of peers) expect(peer.doc.store.pendingStructs).toBeNull()
      await expectDenseLog()
    })

    test(`drops connections again and again (seed ${SEED})`, async () => {
      const ledger = new Ledger()
      const { typists, witness } = await seat(ledger)
      for (const typist of typists) typist.start()
      for (let drop = 0; drop < 15; drop += 1) {
        await new Promise((resolve) => setTimeout(resolve, random() * 120))
        proxy.drop()
      }
      for (const typist of typists) typist.stop()
      await converged([...typists.map(({ peer }) => peer), witness])
      expect(ledger.judge(witness.content())).toEqual(NOTHING_WRONG)
    })
  })

  describe('a half-open connection', () => {
    test('is noticed by the heartbeat within 15 seconds', () => {
      // A second is left for the page to draw it; `bench half-open` measures it.
      expect(SOCKET_TIMING.keepAliveMs + SOCKET_TIMING.pongMs).toBeLessThanOrEqual(14_000)
    })

    test('is said in words, keeps what is typed, and heals by itself', async () => {
      const ledger = new Ledger()
      const { typists, witness } = await seat(ledger)
      const [typist] = typists as [Typist, Typist]
      proxy.halfOpen()
      typist.start()
      await until('the page to say it', () => typist.peer.session.status === 'offlineKept')
      expect(typist.peer.session.isAtRisk).toBe(false)
      typist.stop()
      expect(ledger.acknowledged).toBe(0)
      proxy.heal()
      await converged([...typists.map(({ peer }) => peer), witness])
      expect(ledger.judge(witness.content())).toEqual(NOTHING_WRONG)
    })
  })
})
