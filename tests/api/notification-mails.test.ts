import { randomUUID } from 'node:crypto'
import { isAvailable } from '@app/prisma/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startApp, type TestApp } from '../kit/app.ts'
import { gql, type RawResponse, send } from '../kit/client.ts'
import { documentWithUnit, reply, startThread, toComment } from '../kit/remarks.ts'
import { type SeededDocument, type SeededOrganization, type SeededPerson, seed, signInAs } from '../kit/seed.ts'
import { type SmtpServer, startSmtp } from '../kit/smtp.ts'
import { until } from '../kit/until.ts'

const MINUTE = 60_000
const SETTINGS = '{ notificationSettings { kind channel enabled } }'

let target: TestApp
let windows: SeededOrganization
let leon: SeededPerson
let lucja: SeededPerson
let asLeon: string
let asLucja: string
let document: SeededDocument
let unitId: string

beforeAll(async () => {
  target = await startApp()
  windows = await seed(target).organization('Fundacja Trzy Okna')
  leon = await windows.person('Leon Framuga', 'COORDINATOR')
  lucja = await (await seed(target).organization('Towarzystwo Cichych Bram')).person('Łucja Gzymsik')
})
afterAll(() => target.close())

beforeEach(async () => {
  target.clock.advance(61 * MINUTE)
  await target.db.notification.deleteMany()
  await target.db.notificationSetting.deleteMany()
  await target.db.user.updateMany({ data: { locale: 'pl' } })
  target.mails.length = 0
  asLeon = await signInAs(target, leon)
  asLucja = await signInAs(target, lucja)
  const made = await documentWithUnit(windows, leon, 'Program współpracy')
  document = await made.document.member(lucja, 'PROPOSER')
  unitId = made.unitId
})

const mention = (words: string, on = { document, unitId }) =>
  startThread(target, asLeon, on.document, on.unitId, toComment(words, { people: [lucja] }))

async function mailAfter(minutes: number) {
  target.clock.advance(minutes * MINUTE)
  await target.app.mailDue()
  return target.mails.splice(0)
}

const linkIn = (headers: Record<string, string> = {}) => headers['List-Unsubscribe']?.slice(1, -1) ?? ''

function oneClick(link: string, headers = {}): Promise<RawResponse> {
  const { pathname, search } = new URL(link)
  return send(target, {
    path: `${pathname}${search}`,
    body: 'List-Unsubscribe=One-Click',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    bare: true,
  })
}

