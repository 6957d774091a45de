import type { DatabaseKind } from '@app/prisma'
import { isAvailable } from '@app/prisma/testing'
import { textHash } from '@app/server/document'
import { afterEach, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { startApp, type TestApp } from '../kit/app.ts'
import { converged, rebuild } from '../kit/converged.ts'
import { openPeer, type Peer } from '../kit/peer.ts'
import { seeded } from '../kit/random.ts'
import { type SeededOrganization, seed, signInAs } from '../kit/seed.ts'

const PEERS = 8
const ROUNDS = 40

const CASES = await Promise.all(
  [
    { database: 'embedded' as const, number: 20_261 },
    { database: 'embedded' as const, number: 20_262 },
    { database: 'postgres' as const, number: 20_263 },
  ].map(async (one) => ({ ...one, isHere: await isAvailable(one.database) })),
)

let app: TestApp
let organization: SeededOrganization

afterEach(() => app?.close())

describe.each(CASES)('eight people play together on $database (seed $number)', ({ database, number, isHere }) => {
  test.skipIf(!isHere)('and end up with one text', () => play(database, number), 120_000)
})

async function play(database: DatabaseKind, number: number): Promise<void> {
  app = await startApp({ database })
  organization = await seed(app).organization()
  const random = seeded(number)
  const author = await organization.person()
  const document = await organization.document(author, { text: 'Pierwszy akapit\nDrugi akapit\nTrzeci akapit' })
  const peers = await Promise.all(Array.from({ length: PEERS }, () => join(document.id)))
  for (let round = 0; round < ROUNDS; round++) {
    const peer = peers[Math.floor(random() * PEERS)] as Peer
    if (peer.session.replica !== null) act(peer, random)
    if (random() < 0.1) peer.socket.drop()
    if (random() < 0.5) await new Promise(setImmediate)
  }
  await converged(peers)

  const { headSeq } = await app.db.document.findUniqueOrThrow({ where: { id: document.id } })
  const rows = await app.db.documentUpdate.findMany({ where: { documentId: document.id }, orderBy: { seq: 'asc' } })
  expect(rows.map(({ seq }) => seq)).toEqual(Array.from({ length: headSeq }, (_, index) => index + 1))
  const fromLog = rebuild(rows)
  const [first] = peers as [Peer]
  expect(textHash(fromLog.getText('body'))).toBe(textHash(first.text))
  expect(Y.encodeStateVector(fromLog)).toEqual(Y.encodeStateVector(first.doc))
  expect(peers.map((peer) => peer.session.divergences)).toEqual(peers.map(() => 0))
  expect(peers.flatMap((peer) => peer.givenBack())).toEqual([])
  for (const peer of peers) await peer.close()
}

async function join(documentId: string): Promise<Peer> {
  const person = await organization.person()
  const cookie = await signInAs(app, person)
  const peer = await openPeer({ origin: app.origin, port: app.port, cookie, documentId, userId: person.id })
  await peer.opened()
  return peer
}

function act({ text, doc }: Peer, random: () => number): void {
  const at = Math.floor(random() * text.length)
  const length = Math.min(Math.floor(random() * 4), text.length - at)
  const actions = [
    () => text.insert(at + 1, `słowo${Math.floor(random() * 100)} `),
    () => text.delete(at, length),
    () => text.format(at, length, { bold: random() < 0.5 ? true : null }),
    () => text.insertEmbed(at + 1, { br: 1 }),
    () => text.insertEmbed(at, newMarker(random)),
  ]
  doc.transact(actions[Math.floor(random() * actions.length)] ?? (() => undefined))
}

function newMarker(random: () => number): Y.Map<unknown> {
  return new Y.Map<unknown>([
    ['id', `b${Math.floor(random() * 1e9)}`],
    ['kind', random() < 0.5 ? 'paragraph' : 'ust'],
    ['level', 0],
  ])
}
