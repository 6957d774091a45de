import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApp, type TestApp } from '../kit/app.ts'
import { ask, gql, postJson, type RawResponse, toCookieHeader } from '../kit/client.ts'
import type { ReceivedMail } from '../kit/received-mail.ts'
import { type SeededOrganization, type SeededPerson, seed, signInAs } from '../kit/seed.ts'
import { type SmtpServer, startSilentServer, startSmtp } from '../kit/smtp.ts'
import { until } from '../kit/until.ts'

const FROM = 'Wspólny Zapis <zapis@example.org>'
const INVITE = 'mutation ($input: InvitePersonInput!) { invitePerson(input: $input) { id email } }'
const LINK = /http:\/\/127\.0\.0\.1:\d+\/zaloguj\/link#([\w-]{32,})/

let smtp: SmtpServer
let target: TestApp
let organization: SeededOrganization
let coordinator: SeededPerson

beforeAll(async () => {
  smtp = await startSmtp()
  target = await startApp({ env: { smtp: { url: smtp.url, from: FROM }, instanceName: 'Wspólny Zapis: Kraków' } })
  organization = await seed(target).organization('Towarzystwo Żółtych Łąk')
  coordinator = await organization.person('Wanda Ścieżka', 'COORDINATOR')
})
afterAll(async () => {
  await target.close()
  await smtp.close()
})

function requestLink(email: string): Promise<RawResponse> {
  return postJson(target, '/api/auth/sign-in/magic-link', { email })
}

async function invite(email: string) {
  const input = { email, organizationId: organization.id, role: 'MEMBER' }
  const cookie = await signInAs(target, coordinator)
  return gql<{ invitePerson: { email: string } }>(target, cookie, INVITE, { input })
}

function received(email: string): Promise<ReceivedMail> {
  return until(`the mail to ${email}`, () => smtp.mails.find(({ to }) => to.includes(email)))
}

/** The stored copy, once its fate is known. */
function stored(email: string) {
  return until(`the fate of the mail to ${email}`, () =>
    target.db.mailMessage.findFirst({
      where: { toEmail: email, OR: [{ sentAt: { not: null } }, { failure: { not: null } }] },
    }),
  )
}

describe('mail that leaves by SMTP', () => {
  it('carries a link that signs in, as text and as HTML, from the configured address', async () => {
    const answer = await requestLink(coordinator.email)
    expect([answer.status, answer.body]).toEqual([200, '{}'])
    const mail = await received(coordinator.email)
    expect(mail).toMatchObject({ from: 'zapis@example.org', to: [coordinator.email] })
    expect(mail.headers.get('from')).toBe(FROM)
    expect(mail.headers.get('to')).toBe(coordinator.email)
    expect(mail.headers.get('subject')).toBe('Logowanie: Wspólny Zapis: Kraków')
    expect(mail.headers.get('content-type')).toMatch(/^multipart\/alternative/)
    expect(mail.headers.get('date')).toMatch(/^\w{3}, \d{2} \w{3} \d{4}/)
    expect(mail.headers.get('message-id')).toMatch(/^<.+@example\.org>$/)
    expect(mail.text).toContain('trzeba nacisnąć przycisk „Zaloguj mnie”')
    expect(mail.html).toContain('<html lang="pl">')
    expect(mail.html).toContain('trzeba nacisnąć przycisk „Zaloguj mnie”')
    const [link, token] = LINK.exec(mail.text) ?? []
    expect(mail.html).toContain(`<a href="${link}">`)

    const signedIn = await postJson(target, '/api/auth/magic-link/verify', { token })
    expect(signedIn.status).toBe(200)
    const { viewer } = await gql<{ viewer: object }>(target, toCookieHeader(signedIn), '{ viewer { name } }')
    expect(viewer).toEqual({ name: 'Wanda Ścieżka' })
  })

  it('is noted as sent, without what it says', async () => {
    const { failure, sentAt, subject, text, html } = await stored(coordinator.email)
    expect([failure, subject, text, html]).toEqual([null, 'Logowanie: Wspólny Zapis: Kraków', '', ''])
    expect(sentAt).not.toBeNull()
  })

  it('carries an invitation', async () => {
    await invite('nowa@example.org')
    const mail = await received('nowa@example.org')
    expect(mail.headers.get('subject')).toBe('Zaproszenie: Wspólny Zapis: Kraków')
    for (const part of [mail.text, mail.html]) {
      expect(part).toContain('Organizacja: Towarzystwo Żółtych Łąk. Zaprasza: Wanda Ścieżka.')
      expect(part).toContain(`${target.origin}/zaloguj`)
    }
    expect((await stored('nowa@example.org')).failure).toBeNull()
  })
})

describe('mail that was not taken', () => {
  it('is noted without the address, and the answers stay the same', async () => {
    const refused = await organization.person()
    smtp.refuse(refused.email)
    smtp.refuse('odrzucona@example.org')
    const known = await requestLink(refused.email)
    const unknown = await requestLink('nikt@example.org')
    expect([known.status, known.body]).toEqual([unknown.status, unknown.body])
    expect((await stored(refused.email)).failure).toBe('EENVELOPE')

    await expect(invite('odrzucona@example.org')).rejects.toThrow('UNAVAILABLE')
    expect((await stored('odrzucona@example.org')).failure).toBe('EENVELOPE')
    expect(smtp.mails.flatMap(({ to }) => to)).not.toContain(refused.email)
  })

  it('leaves no invitation of which its sender would believe that it went out, and can be sent again', async () => {
    const email = 'potem@example.org'
    const input = { email, organizationId: organization.id, role: 'MEMBER' }
    smtp.refuse(email)
    for (let time = 0; time < 2; time += 1) {
      const { codes, errors } = await ask(target, await signInAs(target, coordinator), INVITE, { input })
      expect([codes, errors[0]?.extensions?.detail]).toEqual([['UNAVAILABLE'], 'mail'])
    }
    expect(await target.db.invitation.count({ where: { email, revokedAt: null } })).toBe(0)
    smtp.accept(email)
    expect((await invite(email)).invitePerson.email).toBe(email)
    expect((await received(email)).text).toContain('/zaloguj')
  })

  it('is noted where no server answers', async () => {
    await smtp.close()
    const person = await organization.person()
    const answer = await requestLink(person.email)
    expect([answer.status, answer.body]).toEqual([200, '{}'])
    const { failure, sentAt } = await stored(person.email)
    expect([failure, sentAt]).toEqual(['ESOCKET', null])

    await expect(invite('po-czasie@example.org')).rejects.toThrow('UNAVAILABLE')
    expect((await stored('po-czasie@example.org')).failure).toBe('ESOCKET')
  })
})

describe('a mail server that hangs', () => {
  it('holds up no end of the program, and the mail is noted as not sent', async () => {
    const silent = await startSilentServer()
    const post = await startApp({ env: { smtp: { url: silent.url, from: FROM } } })
    const person = await (await seed(post).organization()).person()
    await postJson(post, '/api/auth/sign-in/magic-link', { email: person.email })
    await silent.called
    const from = performance.now()
    await post.restart()
    // A process that takes ten seconds is ended with all it holds.
    expect(performance.now() - from).toBeLessThan(8_000)
    const row = await post.db.mailMessage.findFirst({ where: { toEmail: person.email } })
    expect([row?.failure, row?.sentAt]).toEqual(['STOPPED', null])
    await post.close()
    await silent.close()
  })
})
