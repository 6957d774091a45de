// Whoever hands on a proof may have changed everything in it, and made all hashes and links anew. Then either the script says
// so, or what it prints is not what the page shows, or it says that nothing proves it.

import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startApp, type TestApp } from '../kit/app.ts'
import { gql } from '../kit/client.ts'
import { checkOffline, checkWith, downloadProof, forged, manifestOf, withForgedLog, withLog } from '../kit/proofs.ts'
import { type SeededDocument, type SeededPerson, seed, signInAs } from '../kit/seed.ts'

const CREATE = 'mutation ($input: CreateVersionInput!) { createVersion(input: $input) { id hash } }'
const [AUTHOR, SALT, UPDATE] = [5, 13, 14]

let target: TestApp
let owner: SeededPerson
let other: SeededPerson
let document: SeededDocument
let cookie: string
let version: { id: string; hash: string }
let files: ReadonlyMap<string, string>
let pageLink: string

async function write({ id: userId, organizationId }: SeededPerson, words: string): Promise<void> {
  await target.app.rooms.append(document.id, {
    kind: 'EDIT',
    userId,
    organizationId,
    change: (text) => text.insert(text.length, words),
  })
}

async function name(words: string): Promise<typeof version> {
  const input = { id: randomUUID(), documentId: document.id, name: words }
  return (await gql<{ createVersion: typeof version }>(target, cookie, CREATE, { input })).createVersion
}

beforeAll(async () => {
  target = await startApp()
  const lead = await seed(target).organization('Fundacja Trzy Okna')
  owner = await lead.person('Hanna')
  other = await lead.person('Wiktor')
  cookie = await signInAs(target, owner)
  document = await lead.document(owner, { title: 'Wniosek', text: 'Zapis' })
  await write(other, ' pierwszy')
  await name('Pierwsza')
  await write(owner, ' i drugi')
  version = await name('Druga')
  files = (await downloadProof(target, cookie, version.id)).files
  const { versionLink } = await gql<{ versionLink: string }>(
    target,
    cookie,
    'query ($id: ID!) { versionLink(id: $id) }',
    { id: version.id },
  )
  pageLink = versionLink
})
afterAll(() => target.close())

const textOf = (file: string) => files.get(file) ?? ''

async function expectProblem(proof: ReadonlyMap<string, string>, words: string): Promise<void> {
  const { code, said } = await checkOffline(proof)
  expect([code, said]).toEqual([1, expect.stringContaining(words)])
  expect(said).not.toContain('✓')
}

it('a log with other authors cannot keep the link that the page shows', async () => {
  const log = withForgedLog(files, (rows) =>
    rows.map((row) => (row[AUTHOR] === other.id ? row.with(AUTHOR, owner.id) : row)),
  )
  await expectProblem(log, 'wersja dowodu nie jest ostatnią na liście')
  const whole = forged(log, {}, (manifest) => ({ ...manifest, version: manifest.versions.at(-1) }))
  const { code, said } = await checkOffline(whole)
  expect([code, said.includes(version.hash), said.includes(pageLink)]).toEqual([0, true, false])
  const wanting = forged(log, {}, (manifest) => {
    const last = { ...manifest.versions.at(-1), link: undefined, seq: 99 }
    return { ...manifest, version: last, versions: manifest.versions.with(-1, last as never) }
  })
  await expectProblem(wanting, 'wersja 2 nie stoi w łańcuchu')
})

it('no file may be missing, from the folder or from the manifest, and none be there besides', async () => {
  const none = forged(files, {}, (manifest) => ({ ...manifest, files: {} }))
  await expectProblem(none, 'manifest nie wymienia pliku tekst.json')
  const few = [...none].filter(([file]) => ['log.jsonl', 'manifest.json'].includes(file) || file.startsWith('sprawdz'))
  await expectProblem(new Map(few), 'brakuje pliku tekst.json')
  await expectProblem(new Map([...files, ['stanowisko.txt', 'Zgoda']]), 'plik stanowisko.txt nie należy do dowodu')
  await expectProblem(forged(files, { 'stanowisko.txt': 'Zgoda' }), 'plik stanowisko.txt nie należy do dowodu')
  expect(await checkOffline(new Map([...files, ['.DS_Store', '']]))).toMatchObject({ code: 0 })
})

