// Two servers over one PostgreSQL: what happens on one is heard by pages of the other.

import { randomUUID } from 'node:crypto'
import { brotliDecompressSync } from 'node:zlib'
import { isAvailable } from '@app/prisma/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type * as Y from 'yjs'
import { startApp, startNode, type TestApp, type TestNode } from '../kit/app.ts'
import { ask, gql } from '../kit/client.ts'
import { openPeer, type Peer } from '../kit/peer.ts'
import { type SeededDocument, type SeededOrganization, type SeededPerson, seed, signInAs } from '../kit/seed.ts'
import { until } from '../kit/until.ts'
import { type Message, openWindow, openWire, type Wire } from '../kit/wire.ts'

const SECRET = 'jan.kowalski@example.org'
const EVENTS = {
  activity: 'subscription ($documentId: ID!) { event: activityEvents(documentId: $documentId) { __typename } }',
  versions: 'subscription ($documentId: ID!) { event: versionEvents(documentId: $documentId) { __typename } }',
  reviews: 'subscription ($documentId: ID!) { event: reviewEvents(documentId: $documentId) { __typename } }',
}
const CREATE = 'mutation ($input: CreateVersionInput!) { createVersion(input: $input) { id } }'
const RESTORE = 'mutation ($input: RestoreVersionInput!) { restoreVersion(input: $input) { id } }'
const NOTE = 'mutation ($input: WriteStaffNoteInput!) { writeStaffNote(input: $input) { id } }'
const UNSHARE = 'mutation ($input: UnshareDocumentInput!) { unshareDocument(input: $input) { id } }'
const HASH = 'query ($id: ID!) { proposal(id: $id) { hash } }'
const DECIDE = 'mutation ($input: DecideProposalsInput!) { decideProposals(input: $input) { id } }'
const REDACT = 'mutation ($input: RedactTextInput!) { redactText(input: $input) { id } }'

const isHere = await isAvailable('postgres')

