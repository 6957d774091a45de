import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { loseAnswers, type PageProblems, watchProblems } from '../kit/browser.ts'
import { ask } from '../kit/client.ts'
import { eventually, startPage, type TestPage } from '../kit/page.ts'
import { seed, signInAs } from '../kit/seed.ts'

let kit: TestPage
let page: Page
let problems: PageProblems

beforeAll(async () => {
  kit = await startPage({ staysOpen: true })
  const minutes = { title: 'Notatka z posiedzenia w Łagiewnikach', kind: 'OTHER' } as const
  await (await kit.windows.document(kit.leon, minutes)).member(kit.leon, 'EDITOR', true)
  await kit.gates.document(kit.lucja, { title: 'Wewnętrzny dokument Bram', kind: 'OTHER' })
})
afterAll(() => kit.close())

beforeEach(async () => {
  page = await (await kit.as(kit.leon)).newPage()
  problems = watchProblems(page)
  await page.goto('/')
  await rows().first().waitFor()
})
afterEach(async () => {
  expect(problems.list).toEqual([])
  await page.context().close()
})

const rows = () => page.getByRole('list', { name: 'Lista dokumentów' }).getByRole('article')
const titles = () => rows().getByRole('heading').allInnerTexts()
const rowOf = (title: string) => rows().filter({ hasText: title })

async function openMenu(title: string, item: string): Promise<void> {
  await page.getByRole('button', { name: `Czynności: ${title}` }).click()
  await page.getByRole('menuitem', { name: item }).click()
}

describe('the list', () => {
  it('holds what the person may read, and nothing else', async () => {
    const found = await titles()
    expect(found).toContain('Program współpracy na rok 2027')
    expect(found).not.toContain('Wewnętrzny dokument Bram')
  })

  it('is searched without Polish letters, keeps the search in the address, and forgets it on request', async () => {
    await page.getByLabel('Szukaj w tytułach').fill('lagiewnik')
    await eventually(titles).toEqual(['Notatka z posiedzenia w Łagiewnikach'])
    await page.getByText('1 dokument', { exact: true }).waitFor()
    await eventually(() => new URL(page.url()).searchParams.get('szukaj')).toBe('lagiewnik')

    await page.reload()
    await eventually(titles).toEqual(['Notatka z posiedzenia w Łagiewnikach'])
    await page.getByLabel('Szukaj w tytułach').fill('nie ma takiego')
    await page.getByText('Żaden dokument nie spełnia tych warunków').waitFor()
    await page.getByRole('button', { name: 'Wyczyść filtry' }).first().click()
    await eventually(async () => (await titles()).length).toBeGreaterThan(1)
  })

  it('is filtered by kind and by stage', async () => {
    await page.getByRole('button', { name: 'Więcej filtrów' }).click()
    await page.getByLabel('Rodzaj').selectOption({ label: 'Program współpracy' })
    await eventually(titles).toEqual(['Program współpracy na rok 2027'])
    await page.getByLabel('Etap').selectOption({ label: 'Szkic' })
    await page.getByText('Żaden dokument nie spełnia tych warunków').waitFor()
  })

  it('takes out what is taken back from somebody who is looking at it, and what ends with a membership', async () => {
    const shared = { title: 'Robocze uzgodnienia Okien', kind: 'OTHER' } as const
    const document = await kit.windows.document(kit.leon, shared)
    await (await document.member(kit.leon, 'EDITOR', true)).member(kit.lucja, 'READER')
    const leaving = await kit.windows.person('Ewa Odchodząca')
    const [lucjas, leavings] = await Promise.all(
      [kit.lucja, leaving].map(async (person) => (await kit.as(person)).newPage()),
    )
    for (const other of [lucjas, leavings]) {
      await other?.goto('/')
      await other?.getByRole('heading', { name: shared.title }).waitFor()
      await other?.getByRole('button', { name: 'Nowy dokument' }).first().waitFor()
    }
    const cookie = await signInAs(kit.app, kit.leon)
    const end = async (mutation: string, input: object) =>
      expect((await ask(kit.app, cookie, mutation, { input })).codes).toEqual([])
    const { id: memberId } = await kit.app.db.documentMember.findFirstOrThrow({ where: { userId: kit.lucja.id } })
    await end('mutation ($input: UnshareDocumentInput!) { unshareDocument(input: $input) { id } }', {
      documentId: document.id,
      memberId,
    })
    await lucjas?.getByRole('heading', { name: shared.title }).waitFor({ state: 'detached' })
    const { id: membershipId } = await kit.app.db.membership.findFirstOrThrow({ where: { userId: leaving.id } })
    await end('mutation ($input: EndMembershipInput!) { endMembership(input: $input) { id } }', { membershipId })
    await leavings?.getByRole('heading', { name: shared.title }).waitFor({ state: 'detached' })
    await leavings?.getByRole('button', { name: 'Nowy dokument' }).first().waitFor({ state: 'detached' })
    for (const other of [lucjas, leavings]) await other?.context().close()
  })

  it('shows a new document to somebody who is looking at it, without asking', async () => {
    const other = await (await kit.as(kit.wanda)).newPage()
    await other.goto('/')
    await other.getByRole('heading', { name: 'Program współpracy na rok 2027' }).waitFor()
    await openMenu('Program współpracy na rok 2027', 'Zmień tytuł')
    await page.getByRole('dialog').getByLabel('Tytuł').fill('Program współpracy na lata 2027–2028')
    await page.getByRole('button', { name: 'Zapisz' }).click()
    await other.getByRole('heading', { name: 'Program współpracy na lata 2027–2028' }).waitFor()

    await openMenu('Program współpracy na lata 2027–2028', 'Zmień tytuł')
    await page.getByRole('dialog').getByLabel('Tytuł').fill('Program współpracy na rok 2027')
    await page.getByRole('button', { name: 'Zapisz' }).click()
    await other.getByRole('heading', { name: 'Program współpracy na rok 2027' }).waitFor()
    await other.context().close()
  })
})