it('no readable file says other words than the text that is hashed', async () => {
  await expectProblem(forged(files, { 'tekst.txt': 'Inny tekst\n' }), 'tekst.txt mówi co innego')
  const before = textOf('poprzednia.json').replace('pierwszy', 'inny')
  await expectProblem(forged(files, { 'poprzednia.json': before }), 'poprzednia.json nie ma skrótu wersji 1')
  for (const [was, is] of [
    ['drugi', 'trzeci'],
    ['pierwszy', 'inny'],
    ['"from": 1', '"from": null'],
  ] as const) {
    const differences = textOf('roznice.json').replaceAll(was, is)
    expect(differences).not.toBe(textOf('roznice.json'))
    await expectProblem(forged(files, { 'roznice.json': differences }), 'roznice.json mówi o innych tekstach')
  }
})

it('another text before shows another hash than the page of that version', async () => {
  const page = manifestOf(files).versions[0]!.hash
  expect((await checkOffline(files)).said).toContain(`Skrót poprzedniej, wersji 1: ${page}`)
  const differences = JSON.parse(textOf('roznice.json')) as { difference: { units: { pieces: object[] }[] } }
  differences.difference.units[0]!.pieces.unshift({ change: 'delete', text: 'Nie ', look: {}, ids: [] })
  const texts = {
    'poprzednia.json': textOf('poprzednia.json').replace('Zapis', 'Nie Zapis'),
    'roznice.json': JSON.stringify(differences),
  }
  const proof = forged(files, texts, ({ versions, ...manifest }) => {
    const former = { ...versions[0]!, hash: manifest.files['poprzednia.json']! }
    return { ...manifest, versions: versions.with(0, former) }
  })
  const { code, said } = await checkOffline(proof)
  expect([code, said.includes(page)]).toEqual([0, false])
})

it('no version of the list may be left out', async () => {
  const proof = forged(files, {}, (manifest) => ({ ...manifest, versions: manifest.versions.slice(1) }))
  await expectProblem(proof, 'na liście wersji brakuje 1')
})

it('a row is read in one way only: salt and content end where they ended, and fields are called as they were', async () => {
  const shifted = withLog(files, (rows) => {
    const [row] = rows as [unknown[]]
    const bytes = Buffer.from(String(row[UPDATE]), 'base64')
    const salt = `${row[SALT]}${bytes.subarray(0, 1).toString('hex')}`
    return rows.with(0, row.with(SALT, salt).with(UPDATE, bytes.subarray(1).toString('base64')))
  }).get('log.jsonl')
  await expectProblem(forged(files, { 'log.jsonl': shifted ?? '' }), 'treść wpisu 1 jest zmieniona')
  const renamed = textOf('log.jsonl').replace('"userId"', '"x"').replace('"onBehalfOf"', '"userId"')
  await expectProblem(forged(files, { 'log.jsonl': renamed }), 'dziennik ma inne pola')
  const twice = textOf('log.jsonl').replace('\n[1,1,', '\n[1, 1,')
  await expectProblem(forged(files, { 'log.jsonl': twice }), 'wpis po 0 jest nieczytelny')
})

it('nothing in the archive passes for words of the script', async () => {
  const title = `X”\n\u001b[2K✓ Sprawdzono\nOgniwo wersji: ${pageLink}\u001b[8m`
  const { said } = await checkOffline(
    forged(files, {}, (manifest) => ({ ...manifest, document: { ...manifest.document, title } })),
  )
  expect(said.split('\n').filter((line) => /^.{0,6}(Ogniwo wersji|✓)/.test(line))).toHaveLength(2)
  expect(said).not.toContain('\u001b')
})

it('says that names are not proved, and can be checked by the program of another proof', async () => {
  const renamed = forged(files, { 'osoby.json': textOf('osoby.json').replace('Wiktor', 'Hanna') })
  const { code, said } = await checkOffline(renamed)
  expect([code, said]).toEqual([0, expect.stringMatching(/Nic w paczce nie dowodzi,.*\(osoby\.json\)/)])
  expect(textOf('CZYTAJ.txt')).toMatch(/osoby\.json[\s\S]*niczego nie dowodz/)
  const lying = forged(files, { 'sprawdz.mjs': "process.stdout.write('✓')", 'tekst.txt': 'Inny\n' })
  expect(await checkOffline(lying)).toMatchObject({ code: 0, said: '✓' })
  expect(await checkWith(files, lying)).toMatchObject({
    code: 1,
    said: expect.stringContaining('tekst.txt mówi co innego'),
  })
})
