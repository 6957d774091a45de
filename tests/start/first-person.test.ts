import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { gql, postJson, toCookieHeader } from '../kit/client.ts'
import { type SmtpServer, startSilentServer, startSmtp } from '../kit/smtp.ts'
import { until } from '../kit/until.ts'
import { runServer, type ServerProcess } from './server-process.ts'

const EMAIL = 'pierwsza@example.org'
const FIRST = { FIRST_ADMIN_EMAIL: EMAIL, FIRST_ORGANIZATION: 'Krakowskie Forum Lokali' }

let root: string
let smtp: SmtpServer
let running: ServerProcess | undefined

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'wz-first-'))
  smtp = await startSmtp()
})
afterEach(async () => {
  await running?.stop('SIGKILL')
  await smtp.close()
  await rm(root, { recursive: true })
})

/** A port nobody had a moment ago: the public address names it before the server runs. */
async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const address = probe.address()
  await new Promise((resolve) => probe.close(resolve))
  return typeof address === 'object' && address !== null ? address.port : 0
}

function serve(port: number, variables: Record<string, string>): ServerProcess {
  running = runServer({
    DATA_DIR: join(root, 'data'),
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    SMTP_URL: smtp.url,
    MAIL_FROM: 'zapis@example.org',
    ...variables,
  })
  return running
}

function mailWith(words: RegExp): Promise<string> {
  return until(`a mail with ${words}`, () => smtp.mails.map(({ text }) => words.exec(text)?.[1]).find(Boolean))
}

it('a real instance says how to get in, lets its first person in, and forgets about it', async () => {
  const port = await freePort()
  const target = { port, origin: `http://127.0.0.1:${port}` }
  const closed = serve(port, {})
  await closed.untilPrinted(/Set FIRST_ADMIN_EMAIL and FIRST_ORGANIZATION and start again/)
  expect(await closed.stop()).toBe(0)

  const open = serve(port, FIRST)
  await open.untilPrinted(/Sign in with the address of FIRST_ADMIN_EMAIL at http/)
  expect(await mailWith(/Organizacja: (Krakowskie Forum Lokali)\./)).toBe('Krakowskie Forum Lokali')
  expect(await mailWith(/(http:\S+\/zaloguj)\s/)).toBe(`${target.origin}/zaloguj`)
  await postJson(target, '/api/auth/sign-in/magic-link', { email: EMAIL })
  const token = await mailWith(/zaloguj\/link#(\S+)/)
  const cookie = toCookieHeader(await postJson(target, '/api/auth/magic-link/verify', { token }))
  const { viewer } = await gql<{ viewer: { memberships: { role: string }[] } }>(
    target,
    cookie,
    '{ viewer { memberships { role } mayCreateOrganizations mayCreateDocuments mayInvite { name } } }',
  )
  expect(viewer.memberships.map(({ role }) => role).sort()).toEqual(['ADMIN', 'COORDINATOR'])
  expect(viewer).toMatchObject({
    mayCreateOrganizations: ['NGO', 'CITY'],
    mayCreateDocuments: true,
    mayInvite: [{ name: 'Krakowskie Forum Lokali' }],
  })
  expect(open.output()).not.toContain(EMAIL)
  expect(await open.stop()).toBe(0)

  const later = serve(port, { ...FIRST, LOG_LEVEL: 'info' })
  await later.untilPrinted(/ignored: somebody has an account/)
  expect(await later.stop()).toBe(0)
  expect(smtp.mails.flatMap(({ to }) => to)).toEqual([EMAIL, EMAIL])
})

it('a real instance whose mail server hangs still stops in order, and lets go of its lock', async () => {
  const silent = await startSilentServer()
  const server = serve(await freePort(), { ...FIRST, SMTP_URL: silent.url })
  await server.ready()
  await silent.called
  expect(await server.stop()).toBe(0)
  expect(await readdir(join(root, 'data', 'lock'))).toEqual(['free'])
  await silent.close()
})
