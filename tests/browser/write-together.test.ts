import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findAxeViolations, screenshot, watchProblems } from '../kit/browser.ts'
import { gql } from '../kit/client.ts'
import { openDocument, type Writer, writerOn } from '../kit/document-page.ts'
import { startPage, type TestPage } from '../kit/page.ts'
import { type SeededDocument, type SeededPerson, signInAs } from '../kit/seed.ts'
import { until } from '../kit/until.ts'

const SHARE = 'mutation ($input: ShareDocumentInput!) { shareDocument(input: $input) { id } }'

let kit: TestPage

beforeAll(async () => {
  kit = await startPage({ database: 'embedded', hasServiceWorker: true })
})
afterAll(() => kit.close())

async function draft(text: string): Promise<SeededDocument> {
  const document = await kit.windows.document(kit.wanda, { title: 'Rekomendacja lokalowa', text })
  return document.member(kit.lucja, 'EDITOR')
}

async function both(document: SeededDocument): Promise<[Writer, Writer]> {
  return [await openDocument(kit, kit.wanda, document), await openDocument(kit, kit.lucja, document)]
}

async function leave(...writers: Writer[]): Promise<void> {
  for (const writer of writers) await writer.context.close()
}

describe('two people in one paragraph', () => {
  it('see each other’s words, name and organisation, and both texts stay', async () => {
    const [wanda, lucja] = await both(await draft('Lokale udostępnia się organizacjom.\nKoniec.'))
    await wanda.caretAfter('Lokale udostępnia')
    await lucja.caretAfter('Lokale udostępnia')
    await lucja.page.keyboard.press('Home')

    await Promise.all([
      wanda.page.keyboard.type(' Bezpłatnie na dwa lata.'),
      lucja.page.keyboard.type('Ustala się, co następuje. '),
    ])
    const whole = 'Ustala się, co następuje. Lokale udostępnia się organizacjom. Bezpłatnie na dwa lata.'
    await wanda.sees(whole)
    await lucja.sees(whole)
    await wanda.saved()
    expect(await wanda.lines()).toEqual(await lucja.lines())

    const flag = wanda.text.locator('.remote-caret-flag')
    await until('the other caret', async () => (await flag.count()) === 1)
    expect(await flag.textContent()).toBe('Łucja Gzymsik · Towarzystwo Cichych Bram')
    await screenshot(wanda.page, 'write-together', { fullPage: false })
    expect([...wanda.problems.list, ...lucja.problems.list]).toEqual([])
    await leave(wanda, lucja)
  })

  it('are both in the list of who is here, a person with two tabs once, and can be jumped to', async () => {
    const document = await draft(`Początek.\n${'Akapit.\n'.repeat(60)}Tutaj pisze Łucja.`)
    const [wanda, lucja] = await both(document)
    const second = await lucja.context.newPage()
    await second.goto(`/dokument/${document.id}`)
    await second.locator('.document-text').waitFor()
    await lucja.page.bringToFront()
    await lucja.caretAfter('Tutaj pisze')

    await wanda.page.getByRole('button', { name: /^Kto jest w dokumencie: 2 osoby/ }).click()
    const jump = wanda.page.getByRole('button', { name: /Przejdź do miejsca, w którym pisze Łucja Gzymsik/ })
    await jump.click()
    await until('the passage to be in sight', () =>
      wanda.block('Tutaj pisze').evaluate((block) => {
        const { top, bottom } = block.getBoundingClientRect()
        return top >= 0 && bottom <= window.innerHeight
      }),
    )
    expect(await wanda.text.evaluate((text) => text.contains(window.document.activeElement))).toBe(true)
    await leave(wanda, lucja)
  })

  it('undo only their own words', async () => {
    const [wanda, lucja] = await both(await draft('Wspólny akapit.'))
    await wanda.caretAfter('Wspólny')
    await wanda.page.keyboard.type(' Moje.')
    await lucja.sees('Moje.')
    await lucja.caretAfter('Wspólny')
    await lucja.page.keyboard.type(' Cudze.')
    await wanda.sees('Cudze.')

    // What is typed slowly, as on a busy machine, is undone in several steps.
    let steps = 0
    for (; (await wanda.lines()).join() !== 'Wspólny akapit. Cudze.' && steps < 6; steps += 1) {
      await wanda.page.keyboard.press('Control+z')
    }
    expect(await wanda.lines()).toEqual(['Wspólny akapit. Cudze.'])
    for (; steps > 0; steps -= 1) await wanda.page.keyboard.press('Control+Shift+z')
    await lucja.sees('Moje.')
    expect(await lucja.lines()).toEqual(await wanda.lines())
    await leave(wanda, lucja)
  })
})

