import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApp, type TestApp } from '../kit/app.ts'
import { ask, gql } from '../kit/client.ts'
import { downloadRemarks, fetchFile, requestRemarks } from '../kit/remark-files.ts'
import { reply, resolve, startThread, toComment } from '../kit/remarks.ts'
import { newId, type SeededDocument, type SeededOrganization, type SeededPerson, seed, signInAs } from '../kit/seed.ts'
import { readCsv, readWorkbook } from '../kit/workbook.ts'

const REQUEST = 'mutation ($input: RequestRemarksDownloadInput!) { requestRemarksDownload(input: $input) { url } }'
const PROPOSE = 'mutation ($input: ProposeWordingInput!) { proposeWording(input: $input) { id } }'
const DECIDE = 'mutation ($input: DecideProposalsInput!) { decideProposals(input: $input) { id } }'
const HIDE = 'mutation ($input: HideCommentInput!) { hideComment(input: $input) }'

const HEADINGS = [
  ...['Lp.', 'Data wpływu', 'Zgłaszający(-a)', 'Organizacja', 'Sposób zgłoszenia', 'Rodzaj', 'Jednostka redakcyjna'],
  ...['Zapis w projekcie', 'Treść uwagi / proponowane brzmienie', 'Uzasadnienie zgłoszenia', 'Odpowiedzi', 'Stan'],
  ...['Data rozstrzygnięcia', 'Osoba rozstrzygająca', 'Uzasadnienie rozstrzygnięcia', 'Brzmienie po zmianie'],
  'Odnośnik',
]
const OLD = 'Wykaz lokali aktualizuje się raz na kwartał.'
const NEW = '=Wykaz lokali aktualizuje się co miesiąc.'

let target: TestApp
let lead: SeededOrganization
let guests: SeededOrganization
let wanda: SeededPerson
let lucja: SeededPerson
let wandas: string
let lucjas: string
let document: SeededDocument
let question: string
let proposal: string
let reader: SeededPerson

beforeAll(async () => {
  target = await startApp()
  lead = await seed(target).organization('Fundacja Trzy Okna')
  guests = await seed(target).organization('Towarzystwo Cichych Bram')
  wanda = await lead.person('Wanda Okienna')
  lucja = await guests.person('Łucja Gzymsik')
  reader = await guests.person('Ćwiklina Ławeczka')
  wandas = await signInAs(target, wanda)
  lucjas = await signInAs(target, lucja)
  const [s1, u1] = [newId(), newId()]
  document = await lead.document(wanda, {
    title: 'Program współpracy',
    content: [
      { type: 'block', id: s1, kind: 'section', level: 0, content: [{ text: 'Definicje.' }] },
      { type: 'block', id: u1, kind: 'section', level: 0, content: [{ text: OLD }] },
    ],
  })
  await document.member(wanda, 'EDITOR', true)
  await document.member(lucja, 'PROPOSER')
  await document.member(reader, 'READER')
  question = await startThread(target, lucjas, document, u1, toComment('Czy to nie;\n"za rzadko"?'))
  await reply(target, wandas, question, toComment('Sprawdzę, dziękuję', { people: [lucja] }))
  proposal = randomUUID()
  const wish = { id: proposal, documentId: document.id, unitId: u1, wording: NEW, grounds: 'Status się zmienia.' }
  const entered = { channel: 'PAPER', onBehalfOf: 'Koło „Złota Klamka”', receivedAt: '2026-10-06T00:00:00.000Z' }
  await gql(target, wandas, PROPOSE, { input: { ...wish, ...entered } })
  await gql(target, wandas, DECIDE, { input: { proposalIds: [proposal], state: 'ACCEPTED', reason: 'Zgoda.' } })
})
afterAll(() => target.close())

const plain = (text: unknown) => String(text ?? '').replaceAll('\u00a0', ' ')
const link = (key: string, id: string) => `${target.origin}/dokument/${document.id}?${key}=${id}`

describe('as CSV', () => {
  it('is the table of domain.md, as Polish Excel opens it, without a formula', async () => {
    const { text, type, filename } = await downloadRemarks(target, lucjas, { documentId: document.id, format: 'CSV' })
    expect(type).toBe('text/csv; charset=utf-8')
    expect(filename).toMatch(/^\d{4}-\d{2}-\d{2}_program-wspolpracy_tabela-uwag\.csv$/)
    expect(text.charAt(0)).toBe('\ufeff')
    const [headings, ...rows] = readCsv(text.slice(1))
    expect(headings).toEqual(HEADINGS)
    const [asked, proposed] = rows.map((row) => row.map(plain))
    expect(asked).toEqual([
      ...['1', expect.stringMatching(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$/), 'Łucja Gzymsik', 'Towarzystwo Cichych Bram'],
      ...['W tekście', 'Uwaga ogólna', '§ 2', OLD, 'Czy to nie;\n"za rzadko"?', ''],
      expect.stringMatching(
        /^Wanda Okienna \(Fundacja Trzy Okna\), .* r., godz. .*: Sprawdzę, dziękuję @Łucja Gzymsik$/,
      ),
      ...['Otwarta', '', '', '', '', link('watek', question)],
    ])
    expect(proposed).toEqual([
      ...['2', '2026-10-06', 'Koło „Złota Klamka”', '', 'Na papierze\nwprowadzenie: Wanda Okienna'],
      ...['Propozycja zmiany', '§ 2', OLD, `'${NEW}`, 'Status się zmienia.', '', 'Przyjęta'],
      ...[expect.stringMatching(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$/), 'Wanda Okienna', 'Zgoda.', `'${NEW}`],
      link('propozycja', proposal),
    ])
  })
})