describe('mail', () => {
  it('says who, where and what, with the way there, as text and as HTML', async () => {
    const threadId = await mention('Czy to <b>dobra</b> kwota?')
    const [mail, ...more] = await mailAfter(11)
    expect(more).toEqual([])
    expect(mail?.to).toBe(lucja.email)
    expect(mail?.subject).toBe('Wzmianka o Państwu: Program współpracy')
    const link = `http://localhost:${target.port}/dokument/${document.id}?watek=${threadId}`
    expect(mail?.text).toContain('Wzmianka o Państwu – Leon Framuga, §\u00a01')
    expect(mail?.text).toContain('„Czy to <b>dobra</b> kwota? @Łucja Gzymsik”')
    expect(mail?.text).toContain(link)
    expect(mail?.html).toContain(`<a href="${link}">`)
    expect(mail?.html).toContain('Czy to &lt;b&gt;dobra&lt;/b&gt; kwota?')
    expect(mail?.html).not.toContain('<b>')
    expect(mail?.headers).toMatchObject({ 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' })
    const unsubscribe = linkIn(mail?.headers)
    expect(mail?.text).toContain(unsubscribe)
  })

  it('waits for what comes with it, but not for ever, and counts in Polish', async () => {
    await mention('Raz')
    target.clock.advance(1_000)
    expect(await mailAfter(9)).toEqual([])
    await mention('Dwa')
    expect(await mailAfter(9)).toEqual([])
    await mention('Trzy')
    expect(await mailAfter(9)).toEqual([])
    await mention('Cztery')
    await mention('Pięć')
    const [mail, ...more] = await mailAfter(4)
    expect(more).toEqual([])
    expect(mail?.subject).toBe('5 powiadomień: Program współpracy')
    const order = ['Raz', 'Dwa', 'Trzy', 'Cztery', 'Pięć'].map((word) => mail?.text.indexOf(`„${word} `) ?? -1)
    expect(order).toEqual(order.toSorted((left, right) => left - right))
    expect(order[0]).toBeGreaterThan(0)
    expect(await mailAfter(120)).toEqual([])
  })

  it('is one per document, in the language of the person', async () => {
    await target.db.user.update({ where: { id: lucja.id }, data: { locale: 'en' } })
    const other = await documentWithUnit(windows, leon, 'Uchwała')
    await other.document.member(lucja, 'READER')
    await mention('Raz')
    await mention('Dwa')
    await mention('Trzy', other)
    const subjects = (await mailAfter(11)).map(({ subject }) => subject)
    expect(subjects.toSorted()).toEqual(['2 notifications: Program współpracy', 'You are mentioned: Uchwała'])
  })

  it('leaves out what was seen on the page or taken back, and documents that may not be read now', async () => {
    await mention('Widziane')
    await gql(target, asLucja, 'mutation { markNotificationsRead(input: { all: true }) }')
    const said = toComment('Cofnięte', { people: [lucja] })
    await startThread(target, asLeon, document, unitId, said)
    await gql(target, asLeon, 'mutation ($input: DeleteCommentInput!) { deleteComment(input: $input) }', {
      input: { commentId: said.id },
    })
    expect(await mailAfter(31)).toEqual([])

    const threadId = await mention('Tajne')
    await reply(target, asLeon, threadId, toComment('Tajniejsze', { people: [lucja] }))
    await target.db.documentMember.updateMany({ where: { documentId: document.id }, data: { until: new Date() } })
    expect(await mailAfter(31)).toEqual([])
    await target.db.documentMember.updateMany({ where: { documentId: document.id }, data: { until: null } })
    expect(await mailAfter(31)).toEqual([])
  })
})

describe('a decision on a proposal', () => {
  const PROPOSE = 'mutation ($input: ProposeWordingInput!) { proposeWording(input: $input) { id } }'
  const DECIDE = 'mutation ($input: DecideProposalsInput!) { decideProposals(input: $input) { id } }'
  const LISTED = '{ notifications(first: 9) { items { kind proposalId excerpt } } }'

  async function decided(state: 'ACCEPTED' | 'DECLINED', reason: string | null) {
    const id = randomUUID()
    const input = { id, documentId: document.id, unitId, wording: `Dotacje przyznaje się (${id}).`, grounds: '' }
    await gql(target, asLucja, PROPOSE, { input })
    await gql(target, asLeon, DECIDE, { input: { proposalIds: [id], state, reason } })
    return { id, mails: await mailAfter(11) }
  }

  it('is mailed to who made it, with the reason and the way there, and listed', async () => {
    const declined = await decided('DECLINED', 'To jest już w § 3.')
    const [mail, ...more] = declined.mails
    expect([mail?.to, more]).toEqual([lucja.email, []])
    expect(mail?.subject).toBe('Propozycja odrzucona: Program współpracy')
    expect(mail?.text).toContain('Propozycja odrzucona – Leon Framuga, §\u00a01')
    expect(mail?.text).toContain('„To jest już w § 3.”')
    const link = `http://localhost:${target.port}/dokument/${document.id}?propozycja=${declined.id}`
    expect(mail?.text).toContain(link)
    expect(mail?.html).toContain(`<a href="${link}">`)
    const { notifications } = await gql<{ notifications: { items: unknown[] } }>(target, asLucja, LISTED)
    expect(notifications.items).toEqual([
      { kind: 'PROPOSAL_DECIDED', proposalId: declined.id, excerpt: 'To jest już w § 3.' },
    ])

    const accepted = await decided('ACCEPTED', null)
    expect(accepted.mails.map(({ subject }) => subject)).toEqual(['Propozycja przyjęta: Program współpracy'])
    expect(accepted.mails[0]?.text).toContain(`?propozycja=${accepted.id}`)
  })
})

describe('unsubscribing', () => {
  const isMentionMailed = async () => {
    type Settings = { notificationSettings: { kind: string; channel: string; enabled: boolean }[] }
    const { notificationSettings } = await gql<Settings>(target, asLucja, SETTINGS)
    return notificationSettings.find(({ kind, channel }) => kind === 'MENTION' && channel === 'MAIL')?.enabled
  }

  async function receiveLink(): Promise<string> {
    await mention('Raz')
    const [mail] = await mailAfter(11)
    return linkIn(mail?.headers)
  }

  it('works with one POST without a session or an Origin, for good; a GET changes nothing', async () => {
    const link = await receiveLink()
    const { pathname, search } = new URL(link)
    for (const method of ['GET', 'HEAD']) await send(target, { method, path: `${pathname}${search}`, bare: true })
    expect(await isMentionMailed()).toBe(true)
    const answer = await oneClick(link)
    expect([answer.status, answer.body, answer.headers['set-cookie']]).toEqual([200, '{}', undefined])
    expect(await isMentionMailed()).toBe(false)
    await mention('Dwa')
    expect(await mailAfter(31)).toEqual([])
    target.clock.advance(90 * 24 * 60 * MINUTE)
    expect((await oneClick(link)).status).toBe(200)
  })

  it('refuses a token that was made up, changed or of somebody else, and then too many of them', async () => {
    const link = new URL(await receiveLink())
    const [payload = '', signature = ''] = (link.searchParams.get('token') ?? '').split('.')
    const forged = Buffer.from(JSON.stringify({ u: leon.id, k: ['MENTION'] })).toString('base64url')
    const tokens = ['', 'x', payload, `${payload}.`, `${forged}.${signature}`, `${payload}.${signature}.x`]
    for (const token of tokens) {
      link.searchParams.set('token', token)
      expect([token, (await oneClick(link.href)).status]).toEqual([token, 403])
    }
    expect(await target.db.notificationSetting.count()).toBe(0)
    const statuses = new Set<number>()
    for (let index = 0; index < 40; index += 1) statuses.add((await oneClick(link.href)).status)
    expect(statuses).toEqual(new Set([403, 429]))
  })
})

describe.each(['embedded', 'postgres'] as const)('many at once, on %s', async (kind) => {
  it.skipIf(!(await isAvailable(kind)))('one of several sends a mail, and nobody tells more than fifty', async () => {
    const node = await startApp({ database: kind })
    const organization = await seed(node).organization()
    const author = await organization.person()
    const crowd = await Promise.all(Array.from({ length: 60 }, () => organization.person()))
    const cookie = await signInAs(node, author)
    const { document: text, unitId: unit } = await documentWithUnit(organization, author, 'Program')
    const begin = (at: number) => {
      const people = crowd.slice((at % 3) * 20, (at % 3) * 20 + 20)
      return startThread(node, cookie, text, unit, toComment('Uwaga', { people }))
    }
    await Promise.all(Array.from({ length: 12 }, (_, at) => begin(at)))
    const told = await node.db.notification.findMany({ distinct: ['userId'], select: { userId: true } })
    expect(told).toHaveLength(50)

    node.clock.advance(11 * MINUTE)
    await Promise.all(Array.from({ length: 8 }, () => node.app.mailDue()))
    expect(node.mails.map(({ to }) => to).toSorted()).toEqual(
      crowd
        .filter(({ id }) => told.some(({ userId }) => userId === id))
        .map(({ email }) => email)
        .toSorted(),
    )
    await node.close()
  })
})

describe('by SMTP', () => {
  let smtp: SmtpServer
  let post: TestApp

  beforeAll(async () => {
    smtp = await startSmtp()
    post = await startApp({ env: { smtp: { url: smtp.url, from: 'zapis@example.org' } } })
  })
  afterAll(async () => {
    await post.close()
    await smtp.close()
  })

  it('no title or name begins a header, and a mail that was refused comes again', async () => {
    const organization = await seed(post).organization()
    const author = await organization.person('Zły\r\nBcc: imie@example.org')
    const reader = await organization.person('Anna')
    const made = await documentWithUnit(organization, author, 'Tytuł\r\nBcc: obcy@example.org\r\n\r\nTreść')
    const cookie = await signInAs(post, author)
    smtp.refuse(reader.email)
    await startThread(post, cookie, made.document, made.unitId, toComment('Uwaga', { people: [reader] }))
    post.clock.advance(11 * MINUTE)
    await post.app.mailDue()
    expect(smtp.mails).toEqual([])
    await post.app.mailDue()
    expect(await post.db.mailMessage.count()).toBe(1)

    smtp.accept(reader.email)
    post.clock.advance(16 * MINUTE)
    await post.app.mailDue()
    const mail = await until('the mail', () => smtp.mails[0])
    expect(mail.to).toEqual([reader.email])
    expect([...mail.headers.keys()]).not.toContain('bcc')
    expect(mail.headers.get('subject')).toBe('Wzmianka o Państwu: Tytuł Bcc: obcy@example.org Treść')
    expect(mail.headers.get('list-unsubscribe')).toMatch(/^<http:\/\/localhost:\d+\/powiadomienia\/wypisz\?token=\S+>$/)
    expect(mail.headers.get('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click')
    post.clock.advance(24 * 60 * MINUTE)
    await post.app.mailDue()
    expect(smtp.mails).toHaveLength(1)
  })
})
