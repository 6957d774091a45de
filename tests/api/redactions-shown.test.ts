// What is told of redactions, and of versions whose text only the system changed.

import { randomUUID } from 'node:crypto'
import { tampering } from '@app/prisma/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startApp, type TestApp } from '../kit/app.ts'
import { ask, gql } from '../kit/client.ts'
import { find } from '../kit/proposals.ts'
import { type SeededDocument, type SeededPerson, seed, signInAs } from '../kit/seed.ts'

const NAME = 'mutation ($input: CreateVersionInput!) { createVersion(input: $input) { id } }'
const REDACT = 'mutation ($input: RedactTextInput!) { redactText(input: $input) { id } }'
const TOLD = 'reason isOfText createdBy { name }'
const SHOWN = `query ($id: ID!) { document(id: $id) { redactions { ${TOLD} }
  versions(first: 100) { items { number isSameAsBefore redactedAt redactions { ${TOLD} } authors { person { name } } } } } }`

let target: TestApp
let owner: SeededPerson
let other: SeededPerson
let cookie: string
let document: SeededDocument

beforeAll(async () => {
  target = await startApp({ database: 'embedded' })
  const lead = await seed(target).organization()
  owner = await lead.person('Hanna')
  other = await lead.person('Ewa')
  cookie = await signInAs(target, owner)
  document = await lead.document(owner, { text: 'Najemca: Jan Nowak, tel. 600 700 800.' })
  await document.member(other, 'EDITOR', true)
})
afterAll(() => target.close())

async function name(words: string): Promise<void> {
  await gql(target, cookie, NAME, { input: { id: randomUUID(), documentId: document.id, name: words } })
}

async function redact(by: SeededPerson, text: string, reason: string): Promise<void> {
  const input = { id: randomUUID(), documentId: document.id, text, reason }
  expect((await ask(target, await signInAs(target, by), REDACT, { input })).codes).toEqual([])
}

interface Shown {
  redactions: object[]
  versions: { items: { number: number; isSameAsBefore: boolean | null; redactions: object[]; authors: object[] }[] }
}

async function shown(): Promise<Shown> {
  return (await gql<{ document: Shown }>(target, cookie, SHOWN, { id: document.id })).document
}

it('each version tells of every redaction that reached it, and of none that did not', async () => {
  await name('Pierwsza')
  await redact(owner, 'Jan Nowak', 'Nazwisko')
  await name('Druga')
  await name('Druga jeszcze raz')
  await redact(other, '600 700 800', 'Prywatny telefon')
  await name('Trzecia')
  const write = { kind: 'EDIT' as const, userId: other.id, organizationId: other.organizationId }
  await target.app.rooms.append(document.id, {
    ...write,
    change: (text) => text.insert(find(text, 'Najemca'), 'Nowy '),
  })
  await name('Czwarta')
  const place = { documentId: document.id, unitId: 'u', unitLabel: '', seq: 2, createdById: owner.id, quote: '' }
  const comments = { create: { id: randomUUID(), createdById: owner.id, body: 'Zob. Adam Zając' } }
  await target.db.thread.create({ data: { id: randomUUID(), ...place, comments } })
  await redact(owner, 'Adam Zając', 'Nazwisko w uwadze')

  const first = { reason: 'Nazwisko', isOfText: true, createdBy: { name: 'Hanna' } }
  const second = { reason: 'Prywatny telefon', isOfText: true, createdBy: { name: 'Ewa' } }
  const third = { reason: 'Nazwisko w uwadze', isOfText: false, createdBy: { name: 'Hanna' } }
  const { redactions, versions } = await shown()
  expect(redactions).toEqual([third, second, first])
  expect(versions.items.toReversed()).toMatchObject([
    { number: 1, isSameAsBefore: null, redactions: [first, second] },
    { number: 2, isSameAsBefore: false, authors: [], redactions: [second] },
    { number: 3, isSameAsBefore: true, authors: [], redactions: [second] },
    { number: 4, isSameAsBefore: false, authors: [], redactions: [] },
    { number: 5, isSameAsBefore: false, authors: [{ person: { name: 'Ewa' } }], redactions: [] },
  ])
})

it('a redaction from before that was written down tells of the versions that it changed', async () => {
  for (const { id, places } of await target.db.redaction.findMany({ where: { documentId: document.id } })) {
    const { versions: _versions, ...older } = places as Record<string, object>
    await tampering(target.db, target.db.redaction.update({ where: { id }, data: { places: older } }))
  }
  const reasons = (await shown()).versions.items.map(({ redactions }) => redactions.length)
  expect(reasons.toReversed()).toEqual([2, 2, 2, 0, 0])
})
