import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { startApp, type TestApp } from '../kit/app.ts'
import { ask, gql } from '../kit/client.ts'
import { openPeer, type Peer } from '../kit/peer.ts'
import { type SeededDocument, type SeededOrganization, type SeededPerson, seed, signInAs } from '../kit/seed.ts'
import { countStatements } from '../kit/statements.ts'
import { itemOf, markedWords } from '../kit/thread-text.ts'
import { aimAt, markedIn, readThread, remark, replyTo, startThread } from '../kit/threads.ts'
import { until } from '../kit/until.ts'
import { type Message, openWire, type Wire } from '../kit/wire.ts'

const EVENTS = 'subscription ($documentId: ID!) { threadEvents(documentId: $documentId) { threadId } }'
const REANCHOR = 'mutation ($input: ReanchorThreadInput!) { reanchorThread(input: $input) { id } }'
const UNSHARE = 'mutation ($input: UnshareDocumentInput!) { unshareDocument(input: $input) { id } }'
/** What the page asks for. */
const THREADS = `query ($documentId: ID!) { document(id: $documentId) { id threads {
  id type unitId unitLabel wholeUnit quote seq lostAt author { id name } organization { id name } createdAt activeAt
  resolvedAt resolvedBy { id name } takenIn unread mayReply mayResolve
  comments {
    id author { id name } organization { id name } body mentions { id person { id name } organization { id name } }
    reactions { emoji person { id name } } createdAt editedAt deletedAt hiddenAt hiddenReason mayEdit mayHide
  }
} } }`

let target: TestApp
let lead: SeededOrganization
let owner: SeededPerson
let ownerCookie: string
let document: SeededDocument
let peer: Peer
const wires: Wire[] = []

beforeAll(async () => {
  target = await startApp()
  lead = await seed(target).organization('Fundacja Trzy Okna')
  owner = await lead.person('Wanda Okienna')
  ownerCookie = await signInAs(target, owner)
})
afterAll(async () => {
  for (const wire of wires) await wire.close()
  await peer.close()
  await target.close()
})
beforeEach(async () => {
  document = await lead.document(owner, { text: 'Lokale udostępnia się organizacjom.\nWykaz lokali jest jawny.' })
  await document.member(owner, 'EDITOR', true)
  await peer?.close()
  peer = await openedPeer()
})

async function openedPeer(): Promise<Peer> {
  const { origin, port } = target
  const opened = await openPeer({ origin, port, cookie: ownerCookie, documentId: document.id, userId: owner.id })
  await opened.opened()
  return opened
}

async function listen(person: SeededPerson): Promise<string[]> {
  const wire = await openWire(target, { cookie: await signInAs(target, person) })
  wires.push(wire)
  const heard: string[] = []
  wire.start(EVENTS, { documentId: document.id }, ({ payload }: Message) => {
    const { data } = (payload ?? {}) as { data?: { threadEvents: { threadId: string } } }
    if (data) heard.push(data.threadEvents.threadId)
  })
  return heard
}

it('tells who may read that a conversation changed, and nobody else; not any more once access is taken away', async () => {
  const guests = await seed(target).organization('Goście')
  const [reader, leaver, stranger] = [await guests.person(), await guests.person(), await guests.person()]
  await document.member(reader, 'READER')
  await document.member(leaver, 'READER')
  const [readerHeard, leaverHeard, strangerHeard] = [await listen(reader), await listen(leaver), await listen(stranger)]
  const input = remark(document.id, aimAt(peer, 'organizacjom'))
  await until('both readers to hear', async () => {
    await startThread(target, ownerCookie, input)
    return readerHeard.length > 0 && leaverHeard.length > 0
  })
  expect(new Set([...readerHeard, ...leaverHeard])).toEqual(new Set([input.id]))

  const { id: memberId } = await target.db.documentMember.findFirstOrThrow({ where: { userId: leaver.id } })
  await gql(target, ownerCookie, UNSHARE, { input: { documentId: document.id, memberId } })
  const before = [readerHeard.length, leaverHeard.length] as const
  await replyTo(target, ownerCookie, input.id)
  await until('the reader to hear of the answer', () => readerHeard.length > before[0])
  expect(leaverHeard).toHaveLength(before[1])
  expect(strangerHeard).toEqual([])
  const seen = await ask<{ document: unknown }>(target, await signInAs(target, leaver), THREADS, {
    documentId: document.id,
  })
  expect(seen.data?.document).toBeNull()
})

it('are read with as many statements for five hundred as for one', async () => {
  const read = async (): Promise<number> => {
    const { document: found } = await gql<{ document: { threads: object[] } }>(target, ownerCookie, THREADS, {
      documentId: document.id,
    })
    return found.threads.length
  }
  const aim = aimAt(peer, 'organizacjom')
  const first = remark(document.id, aim)
  await startThread(target, ownerCookie, first)
  await replyTo(target, ownerCookie, first.id)
  expect(await read()).toBe(1)
  const one = await countStatements(target, read)
  expect(one).toBeGreaterThan(3)
  await copyThread(first.id, 499)
  expect(await read()).toBe(500)
  expect(await countStatements(target, read)).toBeLessThanOrEqual(one)
})

