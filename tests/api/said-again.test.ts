import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startApp, type TestApp } from '../kit/app.ts'
import { ask } from '../kit/client.ts'
import { openPeer, type Peer } from '../kit/peer.ts'
import { type SeededDocument, type SeededOrganization, type SeededPerson, seed, signInAs } from '../kit/seed.ts'
import { aimAt, markedIn, readThread, remark, said } from '../kit/threads.ts'
import { until } from '../kit/until.ts'

const START = 'mutation ($input: StartThreadInput!) { startThread(input: $input) { id } }'
const REPLY = 'mutation ($input: ReplyInput!) { replyToThread(input: $input) { id } }'
const EDIT = 'mutation ($input: EditCommentInput!) { editComment(input: $input) }'
const DELETE = 'mutation ($input: DeleteCommentInput!) { deleteComment(input: $input) }'
const HIDE = 'mutation ($input: HideCommentInput!) { hideComment(input: $input) }'
const SAID = [{ extensions: { code: 'CONFLICT', detail: 'said' } }]

let target: TestApp
let lead: SeededOrganization
let owner: SeededPerson
let commenter: SeededPerson
let ownerCookie: string
let cookie: string
let document: SeededDocument
let peer: Peer
let threadId: string

beforeAll(async () => {
  target = await startApp()
  lead = await seed(target).organization('Fundacja Trzy Okna')
  const guests = await seed(target).organization('Towarzystwo Cichych Bram')
  owner = await lead.person('Wanda Okienna')
  commenter = await guests.person('Łucja Gzymsik')
  ownerCookie = await signInAs(target, owner)
  cookie = await signInAs(target, commenter)
})
afterAll(() => target.close())
beforeEach(async () => {
  document = await lead.document(owner, { text: 'Lokale udostępnia się organizacjom.\nWykaz lokali jest jawny.' })
  await document.member(owner, 'EDITOR', true)
  await document.member(commenter, 'COMMENTER')
  const { origin, port } = target
  peer = await openPeer({ origin, port, cookie: ownerCookie, documentId: document.id, userId: owner.id })
  await peer.opened()
  threadId = (await started()).id
})
afterEach(() => peer.close())

async function started() {
  const input = remark(document.id, aimAt(peer, 'organizacjom'), 'Komu?')
  expect((await ask(target, cookie, START, { input })).codes).toEqual([])
  return input
}

const reply = (id: string, body: string, replaces: string[] = [], mentions: object[] = []) =>
  ask(target, cookie, REPLY, { input: { threadId, comment: { id, body, mentions }, replaces } })

const bodies = async () => (await readThread(target, ownerCookie, threadId)).comments.map(({ body }) => body)

describe('what is sent twice at once', () => {
  it('is said once, and both are told so', async () => {
    const input = remark(document.id, aimAt(peer, 'jawny'), 'Gdzie?')
    const starts = await Promise.all([1, 2, 3, 4].map(() => ask(target, cookie, START, { input })))
    expect(starts.map(({ codes }) => codes)).toEqual([[], [], [], []])
    const id = randomUUID()
    const replies = await Promise.all([1, 2, 3, 4].map(() => reply(id, 'Zgadzam się.')))
    expect(replies.map(({ codes }) => codes)).toEqual([[], [], [], []])
    expect(await bodies()).toEqual(['Komu?', 'Zgadzam się.'])
  })
})

describe('an answer sent again after a lost answer', () => {
  it('with other words has those, once; without the ones before it is refused', async () => {
    const id = randomUUID()
    await reply(id, 'Zgadzam się.')
    expect((await reply(id, 'Zgadzam się, ale na rok.')).errors).toMatchObject(SAID)
    expect((await reply(id, 'Zgadzam się, ale na rok.', ['Nie.'])).errors).toMatchObject(SAID)
    expect(await bodies()).toEqual(['Komu?', 'Zgadzam się.'])
    expect((await reply(id, 'Zgadzam się, ale na rok.', [' Zgadzam się. '])).codes).toEqual([])
    expect((await reply(id, 'Zgadzam się, ale na rok.', ['Zgadzam się.'])).codes).toEqual([])
    expect(await bodies()).toEqual(['Komu?', 'Zgadzam się, ale na rok.'])
  })

  it('is said where the first request never came; that one, when it comes late, changes nothing', async () => {
    const id = randomUUID()
    expect((await reply(id, 'Tak, na rok.', ['Tak.'])).codes).toEqual([])
    expect((await reply(id, 'Tak.')).errors).toMatchObject(SAID)
    expect(await bodies()).toEqual(['Komu?', 'Tak, na rok.'])
  })

  it('leaves alone what its author changed or took back meanwhile, or a moderator hid', async () => {
    const [edited, deleted, hidden] = [randomUUID(), randomUUID(), randomUUID()]
    for (const id of [edited, deleted, hidden]) await reply(id, 'Tak.')
    await ask(target, cookie, EDIT, { input: { comment: { id: edited, body: 'Tak, jutro.' }, was: ['Tak.'] } })
    await ask(target, cookie, DELETE, { input: { commentId: deleted } })
    await ask(target, ownerCookie, HIDE, { input: { commentId: hidden, reason: 'Obraża.' } })
    for (const id of [edited, deleted, hidden])
      expect((await reply(id, 'Tak, na rok.', ['Tak.'])).errors).toMatchObject(SAID)
    expect((await reply(deleted, 'Tak.', ['Tak.'])).errors).toMatchObject(SAID)
    const kept = await target.db.threadComment.findMany({ where: { id: { in: [edited, deleted, hidden] } } })
    expect(new Map(kept.map(({ id, body }) => [id, body]))).toEqual(
      new Map([
        [edited, 'Tak, jutro.'],
        [deleted, ''],
        [hidden, 'Tak.'],
      ]),
    )
  })

  it('names whom the words sent last name, and tells them', async () => {
    const [id, first, last] = [randomUUID(), randomUUID(), randomUUID()]
    const named = (mentionId: string) => [{ id: mentionId, personId: owner.id }]
    await reply(id, `@[${first}]`, [], named(first))
    expect((await reply(id, `Tak, @[${last}]`, [`@[${first}]`], named(last))).codes).toEqual([])
    const { comments } = await readThread(target, ownerCookie, threadId)
    expect(comments.at(-1)?.mentions).toEqual([expect.objectContaining({ id: last })])
    expect(await target.db.notification.count({ where: { commentId: id, userId: owner.id } })).toBe(1)
    expect((await reply(id, 'Tak.', Array.from({ length: 11 }, String))).codes).toEqual(['TOO_LARGE'])
  })
})

