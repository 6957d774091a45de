import { createSocket, createTransport } from '@app/web/sync'
import { afterEach, describe, expect, test } from 'vitest'
import WebSocket from 'ws'
import * as Y from 'yjs'
import { converged } from '../kit/converged.ts'
import { signInAs } from '../kit/seed.ts'
import { until } from '../kit/until.ts'
import { type Stage, setStage } from './stage.ts'

let stage: Stage | null = null

afterEach(async () => {
  await stage?.close()
  stage = null
})

describe('this device', () => {
  test('gives back what a killed browser had typed, offline and online', async () => {
    stage = await setStage()
    const before = await stage.open(stage.guest)
    await before.opened()
    before.type(' Zapisane.')
    await before.saved()
    await stage.app.app.close()
    before.type(' Offline.')
    await until('it to be kept', () => before.session.status === 'offlineKept')
    await before.crash()
    const after = await stage.open(stage.guest, { device: before.device })
    expect(after.content()).toBe('Rekomendacja. Zapisane. Offline.')
    expect(after.session.status).toBe('offlineKept')
    await stage.app.restart()
    await after.saved()
    const other = await stage.open(stage.manager)
    await other.opened()
    expect(other.content()).toBe('Rekomendacja. Zapisane. Offline.')
  })

  test('of everybody keeps nothing, and says so before it would lose something', async () => {
    stage = await setStage()
    const peer = await stage.open(stage.guest, { keepsOnDevice: false })
    await peer.opened()
    peer.type(' Wspólny komputer.')
    await peer.saved()
    expect(peer.session.isAtRisk).toBe(false)
    await stage.app.app.close()
    peer.type(' Bez połączenia.')
    await until('the warning', () => peer.session.status === 'keptNowhere')
    expect(peer.session.isAtRisk).toBe(true)
    await stage.app.restart()
    await peer.saved()
    expect(peer.session.isAtRisk).toBe(false)
  })

  test('comes back after a long time offline, while others wrote and the server was restarted', async () => {
    stage = await setStage()
    const away = await stage.open(stage.guest)
    await away.opened()
    await stage.app.app.close()
    const mine = Array.from({ length: 30 }, (_, at) => `⟨mój${at}⟩`)
    for (const token of mine) away.type(token)
    await until('all to be kept', () => away.session.status === 'offlineKept')
    await away.crash()
    await stage.app.restart()
    const writer = await stage.open(stage.manager)
    await writer.opened()
    const theirs = Array.from({ length: 500 }, (_, at) => `⟨ich${at}⟩`)
    for (const [at, token] of theirs.entries()) {
      writer.type(token, writer.text.length - 3 * (at % 4))
      if (at % 100 === 0) await writer.saved()
    }
    await writer.saved()
    await stage.app.restart()
    await writer.saved()
    const back = await stage.open(stage.guest, { device: away.device })
    await converged([back, writer])
    for (const token of mine) expect(back.content().split(token)).toHaveLength(2)
    expect(Y.encodeStateVector(back.doc)).toEqual(Y.encodeStateVector(writer.doc))
  })
})

describe('a page older than the document', () => {
  test('is told to reload, and nothing it sends is taken', async () => {
    stage = await setStage()
    const here = stage
    const witness = await here.open(here.manager)
    await witness.opened()
    const cookie = await signInAs(here.app, here.guest)
    const socket = createSocket({
      url: `ws://127.0.0.1:${here.app.port}/graphql`,
      webSocketImpl: withCookie(cookie, here.app.origin),
    })
    const transport = createTransport(socket)
    const old = { documentId: here.document.id, clientId: 7, schemaVersion: 0 }
    const reasons: string[] = []
    transport.join(() => ({ ...old, stateVector: Y.encodeStateVector(new Y.Doc()) }), {
      event: (event) => event.type === 'closed' && reasons.push(event.reason),
      interrupted: () => undefined,
      ended: (refusal) => refusal && reasons.push(refusal.code),
    })
    await until('the answer', () => reasons.length > 0)
    expect(reasons[0]).toBe('SCHEMA_TOO_OLD')
    const doc = new Y.Doc()
    doc.clientID = 7
    doc.getText('body').insert(0, 'stare')
    const { epoch } = await here.app.db.document.findUniqueOrThrow({ where: { id: here.document.id } })
    const push = { ...old, epoch, clientSeq: 1, update: Y.encodeStateAsUpdate(doc) }
    await expect(transport.push(push)).rejects.toMatchObject({ code: 'SCHEMA_TOO_OLD' })
    expect(witness.content()).toBe('Rekomendacja.')
    await socket.close()
  })
})

function withCookie(cookie: string, origin: string): typeof WebSocket {
  return class extends WebSocket {
    constructor(url: string, protocols: string) {
      super(url, protocols, { headers: { cookie }, origin })
    }
  } as typeof WebSocket
}
