import { randomUUID } from 'node:crypto'
import type { DocumentContent } from '@app/server/document'
import type { Client } from 'graphql-ws'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startApp, type TestApp } from '../kit/app.ts'
import { ask, gql } from '../kit/client.ts'
import { documentWithUnit, reply, resolve, startThread, toComment } from '../kit/remarks.ts'
import { newId, type SeededDocument, type SeededOrganization, type SeededPerson, seed, signInAs } from '../kit/seed.ts'
import { openSocket } from '../kit/socket.ts'
import { until } from '../kit/until.ts'

const MINUTE = 60_000
const LIST = `query ($unreadOnly: Boolean, $first: Int, $after: String) {
  notifications(unreadOnly: $unreadOnly, first: $first, after: $after) {
    items { id kind excerpt readAt actor { name } document { id title } thread { id unitLabel } }
    endCursor hasNextPage
  }
  unreadNotifications
}`
const EDIT = 'mutation ($input: EditCommentInput!) { editComment(input: $input) }'
const MARK = 'mutation ($input: MarkNotificationsReadInput!) { markNotificationsRead(input: $input) }'
const SET = `mutation ($input: SetNotificationSettingInput!) {
  setNotificationSetting(input: $input) { kind channel enabled }
}`
const PROPOSE = 'mutation ($input: ProposeWordingInput!) { proposeWording(input: $input) { id } }'
const DECIDE = 'mutation ($input: DecideProposalsInput!) { decideProposals(input: $input) { id } }'
const UNSHARE = 'mutation ($input: UnshareDocumentInput!) { unshareDocument(input: $input) { id } }'

interface Listed {
  notifications: {
    items: {
      id: string
      kind: string
      excerpt: string | null
      readAt: string | null
      thread: { id: string; unitLabel: string } | null
    }[]
    endCursor: string | null
    hasNextPage: boolean
  }
  unreadNotifications: number
}

let target: TestApp
let windows: SeededOrganization
let leon: SeededPerson
let wanda: SeededPerson
let lucja: SeededPerson
let asLeon: string
let asWanda: string
let asLucja: string
let document: SeededDocument
let unitId: string

beforeAll(async () => {
  target = await startApp()
  windows = await seed(target).organization('Fundacja Trzy Okna')
  leon = await windows.person('Leon Framuga', 'COORDINATOR')
  wanda = await windows.person('Wanda Okienna')
  const gates = await seed(target).organization('Towarzystwo Cichych Bram')
  lucja = await gates.person('Łucja Gzymsik')
})
afterAll(() => target.close())

beforeEach(async () => {
  // An hour is the window of the limit, and nothing of the test before is left to mail.
  target.clock.advance(61 * MINUTE)
  await target.app.mailDue()
  await target.db.notification.deleteMany()
  await target.db.notificationSetting.deleteMany()
  target.mails.length = 0
  asLeon = await signInAs(target, leon)
  asWanda = await signInAs(target, wanda)
  asLucja = await signInAs(target, lucja)
  const made = await documentWithUnit(windows, leon, 'Program współpracy')
  document = await made.document.member(lucja, 'COMMENTER')
  unitId = made.unitId
})

const list = (cookie: string, variables = {}) => gql<Listed>(target, cookie, LIST, variables)
const kinds = ({ notifications }: Listed) => notifications.items.map(({ kind }) => kind)
const begin = (comment: ReturnType<typeof toComment>, cookie = asLeon) =>
  startThread(target, cookie, document, unitId, comment)
const setting = (kind: string, channel: string, enabled: boolean, cookie = asLucja) =>
  ask<{ setNotificationSetting: object[] }>(target, cookie, SET, { input: { kind, channel, enabled } })

async function mailAfter(minutes: number) {
  target.clock.advance(minutes * MINUTE)
  await target.app.mailDue()
  return target.mails.splice(0)
}

/** The grant of this person on the document, taken back through the API. */
async function unshareWith(person: SeededPerson): Promise<void> {
  const grant = await target.db.documentMember.findFirstOrThrow({
    where: { documentId: document.id, userId: person.id, until: null },
  })
  await gql(target, asLeon, UNSHARE, { input: { documentId: document.id, memberId: grant.id } })
}

const START = 'mutation ($input: StartThreadInput!) { startThread(input: $input) { id } }'

