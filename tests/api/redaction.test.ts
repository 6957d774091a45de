import { createHash, randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { tampering } from '@app/prisma/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startApp, type TestApp } from '../kit/app.ts'
import { ask, gql } from '../kit/client.ts'
import { everythingKept } from '../kit/everything-kept.ts'
import { openPeer, type Peer } from '../kit/peer.ts'
import { checkOffline, downloadProof, withLog } from '../kit/proofs.ts'
import { type SeededDocument, type SeededOrganization, type SeededPerson, seed, signInAs } from '../kit/seed.ts'
import { until } from '../kit/until.ts'

const SECRET = 'jan.kowalski@example.org'
const REASON = 'Dane osobowe osoby prywatnej'
const CREATE = 'mutation ($input: CreateVersionInput!) { createVersion(input: $input) { id number hash } }'
const REDACT = 'mutation ($input: RedactTextInput!) { redactText(input: $input) { id reason createdBy { name } } }'
const VERSION = `query ($id: ID!) { version(id: $id) { hash redactedHash redactedAt redactionReason note name }
  versionContent(id: $id) }`

let target: TestApp
let lead: SeededOrganization
let owner: SeededPerson
let document: SeededDocument
let cookie: string
let peer: Peer
let away: Peer
let versions: { id: string; hash: string }[]
let redactionId: string

async function write(change: (text: import('yjs').Text) => void): Promise<void> {
  const by = { kind: 'EDIT' as const, userId: owner.id, organizationId: owner.organizationId }
  await target.app.rooms.append(document.id, { ...by, change })
}

async function name(words: string, note = '') {
  const input = { id: randomUUID(), documentId: document.id, name: words, note }
  const { createVersion } = await gql<{ createVersion: { id: string; hash: string } }>(target, cookie, CREATE, {
    input,
  })
  return createVersion
}

function peerOptions() {
  return { origin: target.origin, port: target.port, cookie, documentId: document.id, userId: owner.id }
}

function redact(as: string, changes: object = {}) {
  const input = { id: randomUUID(), documentId: document.id, text: SECRET.toUpperCase(), reason: REASON, ...changes }
  return ask<{ redactText: { id: string; reason: string; createdBy: { name: string } } }>(target, as, REDACT, { input })
}

async function compareTo(seq: number): Promise<string> {
  const from = 'compare(documentId: $i, from: { seq: 0 }, to: { seq: $s })'
  const query = `query ($i: ID!, $s: Int!) { ${from} { units { pieces } } }`
  return JSON.stringify(await ask(target, cookie, query, { i: document.id, s: seq }))
}

beforeAll(async () => {
  target = await startApp({ database: 'embedded' })
  lead = await seed(target).organization()
  owner = await lead.person('Hanna')
  cookie = await signInAs(target, owner)
  document = await lead.document(owner, { title: `Kontakt ${SECRET}`, text: 'Kontakt: ' })
  for (const letter of SECRET) await write((text) => text.insert(text.length, letter))
  await write((text) => text.insert(text.length, ' (pilne)'))
  const first = await name('Z adresem', `Zawiera ${SECRET}`)
  const place = { documentId: document.id, unitId: 'u', unitLabel: '', seq: 3, createdById: owner.id }
  const body = `Czy ${SECRET} wie?`
  await target.db.thread.create({
    data: {
      id: randomUUID(),
      ...place,
      quote: SECRET.slice(4),
      quoteBefore: `x ${SECRET.slice(0, 4)}`,
      comments: { create: { id: randomUUID(), createdById: owner.id, body } },
    },
  })
  const message = {
    toEmail: 'ktos@example.org',
    kind: 'digest',
    locale: 'pl',
    subject: 'Nowe uwagi',
    createdAt: new Date(),
    documentIds: [document.id],
  }
  await target.db.mailMessage.create({ data: { id: randomUUID(), ...message, text: body, html: `<p>${body}</p>` } })
  // The same words once more, in the past alone.
  await write((text) => text.insert(1, `${SECRET} `))
  await write((text) => text.delete(1, SECRET.length + 1))
  versions = [first, await name('Druga')]
  peer = await openPeer(peerOptions())
  away = await openPeer(peerOptions())
  await Promise.all([peer.opened(), away.opened()])
  await away.crash()
})
afterAll(async () => {
  await peer.close()
  await target.close()
})

it('is for who manages the document, with a reason that does not tell', async () => {
  const editor = await (await seed(target).organization()).person()
  await document.member(editor, 'EDITOR')
  const codes = async (said: ReturnType<typeof redact>) => (await said).codes[0]
  expect(await codes(redact(await signInAs(target, editor)))).toBe('FORBIDDEN')
  for (const wrong of [
    { text: 'abc' },
    { text: 'dwa\nwiersze' },
    { reason: ' ' },
    { reason: `To ${SECRET}` },
    { id: 'x' },
  ])
    expect(await codes(redact(cookie, wrong))).toBe('INVALID')
  expect(await codes(redact(cookie, { text: 'nigdzie tego nie ma' }))).toBe('NOT_FOUND')
  expect(await target.db.redaction.count()).toBe(0)
})

it('leaves the words nowhere: not in the text, its past, its versions, what was said, mail, or what is open', async () => {
  expect(await everythingKept(target.db)).toContain(SECRET)
  const { epoch } = await target.db.document.findUniqueOrThrow({ where: { id: document.id } })
  // Who compares keeps what was read lately.
  const places = [SECRET.length + 1, SECRET.length + 3]
  for (const place of places) expect(await compareTo(place)).toContain('kowalski')
  const copy = peer.doc
  const { data, codes } = await redact(cookie)
  expect(codes).toEqual([])
  expect(data?.redactText).toMatchObject({ reason: REASON, createdBy: { name: 'Hanna' } })
  redactionId = data?.redactText.id ?? ''
  expect(await everythingKept(target.db)).not.toContain(SECRET)
  await until('the page', () => peer.content().includes('[usunięto]'))
  expect(peer.content()).not.toContain(SECRET)
  const begun = await target.db.document.findUniqueOrThrow({ where: { id: document.id } })
  expect(begun.epoch).not.toBe(epoch)
  await until('the page to begin anew', () => peer.session.replica !== null && peer.doc !== copy)
  await peer.opened()
  peer.type('!')
  await peer.saved()
  expect(peer.givenBack()).toEqual([])
  // A device that was away meanwhile, with the words in its copy.
  const back = await openPeer({ ...peerOptions(), device: away.device })
  await back.opened()
  expect(back.content()).toBe(peer.content())
  expect(Buffer.from(back.bytes()).toString('utf8')).not.toContain('kowalski')
  await back.close()
  expect(Buffer.from(peer.bytes()).toString('utf8')).not.toContain('kowalski')
  const { headSeq } = await target.db.document.findUniqueOrThrow({ where: { id: document.id } })
  for (const place of [...places, headSeq]) {
    const answer = await compareTo(place)
    expect(answer).toMatch(/█|\[usunięto]/)
    expect(answer).not.toContain('kowalski')
  }
})

it('is shown with date and reason beside the original hash, and the chain is whole', async () => {
  const shown = await gql<{ version: Record<string, string>; versionContent: string }>(target, cookie, VERSION, {
    id: versions[0]!.id,
  })
  expect(shown.version).toMatchObject({
    hash: versions[0]!.hash,
    redactionReason: REASON,
    redactedHash: expect.any(String),
  })
  expect(shown.version.note).toBe(`Zawiera ${'█'.repeat(SECRET.length)}`)
  expect(shown.versionContent).toContain(`Kontakt: ${'█'.repeat(SECRET.length)} (pilne)`)
  for (const { id } of versions) {
    const { files } = await downloadProof(target, cookie, id)
    const { code, said } = await checkOffline(files)
    expect([code, said]).toEqual([0, expect.stringContaining('Skrót po usunięciu danych')])
    expect([...files.values()].join('\n')).not.toContain('kowalski')
    const updates = (files.get('log.jsonl') ?? '')
      .split('\n')
      .slice(1, -1)
      .map((line) => JSON.parse(line)[14] as string)
    expect(updates.map((update) => Buffer.from(update, 'base64').toString('utf8')).join('\n')).not.toContain(SECRET)
    expect(files.get('manifest.json')).toContain(REASON)
    // Nor can anybody say that more was redacted, or for another reason.
    const forged = new Map(files).set('log.jsonl', withoutContent(files, 1).get('log.jsonl') ?? '')
    const claims = [
      [files, (redactions) => redactions.map((redaction) => ({ ...redaction, reason: 'Inny' }))],
      [forged, ([one, ...rest]) => [{ ...one, rows: [1, ...one!.rows] }, ...rest]],
      [
        forged,
        (redactions) => [...redactions, { id: randomUUID(), createdAt: '2026-01-01', reason: REASON, rows: [1] }],
      ],
    ] satisfies [Map<string, string>, (redactions: Claim[]) => object[]][]
    for (const [proof, claim] of claims) {
      expect(await checkOffline(withClaims(proof, claim))).toMatchObject({
        code: 1,
        said: expect.stringContaining('nie stoi w łańcuchu'),
      })
    }
  }
})

interface Claim {
  rows: number[]
}

/** A row as if it had been redacted. */
function withoutContent(files: ReadonlyMap<string, string>, seq: number): Map<string, string> {
  return withLog(files, (rows) => rows.map((row) => (row[1] === seq ? row.with(13, null).with(14, 'AAA=') : row)))
}

/** The same archive with another manifest, its hashes made again. */
function withClaims(files: ReadonlyMap<string, string>, claim: (redactions: Claim[]) => object[]): Map<string, string> {
  const manifest = JSON.parse(files.get('manifest.json') ?? '')
  const hashes = Object.keys(manifest.files).map((file) => {
    return [
      file,
      createHash('sha256')
        .update(files.get(file) ?? '')
        .digest('hex'),
    ] as const
  })
  const forged = { ...manifest, redactions: claim(manifest.redactions), files: Object.fromEntries(hashes) }
  return new Map(files).set('manifest.json', JSON.stringify(forged))
}

it('leaves no seed of the salts that were taken away, also in what is sealed later of the same block of rows', async () => {
  const where = { documentId: document.id }
  for (const letter of 'dalej') await write((text) => text.insert(text.length, letter))
  await name('Po usunięciu')
  await target.app.sealLogs()
  expect(await target.db.documentUpdate.count({ where })).toBe(0)
  const { places } = await target.db.redaction.findFirstOrThrow({ where })
  const { rows: gone } = places as unknown as { rows: number[] }
  expect(gone.length).toBeGreaterThan(SECRET.length)
  const version = await target.db.version.findFirstOrThrow({ where, orderBy: { seq: 'desc' } })
  const { files } = await downloadProof(target, cookie, version.id)
  expect(await checkOffline(files)).toMatchObject({ code: 0 })
  const lines = (files.get('log.jsonl') ?? '').split('\n').slice(1, -1)
  const unsalted = lines.map((line) => JSON.parse(line) as unknown[]).filter((row) => row[13] === null)
  expect(unsalted.map(([, seq]) => seq)).toEqual(gone)
})

it('is audited with its reason and without the words, once however often it is sent', async () => {
  const where = { action: 'document.redacted' }
  const [entry] = await target.db.auditEvent.findMany({ where })
  expect(entry).toMatchObject({ actorId: owner.id, documentId: document.id, targetId: redactionId })
  expect(entry?.detail).toMatchObject({ reason: REASON, versions: 2 })
  expect((await redact(cookie, { id: redactionId })).data?.redactText.id).toBe(redactionId)
  expect(await target.db.auditEvent.count({ where })).toBe(1)
})

it('is done again on a database that was restored from before it', async () => {
  const list = await readFile(join(target.env.dataDir, 'redactions.jsonl'), 'utf8')
  expect(list).toContain(redactionId)
  expect(list.toLowerCase()).not.toContain('kowalski')
  const [comment] = await target.db.threadComment.findMany()
  const back = `Czy ${SECRET} wie?`
  await tampering(
    target.db,
    target.db.redaction.deleteMany({}),
    target.db.threadComment.update({ where: { id: comment!.id }, data: { body: back } }),
  )
  await target.restart()
  expect(await target.db.redaction.count()).toBe(1)
  expect(await everythingKept(target.db)).not.toContain(SECRET)
  const { body } = await target.db.threadComment.findUniqueOrThrow({ where: { id: comment!.id } })
  expect(body).toBe(`Czy ${'█'.repeat(SECRET.length)} wie?`)
})
