// The row that strands words is committed, and the server ends before it has kept them for their author.

import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { deleteRow } from '../fuzz/table-actions.ts'
import { startApp, startNode, type TestApp, type TestNode } from '../kit/app.ts'
import { onEachDatabase } from '../kit/databases.ts'
import type { PeerOptions } from '../kit/peer.ts'
import { type ChaosProxy, startProxy } from '../kit/proxy.ts'
import { type SeededDocument, type SeededPerson, seed, signInAs } from '../kit/seed.ts'
import { until } from '../kit/until.ts'
import { openTable, TABLE, type TableWriter } from './table-writer.ts'

const WORDS = 'słowa Anny'

onEachDatabase('words that were stranded right before the server ended', (database) => {
  let app: TestApp
  let proxy: ChaosProxy
  let anna: SeededPerson
  let basia: SeededPerson
  let document: SeededDocument
  const open: TableWriter[] = []

  beforeAll(async () => {
    app = await startApp({ database })
    proxy = await startProxy(app.port, () => 0)
    const organization = await seed(app).organization()
    anna = await organization.person('Anna')
    basia = await organization.person('Basia')
  })

  beforeEach(async () => {
    document = await seed(app)
      .organization()
      .then((one) => one.document(anna, { content: TABLE }))
    await document.member(anna, 'EDITOR')
    await document.member(basia, 'EDITOR')
  })

  afterEach(async () => {
    for (const writer of open.splice(0)) await writer.close()
    proxy.heal()
  })

  afterAll(async () => {
    await proxy.close()
    await app.close()
  })

  async function enter(person: SeededPerson, options: Partial<PeerOptions> = {}): Promise<TableWriter> {
    const { port, origin } = app
    const cookie = await signInAs(app, person)
    const writer = await openTable({ origin, port, cookie, documentId: document.id, userId: person.id, ...options })
    open.push(writer)
    return writer
  }

  const keepNothing = () => app.db.$executeRaw`ALTER TABLE "StrandedText" RENAME TO "Nowhere"`
  const keepAgain = () => app.db.$executeRaw`ALTER TABLE "Nowhere" RENAME TO "StrandedText"`
  const rowsOf = async () => (await app.db.document.findUniqueOrThrow({ where: { id: document.id } })).headSeq
  const kept = () => app.db.strandedText.findMany({ where: { documentId: document.id } })

  /** Anna types, Basia removes the row without having heard of it. */
  async function strand(a: TableWriter, b: TableWriter): Promise<void> {
    proxy.halfOpen()
    a.type(WORDS)
    await a.peer.saved()
    b.remove(deleteRow)
    await keepNothing()
    const before = await rowsOf()
    proxy.heal()
    await until('the removal to be committed', async () => (await rowsOf()) > before)
  }

  async function lose(): Promise<void> {
    await strand(await enter(anna), await enter(basia, { port: proxy.port }))
    for (const writer of open.splice(0)) await writer.close()
    await keepAgain()
    await app.restart()
  }

  async function givenBack({ peer }: TableWriter): Promise<string[]> {
    await until('words to be given back', () => peer.givenBack().length > 0)
    return peer.givenBack()
  }

  test('are given back to who typed them when they come again, and once', async () => {
    await lose()
    const again = await enter(anna)
    expect(await givenBack(again)).toEqual([`komórka 1${WORDS}`])
    const other = await enter(basia)
    await other.peer.saved()
    expect(other.peer.givenBack()).toEqual([])
    await app.restart()
    expect(await givenBack(await enter(anna))).toEqual([`komórka 1${WORDS}`])
    expect(await kept()).toHaveLength(1)
  })

  test('are not given back again once they were dealt with, however often their row is looked at', async () => {
    await lose()
    const again = await enter(anna)
    await givenBack(again)
    const [offer] = again.peer.session.givenBack.list('stranded')
    await again.peer.session.dismiss(offer?.id ?? '')
    await until('the server to know', () => app.db.strandedText.count({ where: { text: '', userId: anna.id } }))
    await app.restart()
    await app.db.documentCheckpoint.deleteMany({ where: { documentId: document.id } })
    await app.db.document.update({ where: { id: document.id }, data: { offeredSeq: 0 } })
    const later = await enter(anna)
    later.typeBefore('koniec')
    await later.peer.saved()
    expect(later.peer.givenBack()).toEqual([])
    expect((await kept()).map(({ text }) => text)).toEqual([''])
  })

  test('are given back while the page that removed them sends its removal again', async () => {
    const a = await enter(anna)
    const b = await enter(basia, { port: proxy.port })
    await strand(a, b)
    await app.restart()
    await keepAgain()
    await b.peer.saved()
    expect(await givenBack(a)).toEqual([`komórka 1${WORDS}`])
    expect(await kept()).toHaveLength(1)
  })

  test('are given back to who sent them into a row that was gone', async () => {
    const a = await enter(anna, { port: proxy.port })
    const b = await enter(basia)
    proxy.halfOpen()
    a.type(WORDS)
    b.remove(deleteRow)
    await b.peer.saved()
    await keepNothing()
    const before = await rowsOf()
    proxy.heal()
    await until('the words to be committed', async () => (await rowsOf()) > before)
    for (const writer of open.splice(0)) await writer.close()
    await keepAgain()
    await app.restart()
    expect(await givenBack(await enter(anna))).toEqual([WORDS])
  })

  test('bother nobody where who removed the row had seen them', async () => {
    const [a, b] = [await enter(anna), await enter(basia)]
    a.type(WORDS)
    await until('Basia to see the words', () => b.shows(WORDS))
    const { offeredSeq } = await app.db.document.findUniqueOrThrow({ where: { id: document.id } })
    b.remove(deleteRow)
    await b.peer.saved()
    for (const writer of open.splice(0)) await writer.close()
    await app.restart()
    // As if it had been killed right after the removal.
    await app.db.documentCheckpoint.deleteMany({ where: { documentId: document.id } })
    await app.db.document.update({ where: { id: document.id }, data: { offeredSeq } })
    const again = await enter(anna)
    again.typeBefore('koniec')
    await again.peer.saved()
    expect(again.peer.givenBack()).toEqual([])
    expect(await kept()).toEqual([])
  })

  if (database !== 'postgres') return

  test('are given back on another node, which had the document open all the time', async () => {
    const second: TestNode = await startNode(app)
    try {
      const { origin, port } = second
      const there = await enter(anna, { origin, port })
      await strand(await enter(anna), await enter(basia, { port: proxy.port }))
      for (const writer of open.splice(1)) await writer.close()
      await keepAgain()
      there.typeBefore('jestem')
      expect(await givenBack(there)).toEqual([`komórka 1${WORDS}`])
      expect(await kept()).toHaveLength(1)
    } finally {
      for (const writer of open.splice(0)) await writer.close()
      await second.close()
      await app.restart()
    }
  })
})
