// Two servers over one PostgreSQL, of which one loses the connection by which it hears the other: what was said meanwhile it
// never heard, so whoever listens at it is told to read again.

import { randomUUID } from 'node:crypto'
import { isAvailable } from '@app/prisma/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApp, startNode, type TestApp, type TestNode } from '../kit/app.ts'
import { gql } from '../kit/client.ts'
import { startThread, toComment } from '../kit/remarks.ts'
import { newId, type SeededDocument, type SeededPerson, seed, signInAs } from '../kit/seed.ts'
import { until } from '../kit/until.ts'
import { type Message, openWire, type Wire } from '../kit/wire.ts'

const EVENTS = {
  thread: 'subscription ($id: ID!) { event: threadEvents(documentId: $id) { threadId } }',
  proposal: 'subscription ($id: ID!) { event: proposalEvents(documentId: $id) { proposalId } }',
  version: 'subscription ($id: ID!) { event: versionEvents(documentId: $id) { versionId } }',
  activity: 'subscription ($id: ID!) { event: activityEvents(documentId: $id) { documentId } }',
  heading: 'subscription ($id: ID!) { event: headingEvents(documentId: $id) { documentId } }',
  list: 'subscription { event: documentListChanged { documentId } }',
}
const REVIEWS = 'subscription ($id: ID!) { event: reviewEvents(documentId: $id) { documentId } }'
const NOTICES = 'subscription { event: notificationEvents { unread } }'
const NAME = 'mutation ($input: CreateVersionInput!) { createVersion(input: $input) { id } }'
const RENAME = 'mutation ($input: RenameDocumentInput!) { renameDocument(input: $input) { id } }'
const PROPOSE = 'mutation ($input: ProposeWordingInput!) { proposeWording(input: $input) { id } }'
const NOTE = 'mutation ($input: WriteStaffNoteInput!) { writeStaffNote(input: $input) { id } }'

const isHere = await isAvailable('postgres')

describe.skipIf(!isHere)('a node that was cut off', () => {
  let first: TestApp
  let second: TestNode
  /** Tells nobody, as one whose words are lost on the way. */
  let mute: TestNode
  let wanda: SeededPerson
  let lucja: SeededPerson
  let clerk: SeededPerson
  let document: SeededDocument
  const unitId = newId()
  const wires = new Map<string, Wire>()

  beforeAll(async () => {
    first = await startApp({ database: 'postgres', hears: true })
    second = await startNode(first, true)
    mute = await startNode(first)
    const lead = await seed(first).organization()
    wanda = await lead.person('Wanda')
    lucja = await (await seed(first).organization()).person('Łucja')
    clerk = await (await seed(first).organization('Wydział', 'CITY')).person('Kazimierz', 'STAFF')
    document = await lead.document(wanda, {
      kind: 'RECOMMENDATION',
      stage: 'FORUM_DISCUSSION',
      content: [{ type: 'block', id: unitId, kind: 'section', level: 0, content: [{ text: 'Najem trwa rok.' }] }],
    })
    await document.member(wanda, 'EDITOR', true)
    await document.member(lucja, 'COMMENTER')
    await document.member(clerk, 'READER')
  })
  afterAll(async () => {
    for (const wire of wires.values()) await wire.close()
    await mute.close()
    await second.close()
    await first.close()
  })

  /** What comes to somebody's page at the second node, after it has begun to listen. */
  async function listen(person: SeededPerson, query: string): Promise<unknown[]> {
    const wire = wires.get(person.id) ?? (await openWire(second, { cookie: await signInAs(first, person) }))
    wires.set(person.id, wire)
    const heard: unknown[] = []
    wire.start(query, { id: document.id }, ({ type, payload }: Message) => {
      const { data } = (payload ?? {}) as { data?: { event: unknown } }
      heard.push(type === 'next' && data ? data.event : { type, payload })
    })
    await wire.ask('{ __typename }')
    return heard
  }

  async function cutOff(): Promise<void> {
    const { rowCount } = await first.database.pool.query(`
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND application_name = 'wspolny_zapis'`)
    expect(rowCount).toBe(2)
  }

  async function changeEverything(): Promise<void> {
    const at = { ...first, origin: mute.origin, port: mute.port, app: mute.app }
    const [wandas, clerks] = [await signInAs(first, wanda), await signInAs(first, clerk)]
    await startThread(at, wandas, document, unitId, toComment('Uwaga', { people: [lucja] }))
    const wish = { id: randomUUID(), documentId: document.id, unitId, wording: 'Najem trwa dwa lata.', grounds: '' }
    await gql(at, wandas, PROPOSE, { input: wish })
    await gql(at, wandas, NAME, { input: { id: randomUUID(), documentId: document.id, name: 'Nowa', note: '' } })
    await gql(at, wandas, RENAME, { input: { documentId: document.id, title: 'Inny tytuł' } })
    const note = { id: randomUUID(), documentId: document.id, unitId, body: 'notatka' }
    await gql(at, clerks, NOTE, { input: note })
  }

  it('tells every page that listens to read again, once it hears the others again', async () => {
    const [thread, proposal, version] = [
      await listen(wanda, EVENTS.thread),
      await listen(wanda, EVENTS.proposal),
      await listen(wanda, EVENTS.version),
    ]
    const [activity, list] = [await listen(wanda, EVENTS.activity), await listen(wanda, EVENTS.list)]
    const heading = await listen(wanda, EVENTS.heading)
    const [reviews, notices] = [await listen(clerk, REVIEWS), await listen(lucja, NOTICES)]
    await until('the first count', () => notices.length === 1)
    await changeEverything()
    expect([thread, version, reviews, heading]).toEqual([[], [], [], []])
    // The stage is told of late, and timers of the others fold and look for proposals: these may have been heard of before.
    const before = activity.length
    expect(list).not.toContainEqual({ documentId: null })
    expect(proposal).not.toContainEqual({ proposalId: null })

    await cutOff()
    await until('the list', () => list.some((event) => (event as { documentId: string | null }).documentId === null))
    for (const events of [thread, version, reviews, heading]) await until('an event', () => events.length > 0)
    await until('the proposals', () =>
      proposal.some((event) => (event as { proposalId: string | null }).proposalId === null),
    )
    await until('the activity', () => activity.length > before)
    await until('the notices', () => notices.length > 1)
    expect([thread, version]).toEqual([[{ threadId: null }], [{ versionId: null }]])
    expect([reviews, heading]).toEqual([[{ documentId: document.id }], [{ documentId: document.id }]])
    expect(notices).toEqual([{ unread: 0 }, { unread: 1 }])
  })

  it('hears the others as before, and what it says is heard', async () => {
    const heard = await listen(wanda, EVENTS.thread)
    const threadId = await startThread(first, await signInAs(first, wanda), document, unitId, toComment('Druga'))
    await until('the thread', () => heard.length > 0)
    expect(heard[0]).toEqual({ threadId })
  })
})
