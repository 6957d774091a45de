import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { tampering } from '@app/prisma/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startApp, type TestApp } from '../kit/app.ts'
import { ask, gql } from '../kit/client.ts'
import { type SeededDocument, type SeededOrganization, type SeededPerson, seed, signInAs } from '../kit/seed.ts'

const SECRET = 'jan.kowalski@example.org'
const BLANKS = '█'.repeat(SECRET.length)
const REDACT = 'mutation ($input: RedactTextInput!) { redactText(input: $input) { id } }'

let target: TestApp
let lead: SeededOrganization
let owner: SeededPerson
let stranger: SeededPerson
let coordinator: SeededPerson

/** `DONE`, or why not. */
async function redact(by: SeededPerson, document: SeededDocument, text: string, changes: object = {}): Promise<string> {
  const input = { id: randomUUID(), documentId: document.id, text, reason: 'Dane osobowe', ...changes }
  const { codes } = await ask(target, await signInAs(target, by), REDACT, { input })
  return codes[0] ?? 'DONE'
}

async function mailAbout(documentIds: string[], words: string): Promise<string> {
  const id = randomUUID()
  const message = {
    toEmail: stranger.email,
    kind: 'digest',
    locale: 'pl',
    subject: 'Nowe uwagi',
    createdAt: new Date(),
  }
  const html = `<p>${words}</p>`
  await target.db.mailMessage.create({ data: { id, ...message, documentIds, text: `Uwaga: ${words}`, html } })
  return id
}

async function mailSays(id: string): Promise<string> {
  const { text, html } = await target.db.mailMessage.findUniqueOrThrow({ where: { id } })
  return `${text} ${html}`
}

async function noteOf(document: SeededDocument, body: string): Promise<string> {
  const id = randomUUID()
  const note = { documentId: document.id, unitId: 'u', unitLabel: '', createdById: stranger.id, createdAt: new Date() }
  await target.db.staffNote.create({ data: { id, ...note, body } })
  return id
}

async function textOf(document: SeededDocument): Promise<string> {
  return JSON.stringify((await target.app.rooms.read(document.id)).content)
}

beforeAll(async () => {
  target = await startApp()
  lead = await seed(target).organization()
  owner = await lead.person('Hanna')
  const other = await seed(target).organization()
  stranger = await other.person('Obcy')
  coordinator = await other.person('Krystyna', 'COORDINATOR')
})
afterAll(() => target.close())

it('reaches mail about this document alone, and what is said in mail of others is found by nobody', async () => {
  const document = await lead.document(owner, { title: 'Mój', text: 'Lokal przy Dekerta' })
  const empty = await lead.document(owner, { title: 'Pusty', text: 'Nic' })
  const [own, theirs, several, unknown] = [
    await mailAbout([document.id], 'lokal przy Dekerta'),
    await mailAbout([randomUUID()], 'lokal przy Dekerta'),
    await mailAbout([document.id, empty.id], 'lokal przy Dekerta'),
    await mailAbout([], 'lokal przy Dekerta'),
  ]
  expect([await redact(owner, empty, 'tego nie ma'), await redact(owner, empty, 'Dekerta')]).toEqual([
    'NOT_FOUND',
    'NOT_FOUND',
  ])
  expect(await redact(owner, document, 'Dekerta')).toBe('DONE')
  const said = await Promise.all([own, theirs, several, unknown].map(mailSays))
  const [whole, blank] = [
    'Uwaga: lokal przy Dekerta <p>lokal przy Dekerta</p>',
    'Uwaga: lokal przy ███████ <p>lokal przy ███████</p>',
  ]
  expect(said).toEqual([blank, whole, blank, whole])
})

it('of words that only mail still says, a coordinator of the Forum cleans the mail about the document', async () => {
  const plan = { title: 'Rekomendacja', kind: 'RECOMMENDATION', stage: 'FORUM_DISCUSSION', text: 'Nic' } as const
  const document = await lead.document(owner, plan)
  const [mail, digest] = [
    await mailAbout([document.id], SECRET),
    await mailAbout([document.id, randomUUID()], 'inny@example.org'),
  ]
  expect(await redact(owner, document, SECRET)).toBe('NOT_FOUND')
  expect(await redact(coordinator, document, 'inny@example.org')).toBe('NOT_FOUND')
  expect(await redact(coordinator, document, SECRET)).toBe('DONE')
  expect(await mailSays(mail)).toBe(`Uwaga: ${BLANKS} <p>${BLANKS}</p>`)
  expect(await mailSays(digest)).toContain('inny@example.org')
})