describe('anchors', () => {
  let commenter: SeededPerson

  async function started(): Promise<string> {
    commenter = await (await seed(target).organization('Towarzystwo Cichych Bram')).person('Łucja Gzymsik')
    await document.member(commenter, 'COMMENTER')
    const input = remark(document.id, aimAt(peer, 'organizacjom'))
    expect((await startThread(target, await signInAs(target, commenter), input)).codes).toEqual([])
    await until('the marks', () => markedIn(peer).includes(input.id))
    return input.id
  }

  it('that are gone are noted with the place in the log, and found again when their marks come back', async () => {
    const id = await started()
    const undo = new Y.UndoManager(peer.text)
    // As our own writer deletes: characters go, the items that open and close formats stay.
    peer.doc.transact((transaction) => itemOf(peer.text, 'organizacjom').delete(transaction))
    await peer.saved()
    const lost = await until('the loss to be noted', async () => {
      const thread = await readThread(target, ownerCookie, id)
      return thread.lostAt === null ? null : thread
    })
    expect(lost).toMatchObject({ quote: 'organizacjom', lostSeq: expect.any(Number) })
    undo.undo()
    await peer.saved()
    await until('it to be found', async () => (await readThread(target, ownerCookie, id)).lostAt === null)
    expect(markedWords(peer.text, id)).toBe('organizacjom')
  })

  it('that are gone say which version still had them, marked or not yet', async () => {
    const cut = async (name: string) => {
      const input = { id: randomUUID(), documentId: document.id, name, note: '' }
      await gql(target, ownerCookie, 'mutation ($input: CreateVersionInput!) { createVersion(input: $input) { id } }', {
        input,
      })
    }
    const lastOf = async (id: string) => {
      const { thread } = await gql<{ thread: { lostSeq: number | null; lastVersion: { name: string } | null } }>(
        target,
        ownerCookie,
        'query ($id: ID!) { thread(id: $id) { lostSeq lastVersion { name } } }',
        { id },
      )
      return thread
    }
    const drop = async (words: string) => {
      peer.doc.transact((transaction) => itemOf(peer.text, words).delete(transaction))
      await peer.saved()
    }
    await cut('Do konsultacji')
    const early = await started()
    expect((await lastOf(early)).lastVersion).toBeNull()
    await drop('organizacjom')
    await cut('Tuż po stracie')
    await until('the loss to be noted', async () => (await lastOf(early)).lostSeq !== null)
    expect((await lastOf(early)).lastVersion).toEqual({ name: 'Do konsultacji' })

    const late = remark(document.id, aimAt(peer, 'jawny'))
    expect((await startThread(target, ownerCookie, late)).codes).toEqual([])
    await until('the marks', () => markedIn(peer).includes(late.id))
    for (const name of ['Pierwsza', 'Druga']) {
      peer.text.insert(0, name)
      await peer.saved()
      await cut(name)
    }
    await drop('jawny')
    peer.text.insert(0, 'Po stracie')
    await peer.saved()
    await cut('Po stracie')
    await until('the loss to be noted', async () => (await lastOf(late.id)).lostSeq !== null)
    expect((await lastOf(late.id)).lastVersion).toEqual({ name: 'Druga' })
  })

  it('can be put on other words by who began the thread or may edit, and by nobody else', async () => {
    const id = await started()
    const commenters = await seed(target).organization('Goście')
    const bystander = await commenters.person()
    await document.member(bystander, 'COMMENTER')
    const input = { threadId: id, aim: aimAt(peer, 'jawny') }
    const reanchor = async (person: SeededPerson) =>
      (await ask(target, await signInAs(target, person), REANCHOR, { input })).codes
    expect(await reanchor(bystander)).toEqual(['FORBIDDEN'])
    expect(await reanchor(commenter)).toEqual([])
    const thread = await readThread(target, ownerCookie, id)
    expect(thread).toMatchObject({ quote: 'jawny', lostAt: null })
    await until('the marks there', () => markedWords(peer.text, id) === 'jawny')
  })

  it('bring no id into a text that the server did not put there', async () => {
    peer.text.format(1, 'Lokale'.length, { [`comment:${randomUUID()}`]: true })
    await until(
      'the refusal',
      () => peer.session.givenBack.list('refused').length > 0 || peer.session.status === 'saved',
    )
    const other = await openedPeer()
    expect(markedIn(other)).toEqual([])
    await other.close()
  })
})

/** Rows the short way: each a thread with a remark, an answer and a reaction. */
async function copyThread(threadId: string, copies: number): Promise<void> {
  const { db } = target
  const thread = await db.thread.findUniqueOrThrow({ where: { id: threadId } })
  const comments = await db.threadComment.findMany({ where: { threadId } })
  const ids = Array.from({ length: copies }, () => randomUUID())
  await db.thread.createMany({ data: ids.map((id) => ({ ...thread, id })) })
  const copied = ids.flatMap((id) => comments.map((comment) => ({ ...comment, id: randomUUID(), threadId: id })))
  await db.threadComment.createMany({ data: copied })
  const reaction = { userId: owner.id, emoji: '👍', createdAt: new Date() }
  await db.reaction.createMany({ data: copied.map(({ id }) => ({ ...reaction, commentId: id })) })
}