/** What the page asks of the server from now on, each with what about. */
function hearQuestions(): string[] {
  const asked: string[] = []
  page.on('request', (request) => {
    if (!request.url().endsWith('/graphql')) return
    const { query, variables } = request.postDataJSON() as { query: string; variables: object }
    asked.push(`${/\w+ (\w+)/.exec(query)?.[1]} ${JSON.stringify(variables)}`)
  })
  return asked
}

/** As if another tab were shown. */
function leave(): void {
  Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true })
  document.dispatchEvent(new Event('visibilitychange'))
}

describe('a document', () => {
  it('is asked for once when it is opened, also after it is noted that it was', async () => {
    const about = JSON.stringify({ id: kit.programme.id })
    const asked = hearQuestions()
    const noted = page.waitForResponse(
      (response) => response.request().postData()?.includes('markDocumentRead') ?? false,
    )
    await rowOf('Program współpracy').getByRole('link').first().click()
    expect(await (await noted).json()).toEqual({ data: { markDocumentRead: true } })
    // The next mark comes after all that the answer to this one brought about.
    const [marks, document] = ['ReadMark_Query', 'DocumentPage_Query'].map((name) => `${name} ${about}`)
    await page.evaluate(leave)
    await eventually(() => asked.filter((one) => one === marks).length).toBe(2)
    expect(asked.filter((one) => one === document)).toEqual([document])
  })

  it('is made from a template and opens', async () => {
    await page.getByRole('button', { name: 'Nowy dokument' }).click()
    const dialog = page.getByRole('dialog', { name: 'Nowy dokument' })
    await dialog.getByRole('radio').first().check()
    await dialog.getByRole('button', { name: 'Utwórz dokument' }).click()
    await dialog.getByText('To pole jest wymagane.').waitFor()
    await dialog.getByLabel('Tytuł').fill('Lokale na parterze')
    await dialog.getByRole('button', { name: 'Utwórz dokument' }).click()
    await page.waitForURL('**/dokument/*')
    await eventually(() => page.title()).toBe('Lokale na parterze – Wspólny Zapis')
  })

  it('is led by each of one’s organisations, named once also for who is in it in two roles, and not by one that is only administered', async () => {
    const { id: userId, organizationId } = kit.leon
    if (organizationId === null) throw new Error('Leon is in an organisation.')
    const { id: administered } = kit.gates
    const [deputy, admin] = [
      { role: 'DEPUTY', organizationId } as const,
      { role: 'ADMIN', organizationId: administered } as const,
    ]
    await kit.app.db.membership.create({ data: { id: 'leon-zastepca', userId, ...deputy } })
    await kit.app.db.membership.create({ data: { id: 'leon-administruje', userId, ...admin } })
    await page.reload()
    await page.getByRole('button', { name: 'Nowy dokument' }).click()
    const dialog = page.getByRole('dialog', { name: 'Nowy dokument' })
    await dialog.getByRole('radio').first().waitFor()
    expect(await dialog.getByLabel('W imieniu organizacji').count()).toBe(0)
    await kit.app.db.membership.deleteMany({ where: { id: { startsWith: 'leon-' } } })
  })

  it('is started for the organisation that is left, once another one that was chosen is left', async () => {
    const left = await seed(kit.app).organization('A Fundacja opuszczana')
    await kit.app.db.membership.create({
      data: { id: 'leon-opuszcza', userId: kit.leon.id, organizationId: left.id, role: 'MEMBER', since: new Date(0) },
    })
    await page.reload()
    await page.getByRole('button', { name: 'Nowy dokument' }).click()
    const dialog = page.getByRole('dialog', { name: 'Nowy dokument' })
    await dialog.getByLabel('W imieniu organizacji').selectOption({ label: left.name })
    await dialog.getByRole('radio').first().check()
    await kit.app.db.membership.delete({ where: { id: 'leon-opuszcza' } })
    kit.app.app.pubsub.publish('access', { userId: kit.leon.id })
    await dialog.getByLabel('W imieniu organizacji').waitFor({ state: 'detached' })
    await dialog.getByLabel('Tytuł').fill('Zasady po odejściu')
    await dialog.getByRole('button', { name: 'Utwórz dokument' }).click()
    await page.getByRole('heading', { level: 1, name: 'Zasady po odejściu' }).waitFor()
    await page.goto('/')
  })

  it('is one, though its answer was lost and the button was pressed again', async () => {
    await page.getByRole('button', { name: 'Nowy dokument' }).click()
    const dialog = page.getByRole('dialog', { name: 'Nowy dokument' })
    await dialog.getByRole('radio').first().check()
    await dialog.getByLabel('Tytuł').fill('Lokale na poddaszu')
    problems.allow(/ERR_FAILED/)
    await loseAnswers(page, 'createDocument', 1)
    await dialog.getByRole('button', { name: 'Utwórz dokument' }).click()
    await dialog.getByRole('alert').waitFor()
    await dialog.getByLabel('Tytuł').fill('Lokale na strychu')
    await dialog.getByRole('button', { name: 'Utwórz dokument' }).click()
    await page.waitForURL('**/dokument/*')
    await eventually(() => page.title()).toBe('Lokale na strychu – Wspólny Zapis')
    const where = { title: { in: ['Lokale na poddaszu', 'Lokale na strychu'] } }
    expect(await kit.app.db.document.count({ where })).toBe(1)
  })

  it('that is asked for anew under another name is another one, though the answer about the first was lost', async () => {
    const titles = ['Lokale od ulicy', 'Lokale w oficynie']
    const found = () =>
      kit.app.db.document.findMany({ where: { title: { in: titles } }, orderBy: { createdAt: 'asc' } })
    const dialog = page.getByRole('dialog', { name: 'Nowy dokument' })
    const create = async (title: string) => {
      await page.getByRole('button', { name: 'Nowy dokument' }).click()
      await dialog.getByRole('radio').first().check()
      await dialog.getByLabel('Tytuł').fill(title)
      await dialog.getByRole('button', { name: 'Utwórz dokument' }).click()
    }
    problems.allow(/ERR_FAILED/)
    await loseAnswers(page, 'createDocument', 2)
    for (let time = 0; time < 2; time++) {
      await create('Lokale od ulicy')
      await dialog.getByRole('alert').waitFor()
      await dialog.getByRole('button', { name: 'Anuluj' }).click()
      await dialog.waitFor({ state: 'hidden' })
    }
    await create('Lokale w oficynie')
    await page.waitForURL('**/dokument/*')
    expect((await found()).map(({ title }) => title)).toEqual(titles)
  })

  it('that somebody else renamed is called so here at once', async () => {
    const { id } = await kit.windows.document(kit.leon, { title: 'Zasady najmu', kind: 'OTHER' })
    await page.goto(`/dokument/${id}`)
    await page.getByRole('heading', { level: 1, name: 'Zasady najmu' }).waitFor()
    const input = { documentId: id, title: 'Zasady użyczania' }
    const rename = 'mutation ($input: RenameDocumentInput!) { renameDocument(input: $input) { id } }'
    expect((await ask(kit.app, await signInAs(kit.app, kit.wanda), rename, { input })).codes).toEqual([])
    await page.getByRole('heading', { level: 1, name: 'Zasady użyczania' }).waitFor()
  })

  it('goes to the archive and comes back, by Undo and from the archive', async () => {
    const title = 'Notatka z posiedzenia w Łagiewnikach'
    await openMenu(title, 'Przenieś do archiwum')
    await page.getByRole('status').getByText(`Przeniesiono do archiwum: „${title}”`).waitFor()
    await eventually(titles).not.toContain(title)
    await page.getByRole('button', { name: 'Cofnij' }).click()
    await eventually(titles).toContain(title)

    await openMenu(title, 'Przenieś do archiwum')
    await eventually(titles).not.toContain(title)
    await page.getByRole('button', { name: 'Więcej filtrów' }).click()
    await page.getByLabel('Archiwum', { exact: true }).check()
    await eventually(titles).toEqual([title])
    await openMenu(title, 'Przywróć z archiwum')
    await page.getByText('Archiwum jest puste').waitFor()
  })

  it('is shared with a person found without Polish letters; the right is changed and taken back', async () => {
    const title = 'Notatka z posiedzenia w Łagiewnikach'
    await openMenu(title, 'Udostępnij')
    const dialog = page.getByRole('dialog', { name: 'Udostępnij' })
    await dialog.getByRole('button', { name: 'Udostępnij' }).click()
    await dialog.getByText('Prosimy wybrać osobę lub organizację z listy.').waitFor()

    await dialog.getByRole('combobox', { name: 'Dodaj osobę lub organizację' }).fill('gzym')
    await dialog.getByRole('option', { name: /Łucja Gzymsik/ }).click()
    await dialog.getByLabel('Uprawnienie', { exact: true }).selectOption({ label: 'Komentowanie' })
    await dialog.getByRole('button', { name: 'Udostępnij' }).click()
    await dialog.getByRole('status').getByText('Udostępniono: Łucja Gzymsik').waitFor()

    const right = dialog.getByLabel('Uprawnienie: Łucja Gzymsik')
    expect(await right.inputValue()).toBe('COMMENTER')
    await right.selectOption({ label: 'Edycja' })
    await dialog.getByRole('button', { name: 'Zmień uprawnienie: Łucja Gzymsik' }).click()
    await dialog.getByRole('status').getByText('Zmieniono uprawnienie: Łucja Gzymsik').waitFor()
    await dialog.getByRole('button', { name: 'Odbierz dostęp: Łucja Gzymsik' }).click()
    await dialog.getByRole('status').getByText('Odebrano dostęp: Łucja Gzymsik').waitFor()
    await eventually(() => right.count()).toBe(0)
  })

  it('is downloaded as HTML and as DOCX', async () => {
    for (const [item, ending] of [
      ['Pobierz jako stronę do przeglądarki (HTML)', '.html'],
      ['Pobierz jako dokument Word (DOCX)', '.docx'],
    ] as const) {
      const download = page.waitForEvent('download')
      await openMenu('Program współpracy na rok 2027', item)
      const file = await download
      expect(file.suggestedFilename().endsWith(ending)).toBe(true)
      expect(await file.failure()).toBeNull()
    }
  })

  it('of somebody else answers as one that does not exist', async () => {
    const secret = await kit.app.db.document.findFirstOrThrow({ where: { title: 'Wewnętrzny dokument Bram' } })
    for (const id of [secret.id, 'nie-ma-takiego']) {
      await page.goto(`/dokument/${id}`)
      await page.getByRole('heading', { level: 1, name: 'Brak dostępu' }).waitFor()
    }
    await page.getByRole('link', { name: 'Przejdź do dokumentów' }).click()
    await rowOf('Program współpracy na rok 2027').waitFor()
  })
})
