import { LIMITS, type Limits } from '@app/server/limits'
import { startApp, type TestApp } from '../kit/app.ts'
import { openPeer, type Peer, type PeerOptions } from '../kit/peer.ts'
import { type SeededDocument, type SeededPerson, seed, signInAs } from '../kit/seed.ts'

export interface Stage {
  app: TestApp
  document: SeededDocument
  /** Of the organisation that leads the document: may edit and share. */
  manager: SeededPerson
  /** Of another organisation, with an editor's right of their own. */
  guest: SeededPerson
  open(person: SeededPerson, options?: Partial<PeerOptions>): Promise<Peer>
  close(): Promise<void>
}

export interface StageOptions {
  /** Where several plays have one server, which outlives each of them; a server of its own otherwise. */
  on?: TestApp
  limits?: Partial<Limits>
}

/** A server, a document, two people: the set of every play in this folder. */
export async function setStage({ on, limits }: StageOptions = {}): Promise<Stage> {
  const app = on ?? (await startApp({ database: 'embedded', env: { limits: { ...LIMITS, ...limits } } }))
  const organization = await seed(app).organization()
  const manager = await organization.person('Ewa', 'CHAIR')
  const document = await organization.document(manager, { text: 'Rekomendacja.' })
  const guest = await (await seed(app).organization()).person('Jan')
  await document.member(manager, 'EDITOR', true)
  await document.member(guest, 'EDITOR')
  const peers: Peer[] = []
  return {
    app,
    document,
    manager,
    guest,
    async open(person, options = {}) {
      const cookie = await signInAs(app, person)
      const { origin, port } = app
      const base = { origin, port, cookie, documentId: document.id, userId: person.id }
      const peer = await openPeer({ ...base, ...options })
      peers.push(peer)
      return peer
    },
    async close() {
      await Promise.all(peers.map((peer) => peer.close()))
      if (app !== on) await app.close()
    },
  }
}
