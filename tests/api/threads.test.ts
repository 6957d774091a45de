import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startApp, type TestApp } from '../kit/app.ts'
import { ask, gql } from '../kit/client.ts'
import { openPeer, type Peer } from '../kit/peer.ts'
import { type SeededDocument, type SeededOrganization, type SeededPerson, seed, signInAs } from '../kit/seed.ts'
import { aimAt, markedIn, readThread, remark, replyTo, said, startThread } from '../kit/threads.ts'
import { until } from '../kit/until.ts'

const EDIT = 'mutation ($input: EditCommentInput!) { editComment(input: $input) }'
const DELETE = 'mutation ($input: DeleteCommentInput!) { deleteComment(input: $input) }'
const HIDE = 'mutation ($input: HideCommentInput!) { hideComment(input: $input) }'
const REACT = 'mutation ($input: ReactInput!) { react(input: $input) }'
const RESOLVE = 'mutation ($input: ResolveThreadInput!) { resolveThread(input: $input) { id } }'
const MARK_READ = 'mutation ($input: MarkThreadsReadInput!) { markThreadsRead(input: $input) }'

const OFFERED = `query ($id: ID!, $search: String!) {
  document(id: $id) { mentionable(search: $search) { people { name } organizations { name } } }
}`

const WORDS = 'Lokale udostępnia się organizacjom.\nWykaz lokali jest jawny.'

let target: TestApp
let lead: SeededOrganization
let guests: SeededOrganization
let owner: SeededPerson
let commenter: SeededPerson
let ownerCookie: string
let commenterCookie: string
let document: SeededDocument
let peer: Peer

beforeAll(async () => {
  target = await startApp()
  lead = await seed(target).organization('Fundacja Trzy Okna')
  guests = await seed(target).organization('Towarzystwo Cichych Bram')
  owner = await lead.person('Wanda Okienna')
  commenter = await guests.person('Łucja Gzymsik')
  ownerCookie = await signInAs(target, owner)
  commenterCookie = await signInAs(target, commenter)
})
afterAll(() => target.close())
beforeEach(async () => {
  document = await lead.document(owner, { text: WORDS })
  await document.member(owner, 'EDITOR', true)
  await document.member(commenter, 'COMMENTER')
  await peer?.close()
  peer = await openedPeer()
})
afterAll(() => peer.close())

async function openedPeer(): Promise<Peer> {
  const { origin, port } = target
  const opened = await openPeer({ origin, port, cookie: ownerCookie, documentId: document.id, userId: owner.id })
  await opened.opened()
  return opened
}

async function started(cookie = commenterCookie, body = 'Komu dokładnie?'): Promise<string> {
  const input = remark(document.id, aimAt(peer, 'organizacjom'), body, { type: 'QUESTION' })
  expect((await startThread(target, cookie, input)).codes).toEqual([])
  await until('the marks', () => markedIn(peer).includes(input.id))
  return input.id
}

const codes = async (cookie: string, mutation: string, input: object) =>
  (await ask(target, cookie, mutation, { input })).codes

describe('a remark on a passage', () => {
  it('is made by somebody who may not edit; the server marks the words and changes none', async () => {
    const before = peer.content()
    const id = await started()
    expect(peer.content()).toBe(before)
    expect(await readThread(target, ownerCookie, id)).toMatchObject({
      type: 'QUESTION',
      quote: 'organizacjom',
      wholeUnit: false,
      unread: true,
      author: { name: 'Łucja Gzymsik' },
      organization: { name: 'Towarzystwo Cichych Bram' },
      comments: [{ body: 'Komu dokładnie?', mayEdit: false, mayHide: true }],
    })
    expect((await readThread(target, commenterCookie, id)).unread).toBe(false)
  })

  it('reaches across blocks, and a whole unit by its id', async () => {
    const across = remark(document.id, aimAt(peer, 'organizacjom.\ufffcWykaz'))
    expect((await startThread(target, commenterCookie, across)).codes).toEqual([])
    expect((await readThread(target, ownerCookie, across.id)).quote).toBe('organizacjom.\nWykaz')
    const { unitId } = await target.db.thread.findUniqueOrThrow({ where: { id: across.id } })
    const whole = remark(document.id, { unitId })
    expect((await startThread(target, commenterCookie, whole)).codes).toEqual([])
    expect(await readThread(target, ownerCookie, whole.id)).toMatchObject({
      wholeUnit: true,
      quote: 'Lokale udostępnia się organizacjom.',
    })
  })

  it('sent twice is one; with an id of somebody else, without a passage or words it is none', async () => {
    const input = remark(document.id, aimAt(peer, 'organizacjom'))
    for (let time = 0; time < 2; time += 1)
      expect((await startThread(target, commenterCookie, input)).codes).toEqual([])
    expect((await readThread(target, ownerCookie, input.id)).comments).toHaveLength(1)
    expect((await startThread(target, ownerCookie, input)).codes).toEqual(['CONFLICT'])
    const aim = aimAt(peer, 'jawny')
    const wrong = [
      remark(document.id, aim, 'x', { id: 'comment' }),
      remark(document.id, aim, '   '),
      remark(document.id, { unitId: 'nowhere' }),
      remark(document.id, { anchor: aim.anchor, head: aim.anchor }),
      remark(document.id, {}),
    ]
    for (const each of wrong) expect((await startThread(target, commenterCookie, each)).codes).toEqual(['INVALID'])
    expect(await target.db.thread.count({ where: { documentId: document.id } })).toBe(1)
  })
})

