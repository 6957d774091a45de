import { randomUUID } from 'node:crypto'
import { type App, createApp } from '@app/server/app'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startApp, type TestApp } from '../kit/app.ts'
import { gql } from '../kit/client.ts'
import { documentWithUnit, reply, resolve, startThread, toComment } from '../kit/remarks.ts'
import { type SeededDocument, type SeededOrganization, type SeededPerson, seed, signInAs } from '../kit/seed.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const SECRET = '85010112345'

type Mail = Parameters<NonNullable<Parameters<typeof createApp>[0]['deliver']>>[0]

let target: TestApp
let windows: SeededOrganization
let gates: SeededOrganization
let leon: SeededPerson
let anna: SeededPerson
let beata: SeededPerson
let asLeon: string
let document: SeededDocument
let unitId: string

beforeAll(async () => {
  target = await startApp()
  windows = await seed(target).organization('Fundacja Trzy Okna')
  leon = await windows.person('Leon Framuga', 'COORDINATOR')
  gates = await seed(target).organization('Towarzystwo Cichych Bram')
})
afterAll(() => target.close())

beforeEach(async () => {
  target.clock.advance(61 * MINUTE)
  await target.db.notification.deleteMany()
  await target.db.mailMessage.deleteMany()
  target.mails.length = 0
  asLeon = await signInAs(target, leon)
  anna = await gates.person('Anna')
  beata = await gates.person('Beata')
  const made = await documentWithUnit(windows, leon, 'Program współpracy')
  document = await made.document.member(anna, 'PROPOSER')
  await document.member(beata, 'PROPOSER')
  unitId = made.unitId
})

async function say(words: string, people: readonly SeededPerson[]): Promise<string> {
  const said = toComment(words, { people })
  await startThread(target, asLeon, document, unitId, said)
  return said.id
}

/** Another node, whose first mail stays under way until it is let go, or fails then. */
async function nodeWithSlowMail() {
  const sent: Mail[] = []
  let go: (error?: Error) => void = () => undefined
  let begin: () => void = () => undefined
  const begun = new Promise<void>((resolve) => {
    begin = resolve
  })
  const { db, env, clock, secret } = target
  const deliver = async (mail: Mail): Promise<void> => {
    sent.push(mail)
    if (sent.length > 1) return
    begin()
    await new Promise<void>((resolve, reject) => {
      go = (error) => (error === undefined ? resolve() : reject(error))
    })
  }
  const app: App = await createApp({ db, env, clock, secret, deliver })
  return { app, sent, begun, go: (error?: Error) => go(error) }
}

it('says and is sent what may be read at that moment, not when others were mailed', async () => {
  await say(`PESEL ${SECRET} pana Jana`, [anna, beata])
  target.clock.advance(11 * MINUTE)
  const node = await nodeWithSlowMail()
  const pass = node.app.mailDue()
  await node.begun
  const REDACT = 'mutation ($input: RedactTextInput!) { redactText(input: $input) { id } }'
  const input = { id: randomUUID(), documentId: document.id, text: SECRET, reason: 'Dane osobowe' }
  await gql(target, asLeon, REDACT, { input })
  node.go()
  await pass
  expect(node.sent.map(({ text }) => text.includes(SECRET))).toEqual([true, false])
  expect(node.sent[1]?.text).toContain('PESEL ███████████ pana Jana')
  await node.app.close()
})

it('does not go to whoever lost the right to read while another mail was under way, nor says what was taken back', async () => {
  const said = await say('Raz', [anna, beata])
  const other = await gates.person('Celina')
  await document.member(other, 'PROPOSER')
  await say('Dwa', [other])
  target.clock.advance(11 * MINUTE)
  const node = await nodeWithSlowMail()
  const pass = node.app.mailDue()
  await node.begun
  const waiting = [anna, beata, other].filter(({ email }) => email !== node.sent[0]?.to)
  await target.db.documentMember.deleteMany({ where: { documentId: document.id, userId: other.id } })
  const DELETE = 'mutation ($input: DeleteCommentInput!) { deleteComment(input: $input) }'
  await gql(target, asLeon, DELETE, { input: { commentId: said } })
  node.go()
  await pass
  expect([waiting.length, node.sent.length]).toEqual([2, 1])
  await node.app.close()
})

it('is sent by one node, also where the other was held up for longer than its claim', async () => {
  await say('Raz', [anna, beata])
  target.clock.advance(11 * MINUTE)
  const node = await nodeWithSlowMail()
  const pass = node.app.mailDue()
  await node.begun
  target.clock.advance(16 * MINUTE)
  await target.app.mailDue()
  node.go(Object.assign(new Error('too slow'), { code: 'ETIMEDOUT' }))
  await pass
  const first = node.sent[0]?.to
  expect(target.mails.map(({ to }) => to).toSorted()).toEqual([anna.email, beata.email].toSorted())
  expect(node.sent.map(({ to }) => to)).toEqual([first])
  await node.app.close()
})

it('tells nothing of a day ago, also where there was no mail server until now', async () => {
  await say('Dawno', [anna])
  const { db, env, clock, secret } = target
  const without = await createApp({ db, env, clock, secret })
  target.clock.advance(DAY + MINUTE)
  await without.mailDue()
  await without.close()
  asLeon = await signInAs(target, leon)
  await say('Teraz', [beata])
  target.clock.advance(11 * MINUTE)
  await target.app.mailDue()
  expect(target.mails.map(({ to }) => to)).toEqual([beata.email])
  expect(await db.notification.count({ where: { mailedAt: null } })).toBe(0)
})

