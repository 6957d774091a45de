import { randomUUID } from 'node:crypto'
import { tampering } from '@app/prisma/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startApp, type TestApp } from '../kit/app.ts'
import { ask, gql } from '../kit/client.ts'
import { checkOffline, downloadProof, forged, sha256, withLog } from '../kit/proofs.ts'
import { type SeededDocument, type SeededPerson, seed, signInAs } from '../kit/seed.ts'

const CREATE = 'mutation ($input: CreateVersionInput!) { createVersion(input: $input) { id number hash } }'

let target: TestApp
let owner: SeededPerson
let other: SeededPerson
let document: SeededDocument
let cookie: string
let versions: { id: string; number: number; hash: string }[]
let proof: Awaited<ReturnType<typeof downloadProof>>

async function write(person: SeededPerson, words: string): Promise<void> {
  const { id: userId, organizationId } = person
  for (const letter of words) {
    await target.app.rooms.append(document.id, {
      kind: 'EDIT',
      userId,
      organizationId,
      change: (text) => text.insert(text.length, letter),
    })
  }
}

async function name(words: string) {
  const input = { id: randomUUID(), documentId: document.id, name: words }
  return (await gql<{ createVersion: (typeof versions)[number] }>(target, cookie, CREATE, { input })).createVersion
}

beforeAll(async () => {
  target = await startApp()
  const lead = await seed(target).organization('Fundacja Trzy Okna')
  owner = await lead.person('Hanna')
  other = await lead.person('Wiktor')
  cookie = await signInAs(target, owner)
  document = await lead.document(owner, { title: 'Zażółć gęślą', text: 'Zapis' })
  await write(other, ' pierwszy')
  const first = await name('Pierwsza')
  await write(owner, ' i drugi')
  versions = [first, await name('Druga')]
  await write(owner, ' później')
  proof = await downloadProof(target, cookie, versions[1]!.id)
})
afterAll(() => target.close())

it('is an archive that proves itself offline, in two languages', async () => {
  expect(proof).toMatchObject({ status: 200, type: 'application/zip' })
  expect(proof.filename).toMatch(/^\d{4}-\d\d-\d\d_zazolc-gesla_dowod-wersja-2\.zip$/)
  const names = ['CZYTAJ.txt', 'log.jsonl', 'manifest.json', 'osoby.json', 'poprzednia.json', 'roznice.json']
  const program = ['', '-dziennik', '-pliki', '-teksty', '-wynik'].map((part) => `sprawdz${part}.mjs`)
  expect([...proof.files.keys()].sort()).toEqual([...names, ...program, 'tekst.json', 'tekst.txt'].sort())
  const manifest = JSON.parse(proof.files.get('manifest.json') ?? '')
  expect(manifest.version).toMatchObject({ number: 2, hash: versions[1]!.hash, name: 'Druga', redactedHash: null })
  expect(manifest.versions.map(({ hash }: { hash: string }) => hash)).toEqual(versions.map(({ hash }) => hash))
  expect(sha256(proof.files.get('tekst.json') ?? '')).toBe(versions[1]!.hash)
  expect(proof.files.get('tekst.txt')).toBe('Zapis pierwszy i drugi\n')
  expect(proof.files.get('osoby.json')).toContain('Wiktor')
  expect(await checkOffline(proof.files)).toMatchObject({ code: 0, said: expect.stringContaining('✓ Sprawdzono') })
  expect((await checkOffline(proof.files, '--en')).said).toContain(`Hash of the version: ${versions[1]!.hash}`)
})

it('finds a flipped byte, another author, another order, another time and a missing row, and names the row', async () => {
  const [AUTHOR, AT, UPDATE] = [5, 10, 14]
  const wrong: [string, Map<string, string>][] = [
    ['treść wpisu 4', withLog(proof.files, (rows) => rows.with(3, rows[3]!.with(UPDATE, flipped(rows[3]![UPDATE]))))],
    ['pierwsze złe ogniwo: wpis 5', withLog(proof.files, (rows) => rows.with(4, rows[4]!.with(AUTHOR, owner.id)))],
    [
      'pierwsze złe ogniwo: wpis 2',
      withLog(proof.files, (rows) => rows.with(1, rows[1]!.with(AT, '2026-01-01T00:00:00.000Z'))),
    ],
    ['brakuje wpisów od 6', withLog(proof.files, (rows) => rows.toSpliced(5, 1))],
    ['brakuje wpisów od 3', withLog(proof.files, (rows) => rows.toSpliced(2, 2, rows[3]!, rows[2]!))],
    ['pierwsze złe ogniwo: wpis 3', withLog(proof.files, renumbered)],
    ['nie kończy się tam', withLog(proof.files, (rows) => rows.slice(0, -1))],
    [
      'wpisu 4 usunięto treść bez podania',
      withLog(proof.files, (rows) => rows.with(3, rows[3]!.with(UPDATE - 1, null))),
    ],
    ['tekst nie ma skrótu', new Map([...proof.files, ['tekst.json', `${proof.files.get('tekst.json')} `]])],
    ['plik tekst.txt jest zmieniony', new Map([...proof.files, ['tekst.txt', 'Inny']])],
    ['brakuje pliku roznice.json', new Map([...proof.files].filter(([file]) => file !== 'roznice.json'))],
  ]
  for (const [words, files] of wrong) {
    const { code, said } = await checkOffline(files)
    expect([code, said]).toEqual([1, expect.stringContaining(words)])
  }
})

