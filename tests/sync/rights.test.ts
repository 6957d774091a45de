import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { startApp, type TestApp } from '../kit/app.ts'
import { gql } from '../kit/client.ts'
import { onEachDatabase } from '../kit/databases.ts'
import { type SeededDocument, type SeededOrganization, type SeededPerson, seed, signInAs } from '../kit/seed.ts'
import { until } from '../kit/until.ts'
import { openWindow, openWire, Window } from '../kit/wire.ts'

/** What the page promises: a change of rights is felt within this time. */
const FELT_MS = 1_000

onEachDatabase('rights in a room', (database) => {
  let app: TestApp
  let home: SeededOrganization
  let guestHome: SeededOrganization
  let host: SeededPerson
  let hostCookie: string
  let clients = 100

  beforeAll(async () => {
    app = await startApp({ database })
    home = await seed(app).organization()
    guestHome = await seed(app).organization()
    host = await home.person('Gospodyni', 'COORDINATOR')
    hostCookie = await signInAs(app, host)
  })

  afterAll(() => app.close())

  async function windowOf(document: SeededDocument, person: SeededPerson): Promise<Window> {
    const wire = await openWire(app, { cookie: await signInAs(app, person) })
    return openWindow(wire, document.id, (clients += 1))
  }

  async function share(document: SeededDocument, person: SeededPerson, role: string): Promise<void> {
    const input = { documentId: document.id, personId: person.id, role }
    await gql(app, hostCookie, 'mutation($input: ShareDocumentInput!) { shareDocument(input: $input) { id } }', {
      input,
    })
  }

  async function unshare(document: SeededDocument, person: SeededPerson): Promise<void> {
    const member = await app.db.documentMember.findFirstOrThrow({
      where: { documentId: document.id, userId: person.id, until: null },
    })
    const input = { documentId: document.id, memberId: member.id }
    await gql(app, hostCookie, 'mutation($input: UnshareDocumentInput!) { unshareDocument(input: $input) { id } }', {
      input,
    })
  }

  describe('who may write', () => {
    test.each(['READER', 'COMMENTER', 'PROPOSER'] as const)('a %s reads, and writes nothing', async (role) => {
      const guest = await guestHome.person()
      const document = await home.document(host, { text: 'Tekst' })
      await document.member(guest, role)
      const window = await windowOf(document, guest)
      expect(window.has('DocumentOpened')?.abilities).toEqual({ read: true, edit: false })
      const before = await app.app.rooms.read(document.id)
      const { codes } = await window.write((text) => text.insert(1, 'x'))
      expect(codes).toEqual(['FORBIDDEN'])
      expect(await app.app.rooms.read(document.id)).toEqual(before)
      await window.wire.close()
    })

    test('a stranger gets the answer of a document that is not there', async () => {
      const stranger = await guestHome.person()
      const document = await home.document(host, { text: 'Tekst' })
      const wire = await openWire(app, { cookie: await signInAs(app, stranger) })
      const refused = await Promise.all(
        [document.id, 'nie-ma-mnie'].map(async (documentId) => {
          const window = new Window(wire, documentId, (clients += 1))
          window.join()
          await until('an end', () => window.isOver)
          const push = await window.push(new Uint8Array([0, 0]))
          return [window.codes, push.codes]
        }),
      )
      expect(refused).toEqual([
        [['NOT_FOUND'], ['NOT_FOUND']],
        [['NOT_FOUND'], ['NOT_FOUND']],
      ])
      await wire.close()
    })

    test('a client id of somebody else is refused, and is nobody’s to announce', async () => {
      const document = await home.document(host, { text: 'Tekst' })
      const mine = await windowOf(document, host)
      await mine.write((text) => text.insert(1, 'x'))
      const other = await home.person()
      const wire = await openWire(app, { cookie: await signInAs(app, other) })
      const thief = new Window(wire, document.id, mine.clientId)
      thief.join()
      await until('a refusal', () => thief.codes.length > 0)
      expect(thief.codes).toEqual(['CONFLICT'])
      await wire.close()
      await mine.wire.close()
    })
  })

  describe('rights that change under an open document', () => {
    test('an editor who is let go is told within a second; nothing more reaches them or is taken', async () => {
      const guest = await guestHome.person()
      const document = await home.document(host, { text: 'Tekst' })
      await document.member(guest, 'EDITOR')
      const mine = await windowOf(document, host)
      const theirs = await windowOf(document, guest)
      expect((await theirs.write((text) => text.insert(1, 'Jeszcze wolno. '))).codes).toEqual([])
      await until('it to arrive', () => mine.letters() === theirs.letters())

      await unshare(document, guest)
      await until('the farewell', () => theirs.has('DocumentClosed'), FELT_MS)
      expect(theirs.has('DocumentClosed')?.reason).toBe('FORBIDDEN')
      const seen = theirs.letters()
      await mine.write((text) => text.insert(1, 'Tego już nie zobaczą. '))
      expect((await theirs.push(theirs.change((text) => text.insert(1, 'Już nie. ')))).codes).toEqual(['NOT_FOUND'])
      expect(theirs.letters().replace('Już nie. ', '')).toBe(seen)
      expect(mine.letters()).not.toContain('Już nie')
      await mine.wire.close()
      await theirs.wire.close()
    })

    test('a push on its way when the right goes is not accepted after it', async () => {
      const guest = await guestHome.person()
      const document = await home.document(host, { text: 'Tekst' })
      await document.member(guest, 'EDITOR')
      const theirs = await windowOf(document, guest)
      const pushes: Promise<{ codes: string[] }>[] = []
      for (let i = 0; i < 20; i++) pushes.push(theirs.write((text) => text.insert(1, 'a')))
      await unshare(document, guest)
      const { headSeq } = await app.db.document.findUniqueOrThrow({ where: { id: document.id } })
      for (let i = 0; i < 5; i++) pushes.push(theirs.write((text) => text.insert(1, 'b')))
      await Promise.all(pushes)
      expect((await app.db.document.findUniqueOrThrow({ where: { id: document.id } })).headSeq).toBe(headSeq)
      await theirs.wire.close()
    })

    test('an editor made a reader stays, and learns it; made an editor again, writes again', async () => {
      const guest = await guestHome.person()
      const document = await home.document(host, { text: 'Tekst' })
      await document.member(guest, 'EDITOR')
      const mine = await windowOf(document, host)
      const theirs = await windowOf(document, guest)
      await share(document, guest, 'READER')
      await until('the news', () => theirs.has('AccessChanged'), FELT_MS)
      expect(theirs.has('AccessChanged')?.abilities).toEqual({ read: true, edit: false })
      expect((await theirs.push(theirs.change((text) => text.insert(1, 'x')))).codes).toEqual(['FORBIDDEN'])
      await mine.write((text) => text.insert(1, 'Czyta dalej. '))
      await until('what others write', () => theirs.letters().includes('Czyta dalej. '))

      await share(document, guest, 'EDITOR')
      await until(
        'the good news',
        () => theirs.events.filter(({ type }) => type === 'AccessChanged').length === 2,
        FELT_MS,
      )
      const everything = Y.encodeStateAsUpdate(theirs.doc, Y.encodeStateVector(mine.doc))
      expect((await theirs.push(everything)).codes).toEqual([])
      await until('it to arrive', () => mine.letters() === theirs.letters())
      await mine.wire.close()
      await theirs.wire.close()
    })

    test('an archived document turns read-only in place', async () => {
      const document = await home.document(host, { text: 'Tekst' })
      const window = await windowOf(document, host)
      const input = { documentId: document.id }
      await gql(app, hostCookie, 'mutation($input: ArchiveDocumentInput!) { archiveDocument(input: $input) { id } }', {
        input,
      })
      await until('the news', () => window.has('AccessChanged'), FELT_MS)
      expect((await window.write((text) => text.insert(1, 'x'))).codes).toEqual(['FORBIDDEN'])
      await window.wire.close()
    })

    test('signing out everywhere ends open documents and their socket', async () => {
      const person = await home.person()
      const document = await home.document(host, { text: 'Tekst' })
      const window = await windowOf(document, person)
      const cookie = await signInAs(app, person)
      await gql(app, cookie, 'mutation { signOutEverywhere }')
      await window.wire.gone(FELT_MS)
      expect(window.wire.closed?.code).toBe(4401)
    })

    test('a session that ends by itself takes its socket with it', async () => {
      const person = await home.person()
      const document = await home.document(host, { text: 'Tekst' })
      const cookie = await signInAs(app, person)
      const ends = new Date(app.clock.now().getTime() + 400)
      await app.db.session.updateMany({ where: { userId: person.id }, data: { expiresAt: ends } })
      const window = await openWindow(await openWire(app, { cookie }), document.id, (clients += 1))
      await window.wire.gone()
      expect(window.wire.closed?.code).toBe(4401)
    })
  })

  describe('presence', () => {
    test('says who is here by the session, and forgets who left', async () => {
      const document = await home.document(host, { text: 'Tekst' })
      const guest = await home.person('Gość <b>')
      const mine = await windowOf(document, host)
      const theirs = await windowOf(document, guest)
      const clientId = theirs.clientId
      const joined = await until('the arrival', () => presenceOf(mine, clientId))
      expect(joined).toMatchObject({ person: { name: 'Gość <b>' }, organization: home.name })
      const input = { documentId: document.id, clientId, head: 'AAAA' }
      await theirs.wire.ask('mutation($input: SetPresenceInput!) { setPresence(input: $input) }', { input })
      await until('the cursor', () => presenceOf(mine, clientId)?.head === 'AAAA')
      await theirs.wire.close()
      await until('the departure', () => mine.events.some(({ left }) => Array.isArray(left) && left.includes(clientId)))
      await mine.wire.close()
    })

    test('nobody moves or removes another’s cursor', async () => {
      const document = await home.document(host, { text: 'Tekst' })
      const mine = await windowOf(document, host)
      const other = await windowOf(document, await home.person())
      const input = { documentId: document.id, clientId: mine.clientId, head: 'AAAA' }
      const move = 'mutation($input: SetPresenceInput!) { setPresence(input: $input) }'
      const answer = await other.wire.ask(move, { input })
      expect(answer).toMatchObject({ codes: ['INVALID'], details: ['foreign-client'] })
      await mine.wire.close()
      await other.wire.close()
    })
  })

  interface SeenPresence {
    clientId: number
    head: string | null
  }

  function presenceOf(window: Window, clientId: number): SeenPresence | undefined {
    return window.events
      .flatMap(({ joined }) => (Array.isArray(joined) ? (joined as SeenPresence[]) : []))
      .findLast((presence) => presence.clientId === clientId)
  }
})