it('a staff note, or words that wait for somebody else, cannot be guessed; what is found elsewhere goes there too', async () => {
  const document = await lead.document(owner, { title: 'Wniosek', text: `Kontakt: ${SECRET}` })
  const note = await noteOf(document, `Odrzucić, brak środków. Zob. ${SECRET}`)
  const waiting = { documentId: document.id, seq: 1, userId: stranger.id, text: `Poufne ${SECRET}` }
  const stranded = await target.db.strandedText.create({ data: { id: randomUUID(), ...waiting } })
  for (const guess of ['Przyjąć', 'Odrzucić', 'Poufne']) expect(await redact(owner, document, guess)).toBe('NOT_FOUND')
  expect(await target.db.redaction.count({ where: { documentId: document.id } })).toBe(0)
  expect(await redact(owner, document, SECRET)).toBe('DONE')
  expect((await target.db.staffNote.findUniqueOrThrow({ where: { id: note } })).body).toBe(
    `Odrzucić, brak środków. Zob. ${BLANKS}`,
  )
  expect((await target.db.strandedText.findUniqueOrThrow({ where: { id: stranded.id } })).text).toBe(`Poufne ${BLANKS}`)
})

it('mail says which documents it is about', async () => {
  const document = await lead.document(owner, { title: 'Z uwagą', text: 'Tekst' })
  await document.member(stranger, 'COMMENTER')
  const thread = {
    id: randomUUID(),
    documentId: document.id,
    unitId: 'u',
    unitLabel: '',
    quote: '',
    seq: 1,
    createdById: owner.id,
  }
  const comment = { id: randomUUID(), createdById: owner.id, body: 'Uwaga' }
  await target.db.thread.create({ data: { ...thread, comments: { create: comment } } })
  const notice = {
    userId: stranger.id,
    kind: 'REPLY',
    documentId: document.id,
    threadId: thread.id,
    commentId: comment.id,
  } as const
  await target.db.notification.create({
    data: { id: randomUUID(), ...notice, actorId: owner.id, createdAt: target.clock.now() },
  })
  target.clock.advance(60 * 60_000)
  await target.app.mailDue()
  const [mail] = await target.db.mailMessage.findMany({ where: { toEmail: stranger.email, kind: 'notifications' } })
  expect(mail?.documentIds).toEqual([document.id])
})

it('an address of a link goes like words, and so does one that is proposed', async () => {
  const link = `mailto:${SECRET}`
  const wish = { 'set:3f0e4d52-8a0c-4a52-9a0b-0d8a4c1f7e11': { link, bold: true } }
  const content = [
    {
      type: 'block' as const,
      id: 'a',
      kind: 'paragraph' as const,
      level: 0,
      content: [
        { text: 'napisz', formats: { link: `https://example.org/?do=${encodeURIComponent(SECRET)}` } },
        { text: ' albo ' },
        { text: 'zadzwoń', formats: { link } },
        { text: ', ' },
        { text: 'dziś', formats: wish },
        { text: ' i ' },
        { text: 'jutro', formats: { link: 'https://example.org/' } },
      ],
    },
  ]
  const document = await lead.document(owner, { title: 'Z odnośnikiem', content: content as never })
  expect(await textOf(document)).toContain(link)
  expect(await redact(owner, document, SECRET)).toBe('DONE')
  const text = await textOf(document)
  expect(text).not.toContain('kowalski')
  expect(text).toContain('https://example.org/"')
  const seq = await target.db.document.findUniqueOrThrow({ where: { id: document.id } })
  for (const query of [
    'query ($i: ID!, $s: Int!) { playbackFrame(documentId: $i, seq: $s) { __typename } }',
    'query ($i: ID!, $s: Int!) { compare(documentId: $i, from: { seq: 0 }, to: { seq: $s }) { units { __typename } } }',
  ]) {
    const shown = await ask(target, await signInAs(target, owner), query, { i: document.id, s: seq.headSeq })
    expect(shown.codes).toEqual([])
  }
  expect(await redact(owner, document, SECRET)).toBe('NOT_FOUND')
})

