// What an attacker costs everybody else: updates too large to take (reliability R20), updates damaged on purpose (S01).

import type { ChildProcess } from 'node:child_process'
import type { DatabaseKind } from '@app/prisma'
import { DATABASE_KINDS, isAvailable } from '@app/prisma/testing'
import { SCHEMA_VERSION } from '@app/server/document'
import * as Y from 'yjs'
import { startApp } from '../kit/app.ts'
import { send } from '../kit/client.ts'
import { HUGE_WRITES, type HugeWrite } from '../kit/huge-writes.ts'
import { MUTANTS } from '../kit/mutants.ts'
import { createServerProcess, type ServerProcess } from '../kit/process.ts'
import { seeded } from '../kit/random.ts'
import { seed, signInAs } from '../kit/seed.ts'
import { until } from '../kit/until.ts'
import { openWindow, openWire, toBase64, type Window } from '../kit/wire.ts'
import { percentile, report } from './figures.ts'
import { askBystander, sitBeside } from './sit-beside.ts'

const ATTACKER = 8_666
const MUTANTS_EACH = 400
const PUSH = 'mutation ($input: PushUpdateInput!) { pushUpdate(input: $input) { seq } }'

interface Attacked {
  server: ServerProcess
  /** Of the attacker, who may edit. */
  cookie: string
  documentId: string
  bystander: ChildProcess
}

async function measure(kind: DatabaseKind): Promise<void> {
  const app = await startApp({ database: kind })
  const organization = await seed(app).organization()
  const [anna, mallory] = [await organization.person(), await organization.person()]
  const { id: documentId } = await organization.document(anna, { text: 'Ala ma kota\nDrugi akapit' })
  const [honest, cookie] = [await signInAs(app, anna), await signInAs(app, mallory)]
  await app.app.close()
  await app.database.close()
  const { url, dataDir } = app.database
  const server = await createServerProcess({ url, dataDir, secret: app.secret })
  await server.start()
  const bystander = await sitBeside({ origin: server.origin, cookie: honest, documentId })
  try {
    await attack(kind, { server, cookie, documentId, bystander })
  } finally {
    bystander.kill()
    await server.stop()
    await app.close()
  }
}

async function attack(kind: DatabaseKind, attacked: Attacked): Promise<void> {
  const window = await openWindow(await openWire(attacked.server, attacked), attacked.documentId, ATTACKER)
  await window.wire.close()
  const updates = HUGE_WRITES.map(([, write]) => hugeUpdate(window, write))
  await askBystander(attacked.bystander)
  const refusals: number[] = []
  for (const update of updates) {
    const body = { query: PUSH, variables: { input: inputOf(window, update) } }
    refusals.push(await refusedOverSocket(attacked, body), await refusedOverHttp(attacked, body))
  }
  const huge = await askBystander(attacked.bystander)
  await pushMutants(attacked)
  const mutants = await askBystander(attacked.bystander)
  report(`Somebody types while another attacks, ${kind}`, [
    { what: 'too large: refused after, slowest', value: Math.max(...refusals), unit: 'ms', limit: 1_000 },
    {
      what: "others' letters acknowledged, p99",
      value: percentile(huge.acknowledgements, 0.99),
      unit: 'ms',
      limit: 300,
    },
    { what: 'the server held, longest', value: Math.max(...huge.pulses), unit: 'ms', limit: 200 },
    {
      what: "damaged: others' letters acknowledged, p99",
      value: percentile(mutants.acknowledgements, 0.99),
      unit: 'ms',
      limit: 300,
    },
    { what: 'the server held, longest', value: Math.max(...mutants.pulses), unit: 'ms', limit: 50 },
  ])
}

function hugeUpdate(window: Window, write: HugeWrite): string {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(window.doc))
  const before = Y.encodeStateVector(doc)
  doc.clientID = ATTACKER
  doc.transact(() => write(doc.getText('body')))
  return toBase64(Y.encodeStateAsUpdate(doc, before))
}

function inputOf({ documentId, epoch }: Window, update: string) {
  return { documentId, epoch, schemaVersion: SCHEMA_VERSION, clientId: ATTACKER, clientSeq: 1, update }
}

async function refusedOverSocket({ server, cookie }: Attacked, payload: object): Promise<number> {
  const wire = await openWire(server, { cookie })
  const frame = JSON.stringify({ id: 'huge', type: 'subscribe', payload })
  let isAnswered = false
  wire.on('huge', () => {
    isAnswered = true
  })
  const began = performance.now()
  wire.socket.send(frame)
  await until('a refusal', () => isAnswered || wire.closed !== null)
  const took = performance.now() - began
  await wire.close()
  return took
}

async function refusedOverHttp({ server, cookie }: Attacked, payload: object): Promise<number> {
  const body = JSON.stringify(payload)
  const began = performance.now()
  await send(server, { body, headers: { cookie } })
  return performance.now() - began
}

/** A socket is closed after its third refusal; the attacker comes back every time. Fails when the server is gone. */
async function pushMutants({ server, cookie, documentId }: Attacked): Promise<void> {
  const random = seeded(1)
  let window: Window | null = null
  for (const [, make] of MUTANTS) {
    for (let mutant = 0; mutant < MUTANTS_EACH; mutant += 1) {
      if (window === null || window.wire.closed !== null) {
        window = await openWindow(await openWire(server, { cookie }), documentId, ATTACKER)
      }
      const answer = await window.push(make(window.doc, ATTACKER, random)).catch(() => null)
      if (answer === null) await window.wire.gone()
    }
  }
  await window?.wire.close()
}

for (const kind of DATABASE_KINDS) {
  if (!(await isAvailable(kind))) process.stdout.write(`\nAttacks, ${kind}: skipped, there is no server\n`)
  else await measure(kind)
}