it('is one digest a person, however many people and documents there are', async () => {
  const others = await Promise.all([1, 2, 3, 4].map((number) => documentWithUnit(windows, leon, `Uchwała ${number}`)))
  const people = await Promise.all(Array.from({ length: 26 }, () => gates.person()))
  for (const { document: text } of others) await text.member(gates, 'READER')
  await target.db.notificationSetting.createMany({
    data: people.map(({ id }) => ({ userId: id, kind: 'DIGEST', channel: 'MAIL', enabled: true })),
  })
  const createdAt = target.clock.now()
  const about = others.map(({ document: text }) => text.id)
  await target.db.notification.createMany({
    data: people.flatMap(({ id: userId }) =>
      about.map((documentId) => {
        const id = randomUUID()
        return { id, userId, kind: 'THREAD_RESOLVED' as const, documentId, actorId: leon.id, createdAt }
      }),
    ),
  })
  target.clock.advance(11 * MINUTE)
  await target.app.mailDue()
  target.clock.advance(DAY)
  await target.app.mailDue()
  expect(target.mails.map(({ to }) => to).toSorted()).toEqual(people.map(({ email }) => email).toSorted())
  expect(new Set(target.mails.map(({ subject }) => subject))).toEqual(new Set(['Podsumowanie dnia: 4 powiadomienia']))
})

it('leaves no words behind, and of itself nothing after a month', async () => {
  await say('Słowa, które cofnę', [anna])
  target.clock.advance(11 * MINUTE)
  await target.app.mailDue()
  expect(target.mails[0]?.text).toContain('które cofnę')
  const [row, ...more] = await target.db.mailMessage.findMany()
  expect(more).toEqual([])
  expect(row).toMatchObject({ toEmail: anna.email, kind: 'notifications', text: '', html: '', failure: null })
  expect(row?.sentAt).not.toBeNull()
  target.clock.advance(29 * DAY)
  await target.app.forgetOld()
  expect(await target.db.mailMessage.count()).toBe(1)
  target.clock.advance(2 * DAY)
  await target.app.forgetOld()
  expect(await target.db.mailMessage.count()).toBe(0)
})

it('does not say that a conversation is over which was opened again meanwhile', async () => {
  const asAnna = await signInAs(target, anna)
  const wanted = { userId: anna.id, kind: 'THREAD_RESOLVED', channel: 'MAIL', enabled: true } as const
  await target.db.notificationSetting.create({ data: wanted })
  const threads = await Promise.all(
    ['Raz', 'Dwa'].map((words) => startThread(target, asAnna, document, unitId, toComment(words))),
  )
  for (const id of threads) await resolve(target, asLeon, id)
  await resolve(target, asLeon, threads[0] ?? '', false)
  target.clock.advance(11 * MINUTE)
  await target.app.mailDue()
  const told = await target.db.notification.findMany({ where: { kind: 'THREAD_RESOLVED' }, select: { threadId: true } })
  expect(told).toHaveLength(2)
  expect(target.mails.map(({ text }) => threads.filter((id) => text.includes(id)))).toEqual([[threads[1]]])
})

describe('a conversation that was over, opened again when it was to be mailed and', () => {
  let asAnna: string
  let threadId: string

  beforeEach(async () => {
    asAnna = await signInAs(target, anna)
    const wanted = { kind: 'THREAD_RESOLVED', channel: 'MAIL', enabled: true } as const
    await target.db.notificationSetting.createMany({
      data: [anna, beata].map(({ id }) => ({ ...wanted, userId: id })),
    })
    threadId = await startThread(target, asAnna, document, unitId, toComment('Uwaga'))
    await resolve(target, asLeon, threadId)
    await resolve(target, asLeon, threadId, false)
    expect(await mailedAfter(11)).toEqual([])
  })

  async function mailedAfter(minutes: number): Promise<string[]> {
    for (let minute = 0; minute < minutes; minute += 1) {
      target.clock.advance(MINUTE)
      await target.app.mailDue()
    }
    return target.mails.splice(0).map(({ to, text }) => `${to} ${text.split('Rozwiązana uwaga').length - 1}`)
  }

  const once = () => [`${anna.email} 1`]

  it('ended again by the same person is mailed, once', async () => {
    await resolve(target, asLeon, threadId)
    expect(await mailedAfter(20)).toEqual(once())
    expect(await mailedAfter(120)).toEqual([])
  })

  it.each([47, 48, 49, 50, 70])(
    'ended again after %i minutes more is mailed once, not for each time',
    async (minutes) => {
      expect(await mailedAfter(minutes)).toEqual([])
      await resolve(target, asLeon, threadId)
      expect(await mailedAfter(120)).toEqual(once())
    },
  )

  it('ended by another person is mailed as theirs, and not to themselves', async () => {
    await reply(target, await signInAs(target, beata), threadId, toComment('Zgoda'))
    await resolve(target, asLeon, threadId)
    await resolve(target, asLeon, threadId, false)
    const wanda = await windows.person('Wanda', 'COORDINATOR')
    await resolve(target, await signInAs(target, wanda), threadId)
    target.clock.advance(15 * MINUTE)
    await target.app.mailDue()
    const told = target.mails.filter(({ text }) => text.includes('Rozwiązana uwaga'))
    expect(told.map(({ to }) => to).toSorted()).toEqual([anna.email, beata.email].toSorted())
    expect(told.filter(({ text }) => text.includes('Leon'))).toEqual([])
  })

  it('left open is forgotten', async () => {
    expect(await mailedAfter(120)).toEqual([])
    expect(await target.db.notification.count({ where: { mailedAt: null } })).toBe(0)
  })
})