describe('what people are told on the page', () => {
  it('is told once, also where it was sent again because a stop came before it was told', async () => {
    const first = toComment('Proszę spojrzeć', { people: [lucja] })
    const input = { id: randomUUID(), documentId: document.id, type: 'GENERAL', aim: { unitId }, comment: first }
    const answer = toComment('Zgoda', { people: [wanda] })
    for (let time = 0; time < 2; time += 1) {
      await target.db.notification.deleteMany()
      for (let again = 0; again < 2; again += 1) {
        await gql(target, asLeon, START, { input })
        await reply(target, asLucja, input.id, answer)
      }
      const told = [await list(asLucja), await list(asWanda), await list(asLeon)].map(kinds)
      expect(told).toEqual([['MENTION'], ['MENTION'], ['REPLY']])
    }
    await target.db.notification.deleteMany()
    await reply(target, asWanda, input.id, toComment('Dziękuję'))
    await target.db.notification.deleteMany()
    await reply(target, asLucja, input.id, { ...answer, mentions: [] })
    expect(kinds(await list(asWanda))).toEqual(['MENTION'])
  })

  it('is a mention, an answer and the end of a conversation, to those it is about and not to who did it', async () => {
    const threadId = await begin(toComment('Proszę spojrzeć', { people: [lucja] }))
    await reply(target, asLucja, threadId, toComment('Zgoda'))
    await resolve(target, asWanda, threadId)

    const toLucja = await list(asLucja)
    expect(toLucja.notifications.items).toEqual([
      expect.objectContaining({ kind: 'THREAD_RESOLVED', excerpt: null, actor: { name: 'Wanda Okienna' } }),
      expect.objectContaining({
        kind: 'MENTION',
        excerpt: 'Proszę spojrzeć @Łucja Gzymsik',
        actor: { name: 'Leon Framuga' },
        document: { id: document.id, title: 'Program współpracy' },
        thread: { id: threadId, unitLabel: '§\u00a01' },
        readAt: null,
      }),
    ])
    expect(toLucja.unreadNotifications).toBe(2)
    expect(kinds(await list(asLeon))).toEqual(['THREAD_RESOLVED', 'REPLY'])
    expect((await list(asWanda)).notifications.items).toEqual([])
  })

  it('calls a unit as it is in force: an undecided split above does not count, nor does a unit that is only proposed', async () => {
    const unit = (id: string, text: string): DocumentContent[number] & { type: 'block' } => ({
      type: 'block',
      id,
      kind: 'ust',
      level: 0,
      content: [{ text }],
    })
    const [first, split, second] = [newId(), newId(), newId()]
    const open = { ...unit(split, 'podzielony.'), proposed: { ins: randomUUID() } }
    const content: DocumentContent = [
      { ...unit(newId(), ''), kind: 'section', content: [] },
      unit(first, 'Pierwszy '),
      open,
      unit(second, 'Drugi.'),
    ]
    const divided = await windows.document(leon, { content })
    await divided.member(lucja, 'COMMENTER')
    for (const unitId of [second, split]) {
      await startThread(target, asLeon, divided, unitId, toComment('Proszę spojrzeć', { people: [lucja] }))
      target.clock.advance(1_000)
    }
    const labels = (await list(asLucja)).notifications.items.map(({ thread }) =>
      thread?.unitLabel.replaceAll('\u00a0', ' '),
    )
    expect(labels).toEqual(['§ 1 ust. 1', '§ 1 ust. 2'])
  })

  it('tells each member of an organisation once, whichever way they are named', async () => {
    await target.db.membership.create({
      data: { id: 'second', userId: wanda.id, organizationId: windows.id, role: 'DEPUTY' },
    })
    const threadId = await begin(toComment('Zaczynam'), asWanda)
    await reply(target, asLeon, threadId, toComment('Do wszystkich', { people: [wanda], organizations: [windows] }))
    expect(kinds(await list(asWanda))).toEqual(['MENTION'])
    expect(kinds(await list(asLeon))).toEqual([])
    await target.db.membership.delete({ where: { id: 'second' } })
  })

  it('is read once it was marked, by the person themselves only', async () => {
    await begin(toComment('Raz', { people: [lucja] }))
    await begin(toComment('Dwa', { people: [lucja] }))
    const [newest] = (await list(asLucja)).notifications.items
    const ids = [newest?.id]
    expect((await ask(target, asWanda, MARK, { input: { ids } })).data).toEqual({ markNotificationsRead: 0 })
    expect((await list(asLucja)).unreadNotifications).toBe(2)
    expect((await ask(target, asLucja, MARK, { input: { ids } })).data).toEqual({ markNotificationsRead: 1 })
    expect((await list(asLucja, { unreadOnly: true })).notifications.items).toHaveLength(1)
    expect((await ask(target, asLucja, MARK, { input: { all: true } })).data).toEqual({ markNotificationsRead: 0 })
    expect((await list(asLucja)).notifications.items.every(({ readAt }) => readAt !== null)).toBe(true)
    for (const input of [{}, { ids, all: true }]) {
      expect((await ask(target, asLucja, MARK, { input })).codes).toEqual(['INVALID'])
    }
  })

  it('comes page by page, the newest first', async () => {
    for (const word of ['Raz', 'Dwa', 'Trzy']) {
      await begin(toComment(word, { people: [lucja] }))
      target.clock.advance(1_000)
    }
    const first = (await list(asLucja, { first: 2 })).notifications
    const second = (await list(asLucja, { first: 2, after: first.endCursor })).notifications
    const words = [...first.items, ...second.items].map(({ excerpt }) => excerpt?.split(' ')[0])
    expect(words).toEqual(['Trzy', 'Dwa', 'Raz'])
    expect([first.hasNextPage, second.hasNextPage]).toEqual([true, false])
  })

  it('is gone with the right to read the document, and with the words that were taken back', async () => {
    const said = toComment('Tajne ustalenia', { people: [lucja] })
    await begin(said)
    await gql(target, asLeon, 'mutation ($input: DeleteCommentInput!) { deleteComment(input: $input) }', {
      input: { commentId: said.id },
    })
    expect((await list(asLucja)).notifications.items).toEqual([expect.objectContaining({ excerpt: null })])
    await begin(toComment('Tajne ustalenia', { people: [lucja] }))
    await unshareWith(lucja)
    const after = await list(asLucja)
    expect([after.notifications.items, after.unreadNotifications]).toEqual([[], 0])
    expect(JSON.stringify(after)).not.toContain('Program')
  })

  it('is told to nobody when nobody is signed in', async () => {
    expect((await ask(target, null, LIST)).codes).toContain('UNAUTHENTICATED')
  })
})

