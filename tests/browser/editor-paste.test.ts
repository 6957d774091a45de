import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDocument, type Writer } from '../kit/document-page.ts'
import { eventually, startPage, type TestPage } from '../kit/page.ts'
import { remarkOn, remarksOn } from '../kit/remarks-page.ts'
import { until } from '../kit/until.ts'

let kit: TestPage

beforeAll(async () => {
  kit = await startPage({ staysOpen: true })
})
afterAll(() => kit.close())

async function open(text: string): Promise<Writer> {
  const document = await kit.windows.document(kit.wanda, { text })
  return openDocument(kit, kit.wanda, document)
}

/** What the browser would hand over; the real clipboard is shared by everything on the machine. */
async function paste(writer: Writer, data: Record<string, string>): Promise<void> {
  await writer.text.evaluate((text, flavours) => {
    const clipboardData = new DataTransfer()
    for (const [type, value] of Object.entries(flavours)) clipboardData.setData(type, value)
    text.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }, data)
}

async function copied(writer: Writer, name: 'copy' | 'cut' = 'copy'): Promise<Record<string, string>> {
  return writer.text.evaluate((text, type) => {
    const clipboardData = new DataTransfer()
    text.dispatchEvent(new ClipboardEvent(type, { clipboardData, bubbles: true, cancelable: true }))
    return Object.fromEntries([...clipboardData.types].map((each) => [each, clipboardData.getData(each)]))
  }, name)
}

async function shows(writer: Writer, lines: string[]): Promise<void> {
  const isThere = async () => JSON.stringify(await writer.lines()) === JSON.stringify(lines)
  await until('the pasted text', isThere).catch(async () => expect(await writer.lines()).toEqual(lines))
}

const toast = (writer: Writer, words: RegExp) => writer.page.getByRole('status').filter({ hasText: words })

describe('pasting', () => {
  it('keeps the structure of a page, drops what is not ours, and says so', async () => {
    const writer = await open('Na początku.\nNa końcu.')
    await writer.caretAfter('Na początku')
    await paste(writer, {
      'text/html':
        '<h2 style="color:#c00">Cel</h2><ul><li>raz<ol><li>dwa</li></ol></li></ul><p><img src="x.png"><b>Gruby</b> i <a href="https://example.org/">link</a></p><table><tr><th>a</th><th>b</th></tr><tr><td colspan="2">c</td></tr></table>',
      'text/plain': 'Cel raz dwa',
    })
    await shows(writer, ['Na początku.Cel', 'raz', 'a. dwa', 'Gruby i link', 'abc', 'Na końcu.'])
    await toast(
      writer,
      /Wklejono bez: 1 obrazu, 1 scalenia komórek, liter lub numerów 1 listy, które dokument zastąpił własnymi i kolorów\./,
    ).waitFor()
    expect(await writer.text.locator('strong').textContent()).toBe('Gruby')
    expect(await writer.text.locator('a').getAttribute('href')).toBe('https://example.org/')
    await writer.saved()
    await writer.context.close()
  })

  it('reads the units of a legal text and numbers them anew', async () => {
    const writer = await open('')
    await writer.text.click()
    await paste(writer, {
      'text/plain':
        '§ 5. 1. Miasto prowadzi wykaz lokali:\n1) użytkowych;\n2) innych, w tym:\na) wspólnych,\nb) na godziny.\n2. Wykaz jest jawny.',
    })
    await shows(writer, [
      '§ 1. ',
      '1. Miasto prowadzi wykaz lokali:',
      '1) użytkowych;',
      '2) innych, w tym:',
      'a) wspólnych,',
      'b) na godziny.',
      '2. Wykaz jest jawny.',
    ])
    await toast(writer, /Numery jednostek nadaje teraz dokument: 7 jednostek/).waitFor()
    await writer.context.close()
  })

  it('keeps a reference in its sentence, raised numbers raised, and says what it had to leave out', async () => {
    const writer = await open('Zgodnie z')
    await writer.caretAfter('Zgodnie')
    await writer.page.keyboard.type(' ')
    await paste(writer, {
      'text/html':
        '<span>§ 3 ust. 2 i art. 22<sup>1</sup> <del cite="mailto:Jan">starej</del><b>ustawy</b>&nbsp;<i>miejskiej</i></span>',
      'text/plain': '§ 3 ust. 2 i art. 221 ustawy miejskiej',
    })
    await shows(writer, ['Zgodnie z § 3 ust. 2 i art. 22¹ ustawy miejskiej'])
    await toast(writer, /Wklejono bez: 1 fragmentu usuniętego w śledzonych zmianach\./).waitFor()
    await writer.page.keyboard.press('Enter')
    await paste(writer, { 'text/html': '<ol start="3"><li>trzy</li><li>cztery</li></ol>', 'text/plain': '3. trzy' })
    await toast(writer, /Wklejono bez: numerów 1 listy, która nie zaczynała się od 1\./).waitFor()
    await writer.context.close()
  })

  it('leaves comments of Word out, numbers letters anew, and says both', async () => {
    const writer = await open('')
    await writer.text.click()
    await paste(writer, {
      'text/html':
        '<p class=MsoNormal>Termin wynosi 30 dni<span class=MsoCommentReference><a class=msocomanchor href="#_msocom_1">[JK1]</a><span style="mso-special-character:comment">&nbsp;</span></span> od dnia:</p><ol type="a"><li>doręczenia</li><li>ogłoszenia</li></ol><p>oraz</p><ol type="I"><li>wpływu</li></ol><div style="mso-element:comment-list"><div style="mso-element:comment"><p>Za krótko</p></div></div>',
      'text/plain': 'Termin wynosi 30 dni[JK1] od dnia:',
    })
    await shows(writer, ['Termin wynosi 30 dni od dnia:', '1. doręczenia', '2. ogłoszenia', 'oraz', '1. wpływu'])
    await toast(
      writer,
      /Wklejono bez: 1 komentarza i liter lub numerów 2 list, które dokument zastąpił własnymi\./,
    ).waitFor()
    await writer.context.close()
  })

  it('puts an address in the place of another', async () => {
    const writer = await open('https://stara.example.org/x')
    await writer.text.click()
    await writer.page.keyboard.press('Control+a')
    await paste(writer, { 'text/plain': 'https://nowa.example.org/x' })
    await shows(writer, ['https://nowa.example.org/x'])
    expect(await writer.text.locator('a').count()).toBe(0)
    await writer.context.close()
  })

  it('runs nothing of a hostile page', async () => {
    const writer = await open('Tekst.')
    await writer.caretAfter('Tekst')
    await paste(writer, {
      'text/html':
        '<p onclick="window.hit=1">a<img src=x onerror="window.hit=1"><script>window.hit=1</scr' +
        'ipt><svg onload="window.hit=1"></svg><a href="javascript:window.hit=1">b</a></p>',
      'text/plain': 'ab',
    })
    await shows(writer, ['Tekst.ab'])
    expect(await writer.page.evaluate(() => 'hit' in window)).toBe(false)
    expect(await writer.text.locator('a, img:not(.ProseMirror-separator), script, svg').count()).toBe(0)
    expect(writer.problems.list).toEqual([])
    await writer.context.close()
  })

  it('refuses what is too large in words, and leaves the text alone', async () => {
    const writer = await open('Tekst.')
    await writer.caretAfter('Tekst')
    await writer.text.evaluate((text) => {
      const clipboardData = new DataTransfer()
      clipboardData.setData('text/plain', 'słowo '.repeat(900_000))
      text.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
    })
    await toast(writer, /Nie wklejono: tekst jest za duży/).waitFor()
    expect(await writer.lines()).toEqual(['Tekst.'])
    await writer.context.close()
  })

  it('takes a long one in parts, whole and in order, and saves it', async () => {
    const writer = await open('Początek.')
    await writer.caretAfter('Początek')
    const lines = Array.from({ length: 1_500 }, (_, index) => `Wiersz ${index} – ${'ż'.repeat(120)}`)
    await paste(writer, { 'text/plain': lines.join('\n') })
    await shows(writer, [`Początek.${lines[0]}`, ...lines.slice(1)])
    await writer.saved()
    await writer.page.keyboard.press('Control+z')
    await shows(writer, ['Początek.'])
    await writer.context.close()
  })

  it('makes a link of an address pasted over words', async () => {
    const writer = await open('Zobacz stronę.')
    await writer.selectFirstWord('Zobacz')
    await paste(writer, { 'text/plain': 'https://www.krakow.pl/' })
    await until('the link', () => writer.text.locator('a').count())
    expect(await writer.text.locator('a').textContent()).toBe('Zobacz')
    await writer.context.close()
  })
})