describe('a conversation', () => {
  it('goes on by answers, each once', async () => {
    const id = await started()
    const answer = said('Tym z wykazu.')
    expect((await replyTo(target, ownerCookie, id, answer)).codes).toEqual([])
    expect((await replyTo(target, ownerCookie, id, answer)).codes).toEqual([])
    expect((await replyTo(target, commenterCookie, id, answer)).codes).toEqual(['CONFLICT'])
    const thread = await readThread(target, commenterCookie, id)
    expect(thread.comments.map(({ body }) => body)).toEqual(['Komu dokładnie?', 'Tym z wykazu.'])
    expect(thread.unread).toBe(true)
    expect((await readThread(target, ownerCookie, id)).unread).toBe(false)
    expect(await codes(commenterCookie, MARK_READ, { documentId: document.id, threadIds: [id] })).toEqual([])
    expect((await readThread(target, commenterCookie, id)).unread).toBe(false)
  })

  it('lets people change and take back their own words only', async () => {
    const id = await started()
    const [first] = (await readThread(target, commenterCookie, id)).comments
    const commentId = first?.id ?? ''
    const other = { comment: { id: commentId, body: 'Inne słowa', mentions: [] }, was: ['Komu dokładnie?'] }
    expect(await codes(ownerCookie, EDIT, other)).toEqual(['FORBIDDEN'])
    expect(await codes(commenterCookie, EDIT, other)).toEqual([])
    expect((await readThread(target, ownerCookie, id)).comments).toMatchObject([{ body: 'Inne słowa' }])
    expect(await codes(ownerCookie, DELETE, { commentId })).toEqual(['FORBIDDEN'])
    expect(await codes(commenterCookie, DELETE, { commentId })).toEqual([])
    const [deleted] = (await readThread(target, ownerCookie, id)).comments
    expect(deleted).toMatchObject({ body: null, deletedAt: expect.any(String) })
    expect((await target.db.threadComment.findUniqueOrThrow({ where: { id: commentId } })).body).toBe('')
    expect(await codes(commenterCookie, EDIT, other)).toEqual(['CONFLICT'])
  })

  it('can be hidden with a reason by who manages the document, and shown again', async () => {
    const id = await started()
    const reader = await guests.person()
    await document.member(reader, 'READER')
    const readerCookie = await signInAs(target, reader)
    const [first] = (await readThread(target, ownerCookie, id)).comments
    const commentId = first?.id ?? ''
    expect(await codes(commenterCookie, HIDE, { commentId, reason: 'bo tak' })).toEqual(['FORBIDDEN'])
    expect(await codes(ownerCookie, HIDE, { commentId, reason: ' ' })).toEqual(['INVALID'])
    expect(await codes(ownerCookie, HIDE, { commentId, reason: 'Obraża.' })).toEqual([])
    const seen = async (cookie: string) => (await readThread(target, cookie, id)).comments[0]
    expect(await seen(readerCookie)).toMatchObject({ body: null, hiddenReason: 'Obraża.' })
    expect(await seen(commenterCookie)).toMatchObject({ body: 'Komu dokładnie?', hiddenReason: 'Obraża.' })
    expect(await codes(ownerCookie, HIDE, { commentId })).toEqual([])
    expect(await seen(readerCookie)).toMatchObject({ body: 'Komu dokładnie?', hiddenAt: null })
    const audited = await target.db.auditEvent.findMany({ where: { documentId: document.id }, orderBy: { at: 'asc' } })
    expect(audited).toMatchObject([
      { action: 'comment.hidden', actorId: owner.id, targetId: commentId, detail: { reason: 'Obraża.' } },
      { action: 'comment.shown', actorId: owner.id, detail: { reason: 'Obraża.', hiddenById: owner.id } },
    ])
    expect(JSON.stringify(audited)).not.toContain('dokładnie')
  })

  it('keeps hidden words as they were for the audit, and whom they named from who may not read them', async () => {
    const mention = { id: randomUUID(), personId: owner.id }
    const input = remark(document.id, aimAt(peer, 'organizacjom'), 'x', {
      comment: said(`Wstyd, @[${mention.id}]`, [mention]),
    })
    expect((await startThread(target, commenterCookie, input)).codes).toEqual([])
    const commentId = input.comment.id
    const reader = await guests.person()
    await document.member(reader, 'READER')
    expect(await codes(ownerCookie, HIDE, { commentId, reason: 'Obraża.' })).toEqual([])
    expect(await codes(commenterCookie, DELETE, { commentId })).toEqual(['CONFLICT'])
    const edit = { comment: { ...said('Nic'), id: commentId }, was: [input.comment.body] }
    expect(await codes(commenterCookie, EDIT, edit)).toEqual(['CONFLICT'])
    expect(await target.db.threadComment.findUniqueOrThrow({ where: { id: commentId } })).toMatchObject({
      body: input.comment.body,
      deletedAt: null,
    })
    const namedIn = async (cookie: string) => (await readThread(target, cookie, input.id)).comments[0]?.mentions
    expect(await namedIn(await signInAs(target, reader))).toEqual([])
    for (const cookie of [ownerCookie, commenterCookie]) expect(await namedIn(cookie)).toHaveLength(1)
    expect(await codes(ownerCookie, HIDE, { commentId })).toEqual([])
    expect(await namedIn(await signInAs(target, reader))).toHaveLength(1)
    expect(await codes(commenterCookie, DELETE, { commentId })).toEqual([])
  })

  it('takes answers without words, each kind once a person', async () => {
    const id = await started()
    const commentId = (await readThread(target, ownerCookie, id)).comments[0]?.id ?? ''
    const react = (cookie: string, emoji: string, on: boolean) => codes(cookie, REACT, { commentId, emoji, on })
    for (const cookie of [ownerCookie, ownerCookie, commenterCookie])
      expect(await react(cookie, '👍', true)).toEqual([])
    expect(await react(ownerCookie, '❤️', true)).toEqual([])
    expect(await react(ownerCookie, '💣', true)).toEqual(['INVALID'])
    expect(await react(ownerCookie, '❤️', false)).toEqual([])
    const [first] = (await readThread(target, ownerCookie, id)).comments
    expect(first?.reactions).toEqual([
      { emoji: '👍', person: { name: 'Wanda Okienna' } },
      { emoji: '👍', person: { name: 'Łucja Gzymsik' } },
    ])
  })

  it('is resolved and opened again by who began it or may edit, and says by whom', async () => {
    const id = await started()
    const bystander = await guests.person()
    await document.member(bystander, 'COMMENTER')
    const input = { threadId: id, resolved: true }
    expect(await codes(await signInAs(target, bystander), RESOLVE, input)).toEqual(['FORBIDDEN'])
    expect(await codes(ownerCookie, RESOLVE, input)).toEqual([])
    expect(await codes(commenterCookie, RESOLVE, input)).toEqual([])
    expect(await readThread(target, commenterCookie, id)).toMatchObject({
      resolvedAt: expect.any(String),
      resolvedBy: { name: 'Wanda Okienna' },
    })
    expect(await codes(commenterCookie, RESOLVE, { threadId: id, resolved: false })).toEqual([])
    expect(await readThread(target, ownerCookie, id)).toMatchObject({ resolvedAt: null, resolvedBy: null })
  })

  it('is said to be taken into the text only by who resolves it, and until it is opened again', async () => {
    const id = await started()
    const bystander = await guests.person()
    await document.member(bystander, 'COMMENTER')
    const said = { threadId: id, resolved: true, takenIn: true }
    expect(await codes(await signInAs(target, bystander), RESOLVE, said)).toEqual(['FORBIDDEN'])
    expect(await codes(ownerCookie, RESOLVE, { ...said, resolved: false })).toEqual(['INVALID'])
    expect(await codes(ownerCookie, RESOLVE, said)).toEqual([])
    expect(await codes(ownerCookie, RESOLVE, said)).toEqual([])
    expect((await readThread(target, commenterCookie, id)).takenIn).toBe(true)
    expect(await codes(ownerCookie, RESOLVE, { threadId: id, resolved: false })).toEqual([])
    expect((await readThread(target, commenterCookie, id)).takenIn).toBe(false)

    expect(await codes(commenterCookie, RESOLVE, { threadId: id, resolved: true })).toEqual([])
    expect(await codes(ownerCookie, RESOLVE, said)).toEqual(['CONFLICT'])
    expect((await readThread(target, commenterCookie, id)).takenIn).toBe(false)
  })
})

