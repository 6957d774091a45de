// A backup from before a redaction was restored, and the log of the document is damaged.

import { randomUUID } from 'node:crypto'
import { appendFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { tampering } from '@app/prisma/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startApp, type TestApp } from '../kit/app.ts'
import { ask } from '../kit/client.ts'
import { everythingKept } from '../kit/everything-kept.ts'
import { type SeededPerson, seed, signInAs } from '../kit/seed.ts'
import { openWindow, openWire } from '../kit/wire.ts'

const SECRET = 'jan.kowalski@example.org'
const CLIENT = 9_001
const DOCUMENT = 'query ($id: ID!) { document(id: $id) { title } }'
const DOCUMENTS = '{ documents { totalCount items { id } } }'
const EXPORT = 'mutation ($input: RequestDownloadInput!) { requestDownload(input: $input) { url } }'

let target: TestApp
let owner: SeededPerson
let cookie: string
let damaged: string
let whole: string

beforeAll(async () => {
  target = await startApp()
  const lead = await seed(target).organization()
  owner = await lead.person()
  cookie = await signInAs(target, owner)
  damaged = (await lead.document(owner, { title: 'Uszkodzony', text: 'Kontakt: ' })).id
  whole = (await lead.document(owner, { title: 'Cały', text: 'Ala ma kota' })).id
  const window = await openWindow(await openWire(target, { cookie }), damaged, CLIENT)
  for (const words of [SECRET, ' jeden', ' dwa']) {
    expect((await window.write((text) => text.insert(text.length, words))).codes).toEqual([])
  }
  await window.wire.close()
})
afterAll(() => target.close())

/** What the list knows of a redaction of which the restored database knows nothing. */
async function listRedaction(id: string): Promise<void> {
  const places = { signs: [[CLIENT, 0, SECRET.length]], fields: [], rows: [2], versions: [] }
  const said = { id, documentId: damaged, reason: 'Dane osobowe', createdById: owner.id, organizationId: null, places }
  await appendFile(join(target.env.dataDir, 'redactions.jsonl'), `${JSON.stringify(said)}\n`)
}

async function overHttp(id: string, as = cookie) {
  const { data, codes } = await ask<{ document: { title: string } | null }>(target, as, DOCUMENT, { id })
  return codes[0] ?? data?.document?.title ?? null
}

async function overSocket(id: string, as = cookie) {
  const wire = await openWire(target, { cookie: as })
  try {
    return (await openWindow(wire, id, CLIENT + 1)).letters()
  } catch (error) {
    return String(error)
  } finally {
    await wire.close()
  }
}

async function listed(): Promise<string[]> {
  const { data } = await ask<{ documents: { items: { id: string }[] } }>(target, cookie, DOCUMENTS)
  return data?.documents.items.map(({ id }) => id) ?? []
}

it('that document is closed to everybody, others are not, and it opens once its redaction is done', async () => {
  const { db } = target
  const id = randomUUID()
  const hole = await db.documentUpdate.findFirstOrThrow({ where: { documentId: damaged, seq: 3 } })
  // Rooms that close fold what they hold: nothing but the log is to know the words.
  await target.restart()
  await listRedaction(id)
  await tampering(
    db,
    db.documentCheckpoint.deleteMany({ where: { documentId: damaged } }),
    db.documentUpdate.deleteMany({ where: { documentId: damaged, seq: 3 } }),
  )
  await target.restart()
  expect([await overHttp(whole), await overSocket(whole)]).toEqual(['Cały', 'Ala ma kota'])
  expect([await overHttp(damaged), await overSocket(damaged)]).toEqual(['UNAVAILABLE', 'Error: refused: UNAVAILABLE'])
  const wire = await openWire(target, { cookie })
  const listening = 'subscription ($id: ID!) { threadEvents(documentId: $id) { threadId } }'
  expect((await wire.ask(listening, { id: damaged })).codes).toEqual(['UNAVAILABLE'])
  await wire.close()
  const input = { documentId: damaged, format: 'HTML' }
  expect((await ask(target, cookie, EXPORT, { input })).codes).toEqual(['UNAVAILABLE'])
  expect(await listed()).toEqual([whole])
  // Whoever may not read it is not told that it is there.
  const stranger = await signInAs(target, await (await seed(target).organization()).person())
  expect([await overHttp(damaged, stranger), await overSocket(damaged, stranger)]).toEqual([
    null,
    'Error: refused: NOT_FOUND',
  ])
  expect(await everythingKept(db)).toContain(SECRET)

  await tampering(db, db.documentUpdate.create({ data: hole }))
  await target.app.replayRedactions()
  expect(await overHttp(damaged)).toBe('Uszkodzony')
  expect(await overSocket(damaged)).toBe('Kontakt: [usunięto] jeden dwa')
  expect((await listed()).toSorted()).toEqual([damaged, whole].toSorted())
  expect(await everythingKept(db)).not.toContain(SECRET)
  expect(await db.redaction.findMany({ select: { id: true } })).toEqual([{ id }])
  expect(await readFile(join(target.env.dataDir, 'redactions.jsonl'), 'utf8')).toContain(id)
})
