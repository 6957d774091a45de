// What people wrote about a document in places that hold few words: reasons, and topics.

import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { tampering } from '@app/prisma/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApp, type TestApp } from '../kit/app.ts'
import { ask, gql } from '../kit/client.ts'
import { everythingKept } from '../kit/everything-kept.ts'
import { checkOffline, downloadProof } from '../kit/proofs.ts'
import { startThread, toComment } from '../kit/remarks.ts'
import { newId, type SeededDocument, type SeededOrganization, type SeededPerson, seed, signInAs } from '../kit/seed.ts'
import { until } from '../kit/until.ts'

const NAME = 'Adam Nowak-Leśny'
const BLANKS = '█'.repeat(NAME.length)
const REDACT = 'mutation ($input: RedactTextInput!) { redactText(input: $input) { id } }'
const VERSION = 'mutation ($input: CreateVersionInput!) { createVersion(input: $input) { id } }'
const HIDE = 'mutation ($input: HideCommentInput!) { hideComment(input: $input) }'

let target: TestApp
let lead: SeededOrganization
let owner: SeededPerson
let cookie: string
let document: SeededDocument
let unitId: string
let versionId: string
let first: string
let second: string

async function redact(text: string, reason: string, id: string = randomUUID()): Promise<string> {
  const { codes } = await ask(target, cookie, REDACT, { input: { id, documentId: document.id, text, reason } })
  expect(codes).toEqual([])
  return id
}

const listFile = () => join(target.env.dataDir, 'redactions.jsonl')
const listed = () => readFile(listFile(), 'utf8')

/** An audit entry alone says why a remark was hidden, once it is shown again. */
async function hideAndShow(): Promise<void> {
  const threadId = await startThread(target, cookie, document, unitId, toComment('Uwaga'))
  const { id: commentId } = await target.db.threadComment.findFirstOrThrow({ where: { threadId } })
  await gql(target, cookie, HIDE, { input: { commentId, reason: `Podaje nazwisko: ${NAME}` } })
  await gql(target, cookie, HIDE, { input: { commentId } })
}

beforeAll(async () => {
  target = await startApp()
  lead = await seed(target).organization()
  owner = await lead.person('Hanna')
  cookie = await signInAs(target, owner)
  unitId = newId()
  document = await lead.document(owner, {
    title: 'Wniosek',
    content: [{ type: 'block', id: unitId, kind: 'section', level: 0, content: [{ text: 'Telefon 600100200.' }] }],
  })
  await document.member(owner, 'EDITOR', true)
  const version = { id: randomUUID(), documentId: document.id, name: 'Pierwsza', note: '' }
  versionId = version.id
  await gql(target, cookie, VERSION, { input: version })
})
afterAll(() => target.close())