describe('rights', () => {
  it('of each role: who may not read learns nothing, readers only read, everybody else speaks', async () => {
    const id = await started()
    const before = peer.content()
    const expected = { none: 'NOT_FOUND', READER: 'FORBIDDEN', COMMENTER: null, PROPOSER: null, EDITOR: null } as const
    for (const [role, code] of Object.entries(expected)) {
      const person = await guests.person()
      if (role !== 'none') await document.member(person, role as 'READER')
      const cookie = await signInAs(target, person)
      const wanted = code === null ? [] : [code]
      const start = await startThread(target, cookie, remark(document.id, aimAt(peer, 'jawny')))
      expect([role, start.codes]).toEqual([role, wanted])
      expect([role, (await replyTo(target, cookie, id)).codes]).toEqual([role, wanted])
      const answer = await ask<{ thread: object | null }>(
        target,
        cookie,
        'query ($id: ID!) { thread(id: $id) { mayReply } }',
        { id },
      )
      expect([role, answer.data?.thread]).toEqual([role, role === 'none' ? null : { mayReply: code === null }])
    }
    expect(peer.content()).toBe(before)
  })

  it('end with the archive: nothing more is said there', async () => {
    const id = await started()
    await ask(
      target,
      ownerCookie,
      'mutation ($input: ArchiveDocumentInput!) { archiveDocument(input: $input) { id } }',
      {
        input: { documentId: document.id },
      },
    )
    expect((await replyTo(target, commenterCookie, id)).codes).toEqual(['FORBIDDEN'])
    expect((await readThread(target, commenterCookie, id)).comments).toHaveLength(1)
  })

  it('of a mention: who may read is offered, however many others have that name; ł is l', async () => {
    for (let index = 0; index < 12; index += 1) await guests.person(`Adam Żółtek ${index}`)
    const reader = await guests.person('Zofia Żółtkowska')
    await document.member(reader, 'READER')
    await seed(target).organization('Żółte Drzwi')
    const readers = await seed(target).organization('Żółta Brama')
    await document.member(readers, 'READER')
    const offered = async (cookie: string, search: string) =>
      (await gql<{ document: { mentionable: object | null } }>(target, cookie, OFFERED, { id: document.id, search }))
        .document.mentionable
    expect(await offered(commenterCookie, 'zolt')).toEqual({
      people: [{ name: 'Zofia Żółtkowska' }],
      organizations: [{ name: 'Żółta Brama' }],
    })
    expect(await offered(ownerCookie, 'OKIEN wanda')).toEqual({
      people: [{ name: 'Wanda Okienna' }],
      organizations: [],
    })
    expect(await offered(ownerCookie, ' ')).toEqual({ people: [], organizations: [] })
    expect(await offered(await signInAs(target, reader), 'zolt')).toBeNull()
  })

  it('of a mention: only who may read the document can be named', async () => {
    const stranger = await guests.person('Ktoś Obcy')
    const strangers = await seed(target).organization('Obcy')
    const id = await started()
    const mention = (key: object) => {
      const mentionId = randomUUID()
      return said(`Proszę o zdanie: @[${mentionId}]`, [{ id: mentionId, ...key }])
    }
    const refused = [{ personId: stranger.id }, { organizationId: strangers.id }, { personId: 'nobody' }]
    for (const key of refused) {
      const answer = await replyTo(target, commenterCookie, id, mention(key))
      expect(answer.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN', detail: 'mentions' } }])
    }
    for (const key of [{ personId: owner.id }, { organizationId: lead.id }]) {
      expect((await replyTo(target, commenterCookie, id, mention(key))).codes).toEqual([])
    }
    const { comments } = await readThread(target, ownerCookie, id)
    expect(comments.map(({ mentions }) => mentions.map(({ person }) => person?.name ?? 'organizacja'))).toEqual([
      [],
      ['Wanda Okienna'],
      ['organizacja'],
    ])
  })
})