describe('a passage that both move', () => {
  const TEXT = 'Lokale oddaje się organizacjom.\nCzynsz ustala się na rok.\nKoniec.'

  it('is there twice, and one of them is told and taken to the other place', async () => {
    const [wanda, lucja] = await both(await draft(TEXT))
    await lucja.saved()
    await lucja.context.setOffline(true)
    await dragFirstWords(wanda, 'Czynsz')
    await dragFirstWords(lucja, 'Koniec')
    await lucja.kept()
    await wanda.saved()
    expect(await noticeOf(lucja).count()).toBe(0)

    await lucja.context.setOffline(false)
    await noticeOf(lucja).waitFor()
    await lucja.saved()
    expect((await lucja.lines()).join().match(/Lokale oddaje/g)).toHaveLength(2)
    await lucja.page.getByRole('button', { name: 'Pokaż drugie miejsce' }).click()
    await until('the caret at the other copy', () => lucja.block('Czynsz').evaluate(holdsCaret))
    await screenshot(lucja.page, 'moved-twice', { fullPage: false })
    expect(await findAxeViolations(lucja.page)).toEqual([])
    await lucja.page.getByRole('button', { name: 'Zamknij komunikat' }).click()
    await noticeOf(lucja).waitFor({ state: 'hidden' })

    await lucja.caretAfter('Koniec')
    await lucja.page.keyboard.press('Control+z')
    await until('her own move to be undone', async () => !(await lucja.lines()).at(-1)?.includes('Lokale oddaje'))
    expect((await lucja.lines())[1]).toContain('Lokale oddaje')
    await lucja.saved()
    await wanda.sees((await lucja.lines()).join('\n'))
    await leave(wanda, lucja)
  })

  it('while both are connected, and neither has heard of the other yet', async () => {
    const document = await draft(TEXT)
    const [wanda, lucja] = [await openHeld(document, kit.wanda), await openHeld(document, kit.lucja)]
    for (const { writer, hold } of [wanda, lucja]) {
      await writer.saved()
      hold()
    }
    await dragFirstWords(wanda.writer, 'Czynsz')
    await dragFirstWords(lucja.writer, 'Koniec')
    for (const { letGo } of [wanda, lucja]) letGo()
    const writers = [wanda.writer, lucja.writer]
    for (const { lines } of writers) {
      await until('both copies', async () => (await lines()).join().match(/Lokale oddaje/g)?.length === 2)
    }
    await until('one of them to be told', async () => {
      const counts = await Promise.all(writers.map((writer) => noticeOf(writer).count()))
      return counts.includes(1)
    })
    await leave(...writers)
  })
})

describe('without a connection', () => {
  it('both go on; it all comes back together', async () => {
    const [wanda, lucja] = await both(await draft('W pociągu.\nNa miejscu.'))
    await wanda.context.setOffline(true)
    await wanda.caretAfter('W pociągu')
    await wanda.page.keyboard.type(' Piszę w tunelu.')
    await wanda.kept()
    await lucja.caretAfter('W pociągu')
    await lucja.page.keyboard.type(' Piszę dalej.')
    await lucja.saved()

    await wanda.context.setOffline(false)
    await wanda.sees('Piszę dalej.')
    await lucja.sees('Piszę w tunelu.')
    await wanda.saved()
    expect(await wanda.lines()).toEqual(await lucja.lines())
    await leave(wanda, lucja)
  })

  it('a reload shows what was typed, and sends it when the connection is back', async () => {
    const [wanda, lucja] = await both(await draft('Zapis w notatniku.'))
    await wanda.saved()
    await until('the service worker to take over', () =>
      wanda.page.evaluate(async () => (await navigator.serviceWorker.ready).active?.state === 'activated'),
    )
    await wanda.context.setOffline(true)
    await wanda.caretAfter('Zapis')
    await wanda.page.keyboard.type(' Offline.')
    await wanda.kept()
    await wanda.page.reload()
    await wanda.sees('Zapis w notatniku. Offline.')
    await wanda.context.setOffline(false)
    await lucja.sees('Zapis w notatniku. Offline.')
    await wanda.saved()
    await leave(wanda, lucja)
  })
})

