import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { block } from '../kit/block.ts'
import { cutRequests, PHONE, screenshot, sticksOut, type WindowOptions, watchProblems } from '../kit/browser.ts'
import { gql } from '../kit/client.ts'
import { keyboardPerson } from '../kit/keyboard.ts'
import { lookBothWays } from '../kit/looks.ts'
import { eventually, startPage, type TestPage } from '../kit/page.ts'
import { reply, resolve, startThread, toComment } from '../kit/remarks.ts'
import { newId, type SeededDocument, type SeededPerson, signInAs } from '../kit/seed.ts'
import { readCsv, readWorkbook } from '../kit/workbook.ts'

const PROPOSE = 'mutation ($input: ProposeWordingInput!) { proposeWording(input: $input) { id } }'
const DECIDE = 'mutation ($input: DecideProposalsInput!) { decideProposals(input: $input) { id } }'
const TITLE = 'Program współpracy na rok 2027'

let kit: TestPage
let document: SeededDocument
let wandas: string
let lucjas: string
let question: string
let accepted: string
const units = { u1: newId(), u2: newId(), s2: newId() }
const open: BrowserContext[] = []

beforeAll(async () => {
  kit = await startPage({ staysOpen: true })
  document = await kit.windows.document(kit.wanda, {
    title: TITLE,
    content: [
      block(newId(), 'section'),
      block(units.u1, 'ust', 'Formami współpracy są powierzanie i wspieranie wykonania zadań publicznych.'),
      block(units.u2, 'ust', 'Wykaz lokali aktualizuje się nie rzadziej niż raz na kwartał.'),
      block(
        units.s2,
        'section',
        `Program realizuje się w 2027 r. ${'Zadania wieloletnie prowadzi się dalej. '.repeat(16)}`,
      ),
    ],
  })
  await document.member(kit.wanda, 'EDITOR', true)
  await document.member(kit.lucja, 'PROPOSER')
  wandas = await signInAs(kit.app, kit.wanda)
  lucjas = await signInAs(kit.app, kit.lucja)
  question = await startThread(kit.app, lucjas, document, units.s2, toComment('Czy dotyczy to też umów łączonych?'))
  await reply(kit.app, wandas, question, toComment('Tak.'))
  const changes = { title: 'Częściej', grounds: 'Lokale szybko zmieniają status.' }
  accepted = await propose(lucjas, 'Wykaz lokali aktualizuje się nie rzadziej niż raz na miesiąc.', changes)
  const paper = { channel: 'PAPER', onBehalfOf: 'Koło „Złota Klamka”', receivedAt: '2026-10-06T00:00:00.000Z' }
  const declined = await propose(wandas, 'Wykaz lokali aktualizuje się na bieżąco.', paper)
  await decide(accepted, 'ACCEPTED', '')
  await decide(declined, 'DECLINED', 'Wymaga to zmiany systemu.')
})
afterAll(() => kit.close())
afterEach(async () => {
  for (const context of open.splice(0)) await context.close()
})

async function propose(cookie: string, wording: string, more: object): Promise<string> {
  const input = { id: randomUUID(), documentId: document.id, unitId: units.u2, wording, grounds: '', ...more }
  return (await gql<{ proposeWording: { id: string } }>(kit.app, cookie, PROPOSE, { input })).proposeWording.id
}

const decide = (id: string, state: string, reason: string) =>
  gql(kit.app, wandas, DECIDE, { input: { proposalIds: [id], state, reason } })

async function openPage(path: string, person: SeededPerson = kit.wanda, options: WindowOptions = {}) {
  const context = await kit.as(person, options)
  open.push(context)
  const page = await context.newPage()
  const problems = watchProblems(page)
  await page.goto(path)
  return { context, page, problems }
}

const path = () => `/dokument/${document.id}/uwagi`
const rows = (page: Page) => page.locator('[data-remark]')
const numbers = (page: Page) => page.locator('tbody th[scope=row]').allInnerTexts()
const heading = (page: Page, name: string) => page.getByRole('columnheader', { name })
const addressOf = (page: Page) => Object.fromEntries(new URL(page.url()).searchParams)

describe('an open table', () => {
  it('calls units what they are called once the text has changed', async () => {
    const unit = newId()
    const growing = await kit.windows.document(kit.wanda, { title: 'Regulamin', content: [block(unit, 'section')] })
    await startThread(kit.app, wandas, growing, unit, toComment('Dlaczego?'))
    const { page } = await openPage(`/dokument/${growing.id}/uwagi`)
    await rows(page).getByText('§ 1', { exact: true }).waitFor()
    await kit.app.app.rooms.append(growing.id, {
      kind: 'SEED',
      userId: kit.wanda.id,
      organizationId: kit.windows.id,
      change: (text) => {
        const marker = { id: newId(), kind: 'section', level: 0 }
        text.insertEmbed(0, new Y.Map<unknown>(Object.entries(marker)))
      },
    })
    await rows(page).getByText('§ 2', { exact: true }).waitFor()
  })
})

