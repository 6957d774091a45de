// The same name to who reads it, in another spelling: letters and marks apart, with signs that nobody sees, with more spaces,
// over the end of a line. A redaction reaches it everywhere, or says what is not so.

import { randomUUID } from 'node:crypto'
import { tampering } from '@app/prisma/testing'
import type { DocumentContent, Inline } from '@app/server/document'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startApp, type TestApp } from '../kit/app.ts'
import { ask, gql } from '../kit/client.ts'
import { everythingKept } from '../kit/everything-kept.ts'
import { checkOffline, downloadProof } from '../kit/proofs.ts'
import { seeded } from '../kit/random.ts'
import { type SeededDocument, type SeededOrganization, type SeededPerson, seed, signInAs } from '../kit/seed.ts'

const SECRET = 'Żaneta Kowalska'
const REDACT = 'mutation ($input: RedactTextInput!) { redactText(input: $input) { id } }'
const NAME = 'mutation ($input: CreateVersionInput!) { createVersion(input: $input) { id } }'
const SEEDS = [81, 82, 83]
const UNSEEN = ['\u00AD', '\u200B', '\u2060', '\uFEFF']
const SPACES = [' ', '\u00A0', '\u202F', '\n']

let target: TestApp
let lead: SeededOrganization
let owner: SeededPerson
let cookie: string

beforeAll(async () => {
  target = await startApp({ database: 'embedded' })
  lead = await seed(target).organization()
  owner = await lead.person('Hanna')
  cookie = await signInAs(target, owner)
})
afterAll(() => target.close())

/** What one reads of it: composed, without signs that nobody sees, every space as one. */
function read(text: string): string {
  const seen = text.replaceAll('<br>', ' ').replace(/\p{Cf}/gu, '')
  return seen.normalize('NFC').replace(/\s+/gu, ' ').toLowerCase()
}

function speller(seedOf: number): (spaces?: readonly string[]) => string {
  const random = seeded(seedOf)
  const pick = (list: readonly string[]): string => list[Math.floor(random() * list.length)] ?? ''
  return (spaces = SPACES) =>
    Array.from(SECRET, (letter) => {
      if (letter === ' ') return Array.from({ length: 1 + Math.floor(random() * 3) }, () => pick(spaces)).join('')
      return (random() < 0.5 ? letter.normalize('NFD') : letter) + (random() < 0.3 ? pick(UNSEEN) : '')
    }).join('')
}

function toInline(words: string): Inline[] {
  return words
    .split('\n')
    .flatMap((text, index): Inline[] => [
      ...(index > 0 ? [{ lineBreak: true as const }] : []),
      ...(text === '' ? [] : [{ text }]),
    ])
}

function redact(document: SeededDocument, text = SECRET) {
  const input = { id: randomUUID(), documentId: document.id, text, reason: 'Dane osobowe' }
  return ask(target, cookie, REDACT, { input })
}

async function saying(document: SeededDocument): Promise<string> {
  const { content } = await target.app.rooms.read(document.id)
  const pieces = content.flatMap((block) => (block.type === 'block' ? block.content : []))
  return pieces.map((piece) => ('text' in piece ? piece.text : '\n')).join('')
}

it('goes from the text in every spelling, and nothing that is not it', async () => {
  const apart = SECRET.normalize('NFD')
  const lines = [
    `A ${SECRET}.`,
    `B ${apart}.`,
    'C Żaneta Kowal\u00ADska.',
    'D Żaneta \u00A0 Kowalska.',
    'E Żaneta\nKowalska.',
  ]
  const others = ['Żaneta Kowalską.', 'Żaneta Kowalską.'.normalize('NFD'), 'Zaneta Kowalska.']
  const content: DocumentContent = [...lines, ...others].map((words, index) => {
    return { type: 'block', id: `u${index}`, kind: 'paragraph', level: 0, content: toInline(words) }
  })
  const document = await lead.document(owner, { content })
  expect((await redact(document)).codes).toEqual([])
  expect(await saying(document)).toBe(`${'ABCDE'.replace(/./g, '$& [usunięto].')}${others.join('')}`)
})

it('a name that stands on two lines only is found', async () => {
  const content: DocumentContent = [
    { type: 'block', id: 'u1', kind: 'paragraph', level: 0, content: toInline('Najemca: Żaneta\nKowalska i syn') },
  ]
  const document = await lead.document(owner, { content })
  expect((await redact(document)).codes).toEqual([])
  expect(await saying(document)).toBe('Najemca: [usunięto] i syn')
})

it('signs that nobody sees are not enough to look for, and hide nothing in a reason', async () => {
  const document = await lead.document(owner, { text: 'Zob. Piotr Zieliński' })
  expect((await redact(document, 'a\u00ADb\u00ADc')).codes).toEqual(['INVALID'])
  const input = {
    id: randomUUID(),
    documentId: document.id,
    text: 'Piotr Zieliński',
    reason: 'To Pio\u00ADtr  Zieliński',
  }
  expect((await ask(target, cookie, REDACT, { input })).codes).toEqual(['INVALID'])
})