it('a restored backup forgets what a version was called', async () => {
  const document = await lead.document(owner, { title: 'Kopia', text: `Kontakt: ${SECRET}` })
  const input = { id: randomUUID(), documentId: document.id, name: `Z ${SECRET}`, note: `Zawiera ${SECRET}` }
  const create = 'mutation ($input: CreateVersionInput!) { createVersion(input: $input) { id } }'
  await gql(target, await signInAs(target, owner), create, { input })
  const before = await target.db.version.findUniqueOrThrow({ where: { id: input.id } })
  const id = randomUUID()
  expect(await redact(owner, document, SECRET, { id })).toBe('DONE')
  const { name, note, redactedAt, redactedById, redactedHash, redactionReason } = before
  const was = { name, note, redactedAt, redactedById, redactedHash, redactionReason }
  await tampering(
    target.db,
    target.db.redaction.deleteMany({ where: { id } }),
    target.db.version.update({ where: { id: input.id }, data: was }),
  )
  await target.restart()
  expect(await target.db.redaction.count({ where: { id } })).toBe(1)
  const after = await target.db.version.findUniqueOrThrow({ where: { id: input.id } })
  expect(after).toMatchObject({ name: `Z ${BLANKS}`, note: `Zawiera ${BLANKS}`, redactionReason: 'Dane osobowe' })
})

it('asking for a redaction again tells nothing by guessing either', async () => {
  const document = await lead.document(owner, { title: 'Powtórka', text: 'Kontakt: 600100200' })
  const note = await noteOf(document, 'Odrzucić, brak środków')
  const id = randomUUID()
  expect(await redact(owner, document, '600100200', { id })).toBe('DONE')
  expect(await redact(owner, document, 'Odrzucić', { id })).toBe('DONE')
  expect(await target.db.redaction.count({ where: { documentId: document.id } })).toBe(1)
  expect(await target.db.staffNote.findUniqueOrThrow({ where: { id: note } })).toMatchObject({
    body: 'Odrzucić, brak środków',
  })
})

it('words are found whichever spaces and hyphens they were typed with', async () => {
  const document = await lead.document(owner, {
    title: 'Telefon',
    text: 'Zadzwoń w\u00A0sprawie: +48\u00A0600\u2011123\u2011456.',
  })
  expect(await redact(owner, document, '+48 600-123-456')).toBe('DONE')
  expect(await textOf(document)).toContain('[usunięto].')
})

it('signs that nobody types are refused, and the same request twice at once is one redaction', async () => {
  const document = await lead.document(owner, { title: 'Dwa razy', text: `Kontakt: ${SECRET}` })
  expect(await redact(owner, document, 'Kont\u0000akt')).toBe('INVALID')
  expect(await redact(owner, document, SECRET, { reason: 'po\u0000wód' })).toBe('INVALID')
  expect(await redact(owner, document, 'Kont\ud83dakt')).toBe('INVALID')
  expect(await redact(owner, document, SECRET, { reason: 'po\ud83dwód' })).toBe('INVALID')
  const id = randomUUID()
  expect(await Promise.all([1, 2].map(() => redact(owner, document, SECRET, { id })))).toEqual(['DONE', 'DONE'])
  expect(await target.db.redaction.count({ where: { documentId: document.id } })).toBe(1)
})

it('mail from before it said so is about the documents it leads to', async () => {
  const document = await lead.document(owner, { title: 'Dawny', text: 'Nic' })
  const mail = await mailAbout([], `Uwaga\nhttps://zapis.example/dokument/${document.id}?watek=1`)
  const [nowhere, gone] = [
    await mailAbout([], 'Zaproszenie'),
    await mailAbout([], 'https://zapis.example/dokument/nie-ma'),
  ]
  const script = await readFile(
    new URL('../../prisma/migrations/0011_mail_documents/migration.sql', import.meta.url),
    'utf8',
  )
  await target.database.pool.query(script.slice(script.indexOf('UPDATE')))
  const rows = await target.db.mailMessage.findMany({ where: { id: { in: [mail, nowhere, gone] } } })
  const about = new Map(rows.map(({ id, documentIds }) => [id, documentIds]))
  expect([mail, nowhere, gone].map((id) => about.get(id))).toEqual([[document.id], [], []])
})