describe('the table of remarks', () => {
  it('is reached from the document, sorted and filtered by mouse, and remembers that in its address', async () => {
    const { page, problems } = await openPage(`/dokument/${document.id}`)
    await page.getByRole('button', { name: `Czynności: ${TITLE}` }).click()
    await page.getByRole('menuitem', { name: 'Tabela uwag' }).click()
    await page.getByRole('heading', { name: `Tabela uwag: ${TITLE}`, level: 1 }).waitFor()
    await eventually(() => numbers(page)).toEqual(['1', '2', '3'])
    expect(await heading(page, 'Lp.').getAttribute('aria-sort')).toBe('ascending')
    await screenshot(page, 'remarks', { fullPage: false })

    await heading(page, 'Jednostka').getByRole('button').click()
    await eventually(() => numbers(page)).toEqual(['2', '3', '1'])
    expect(await page.locator('[aria-sort]').count()).toBe(1)
    await heading(page, 'Jednostka').getByRole('button').click()
    await eventually(() => numbers(page)).toEqual(['1', '2', '3'])
    expect(await heading(page, 'Jednostka').getAttribute('aria-sort')).toBe('descending')

    await page.getByRole('button', { name: 'Filtry i kolejność' }).click()
    await page.getByLabel('Jednostka tekstu').selectOption({ label: '§\u00a01\u00a0ust.\u00a02' })
    await page.getByLabel('Stan', { exact: true }).selectOption('ACCEPTED')
    await page.getByText('1 pozycja z 3. Pliki obejmą tylko te pozycje.').waitFor()
    await eventually(() => addressOf(page)).toEqual({
      ...{ jednostka: units.u2, stan: 'ACCEPTED', kolejnosc: 'UNIT', malejaco: '1' },
    })
    await page.reload()
    await eventually(() => numbers(page)).toEqual(['2'])
    await page.getByRole('button', { name: 'Wyczyść filtry' }).click()
    await eventually(() => numbers(page)).toHaveLength(3)

    await page.getByLabel('Szukaj w uwagach').fill('LACZONYCH')
    await eventually(() => numbers(page)).toEqual(['1'])
    await page.getByLabel('Szukaj w uwagach').fill('nic takiego')
    await page.getByText('Żadna pozycja nie spełnia tych warunków').waitFor()
    expect(problems.list).toEqual([])
  })

  it('leads to the conversation and to a decided proposal, and back with the same filter', async () => {
    const { page, problems } = await openPage(`${path()}?kolejnosc=UNIT`)
    await page.getByRole('link', { name: 'Pokaż w tekście: pozycja 1' }).click()
    await page.locator(`[data-thread="${question}"]`).getByText('Tak.').waitFor()
    await page.goBack()
    await page.getByRole('link', { name: 'Pokaż w tekście: pozycja 2' }).click()
    const card = page.locator(`[data-proposal-card="${accepted}"]`)
    await card.getByText('Przyjęta').waitFor()
    await eventually(() => card.evaluate((each) => each === each.ownerDocument.activeElement)).toBe(true)
    await page.goBack()
    await eventually(() => numbers(page)).toEqual(['2', '3', '1'])
    expect(problems.list).toEqual([])
  })

  it('is used with the keyboard alone', async () => {
    const { page } = await openPage(path())
    await rows(page).first().waitFor()
    const keyboard = keyboardPerson(page)
    await keyboard.goTo('Stan')
    await keyboard.press('Enter')
    await eventually(() => heading(page, 'Stan').getAttribute('aria-sort')).toBe('ascending')
    expect(await keyboard.focused()).toBe('Stan')
    await keyboard.press('Enter')
    await eventually(() => heading(page, 'Stan').getAttribute('aria-sort')).toBe('descending')
    // The heading says it at once; until the answer is there, what one goes to may still move out of sight.
    await eventually(() => numbers(page)).toEqual(['3', '2', '1'])
    await keyboard.goTo(/Pokaż całość: pozycja 1/)
    await keyboard.press('Enter')
    expect(await keyboard.focused()).toMatch(/^Program realizuje się.*dalej\.$/)
    await keyboard.goTo('Zwiń: pozycja 1')
    await keyboard.press('Enter')
    await keyboard.isAt('Pokaż całość: pozycja 1')
    await keyboard.goTo('Pokaż w tekście: pozycja 1')
    await keyboard.press('Enter')
    await page.locator(`[data-thread="${question}"]`).getByText('Tak.').waitFor()
  })

  it('is printed with every word, though the window folds long ones', async () => {
    const { page } = await openPage(path())
    const button = page.getByRole('button', { name: 'Pokaż całość: pozycja 1' })
    const words = page.locator(`[data-remark="${question}"] p`, { hasText: 'Program realizuje się' })
    await button.waitFor()
    const isCut = () => words.evaluate((each) => each.scrollHeight > each.clientHeight + 1)
    expect(await isCut()).toBe(true)
    await page.emulateMedia({ media: 'print' })
    expect(await isCut()).toBe(false)
    expect(await button.isVisible()).toBe(false)
  })

  it('follows what others say and decide, without a reload', async () => {
    const { page } = await openPage(path(), kit.lucja)
    await eventually(() => rows(page).count()).toBe(3)
    const thread = await startThread(kit.app, wandas, document, units.u1, toComment('Nowa uwaga Wandy'))
    const row = page.locator(`[data-remark="${thread}"]`)
    await row.getByText('Nowa uwaga Wandy').waitFor()
    await page.getByRole('status').filter({ hasText: '4 pozycje' }).waitFor()
    await resolve(kit.app, wandas, thread)
    await row.getByText('Rozwiązana').waitFor()
    const waiting = await propose(lucjas, 'Wykaz lokali jest jawny.', {})
    await page.locator(`[data-remark="${waiting}"]`).getByText('Otwarta').waitFor()
    await decide(waiting, 'DECLINED', 'To już jest.')
    await page.locator(`[data-remark="${waiting}"]`).getByText('To już jest.').waitFor()
  })

  it('is downloaded as it is filtered and sorted: the files are opened and read', async () => {
    const { page } = await openPage(`${path()}?rodzaj=PROPOSAL&szukaj=wykaz+lokali&malejaco=1`)
    await eventually(() => rows(page).count()).toBeGreaterThan(1)
    const shown = await numbers(page)
    const download = async (name: string) => {
      const started = page.waitForEvent('download')
      await page.getByRole('button', { name }).click()
      const file = await started
      return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) }
    }
    const csv = await download('Pobierz do innych programów (CSV)')
    expect(csv.name).toMatch(/_program-wspolpracy-na-rok-2027_tabela-uwag\.csv$/)
    const table = readCsv(csv.bytes.toString().slice(1))
    expect(table[0]?.slice(0, 3)).toEqual(['Lp.', 'Data wpływu', 'Zgłaszający(-a)'])
    expect(table.slice(1).map(([number]) => number)).toEqual(shown)
    const xlsx = await download('Pobierz do Excela (XLSX)')
    const sheet = await readWorkbook(xlsx.bytes)
    expect(sheet[0]).toEqual([TITLE])
    expect(sheet.slice(3).map(([number]) => String(number))).toEqual(shown)
  })
})