describe('reasons', () => {
  it('of earlier redactions, of versions, and in the audit go like any words, also from the list beside the database', async () => {
    await hideAndShow()
    await target.db.document.update({ where: { id: document.id }, data: { tags: ['lokale', NAME.toUpperCase()] } })
    first = await redact('600100200', `Prosił o to ${NAME}, pisemnie`)
    expect(await listed()).toContain(NAME)
    expect(await everythingKept(target.db)).toContain(NAME)

    second = await redact(NAME, 'Dane osobowe')
    const kept = await everythingKept(target.db)
    expect(kept.toLowerCase()).not.toContain('nowak')
    expect(await listed()).not.toContain('Nowak')
    expect((await listed()).split('\n').filter((line) => line.startsWith(`{"id":"${first}"`))).toHaveLength(1)
    const { redactions } = (
      await gql<{ document: { redactions: { reason: string }[] } }>(
        target,
        cookie,
        'query ($id: ID!) { document(id: $id) { redactions { reason } } }',
        { id: document.id },
      )
    ).document
    expect(redactions.map(({ reason }) => reason)).toEqual(['Dane osobowe', `Prosił o to ${BLANKS}, pisemnie`])
    expect(await target.db.document.findUniqueOrThrow({ where: { id: document.id } })).toMatchObject({
      title: 'Wniosek',
      tags: ['lokale', BLANKS],
    })
    const audited = await target.db.auditEvent.findMany({ where: { documentId: document.id }, orderBy: { at: 'asc' } })
    const reasons = audited.flatMap(({ detail }) => (detail as { reason?: string } | null)?.reason ?? [])
    expect(reasons).toEqual([
      ...[`Podaje nazwisko: ${BLANKS}`, `Podaje nazwisko: ${BLANKS}`],
      ...[`Prosił o to ${BLANKS}, pisemnie`, 'Dane osobowe'],
    ])
  })

  it('are proved as long as they stand, and nobody can blank one that no redaction took out', async () => {
    const { files } = await downloadProof(target, cookie, versionId)
    expect(await checkOffline(files)).toMatchObject({ code: 0 })
    const manifest = JSON.parse(files.get('manifest.json') ?? '') as { redactions: Record<string, unknown>[] }
    const forge = (id: string, change: object) => {
      const redactions = manifest.redactions.map((one) => (one.id === id ? { ...one, ...change } : one))
      return new Map(files).set('manifest.json', JSON.stringify({ ...manifest, redactions }))
    }
    for (const [id, change] of [
      [second, { reason: '███', reasonSalt: null }],
      [second, { reason: 'Inny' }],
      [second, { reasonsOf: [] }],
      [second, { rows: [1] }],
    ] as const) {
      expect(await checkOffline(forge(id, change))).toMatchObject({
        code: 1,
        said: expect.stringContaining('nie stoi w łańcuchu'),
      })
    }
  })

  it('are said to be unproved where data were taken out of them, whatever stands there', async () => {
    const { files } = await downloadProof(target, cookie, versionId)
    const { said } = await checkOffline(files)
    const line = (words: string) => said.split('\n').find((each) => each.includes(words)) ?? ''
    expect(line('Prosił o to')).toContain('niczym niepotwierdzone')
    expect(line('Dane osobowe')).not.toContain('niczym niepotwierdzone')
    const forged = (files.get('manifest.json') ?? '').replace(
      `Prosił o to ${BLANKS}, pisemnie`,
      'Na polecenie prezydenta',
    )
    expect(forged).toContain('Na polecenie prezydenta')
    const forgedSaid = (await checkOffline(new Map(files).set('manifest.json', forged), '--en')).said
    expect(forgedSaid).toMatch(/Na polecenie prezydenta \(as the manifest says, unproved/)
  })

  it('are taken out of a restored backup again', async () => {
    const { reason, reasonSalt } = { reason: `Prosił o to ${NAME}, pisemnie`, reasonSalt: '00' }
    await tampering(
      target.db,
      target.db.redaction.deleteMany({ where: { id: second } }),
      target.db.redaction.update({ where: { id: first }, data: { reason, reasonSalt } }),
      target.db.auditEvent.updateMany({
        where: { documentId: document.id, action: 'comment.hidden' },
        data: { detail: { reason: `Podaje nazwisko: ${NAME}` } },
      }),
    )
    await target.restart()
    expect(await target.db.redaction.count({ where: { id: second } })).toBe(1)
    expect(await everythingKept(target.db)).not.toContain('Nowak')
    expect(await listed()).not.toContain('Nowak')
  })
})

describe('the list beside the database', () => {
  it('that cannot be written is no secret to whoever redacts, and is written as soon as it can be', async () => {
    await rm(listFile())
    await mkdir(listFile())
    const id = randomUUID()
    const input = { id, documentId: document.id, text: 'Telefon', reason: 'Dane osobowe' }
    const send = () => ask(target, cookie, REDACT, { input })
    for (const _time of [1, 2]) {
      const { errors } = await send()
      expect(errors.map(({ extensions }) => extensions)).toEqual([{ code: 'UNAVAILABLE', detail: 'redactionList' }])
    }
    expect(await target.db.redaction.count({ where: { id } })).toBe(1)
    await rm(listFile(), { recursive: true })
    await until('the list', async () => (await listed().catch(() => '')).includes(id))
    expect((await listed()).includes(first)).toBe(true)
    expect((await send()).codes).toEqual([])
    expect(await target.db.redaction.count({ where: { documentId: document.id } })).toBe(3)
  })
})