describe.skipIf(!isHere)('two nodes', () => {
  let first: TestApp
  let second: TestNode
  let lead: SeededOrganization
  let owner: SeededPerson
  let cookie: string
  let document: SeededDocument
  const opened: { close(): Promise<unknown> }[] = []

  beforeAll(async () => {
    first = await startApp({ database: 'postgres', hears: true })
    second = await startNode(first, true)
    lead = await seed(first).organization()
    owner = await lead.person('Hanna')
    cookie = await signInAs(first, owner)
  })
  afterAll(async () => {
    for (const one of opened) await one.close()
    await second.close()
    await first.close()
  })
  beforeEach(async () => {
    document = await lead.document(owner, { text: 'Kontakt: ' })
    await document.member(owner, 'EDITOR', true)
  })

  function write(node: TestNode, words: string) {
    const by = { kind: 'EDIT' as const, userId: owner.id, organizationId: owner.organizationId }
    return node.app.rooms.append(document.id, { ...by, change: (text) => text.insert(text.length, words) })
  }

  async function listen(node: TestNode, as: string, query: string): Promise<unknown[]> {
    const wire: Wire = await openWire(node, { cookie: as })
    opened.push(wire)
    const heard: unknown[] = []
    wire.start(query, { documentId: document.id }, ({ type, payload }: Message) => {
      const { data } = (payload ?? {}) as { data?: { event: unknown } }
      if (type === 'next' && data) heard.push(data.event)
      else heard.push(type)
    })
    // Answered after the subscription began.
    await wire.ask('{ __typename }')
    return heard
  }

  async function join(node: TestNode): Promise<Peer> {
    const { origin, port } = node
    const peer = await openPeer({ origin, port, cookie, documentId: document.id, userId: owner.id })
    opened.push(peer)
    await peer.opened()
    return peer
  }

  it('live history comes to pages of the node that did not write', async () => {
    const [activity, versions] = [
      await listen(second, cookie, EVENTS.activity),
      await listen(second, cookie, EVENTS.versions),
    ]
    await write(first, 'słowo')
    await until('the activity', () => activity.length > 0)
    const input = { id: randomUUID(), documentId: document.id, name: 'Pierwsza' }
    const { createVersion } = await gql<{ createVersion: { id: string } }>(first, cookie, CREATE, { input })
    await until('the version', () => versions.length === 1)
    await write(first, ' i dalej')
    const back = { id: randomUUID(), versionId: createVersion.id }
    await gql(first, cookie, RESTORE, { input: back })
    await until('the version before the restore', () => versions.length === 2)
  })

  it('and to nobody who lost the right to read, on whichever node it was taken', async () => {
    const reader = await (await seed(first).organization()).person()
    await document.member(reader, 'READER')
    const own = await listen(second, cookie, EVENTS.activity)
    const heard = await listen(second, await signInAs(first, reader), EVENTS.activity)
    await write(first, 'raz')
    await until('both to hear', () => own.length > 0 && heard.length > 0)
    const before = [own.length, heard.length] as const
    const member = await first.db.documentMember.findFirstOrThrow({
      where: { documentId: document.id, userId: reader.id },
    })
    await gql(first, cookie, UNSHARE, { input: { documentId: document.id, memberId: member.id } })
    await write(first, 'dwa')
    await until('the other one to hear', () => own.length > before[0])
    expect(heard.slice(before[1]).filter((event) => typeof event === 'object')).toEqual([])
  })

  it('notes of the staff are told to staff alone, also elsewhere', async () => {
    const staff = await (await seed(first).organization('Wydział Lokali', 'CITY')).person('Kazimierz', 'STAFF')
    const as = await signInAs(first, staff)
    const block = {
      type: 'block' as const,
      id: 'u1',
      kind: 'section' as const,
      level: 0,
      content: [{ text: 'Najem.' }],
    }
    document = await lead.document(owner, { kind: 'RECOMMENDATION', stage: 'SUBMITTED', content: [block] })
    const heard = await listen(second, as, EVENTS.reviews)
    const refused = await listen(second, cookie, EVENTS.reviews)
    const input = { id: randomUUID(), documentId: document.id, unitId: 'u1', body: 'notatka' }
    await gql(first, as, NOTE, { input })
    await until('the note', () => heard.length > 0)
    expect(heard).toEqual([{ __typename: 'ReviewEvent' }])
    expect(refused.filter((event) => typeof event === 'object')).toEqual([])
  })

  async function redact(): Promise<void> {
    const input = { id: randomUUID(), documentId: document.id, text: SECRET, reason: 'Dane osobowe' }
    await gql(first, cookie, REDACT, { input })
  }

  /** All that is stored as a state of the document, as bytes that can be read. */
  async function checkpointed(): Promise<string> {
    const kept = await first.db.documentCheckpoint.findMany({ where: { documentId: document.id } })
    return kept.map(({ state }) => brotliDecompressSync(state.subarray(1)).toString('utf8')).join('\n')
  }

  it('a redaction reaches the rooms of the other node: memory, pages and what is kept', async () => {
    const peer = await join(second)
    peer.type(SECRET)
    await peer.saved()
    const copy = peer.doc
    const { epoch } = await first.db.document.findUniqueOrThrow({ where: { id: document.id } })
    await redact()
    await until('the page to begin anew', () => peer.session.replica !== null && peer.doc !== copy)
    await peer.opened()
    expect(peer.content()).toContain('[usunięto]')
    expect(Buffer.from(peer.bytes()).toString('utf8')).not.toContain('kowalski')
    const { found } = await second.app.rooms.inspect(document.id, (text) => text.toString())
    expect(found).not.toContain('kowalski')
    peer.type(' dalej')
    await peer.saved()
    expect(peer.givenBack()).toEqual([])
    await second.app.rooms.flushAll()
    expect(await checkpointed()).not.toContain('kowalski')
    expect((await first.db.document.findUniqueOrThrow({ where: { id: document.id } })).epoch).not.toBe(epoch)
  })

  it('a decision is made of the proposal as it stands, wherever its author wrote on', async () => {
    const proposer = await (await seed(first).organization()).person()
    await document.member(proposer, 'PROPOSER')
    const editor = await join(first)
    const id = randomUUID()
    const wire = await openWire(second, { cookie: await signInAs(first, proposer) })
    opened.push(wire)
    const author = await openWindow(wire, document.id, 7_000)
    const propose = (words: string) => author.write((text) => text.insert(text.length, words, { [`ins:${id}`]: true }))
    expect((await propose('nowe')).codes).toEqual([])
    await until('the first node to know it', async () => {
      editor.type('.')
      await editor.saved()
      return JSON.stringify(editor.content()).includes('nowe')
    })
    const seen = await gql<{ proposal: { hash: string } }>(first, cookie, HASH, { id })
    expect((await propose(' słowa')).codes).toEqual([])

    const decide = (hash: string) =>
      ask(first, cookie, DECIDE, {
        input: { proposalIds: [id], state: 'DECLINED', reason: 'Nie', seen: [{ proposalId: id, hash }] },
      })
    const refused = await decide(seen.proposal.hash)
    expect(refused.errors.map(({ extensions }) => extensions)).toMatchObject([{ code: 'CONFLICT', detail: 'changed' }])
    const again = await gql<{ proposal: { hash: string } }>(first, cookie, HASH, { id })
    expect((await decide(again.proposal.hash)).codes).toEqual([])
    const { content } = await first.app.rooms.read(document.id)
    expect(JSON.stringify(content)).not.toMatch(/nowe|słowa/)
  })

  it('nothing more of a proposal lands once it is decided, though it was sent before', async () => {
    const proposer = await (await seed(first).organization()).person()
    await document.member(proposer, 'PROPOSER')
    await join(first)
    const id = randomUUID()
    const wire = await openWire(second, { cookie: await signInAs(first, proposer) })
    opened.push(wire)
    const author = await openWindow(wire, document.id, 7_001)
    const propose = (words: string) => author.write((text) => text.insert(text.length, words, { [`ins:${id}`]: true }))
    expect((await propose('nowe')).codes).toEqual([])

    const holder = await first.database.pool.connect()
    const waiting = async (): Promise<number> => {
      const [row] = await first.db.$queryRaw<{ count: number }[]>`
        SELECT count(*)::int AS "count" FROM pg_stat_activity
        WHERE "datname" = current_database() AND "wait_event_type" = 'Lock'`
      return row?.count ?? 0
    }
    await holder.query('BEGIN')
    await holder.query('SELECT "id" FROM "Document" WHERE "id" = $1 FOR UPDATE', [document.id])
    try {
      const late = propose(' słowa')
      await until('the push to wait', async () => (await waiting()) === 1)
      const input = { proposalIds: [id], state: 'DECLINED', reason: 'Nie' }
      const decided = ask(first, cookie, DECIDE, { input })
      await until('the decision to wait', async () => (await waiting()) === 2)
      await holder.query('COMMIT')
      expect((await decided).codes).toEqual([])
      expect((await late).codes).not.toEqual([])
    } finally {
      await holder.query('ROLLBACK')
      holder.release()
    }
    await write(second, '.')
    const { content } = await second.app.rooms.read(document.id)
    expect(JSON.stringify(content)).not.toMatch(/nowe|słowa/)
  })

  describe('of which one hears nothing', () => {
    let deaf: TestNode

    beforeAll(async () => {
      deaf = await startNode(first)
    })
    afterAll(() => deaf.close())

    it('a redaction reaches it with the next push, and nothing of its memory is kept', async () => {
      const peer = await join(deaf)
      peer.type(SECRET)
      await peer.saved()
      const copy = peer.doc
      // So that what it would keep is not of the place where the redaction keeps something.
      await write(first, '.')
      await redact()
      await deaf.app.rooms.flushAll()
      expect(await checkpointed()).not.toContain('kowalski')
      peer.type(' dalej')
      await until('the page to begin anew', () => peer.session.replica !== null && peer.doc !== copy)
      await peer.opened()
      expect(peer.content()).toContain('[usunięto]')
      expect(Buffer.from(peer.bytes()).toString('utf8')).not.toContain('kowalski')
      await deaf.app.rooms.flushAll()
      expect(await checkpointed()).not.toContain('kowalski')
    })

    it('what it writes itself is made of the text of now', async () => {
      await write(deaf, SECRET)
      await redact()
      const by = { kind: 'EDIT' as const, userId: owner.id, organizationId: owner.organizationId }
      const change = (text: Y.Text): void => text.insert(text.length, ` (${text.toString()})`)
      await deaf.app.rooms.append(document.id, { ...by, change })
      const { found } = await deaf.app.rooms.inspect(document.id, (text) => text.toString())
      expect(found).toBe('Kontakt: [usunięto] (Kontakt: [usunięto])')
    })
  })
})
