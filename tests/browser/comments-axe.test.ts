import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DESKTOP, PHONE, type WindowOptions } from '../kit/browser.ts'
import { openDocument } from '../kit/document-page.ts'
import { type Look, lookEveryWay, lookInForcedColours } from '../kit/looks.ts'
import { startPage, type TestPage } from '../kit/page.ts'
import { openPeer } from '../kit/peer.ts'
import { remarksOn } from '../kit/remarks-page.ts'
import { newId, type SeededDocument, signInAs } from '../kit/seed.ts'
import { aimAt, remark, replyTo, said, startThread } from '../kit/threads.ts'

let kit: TestPage
let document: SeededDocument

beforeAll(async () => {
  kit = await startPage()
  const block = (kind: 'chapter' | 'section' | 'ust' | 'pkt', text: string) =>
    ({ type: 'block', id: newId(), kind, level: 0, content: text === '' ? [] : [{ text }] }) as const
  document = await kit.windows.document(kit.wanda, {
    title: 'Program współpracy na rok 2027',
    content: [
      block('chapter', 'Formy współpracy'),
      block('section', ''),
      block('ust', 'Formami współpracy finansowej są powierzanie i wspieranie wykonania zadań publicznych.'),
      block('ust', 'Formami współpracy pozafinansowej są w szczególności:'),
      block('pkt', 'wzajemne informowanie się o planowanych kierunkach działalności;'),
      block('pkt', 'udostępnianie lokali i sal, w tym w formule współdzielenia.'),
      block('ust', 'Wykaz lokali przewidzianych dla organizacji aktualizuje się nie rzadziej niż raz na kwartał.'),
      block('section', 'Program realizuje się do dnia 31 grudnia 2027 r. Tego zdania nie będzie.'),
    ],
  })
  await document.member(kit.wanda, 'EDITOR', true)
  await document.member(kit.lucja, 'COMMENTER')
  await speak()
})
afterAll(() => kit.close())

async function speak(): Promise<void> {
  const { app } = kit
  const [wanda, lucja] = [await signInAs(app, kit.wanda), await signInAs(app, kit.lucja)]
  const peer = await openPeer({
    ...{ origin: app.origin, port: app.port, cookie: wanda, documentId: document.id, userId: kit.wanda.id },
  })
  await peer.opened()
  const about = (words: string, body: string, type: string) => remark(document.id, aimAt(peer, words), body, { type })
  const first = about('powierzanie i wspieranie', 'Czy to katalog zamknięty?', 'QUESTION')
  const second = about('współdzielenia', 'Proszę dopisać zasady rezerwacji na godziny.', 'ADDITION')
  const third = about('raz na kwartał', 'Raz na kwartał to za rzadko. Proponuję raz na miesiąc.', 'WORDING')
  const lost = about(' Tego zdania nie będzie.', 'O tym warto rozmawiać dalej.', 'GENERAL')
  for (const input of [first, second, third, lost]) await startThread(app, lucja, input)
  await replyTo(app, wanda, third.id, said('Zgoda, co miesiąc jest wykonalne.'))
  peer.text.delete(peer.text.length - ' Tego zdania nie będzie.'.length, ' Tego zdania nie będzie.'.length)
  await peer.saved()
  await peer.close()
}

/** Each opened once: the panel stands beside the text, or lies over it on a phone. */
const PLACES = [
  {
    place: 'a desk',
    options: { viewport: DESKTOP },
    looks: [
      { look: 'dark', viewport: DESKTOP, colorScheme: 'dark' },
      { look: 'wide', viewport: { width: 1600, height: 900 }, colorScheme: 'light' },
      { look: 'light', viewport: DESKTOP, colorScheme: 'light' },
    ],
  },
  {
    place: 'a phone',
    options: { viewport: PHONE, touch: true },
    looks: [
      { look: 'phone-dark', viewport: PHONE, colorScheme: 'dark' },
      { look: 'phone', viewport: PHONE, colorScheme: 'light' },
    ],
  },
] as const satisfies readonly { place: string; options: WindowOptions; looks: readonly Look[] }[]

describe.each(PLACES)('axe finds nothing with the panel open at $place', ({ options, looks }) => {
  it('folded, in a conversation, writing, and where a passage is gone', async () => {
    const writer = await openDocument(kit, kit.wanda, document, options)
    const { page } = writer
    const remarks = remarksOn(writer)
    const look = async (what: string) => {
      await lookEveryWay(page, `comments-${what}`, looks)
      await lookInForcedColours(page, `comments-${what}-${looks[0].look}`)
    }
    await remarks.open()
    await remarks.card('Czy to katalog zamknięty?').waitFor()
    await look('folded')

    await remarks.card('Raz na kwartał').getByRole('button', { name: '§ 1 ust. 3' }).click()
    await page.getByRole('textbox', { name: 'Odpowiedź' }).waitFor()
    await page.getByRole('button', { name: 'Dodaj reakcję' }).first().click()
    await look('thread')

    await page.getByRole('textbox', { name: 'Odpowiedź' }).pressSequentially('Dziękuję, @gzy')
    await page.getByRole('option', { name: 'Łucja Gzymsik' }).waitFor()
    await look('mention')
    expect(writer.problems.list).toEqual([])

    const lost = remarks.card('O tym warto rozmawiać dalej.')
    await lost.getByRole('button', { expanded: false }).first().click()
    await lost.getByText('Tekst usunięto').waitFor()
    await lost.getByRole('textbox', { name: 'Odpowiedź' }).waitFor()
    await look('without-place')
    await writer.context.close()
  })
})

it('the text keeps its measure at 1280 px while the panel is open', async () => {
  const writer = await openDocument(kit, kit.wanda, document, { viewport: DESKTOP })
  const width = async () => (await writer.text.boundingBox())?.width
  const before = await width()
  await remarksOn(writer).open()
  expect(await width()).toBe(before)
  expect(await writer.page.locator('.editor-outline').isVisible()).toBe(false)
  await writer.context.close()
})