describe('a remark sent again after a lost answer', () => {
  it('has the words, the kind and the passage that were sent last, its mark and its quote', async () => {
    const first = await started()
    const last = {
      ...first,
      type: 'QUESTION',
      aim: aimAt(peer, 'jawny'),
      comment: { ...first.comment, body: 'Gdzie?' },
    }
    for (const changed of [{ comment: last.comment }, { type: last.type }, { aim: last.aim }]) {
      expect((await ask(target, cookie, START, { input: { ...first, ...changed } })).errors).toMatchObject(SAID)
    }
    expect(await readThread(target, cookie, first.id)).toMatchObject({ type: 'GENERAL', quote: 'organizacjom' })
    expect((await ask(target, cookie, START, { input: { ...last, replaces: ['Komu?'] } })).codes).toEqual([])
    expect(await readThread(target, cookie, first.id)).toMatchObject({
      type: 'QUESTION',
      quote: 'jawny',
      comments: [{ body: 'Gdzie?' }],
    })
    await until('the mark to move', () => markedWords(first.id) === 'jawny')
    expect((await ask(target, cookie, START, { input: first })).errors).toMatchObject(SAID)
    expect(markedWords(first.id)).toBe('jawny')
  })

  it('is there where its passage went meanwhile; with other words it asks for another passage', async () => {
    const first = await started()
    const aim = first.aim
    const at = String(peer.text).indexOf('organizacjom')
    peer.text.delete(at + 1, 'organizacjom'.length)
    await until('the passage to go', () => !markedIn(peer).includes(first.id))
    const again = (body: string) =>
      ask(target, cookie, START, {
        input: { ...first, aim, comment: { ...first.comment, body }, replaces: ['Komu?'] },
      })
    expect((await again('Komu?')).codes).toEqual([])
    expect((await again('Komu to?')).errors).toMatchObject([{ extensions: { code: 'INVALID', detail: 'passage' } }])
    expect((await readThread(target, cookie, first.id)).comments).toMatchObject([{ body: 'Komu?' }])
  })
})

it('words that are changed and taken back, or hidden, at the same time leave none behind and change none', async () => {
  for (let round = 0; round < 12; round += 1) {
    const { id } = said('')
    await reply(id, 'Tajne')
    const isHidden = round % 2 === 0
    await Promise.all([
      ask(target, cookie, EDIT, { input: { comment: { id, body: 'Tajne inaczej' }, was: ['Tajne'] } }),
      isHidden
        ? ask(target, ownerCookie, HIDE, { input: { commentId: id, reason: 'Obraża.' } })
        : ask(target, cookie, DELETE, { input: { commentId: id } }),
    ])
    const row = await target.db.threadComment.findUniqueOrThrow({ where: { id } })
    expect(row.deletedAt !== null || row.hiddenAt !== null).toBe(true)
    if (row.deletedAt !== null) expect(row.body).toBe('')
    const before = row.body
    const late = { comment: { id, body: 'Po fakcie' }, was: ['Tajne', before] }
    expect((await ask(target, cookie, EDIT, { input: late })).codes).toEqual(['CONFLICT'])
    expect((await target.db.threadComment.findUniqueOrThrow({ where: { id } })).body).toBe(before)
  }
})

function markedWords(id: string): string {
  const pieces: { insert: unknown; attributes?: Record<string, unknown> }[] = peer.text.toDelta()
  return pieces.flatMap(({ insert, attributes }) => (attributes?.[`comment:${id}`] ? String(insert) : [])).join('')
}