describe('on a phone, and where it cannot be shown', () => {
  it('rows are cards; nothing sticks out; filters and links work', async () => {
    const { page, problems } = await openPage(path(), kit.lucja, { viewport: PHONE, touch: true })
    await rows(page).first().waitFor()
    expect(await page.getByRole('table').count()).toBe(0)
    expect(await sticksOut(page)).toBe(false)
    await page.getByRole('button', { name: 'Filtry i kolejność' }).tap()
    await page.getByLabel('Rodzaj').selectOption({ label: 'Propozycje zmian' })
    await page.getByLabel('Kolejność według').selectOption('STATE')
    await eventually(() => addressOf(page)).toEqual({ rodzaj: 'PROPOSAL', kolejnosc: 'STATE' })
    const card = page.getByRole('article').filter({ hasText: 'Koło „Złota Klamka”' })
    await card.getByText('Wymaga to zmiany systemu.').waitFor()
    expect(await sticksOut(page)).toBe(false)
    await page.getByRole('article').filter({ hasText: 'Częściej' }).getByRole('link').tap()
    await page.getByRole('dialog').locator(`[data-proposal-card="${accepted}"]`).waitFor()
    expect(problems.list).toEqual([])
  })

  it('says that there is nothing yet, that access is missing, and that the server cannot be reached', async () => {
    const empty = await kit.windows.document(kit.wanda, { title: 'Nowy dokument', text: 'Treść' })
    const { page, problems } = await openPage(`/dokument/${empty.id}/uwagi`)
    await page.getByText('Nie ma jeszcze uwag ani propozycji').waitFor()
    expect(await page.getByRole('button', { name: 'Pobierz do innych programów (CSV)' }).count()).toBe(0)

    const foreign = await openPage(`/dokument/${empty.id}/uwagi`, kit.lucja)
    await foreign.page.getByRole('heading', { name: 'Brak dostępu' }).waitFor()
    expect(await foreign.page.title()).toContain('Brak dostępu')

    problems.allow(/ERR_INTERNET_DISCONNECTED/)
    await page.goto(path())
    await eventually(() => rows(page).count()).toBeGreaterThan(2)
    const mend = await cutRequests(page)
    await page.getByLabel('Szukaj w uwagach').fill('lokal')
    await page.getByRole('alert').getByText('Brak połączenia z serwerem.').waitFor()
    expect(await rows(page).count()).toBeGreaterThan(2)
    await mend()
    await page.getByRole('button', { name: 'Spróbuj ponownie' }).click()
    await eventually(() => page.getByRole('alert').count()).toBe(0)
    expect(problems.list).toEqual([])
  })
})

it('axe finds nothing: table and cards, with filters open, and where nothing fits', async () => {
  const { page } = await openPage(path())
  await rows(page).first().waitFor()
  await page.getByRole('button', { name: 'Filtry i kolejność' }).click()
  await lookBothWays(page, 'remarks')
  await page.getByLabel('Szukaj w uwagach').fill('nic takiego')
  await page.getByText('Żadna pozycja nie spełnia tych warunków').waitFor()
  await lookBothWays(page, 'remarks-none')
})