describe('a mention that an edit', () => {
  const edit = (comment: ReturnType<typeof toComment>, was: string) =>
    gql(target, asLeon, EDIT, { input: { comment, was: [was] } })

  it('adds is told, on the page and by mail, once, however often the words are changed or sent again', async () => {
    const said = toComment('Bez nikogo')
    await begin(said)
    const named = { ...toComment('Z kimś', { people: [lucja] }), id: said.id }
    for (let time = 0; time < 2; time += 1) await edit(named, said.body)
    const more = { ...named, body: `${named.body}!` }
    await edit(more, named.body)
    const told = await list(asLucja)
    expect([kinds(told), told.unreadNotifications]).toEqual([['MENTION'], 1])
    expect((await mailAfter(15)).map(({ to }) => to)).toEqual([lucja.email])
    await edit({ ...more, body: `${more.body}!` }, more.body)
    expect([kinds(await list(asLucja)), await mailAfter(31)]).toEqual([['MENTION'], []])
  })

  it('adds is told where a stop came before, once the words are sent again', async () => {
    const said = toComment('Bez nikogo')
    await begin(said)
    const named = { ...toComment('Z kimś', { people: [lucja] }), id: said.id }
    await edit(named, said.body)
    await target.db.notification.deleteMany()
    await edit(named, said.body)
    expect(kinds(await list(asLucja))).toEqual(['MENTION'])
  })

  /** Whoever is named no more would look for their name in vain: the bell forgets it, too, until they are named again. */
  it('takes out is told no more: not mailed, not listed and not counted; put back, it is there once', async () => {
    const said = toComment('Proszę o opinię', { people: [lucja] })
    const threadId = await begin(said)
    const also = toComment('Zgoda', { organizations: [windows] })
    await reply(target, asLucja, threadId, also)
    const heard: (string | undefined)[] = []
    const stop = target.app.pubsub.subscribe('notification', ({ userId }) => heard.push(userId))
    await edit({ ...said, body: 'Proszę o opinię', mentions: [] }, said.body)
    await until('the bell to be told', () => heard.includes(lucja.id))
    stop()
    const told = await list(asLucja)
    expect([told.notifications.items, told.unreadNotifications]).toEqual([[], 0])
    // Who was named with their organisation is not looked for by name.
    expect(kinds(await list(asWanda))).toEqual(['MENTION'])
    expect((await mailAfter(15)).map(({ to }) => to).sort()).toEqual([leon.email, wanda.email].sort())
    await edit(said, 'Proszę o opinię')
    expect(kinds(await list(asLucja))).toEqual(['MENTION'])
    expect(await mailAfter(31)).toEqual([])
  })

  it('takes out leaves the answer to be told, to whoever had spoken there', async () => {
    const threadId = await begin(toComment('Uwaga'), asWanda)
    const said = toComment('Zgoda', { people: [wanda] })
    await reply(target, asLeon, threadId, said)
    expect(kinds(await list(asWanda))).toEqual(['MENTION'])
    await edit({ ...said, body: 'Zgoda', mentions: [] }, said.body)
    expect(kinds(await list(asWanda))).toEqual(['REPLY'])
    expect((await mailAfter(15)).map(({ to }) => to)).toEqual([wanda.email])
  })

  it.each(['saw it on the page', 'were mailed'])('takes out much later is no answer to those who %s', async (how) => {
    const threadId = await begin(toComment('Uwaga'), asWanda)
    const said = toComment('Zgoda', { people: [wanda] })
    await reply(target, asLeon, threadId, said)
    if (how === 'were mailed') expect(await mailAfter(15)).toHaveLength(1)
    else await gql(target, asWanda, MARK, { input: { all: true } })
    await edit({ ...said, body: 'Zgoda', mentions: [] }, said.body)
    const told = await list(asWanda)
    expect([kinds(told), told.unreadNotifications, await mailAfter(31)]).toEqual([[], 0, []])
  })

  it('takes out is answered to whoever had spoken there also where a stop came before, once it is sent again', async () => {
    const threadId = await begin(toComment('Uwaga'), asWanda)
    const said = toComment('Zgoda', { people: [wanda] })
    await reply(target, asLeon, threadId, said)
    for (let time = 0; time < 2; time += 1) {
      await edit({ ...said, body: 'Zgoda', mentions: [] }, said.body)
      expect(kinds(await list(asWanda))).toEqual(['REPLY'])
      await target.db.notification.deleteMany({ where: { kind: 'REPLY' } })
      target.clock.advance(1_000)
    }
  })

  it('took out does not come back where the words are taken back', async () => {
    const said = toComment('Proszę o opinię', { people: [lucja, wanda] })
    await begin(said)
    const kept = said.mentions.slice(1)
    await edit({ ...said, body: `Proszę o opinię @[${kept[0]?.id}]`, mentions: kept }, said.body)
    await gql(target, asLeon, 'mutation ($input: DeleteCommentInput!) { deleteComment(input: $input) }', {
      input: { commentId: said.id },
    })
    expect([await list(asLucja), await list(asWanda)].map(kinds)).toEqual([[], ['MENTION']])
  })

  it('took out is no news with the edits after it', async () => {
    const said = toComment('Proszę o opinię', { people: [lucja] })
    await begin(said)
    await edit({ ...said, body: 'Proszę', mentions: [] }, said.body)
    const heard: (string | undefined)[] = []
    const stop = target.app.pubsub.subscribe('notification', ({ userId }) => heard.push(userId))
    target.clock.advance(1_000)
    await edit({ ...said, body: 'Proszę bardzo', mentions: [] }, 'Proszę')
    await edit({ ...toComment('Proszę', { people: [wanda] }), id: said.id }, 'Proszę bardzo')
    await until('the bell to be told', () => heard.length > 0)
    stop()
    expect(heard).toEqual([wanda.id])
  })

  it('adds is an organisation only where there is one, whoever is named already', async () => {
    const said = toComment('Proszę o opinię', { people: [lucja] })
    await begin(said)
    const also = { id: randomUUID(), organizationId: lucja.id }
    for (const mentions of [[also], [...said.mentions, also]]) {
      const input = { comment: { ...said, body: `Proszę @[${also.id}]`, mentions }, was: [said.body] }
      expect((await ask(target, asLeon, EDIT, { input })).codes).toEqual(['FORBIDDEN'])
    }
  })
})