describe('when rights change', () => {
  it('the editor turns read-only in place and says why, and back again', async () => {
    const document = await draft('Tekst do redakcji.')
    const [wanda, lucja] = await both(document)
    await lucja.caretAfter('Tekst')
    await lucja.page.keyboard.type(' Dopisek.')
    await wanda.sees('Dopisek.')
    await lucja.saved()

    await giveRight(document, 'READER')
    await until('the text to be read-only', async () => (await lucja.text.getAttribute('contenteditable')) === 'false')
    expect(await lucja.page.getByTestId('access-notice').textContent()).toMatch(
      /Uprawnienia zmieniły się.*tylko do odczytu/s,
    )
    expect(await lucja.page.getByRole('toolbar').count()).toBe(0)
    await screenshot(lucja.page, 'editor-read-only', { fullPage: false })

    await giveRight(document, 'EDITOR')
    await until('the text to be editable', async () => (await lucja.text.getAttribute('contenteditable')) === 'true')
    await lucja.caretAfter('Tekst')
    await lucja.page.keyboard.type(' Znów.')
    await wanda.sees('Znów.')
    await leave(wanda, lucja)
  })

  it('what could not be sent any more is given back, to copy, insert again or discard', async () => {
    const document = await draft('Tekst z pociągu.')
    const lucja = await openDocument(kit, kit.lucja, document)
    await lucja.saved()
    await lucja.context.setOffline(true)
    await lucja.caretAfter('Tekst')
    await lucja.page.keyboard.type(' Pisane bez prawa.')
    await giveRight(document, 'READER')
    await lucja.context.setOffline(false)

    const panel = lucja.page.getByRole('region', { name: 'Nie zapisano: ten tekst jest tutaj' })
    await panel.waitFor()
    expect(await panel.getByRole('textbox').inputValue()).toContain('Pisane bez prawa.')
    expect(await panel.getByRole('button', { name: 'Wstaw ponownie' }).count()).toBe(0)
    expect(await lucja.lines()).toEqual(['Tekst z pociągu.'])
    await screenshot(lucja.page, 'editor-given-back', { fullPage: false })
    expect(await findAxeViolations(lucja.page)).toEqual([])

    await giveRight(document, 'EDITOR')
    await panel.getByRole('button', { name: 'Wstaw ponownie' }).click()
    await lucja.sees('Pisane bez prawa.')
    await panel.waitFor({ state: 'hidden' })
    await lucja.saved()
    await leave(lucja)
  })
})

async function giveRight(document: SeededDocument, role: 'READER' | 'EDITOR'): Promise<void> {
  const cookie = await signInAs(kit.app, kit.wanda)
  const input = { documentId: document.id, personId: kit.lucja.id, role }
  await gql(kit.app, cookie, SHARE, { input })
}

const noticeOf = ({ page }: Writer) => page.getByText('przeniósł lub przywrócił ten sam fragment')

/** Drags the first three words of the text to the start of another block. */
async function dragFirstWords({ page, block, caretBefore, lines }: Writer, target: string): Promise<void> {
  await caretBefore(0)
  for (let word = 0; word < 3; word++) await page.keyboard.press('Control+Shift+ArrowRight')
  const grip = await page.evaluate(() => {
    const { x, y, height } = getSelection()?.getRangeAt(0).getBoundingClientRect() ?? new DOMRect()
    return { x: x + 5, y: y + height / 2 }
  })
  const place = await block(target).boundingBox()
  await page.mouse.move(grip.x, grip.y)
  await page.mouse.down()
  await page.mouse.move(grip.x + 10, grip.y + 8, { steps: 3 })
  await page.mouse.move((place?.x ?? 0) + 1, (place?.y ?? 0) + (place?.height ?? 0) / 2, { steps: 8 })
  await page.mouse.up()
  await until('the words to move', async () => !(await lines())[0]?.includes('Lokale oddaje'))
}

function holdsCaret(block: Element): boolean {
  return block.contains(getSelection()?.focusNode ?? null)
}

/** What this page sends can be held back. */
async function openHeld(document: SeededDocument, person: SeededPerson) {
  const waiting: (() => void)[] = []
  let isHeld = false
  const context = await kit.as(person)
  await context.routeWebSocket(/\/graphql$/, (socket) => {
    const server = socket.connectToServer()
    socket.onMessage((message) => {
      if (isHeld) waiting.push(() => server.send(message))
      else server.send(message)
    })
  })
  const page = await context.newPage()
  const problems = watchProblems(page)
  await page.goto(`/dokument/${document.id}`)
  return {
    writer: await writerOn(context, page, problems),
    hold: () => {
      isHeld = true
    },
    letGo: () => {
      isHeld = false
      for (const send of waiting.splice(0)) send()
    },
  }
}