describe('copying', () => {
  it('gives clean HTML and text with printed marks, and comes back whole', async () => {
    const writer = await open('')
    await writer.text.click()
    await paste(writer, { 'text/plain': '§ 1. 1. Pierwszy:\n1) punkt;\n2. Drugi.' })
    await writer.page.keyboard.press('Control+a')
    const flavours = await copied(writer)
    expect(flavours['text/plain']?.replaceAll('\u00a0', ' ')).toBe('§ 1. 1. Pierwszy:\n1) punkt;\n2. Drugi.')
    expect(flavours['text/html']).not.toMatch(/class=|data-id|ProseMirror/)

    const other = await open('Inny dokument.')
    await other.caretAfter('Inny')
    await paste(other, flavours)
    await shows(other, ['Inny dokument.', '1. Pierwszy:', '1) punkt;', '2. Drugi.'])
    await writer.context.close()
    await other.context.close()
  })

  it('a cut takes the text away, and pasting brings it back', async () => {
    const writer = await open('raz\ndwa')
    await writer.selectFirstWord('dwa')
    const flavours = await copied(writer, 'cut')
    await shows(writer, ['raz', ''])
    await paste(writer, flavours)
    await shows(writer, ['raz', 'dwa'])
    await writer.context.close()
  })

  it('a passage copied into another document leaves its conversation behind; twice in one it is still one', async () => {
    const wanda = await open('Wykaz lokali jest jawny i aktualizowany.\nKoniec.')
    const remarks = remarksOn(wanda)
    await wanda.context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await remarkOn({ ...wanda, remarks }, 'jawny', 'Gdzie jawny?')
    await wanda.block('Wykaz').click({ clickCount: 3 })
    await wanda.page.keyboard.press('Control+c')
    await wanda.caretAfter('Koniec.')
    await wanda.page.keyboard.press('Enter')
    await wanda.page.keyboard.press('Control+v')
    await eventually(() => remarks.drawn('open')).toBe('jawnyjawny')
    expect(await remarks.card('Gdzie jawny?').count()).toBe(1)

    const other = await kit.windows.document(kit.wanda, { text: 'Inny dokument.' })
    await wanda.page.goto(`/dokument/${other.id}`)
    await wanda.text.waitFor()
    await wanda.caretAfter('Inny')
    await wanda.page.keyboard.press('Control+v')
    await wanda.sees('jawny i aktualizowany')
    expect(await wanda.text.locator('[data-comment]').count()).toBe(0)
    expect(wanda.problems.list).toEqual([])
    await wanda.context.close()
  })
})