/** Everywhere a redaction reaches. */
async function spelledEverywhere(spell: ReturnType<typeof speller>): Promise<SeededDocument> {
  const line = () => spell(SPACES.slice(0, 3))
  const document = await lead.document(owner, { title: `O: ${line()}`, text: 'Najemca: ' })
  const place = { documentId: document.id, unitId: 'u', createdById: owner.id }
  const by = { kind: 'EDIT' as const, userId: owner.id, organizationId: owner.organizationId }
  const write = (change: (text: import('yjs').Text) => void) => target.app.rooms.append(document.id, { ...by, change })
  for (let round = 0; round < 3; round += 1) {
    for (const piece of spell().split(/(?<=[\s\S]{3})/u)) {
      await write((text) => {
        for (const sign of piece) {
          if (sign === '\n') text.insertEmbed(text.length, { br: 1 })
          else text.insert(text.length, sign)
        }
      })
    }
    await write((text) => text.insert(text.length, ', '))
    const input = { id: randomUUID(), documentId: document.id, name: `Z ${line()}`, note: spell() }
    await gql(target, cookie, NAME, { input })
  }
  const [quote, body, words] = [spell(), spell(), line()]
  await target.db.thread.create({
    data: {
      id: randomUUID(),
      ...place,
      seq: 2,
      unitLabel: '',
      quote: quote.slice(5),
      quoteBefore: `x ${quote.slice(0, 5)}`,
      quoteAfter: `y ${spell()}`,
      comments: { create: { id: randomUUID(), createdById: owner.id, body: `Czy ${body} wie?` } },
    },
  })
  const proposal = { ...place, seq: 2, title: line(), grounds: spell(), wordingBefore: spell(), wordingAfter: spell() }
  await target.db.changeProposal.create({ data: { id: randomUUID(), ...proposal } })
  await target.db.staffNote.create({
    data: { id: randomUUID(), ...place, unitLabel: '', body: spell(), createdAt: new Date() },
  })
  await target.db.strandedText.create({
    data: { id: randomUUID(), documentId: document.id, seq: 2, userId: owner.id, text: spell() },
  })
  const reason = { documentId: document.id, action: 'proposal.hidden', targetType: 'proposal', targetId: 'p' }
  await target.db.auditEvent.create({
    data: { id: randomUUID(), at: new Date(), ...reason, detail: { reason: words } },
  })
  const mail = { toEmail: owner.email, kind: 'digest', locale: 'pl', createdAt: new Date(), documentIds: [document.id] }
  const html = `<blockquote>${spell().replaceAll('\n', '<br>')}</blockquote>`
  await target.db.mailMessage.create({ data: { id: randomUUID(), ...mail, subject: line(), text: spell(), html } })
  return document
}

it.each(SEEDS)(
  'is left in nothing that is kept or served, nor in a database that is restored (seed %i)',
  async (seedOf) => {
    const document = await spelledEverywhere(speller(seedOf))
    const before = await everythingKept(target.db)
    expect(read(before).split(read(SECRET)).length).toBeGreaterThan(10)
    const comments = await target.db.threadComment.findMany({ where: { thread: { documentId: document.id } } })
    expect((await redact(document)).codes).toEqual([])
    const expectGone = async () => {
      expect(read(await everythingKept(target.db)).includes(read(SECRET))).toBe(false)
      expect(read(await saying(document))).toBe('najemca: [usunięto], [usunięto], [usunięto], ')
      for (const { id, seq } of await target.db.version.findMany({ where: { documentId: document.id } })) {
        const { versionContent } = await gql<{ versionContent: string }>(
          target,
          cookie,
          'query ($id: ID!) { versionContent(id: $id) }',
          { id },
        )
        const inlines = (JSON.parse(versionContent) as { content: Inline[] }[]).flatMap(({ content }) => content)
        const said = inlines.map((piece) => ('text' in piece ? piece.text : '\n')).join('')
        expect([seq, read(said)]).toEqual([seq, expect.not.stringContaining(read(SECRET))])
        expect(said).toContain('█')
      }
    }
    await expectGone()
    const newest = await target.db.version.findFirstOrThrow({ orderBy: { createdAt: 'desc' } })
    const { files } = await downloadProof(target, cookie, newest.id)
    expect(await checkOffline(files)).toMatchObject({ code: 0 })

    await tampering(
      target.db,
      target.db.redaction.deleteMany({}),
      ...comments.map(({ id, body }) => target.db.threadComment.update({ where: { id }, data: { body } })),
    )
    await target.restart()
    await expectGone()
  },
)