describe('limits', () => {
  it('lets one person address fifty people an hour: thousands of mentions, many at once, change nothing', async () => {
    const crowd = await Promise.all(Array.from({ length: 60 }, () => windows.person()))
    const threadId = await begin(toComment('Uwaga'))
    for (let round = 0; round < 9; round += 1) {
      const people = crowd.slice((round % 3) * 20, (round % 3) * 20 + 20)
      const replies = Array.from({ length: 25 }, () => toComment('Uwaga', { people }))
      await Promise.all(replies.map((comment) => reply(target, asLeon, threadId, comment)))
    }
    expect(await target.db.mention.count({ where: { comment: { threadId } } })).toBe(4_500)
    const told = await target.db.notification.groupBy({ by: ['userId'], where: { actorId: leon.id }, _count: true })
    expect(told.map(({ _count }) => _count)).toEqual(Array(50).fill(50))
    const mails = await mailAfter(31)
    expect(mails.length).toBeGreaterThan(0)
    expect(mails.length).toBeLessThanOrEqual(50)
    target.clock.advance(61 * MINUTE)
    const later = toComment('Po godzinie', { people: crowd.slice(40) })
    await reply(target, asLeon, threadId, later)
    expect(await target.db.notification.count({ where: { commentId: later.id } })).toBe(20)
  })

  it('does not keep a busy coordinator from being heard: sixty answers, sixty decisions', async () => {
    const units = Array.from({ length: 60 }, () => randomUUID())
    const content: DocumentContent = units.map((id) => ({
      type: 'block',
      id,
      kind: 'section',
      level: 0,
      content: [{ text: 'Dotacje.' }],
    }))
    const long = await windows.document(leon, { content })
    await long.member(lucja, 'PROPOSER')
    const proposalIds = units.map(() => randomUUID())
    for (const [index, unit] of units.entries()) {
      const input = { id: proposalIds[index], documentId: long.id, unitId: unit, wording: 'Granty.', grounds: '' }
      await gql(target, asLucja, PROPOSE, { input })
    }
    await gql(target, asLeon, DECIDE, { input: { proposalIds, state: 'DECLINED', reason: 'Nie teraz.' } })
    const threads = [await begin(toComment('Od Wandy'), asWanda), await begin(toComment('Od Łucji'), asLucja)]
    for (let round = 0; round < 30; round += 1) {
      for (const threadId of threads) await reply(target, asLeon, threadId, toComment('Tak'))
    }
    await resolve(target, asLeon, threads[0] ?? '')
    const told = await target.db.notification.groupBy({ by: ['kind'], where: { actorId: leon.id }, _count: true })
    expect(Object.fromEntries(told.map(({ kind, _count }) => [kind, _count]))).toEqual({
      PROPOSAL_DECIDED: 60,
      REPLY: 60,
      THREAD_RESOLVED: 1,
    })
  })

  it('tells once an hour of a thread that is opened and resolved again and again', async () => {
    const threadId = await begin(toComment('Pytanie'), asLucja)
    await reply(target, asLeon, threadId, toComment('Odpowiedź'))
    for (let round = 0; round < 4; round += 1) {
      for (const isResolved of [true, false]) await resolve(target, asLucja, threadId, isResolved)
    }
    expect(kinds(await list(asLeon))).toEqual(['THREAD_RESOLVED'])
    target.clock.advance(61 * MINUTE)
    await resolve(target, await signInAs(target, lucja), threadId)
    expect(await target.db.notification.count({ where: { threadId, kind: 'THREAD_RESOLVED' } })).toBe(2)
  })

  it('lets a comment name twenty, and only who may read the document', async () => {
    const crowd = await Promise.all(Array.from({ length: 21 }, () => windows.person()))
    await expect(begin(toComment('Za wiele', { people: crowd }))).rejects.toThrow('TOO_LARGE')
    const stranger = await (await seed(target).organization()).person()
    await expect(begin(toComment('Obca', { people: [stranger] }))).rejects.toThrow('FORBIDDEN')
    expect(await target.db.notification.count()).toBe(0)
  })

  it('keeps room for who is named by name before the many of an organisation', async () => {
    const many = await seed(target).organization()
    for (let index = 0; index < 55; index += 1) await many.person()
    await document.member(many, 'READER')
    const threadId = await begin(toComment('Wszyscy', { people: [lucja], organizations: [many] }))
    expect(await target.db.notification.count({ where: { threadId } })).toBe(50)
    expect(kinds(await list(asLucja))).toEqual(['MENTION'])
  })
})

