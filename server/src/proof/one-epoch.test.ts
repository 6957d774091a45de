import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Db } from '@app/prisma'
import { type FreshDatabase, freshDatabase } from '@app/prisma/testing'
import JSZip from 'jszip'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createHistoryFold } from '../history/activity-fold.ts'
import { keepVersion } from '../history/versions.ts'
import { PubSub } from '../pubsub.ts'
import { actorOf, roomsOver, seededIn, TestRecords, windowIn } from '../sync/testing.ts'
import { makeProof } from './bundle/bundle.ts'
import { checkLog } from './check-log.ts'
import { createRedactionList } from './redaction/redaction-list.ts'
import { redact } from './redaction/redactions.ts'

const SECRET = 'jan.kowalski@example.org'
const MANAGER = {
  ...actorOf('anna'),
  memberships: [{ organizationId: 'o', organizationKind: 'NGO' as const, role: 'MEMBER' as const }],
} satisfies ReturnType<typeof actorOf>

describe('while a document is read that is redacted meanwhile', () => {
  let database: FreshDatabase
  let db: Db
  let dataDir: string

  beforeAll(async () => {
    database = await freshDatabase('embedded')
    db = database.db
    await db.user.create({ data: { id: 'anna', name: 'Anna', email: 'anna@example.org' } })
    dataDir = await mkdtemp(join(tmpdir(), 'wz-redaction-'))
  })
  afterAll(async () => {
    await database.drop()
    await rm(dataDir, { recursive: true })
  })

  /** A document with a version, and a database in which it is redacted once, after somebody has read of its redactions. */
  async function written() {
    const { rooms } = roomsOver(db)
    const documentId = await seededIn(rooms, db, 'Kontakt: ')
    const anna = await windowIn(rooms, documentId, 'anna', 11)
    await anna.write((text) => text.insert(text.length, SECRET))
    const { logger } = new TestRecords()
    const [pubsub, clock] = [new PubSub(), { now: () => new Date() }]
    const history = createHistoryFold({ db, logger: logger as never })
    const version = await keepVersion({ db, clock, pubsub, history }, documentId, 'IDLE')
    const redactionList = createRedactionList({ db, env: { dataDir }, logger: logger as never })
    const tools = { db, clock, pubsub, rooms, logger, env: { dataDir }, redactionList } as unknown as Parameters<
      typeof redact
    >[0]
    let isFirst = true
    const redactOnce = async () => {
      if (!isFirst) return
      isFirst = false
      await redact(tools, MANAGER, { id: randomUUID(), documentId, text: SECRET, reason: 'Dane osobowe' })
    }
    return { documentId, versionId: version.id, redactOnce, close: () => rooms.close() }
  }

  /** The same database; `meanwhile` is done around the reading of redactions. */
  function interrupted(when: 'before' | 'after', meanwhile: () => Promise<void>): Db {
    const redaction = new Proxy(db.redaction, {
      get(of, key) {
        const value: unknown = Reflect.get(of, key)
        if (key !== 'findMany' || typeof value !== 'function') return value
        return async (...args: unknown[]) => {
          if (when === 'before') await meanwhile()
          const found: unknown = await Reflect.apply(value, of, args)
          if (when === 'after') await meanwhile()
          return found
        }
      },
    })
    return new Proxy(db, {
      get(of, key) {
        const value: unknown = key === 'redaction' ? redaction : Reflect.get(of, key)
        return typeof value === 'function' ? value.bind(of) : value
      },
    })
  }

  test('its log is found whole', async () => {
    const { documentId, redactOnce, close } = await written()
    const checked = await checkLog(interrupted('after', redactOnce), documentId)
    expect(checked).toMatchObject({ problem: null, redacted: 1, versions: 1 })
    await close()
  })

  test('a proof says one thing, of before or of after', async () => {
    const { documentId, versionId, redactOnce, close } = await written()
    const proof = await makeProof(interrupted('before', redactOnce), {
      document: { id: documentId, title: 'Kontakt', signature: null },
      selection: { versionId },
      userId: 'anna',
      madeAt: new Date(),
    })
    const zip = await JSZip.loadAsync(proof.bytes)
    const manifest = JSON.parse((await zip.file('manifest.json')?.async('string')) ?? '') as Record<string, unknown[]>
    const text = await zip.file('tekst.txt')?.async('string')
    expect([manifest.redactions?.length, text?.includes(SECRET)]).toEqual([1, false])
    await close()
  })
})