describe('as XLSX', () => {
  it('says the same, with title and day above, dates as dates, in the language of who asks', async () => {
    const { bytes, type } = await downloadRemarks(target, lucjas, { documentId: document.id, format: 'XLSX' })
    expect(type).toContain('spreadsheetml')
    const [title, subtitle, headings, ...rows] = await readWorkbook(bytes)
    expect(title).toEqual(['Program współpracy'])
    expect(plain(subtitle?.[0])).toMatch(/^Tabela uwag. Stan na .* r., godz. .* Liczba pozycji: 2.$/)
    expect(headings).toEqual(HEADINGS)
    const [, proposed] = rows
    expect(proposed?.slice(0, 3)).toEqual([2, new Date('2026-10-06T00:00:00Z'), 'Koło „Złota Klamka”'])
    expect(proposed?.[8]).toBe(NEW)
    const { createdAt } = await target.db.thread.findUniqueOrThrow({ where: { id: question } })
    const shown = rows[0]?.[1]
    // Krakow is one hour ahead of UTC in winter, two in summer; minutes are what is shown.
    const ahead = shown instanceof Date ? (shown.getTime() - createdAt.getTime()) / 60_000 : 0
    expect([60, 120]).toContain(Math.ceil(ahead))

    await target.db.user.update({ where: { id: lucja.id }, data: { locale: 'en' } })
    const english = await downloadRemarks(target, await signInAs(target, lucja), {
      ...{ documentId: document.id, format: 'XLSX', filter: { kind: 'PROPOSAL' } },
    })
    expect(english.filename).toMatch(/_table-of-remarks\.xlsx$/)
    const sheet = await readWorkbook(english.bytes)
    expect(sheet[1]?.[0]).toMatch(/^Table of remarks. As of .* Selected entries: 1 of 2.$/)
    expect(sheet[2]?.slice(0, 3)).toEqual(['No.', 'Received', 'Submitted by'])
    await target.db.user.update({ where: { id: lucja.id }, data: { locale: 'pl' } })
  })
})

const csvOf = async (cookie: string, wish: object = {}) => {
  const { text } = await downloadRemarks(target, cookie, { documentId: document.id, format: 'CSV', ...wish })
  return readCsv(text.slice(1)).slice(1)
}

describe('a file', () => {
  it('holds the rows and the order that were asked for', async () => {
    const numbers = async (wish: object) => (await csvOf(lucjas, wish)).map(([number]) => number)
    expect(await numbers({ order: { by: 'NUMBER', descending: true } })).toEqual(['2', '1'])
    expect(await numbers({ filter: { states: ['OPEN'] } })).toEqual(['1'])
    expect(await numbers({ filter: { search: 'laweczka' } })).toEqual([])
  })

  it('names people as they are called when it is made', async () => {
    await target.db.user.update({ where: { id: lucja.id }, data: { name: 'Osoba usunięta' } })
    const text = JSON.stringify(await csvOf(wandas))
    expect(text).toContain('@Osoba usunięta')
    expect(text).not.toContain('Gzymsik')
    await target.db.user.update({ where: { id: lucja.id }, data: { name: lucja.name } })
  })

  it('never holds hidden words, whoever asks for it', async () => {
    const comments = await target.db.threadComment.findMany({ where: { threadId: question } })
    for (const reason of ['Obraża.', undefined]) {
      for (const { id } of comments) await gql(target, wandas, HIDE, { input: { commentId: id, reason } })
      for (const cookie of [wandas, lucjas]) {
        const text = JSON.stringify(await csvOf(cookie))
        const isHidden = reason !== undefined
        expect([text.includes('za rzadko'), text.includes('Sprawdzę')]).toEqual([!isHidden, !isHidden])
        expect(text.includes('[Wypowiedź ukryto. Powód: Obraża.]')).toBe(isHidden)
      }
    }
  })
})

describe('a ticket', () => {
  it('is for who may read, once, judged again when it is used', async () => {
    const input = { documentId: document.id, format: 'XLSX' as const }
    const stranger = await signInAs(target, await guests.person())
    expect((await ask(target, stranger, REQUEST, { input })).codes).toEqual(['NOT_FOUND'])
    expect((await ask(target, null, REQUEST, { input })).codes).toEqual(['UNAUTHENTICATED'])
    const half = { ...input, filter: { search: 'x \ud800' } }
    expect((await ask(target, lucjas, REQUEST, { input: half })).codes).toEqual(['INVALID'])

    const asked = await requestRemarks(target, await signInAs(target, reader), input)
    expect((await fetchFile(target, asked)).status).toBe(200)
    expect((await fetchFile(target, asked)).status).toBe(410)
    const late = await requestRemarks(target, await signInAs(target, reader), input)
    await target.db.documentMember.updateMany({ where: { userId: reader.id }, data: { until: new Date() } })
    const refused = await fetchFile(target, late)
    expect([refused.status, refused.text]).toEqual([404, '{"code":"NOT_FOUND"}'])

    const audited = await target.db.auditEvent.findMany({ where: { actorId: reader.id } })
    expect(audited).toMatchObject([{ action: 'document.downloaded', detail: { format: 'XLSX' } }])
  })

  it('is one per operation', async () => {
    const input = `{ documentId: "${document.id}", format: CSV }`
    const query = `mutation {
      a: requestRemarksDownload(input: ${input}) { url } b: requestDownload(input: { documentId: "x", format: HTML }) { url }
    }`
    expect((await ask(target, lucjas, query)).codes).toEqual(['TOO_LARGE'])
  })
})

it('of a resolved conversation says who closed it and when', async () => {
  await resolve(target, wandas, question)
  const [row] = await csvOf(lucjas, { filter: { kind: 'THREAD' } })
  expect(row?.slice(11, 14)).toEqual(['Rozwiązana', expect.stringMatching(/^\d{4}-/), 'Wanda Okienna'])
})