describe('notificationEvents', () => {
  const counts: unknown[] = []
  let socket: Client

  it('brings the count, to the person it is about only', async () => {
    socket = openSocket(target, asLucja)
    const stop = socket.subscribe<{ notificationEvents: { unread: number } }>(
      { query: 'subscription { notificationEvents { unread } }' },
      {
        next: ({ data }) => counts.push(data?.notificationEvents.unread),
        error: (error) => counts.push(error),
        complete: () => undefined,
      },
    )
    await until('the count as it is', () => counts.length > 0)
    await begin(toComment('Do Wandy', { people: [wanda] }))
    await begin(toComment('Do Łucji', { people: [lucja] }))
    await until('the count', () => counts.at(-1) === 1)
    await gql(target, asLucja, MARK, { input: { all: true } })
    await until('nothing left', () => counts.at(-1) === 0)
    expect(new Set(counts)).toEqual(new Set([0, 1]))
    stop()
    await socket.dispose()
  })
})

describe('settings', () => {
  it('begin quiet: everything on the page, by mail what speaks to the person', async () => {
    const { notificationSettings } = await gql<{ notificationSettings: Record<string, unknown>[] }>(
      target,
      asLucja,
      '{ notificationSettings { kind channel enabled } }',
    )
    const off = notificationSettings.filter(({ enabled }) => !enabled)
    expect(notificationSettings).toHaveLength(9)
    expect(off).toEqual([
      { kind: 'THREAD_RESOLVED', channel: 'MAIL', enabled: false },
      { kind: 'DIGEST', channel: 'MAIL', enabled: false },
    ])
  })

  it('hold for the page and for mail, each by itself', async () => {
    expect((await setting('MENTION', 'PAGE', false)).codes).toEqual([])
    await begin(toComment('Tylko pocztą', { people: [lucja] }))
    expect((await list(asLucja)).unreadNotifications).toBe(0)
    expect(await mailAfter(11)).toHaveLength(1)
    await setting('MENTION', 'PAGE', true)
    await setting('MENTION', 'MAIL', false)
    await begin(toComment('Tylko na stronie', { people: [lucja] }))
    expect((await list(asLucja)).unreadNotifications).toBe(2)
    expect(await mailAfter(11)).toEqual([])
    expect((await setting('DIGEST', 'PAGE', true)).codes).toEqual(['INVALID'])
  })

  it('keep for mail what the page does not show, also where everything there is marked as read', async () => {
    await setting('REPLY', 'PAGE', false)
    const threadId = await begin(toComment('Od Łucji', { people: [leon] }), asLucja)
    await reply(target, asLeon, threadId, toComment('Odpowiedź, która ma przyjść pocztą'))
    await gql(target, asLucja, MARK, { input: { all: true } })
    await gql(target, asLeon, MARK, { input: { all: true } })
    const mails = await mailAfter(11)
    expect(mails.map(({ to }) => to)).toEqual([lucja.email])
    expect(mails[0]?.text).toContain('Odpowiedź, która ma przyjść pocztą')
  })

  it('bring, once a day to who wants it, what no mail told of', async () => {
    await setting('DIGEST', 'MAIL', true)
    const threadId = await begin(toComment('Od Łucji'), asLucja)
    await resolve(target, asLeon, threadId)
    expect(await mailAfter(11)).toEqual([])
    const [digest, ...more] = await mailAfter(24 * 60)
    expect(more).toEqual([])
    expect(digest?.subject).toBe('Podsumowanie dnia: 1 powiadomienie')
    expect(digest?.text).toContain('Rozwiązana uwaga – Leon Framuga, §\u00a01')
    expect(await mailAfter(48 * 60)).toEqual([])
  })
})
