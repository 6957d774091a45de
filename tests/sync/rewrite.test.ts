import { afterAll, beforeAll, expect, test } from 'vitest'
import * as Y from 'yjs'
import { startApp, type TestApp } from '../kit/app.ts'
import { type SeededPerson, seed, signInAs } from '../kit/seed.ts'
import { openWindow, openWire, type Window } from '../kit/wire.ts'

const AUTHOR = 4_001
const FORGER = 4_002

let app: TestApp
let documentId: string
let author: Window
let forger: Window
let people: readonly [SeededPerson, SeededPerson]

beforeAll(async () => {
  app = await startApp()
  const organization = await seed(app).organization()
  people = [await organization.person(), await organization.person()]
  documentId = (await organization.document(people[0], { text: 'Ala' })).id
  author = await openWindow(await openWire(app, { cookie: await signInAs(app, people[0]) }), documentId, AUTHOR)
  forger = await openWindow(await openWire(app, { cookie: await signInAs(app, people[1]) }), documentId, FORGER)
})

afterAll(async () => {
  await author.wire.close()
  await forger.wire.close()
  await app.close()
})

/** The whole log as the database has it: rows that stand, and what is sealed of the rest. */
async function kept(): Promise<string> {
  const where = { documentId }
  const rows = await app.db.documentUpdate.findMany({ where, orderBy: { seq: 'asc' } })
  const segments = await app.db.logSegment.findMany({ where, orderBy: { seqFrom: 'asc' } })
  return JSON.stringify([rows, segments], (_key, value) => (typeof value === 'bigint' ? String(value) : value))
}

/** What a window of this client id would say after its last push, without changing the window. */
function instead({ doc }: Window, words: string): Uint8Array {
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
  copy.clientID = AUTHOR
  copy.getText('body').insert(1, words)
  return Y.encodeStateAsUpdate(copy, Y.encodeStateVector(doc))
}

async function sealEverything(): Promise<void> {
  const { headSeq: versionSeq } = await app.db.document.findUniqueOrThrow({ where: { id: documentId } })
  const place = { documentId, versionSeq }
  await app.db.documentHistory.upsert({ where: { documentId }, create: place, update: place })
  await app.app.sealLogs()
  expect(await app.db.documentUpdate.count({ where: { documentId } })).toBe(0)
}

test.each([
  ['that stands', 1, (): Promise<void> => Promise.resolve()],
  ['that is sealed', 2, sealEverything],
] as const)(
  'a row %s is never rewritten through the socket, and who tries is told no',
  async (_which, number, seal) => {
    const update = author.change((text) => text.insert(1, 'x'))
    expect((await author.push(update, { clientSeq: number })).codes).toEqual([])
    await seal()
    const before = await kept()
    const rewritten = await author.push(instead(author, 'inne słowa'), { clientSeq: number })
    expect(rewritten).toMatchObject({ codes: ['INVALID'], details: ['reused-number'] })
    const forged = await forger.push(instead(author, 'cudze'), { clientId: AUTHOR, clientSeq: number })
    expect(forged).toMatchObject({ codes: ['INVALID'], details: ['foreign-client'] })
    expect((await author.push(update, { clientSeq: number })).codes).toEqual([])
    expect(await kept()).toBe(before)
  },
)

test('both are in the audit, without a word', async () => {
  await app.restart()
  const rows = await app.db.auditEvent.findMany({ where: { documentId, action: 'operation.refused' } })
  expect(new Set(rows.map(({ actorId }) => actorId))).toEqual(new Set(people.map(({ id }) => id)))
  expect(rows.map(({ detail }) => detail)).toEqual(rows.map(() => ({ code: 'INVALID', count: 2 })))
  expect(JSON.stringify(rows)).not.toContain('słowa')
})
