import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Db, openDatabase } from '@app/prisma'
import { afterEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { startApp, type TestApp } from '../kit/app.ts'
import { rebuild } from '../kit/converged.ts'
import { Ledger } from '../kit/ledger.ts'
import { createServerProcess, type ServerProcess } from '../kit/process.ts'
import { seed, signInAs } from '../kit/seed.ts'
import { openWindow, openWire, type Window } from '../kit/wire.ts'

const run = promisify(execFile)

let app: TestApp | null = null
let server: ServerProcess | null = null
let root: string | null = null

afterEach(async () => {
  await server?.kill()
  await app?.close()
  if (root !== null) await rm(root, { recursive: true })
})

/** As the README says: an empty folder, and the archive unpacked in it. */
async function restore(file: string): Promise<string> {
  root = await mkdtemp(join(tmpdir(), 'wz-restored-'))
  await mkdir(join(root, 'postgres'), { mode: 0o700 })
  await run('tar', ['-xzf', file, '-C', join(root, 'postgres')])
  return root
}

/** Everything a document is: its log, as one state, and who owns which client id. */
async function stateOf(db: Db, documentId: string, lastSeq?: number) {
  const where = { documentId, ...(lastSeq !== undefined && { seq: { lte: lastSeq } }) }
  const rows = await db.documentUpdate.findMany({ where, orderBy: { seq: 'asc' } })
  const owners = await db.documentClient.findMany({ where: { documentId }, orderBy: { clientId: 'asc' } })
  const authors = rows.map(({ seq, userId, organizationId, clientId }) => ({ seq, userId, organizationId, clientId }))
  return { bytes: Buffer.from(Y.encodeStateAsUpdate(rebuild(rows))).toString('base64'), authors, owners }
}

async function write(window: Window, token: string): Promise<void> {
  const { codes } = await window.write((text) => text.insert(text.length, token))
  expect(codes).toEqual([])
}

test('a backup made while two people write holds all that was acknowledged before it, and can be gone on with', async () => {
  app = await startApp({ database: 'embedded' })
  const organization = await seed(app).organization()
  const people = [await organization.person(), await organization.person()] as const
  const { id } = await organization.document(people[0], { text: 'Początek. ' })
  const cookies = [await signInAs(app, people[0]), await signInAs(app, people[1])] as const
  const anna = await openWindow(await openWire(app, { cookie: cookies[0] }), id, 101)
  const basia = await openWindow(await openWire(app, { cookie: cookies[1] }), id, 102)
  const ledger = new Ledger()
  const [annas, basias] = [ledger.author('anna'), ledger.author('basia')]
  for (let at = 0; at < 20; at++) {
    await write(anna, annas.next())
    await write(basia, basias.next())
  }
  for (const author of [annas, basias]) author.saved()

  let isDone = false
  const backup = app.database.backup?.().finally(() => {
    isDone = true
  })
  const late = new Ledger().author('late')
  while (!isDone) await write(anna, late.next())
  const made = await backup
  const restored = await openDatabase({ dataDir: await restore(made?.file ?? '') })
  const lastSeq = (await restored.db.document.findUniqueOrThrow({ where: { id } })).headSeq
  const found = await stateOf(restored.db, id)
  const known = await stateOf(app.db, id, lastSeq)
  await restored.close()
  expect(found).toEqual(known)

  server = await createServerProcess({ dataDir: root ?? '', secret: app.secret })
  await server.start()
  const back = await openWindow(await openWire(server, { cookie: cookies[1] }), id, 103)
  const { ackedLost, duplicated } = ledger.judge(back.letters())
  expect({ ackedLost, duplicated }).toEqual({ ackedLost: [], duplicated: [] })
  await write(back, 'Dalej.')
  for (const window of [anna, basia, back]) await window.wire.close()
})