it('does not believe that a version reads otherwise for a redaction that there is none of', async () => {
  const text = (proof.files.get('tekst.json') ?? '').replace('drugi', 'inny')
  const files = forged(proof.files, { 'tekst.json': text }, ({ version, versions, ...manifest }) => {
    const other = { ...version, redactedHash: sha256(text) }
    return { ...manifest, version: other, versions: versions.with(-1, other) }
  })
  const { code, said } = await checkOffline(files)
  expect([code, said]).toEqual([1, expect.stringContaining('żadne usunięcie danych nie sięga wersji 2')])
})

it('has a last link that whoever forged the whole log cannot keep', async () => {
  const { log } = JSON.parse(proof.files.get('manifest.json') ?? '')
  expect(log.rows).toBe((await target.db.document.findUniqueOrThrow({ where: { id: document.id } })).headSeq)
  await write(other, ' i jeszcze później')
  await target.app.sealLogs()
  const first = await downloadProof(target, cookie, versions[0]!.id)
  const lines = (first.files.get('log.jsonl') ?? '').split('\n')
  expect(JSON.parse(lines[log.rows] ?? '')[12]).toBe(log.link)
  expect(await checkOffline(first.files)).toMatchObject({ code: 0 })
})

it('holds the log to its end: what was changed since the newest version is found, and the row named', async () => {
  const { db } = target
  const { headSeq } = await db.document.findUniqueOrThrow({ where: { id: document.id } })
  const row = { documentId_seq: { documentId: document.id, seq: headSeq - 3 } }
  const was = await db.documentUpdate.findUniqueOrThrow({ where: row })
  const words = async () => {
    const { code, said } = await checkOffline((await downloadProof(target, cookie, versions[1]!.id)).files)
    return [code, said]
  }
  const data = new Uint8Array(Buffer.from(flipped(Buffer.from(was.data).toString('base64')), 'base64'))
  await tampering(db, db.documentUpdate.update({ where: row, data: { data } }))
  expect(await words()).toEqual([1, expect.stringContaining(`pierwsze złe ogniwo: wpis ${headSeq - 3}`)])
  await tampering(db, db.documentUpdate.update({ where: row, data: was }))
  expect(await words()).toEqual([0, expect.stringContaining('✓ Sprawdzono')])
  await tampering(db, db.documentUpdate.delete({ where: row }))
  expect(await words()).toEqual([1, expect.stringContaining(`brakuje wpisów od ${headSeq - 3}`)])
  await tampering(db, db.documentUpdate.create({ data: was }))
  const segment = await db.logSegment.findFirstOrThrow({ where: { documentId: document.id } })
  await tampering(db, db.logSegment.updateMany({ where: { documentId: document.id }, data: { link: '0'.repeat(64) } }))
  expect(await words()).toEqual([1, expect.stringContaining(`pierwsze złe ogniwo: wpis ${segment.seq}`)])
  await tampering(db, db.logSegment.updateMany({ where: { documentId: document.id }, data: { link: segment.link } }))
})

it('says the link that the page of the version shows', async () => {
  const query = 'query ($id: ID!) { versionLink(id: $id) }'
  for (const { id } of versions) {
    const { files } = await downloadProof(target, cookie, id)
    const { version } = JSON.parse(files.get('manifest.json') ?? '')
    expect(await gql(target, cookie, query, { id })).toEqual({ versionLink: version.link })
    expect((await checkOffline(files)).said).toContain(`Ogniwo wersji: ${version.link}`)
  }
  await write(owner, '!')
  const { id } = await name('Jeszcze nie zamknięta')
  const { versionLink } = await gql<{ versionLink: string }>(target, cookie, query, { id })
  await target.app.sealLogs()
  expect(versionLink).toMatch(/^[0-9a-f]{64}$/)
  expect(await gql(target, cookie, query, { id })).toEqual({ versionLink })
})

it('is only for who may read, and once', async () => {
  const stranger = await signInAs(target, await (await seed(target).organization()).person())
  const query = 'mutation ($input: RequestProofInput!) { requestProof(input: $input) { url } }'
  const variables = { input: { versionId: versions[0]!.id } }
  const said = async (as: string | null) => (await ask(target, as, query, variables)).codes[0]
  expect([await said(stranger), await said(null)]).toEqual(['NOT_FOUND', 'UNAUTHENTICATED'])
  const { requestProof } = await gql<{ requestProof: { url: string } }>(target, cookie, query, variables)
  const get = async () => (await fetch(`${target.origin}${requestProof.url}`)).status
  expect([await get(), await get()]).toEqual([200, 410])
})

function flipped(update: unknown): string {
  const bytes = Buffer.from(String(update), 'base64')
  bytes[bytes.length - 2] = (bytes.at(-2) ?? 0) ^ 1
  return bytes.toString('base64')
}

/** Two rows change places and numbers. */
function renumbered(rows: unknown[][]): unknown[][] {
  const [third, fourth] = [rows[2]!, rows[3]!]
  return rows.toSpliced(2, 2, fourth.with(0, 3).with(1, 3), third.with(0, 4).with(1, 4))
}
