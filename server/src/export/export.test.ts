import JSZip from 'jszip'
import { describe, expect, it } from 'vitest'
import type { DocumentContent, Inline, TextBlock } from '../document/content.ts'
import { renderDocx } from './docx.ts'
import { exportFilename } from './filename.ts'
import { EXPORT_FORMATS, type ExportFormat, type ExportRequest, exportDocument } from './index.ts'

const EXPORTED_AT = new Date('2026-10-22T07:05:00Z')
const HOSTILE = `</w:t></title><script>alert(1)</script>&amp;"'\u0000\u0007\ud800<!--`

function block(kind: TextBlock['kind'], content: string | Inline[], id = `${kind}1`, level = 0): TextBlock {
  return { type: 'block', id, kind, level, content: typeof content === 'string' ? [{ text: content }] : content }
}

function request(content: DocumentContent, overrides: Partial<ExportRequest> = {}): ExportRequest {
  return {
    content,
    title: 'Program 2027',
    signature: null,
    organization: 'Fundacja Trzy Okna',
    exportedAt: EXPORTED_AT,
    locale: 'pl',
    ...overrides,
  }
}

async function html(content: DocumentContent, overrides?: Partial<ExportRequest>): Promise<string> {
  const { bytes } = await exportDocument(request(content, overrides), 'HTML')
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
}

async function docxParts(content: DocumentContent, overrides?: Partial<ExportRequest>): Promise<Map<string, string>> {
  const zip = await JSZip.loadAsync(await renderDocx(request(content, overrides)))
  const names = Object.keys(zip.files).filter((name) => /\.(xml|rels)$/.test(name))
  const parts = await Promise.all(
    names.map(async (name) => [name, (await zip.file(name)?.async('string')) ?? ''] as const),
  )
  return new Map(parts)
}

const LEGAL: DocumentContent = [
  block('chapter', 'Formy współpracy'),
  block('section', []),
  block('ust', 'Pierwszy.', 'u1'),
  block('ust', 'Drugi:', 'u2'),
  block('pkt', 'punkt:', 'p1'),
  block('lit', 'litera,', 'l1'),
  block('lit', 'druga.', 'l2'),
  block('paragraph', 'Zakończenie wspólne.', 'w1'),
]

const cell = (text: string, header: boolean) => ({ id: text, header, content: [{ text }] })

describe('file names', () => {
  it('carry the day in Warsaw, the signature and the folded title', () => {
    const named = (title: string, signature: string | null = null, at = EXPORTED_AT) =>
      exportFilename(title, signature, at, 'docx')
    expect(named('Program 2027')).toBe('2026-10-22_program-2027.docx')
    expect(named('Żółć łabędzia: „Święto”', 'KFL/2026/02')).toBe('2026-10-22_kfl-2026-02_zolc-labedzia-swieto.docx')
    expect(named('???', null, new Date('2026-10-22T22:30:00Z'))).toBe('2026-10-23_dokument.docx')
    expect(named(`${'długi '.repeat(40)}tytuł`)).toMatch(/^[\x20-\x7e]{1,90}\.docx$/)
  })
})

describe('exportDocument', () => {
  it('makes files that open, DOCX beside the main thread, one after another', async () => {
    const files = await Promise.all([
      exportDocument(request(LEGAL), 'DOCX'),
      exportDocument(request(LEGAL, { title: 'Inny' }), 'DOCX'),
      exportDocument(request(LEGAL), 'HTML'),
    ])
    expect(files.map(({ filename }) => filename)).toEqual([
      '2026-10-22_program-2027.docx',
      '2026-10-22_inny.docx',
      '2026-10-22_program-2027.html',
    ])
    for (const { bytes } of files.slice(0, 2)) {
      const zip = await JSZip.loadAsync(bytes)
      expect(await zip.file('word/document.xml')?.async('string')).toContain('Formy współpracy')
    }
  })
})

describe('HTML', () => {
  it('nests units into lists and keeps the order of the text', async () => {
    const page = (await html(LEGAL)).replaceAll('\u00a0', ' ')
    expect(page).toContain('<h2 class="chapter" id="u-chapter1"><span class="mark">Rozdział 1.</span> Formy współpracy')
    expect(page).toContain('<span class="mark">§ 1. 1.</span> Pierwszy.')
    expect(page).toMatch(
      /<li id="u-u2">.*<ol class="units pkt".*<ol class="units lit".*<\/ol>.*<p>Zakończenie wspólne/s,
    )
    expect(page.match(/<ol class="units ust"/g)).toHaveLength(1)
  })

  it('makes real lists, headings that skip no rank, and table headings with a scope', async () => {
    const page = await html([
      block('heading', 'Daleko', 'h', 4),
      block('heading', 'Dalej', 'i', 7),
      block('heading', 'Obok', 'j', 4),
      block('number', 'raz', 'n1'),
      block('number', 'raz a', 'n2', 1),
      block('bullet', 'kropka', 'b1'),
      {
        type: 'table',
        id: 't',
        rows: [
          { id: 'r', cells: [cell('Lp.', true)] },
          { id: 's', cells: [cell('1', false)] },
        ],
      },
    ])
    expect([...page.matchAll(/<(h\d) class/g)].map((match) => match[1])).toEqual(['h2', 'h3', 'h2'])
    expect(page).toContain('<ol type="1"><li id="u-n1"><p>raz</p><ol type="a">')
    expect(page).toContain('<ul><li id="u-b1">')
    expect(page).toContain('<thead><tr><th scope="col">Lp.</th></tr></thead><tbody><tr><td>1</td></tr></tbody>')
  })

  it('takes every row of headings for the heads of columns, and other headings for those of their rows', async () => {
    const rows = [
      { id: 'r', cells: [cell('Koszt', true), cell('', true)] },
      { id: 's', cells: [cell('zł', true), cell('gr', true)] },
      { id: 't', cells: [cell('Czynsz', true), cell('5', false)] },
      { id: 'u', cells: [cell('Razem', true), cell('Różnica', true)] },
    ]
    const page = await html([{ type: 'table', id: 't', rows }])
    const scopes = [...page.matchAll(/<th scope="(\w+)">([^<]*)/g)].map(([, scope, words]) => `${words}: ${scope}`)
    expect(scopes).toEqual(['Koszt: col', ': col', 'zł: col', 'gr: col', 'Czynsz: row', 'Razem: col', 'Różnica: col'])
    expect(page).toMatch(/<thead>(?:<tr>.*?<\/tr>\s*){2}<\/thead><tbody>/s)
  })

  it('lets nothing of the text become markup', async () => {
    const page = await html([block('paragraph', HOSTILE), block('pkt', HOSTILE, `x" onload="alert(1)`)], {
      title: HOSTILE,
      organization: HOSTILE,
      signature: HOSTILE,
    })
    expect(page).not.toContain('<script')
    expect(page).not.toContain('" onload="')
    expect(page).not.toContain('<!--')
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&amp;amp;&quot;&#39;')
  })

  it('links only to the web and to mail, a half-bold link once', async () => {
    const link = 'https://example.org/?a=1&b="2"'
    const page = await html([
      block('paragraph', [
        { text: 'do', formats: { link } },
        { text: 'brze', formats: { link, bold: true } },
        { text: 'źle', formats: { link: 'javascript:alert(1)' } },
        { text: 'źle', formats: { link: 'java\u0000script:alert(1)' } },
        { text: 'nijak', formats: { link: 'data:text/html,x' } },
      ]),
    ])
    expect(page.match(/<a /g)).toHaveLength(1)
    expect(page).toContain('<a href="https://example.org/?a=1&amp;b=%222%22" rel="noopener noreferrer">do<strong>brze')
    expect(page).not.toContain('script:')
  })
})

describe('DOCX', () => {
  it('is well-formed whatever the text says, and says it unchanged', async () => {
    const parts = await docxParts([block('paragraph', HOSTILE), block('chapter', HOSTILE)], {
      title: HOSTILE,
      organization: HOSTILE,
      signature: HOSTILE,
    })
    const document = parts.get('word/document.xml') ?? ''
    for (const part of parts.values()) {
      expect(part).not.toContain('<script')
      expect(part).not.toMatch(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u)
      expect(tagsBalance(part)).toBe(true)
    }
    expect(document).toContain('&lt;/w:t&gt;&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;amp;')
    expect(parts.get('docProps/core.xml')).toContain('&lt;script&gt;')
  })

  it('writes the marks of units as text, in named styles', async () => {
    const document = ((await docxParts(LEGAL)).get('word/document.xml') ?? '').replaceAll('\u00a0', ' ')
    const texts = [...document.matchAll(/<w:t[^>]*>([^<]*)</g)].map((match) => match[1]?.trim())
    expect(texts).toEqual(expect.arrayContaining(['Rozdział 1.', '§ 1. 1.', '2.', '1)', 'a)', 'b)']))
    for (const style of ['Heading1', 'Ustep', 'Punkt', 'Litera']) expect(document).toContain(`w:val="${style}"`)
  })

  it('numbers every list from the beginning', async () => {
    const parts = await docxParts([block('number', 'a', 'a'), block('paragraph', 'b', 'b'), block('number', 'c', 'c')])
    const instances = [...(parts.get('word/document.xml') ?? '').matchAll(/<w:numId w:val="(\d+)"/g)].map((m) => m[1])
    expect(new Set(instances).size).toBe(2)
  })

  it('repeats the heading row, links outside by a relation, and is Polish A4', async () => {
    const parts = await docxParts([
      block('paragraph', [{ text: 'odnośnik', formats: { link: 'https://example.org/?a=1&b=<2>' } }]),
      block('paragraph', [{ text: 'nic', formats: { link: 'javascript:alert(1)' } }]),
      {
        type: 'table',
        id: 't',
        rows: [
          { id: 'r', cells: [cell('Lp.', true)] },
          { id: 's', cells: [cell('1', false)] },
        ],
      },
    ])
    const document = parts.get('word/document.xml') ?? ''
    const relations = parts.get('word/_rels/document.xml.rels') ?? ''
    expect(document.match(/<w:tblHeader\/>/g)).toHaveLength(1)
    expect(document).toContain('w:w="11906" w:h="16838"')
    expect(relations).toContain('Target="https://example.org/?a=1&amp;b=%3C2%3E"')
    expect(relations).not.toContain('javascript')
    expect(parts.get('word/styles.xml')).toContain('w:lang w:val="pl-PL"')
    expect(parts.get('docProps/core.xml')).toContain('<dc:creator>Fundacja Trzy Okna</dc:creator>')
  })
})

/** The words of a file as somebody opens it, one line each paragraph. */
async function readExported(content: DocumentContent, format: ExportFormat): Promise<string> {
  const { bytes } = await exportDocument(request(content), format)
  if (format === 'HTML') return new TextDecoder().decode(bytes)
  return (await (await JSZip.loadAsync(bytes)).file('word/document.xml')?.async('string')) ?? ''
}

it('every format is composed text (NFC) and leaves out what is only proposed', async () => {
  const decomposed = 'Zażółć'.normalize('NFD')
  const content = [block('paragraph', [{ text: decomposed }, { text: 'PROPOZYCJA', formats: { ins: ['p1'] } }])]
  for (const format of EXPORT_FORMATS) {
    const text = await readExported(content, format)
    expect(text).toContain('Zażółć'.normalize('NFC'))
    expect(text).not.toContain('PROPOZYCJA')
  }
})

it('every format has the units in force: no proposed split, new unit or kind', async () => {
  const inForce = [
    block('section', []),
    block('ust', 'Pierwszy podzielony.', 'u1'),
    block('ust', 'Drugi.', 'u2'),
    block('paragraph', 'Zwykły akapit.', 'a1'),
  ]
  const proposed: DocumentContent = [
    block('section', []),
    block('ust', 'Pierwszy ', 'u1'),
    { ...block('ust', 'podzielony.', 'u1b'), proposed: { ins: 'p1' } },
    { ...block('ust', [], 'new'), proposed: { ins: 'p2' } },
    { ...block('ust', 'Drugi.', 'u2'), proposed: { del: 'p3' } },
    { ...block('heading', 'Zwykły akapit.', 'a1', 2), proposed: { was: { kind: 'paragraph', level: 0, id: 'p4' } } },
  ]
  for (const format of EXPORT_FORMATS) {
    expect(await readExported(proposed, format)).toBe(await readExported(inForce, format))
  }
})

/** A small well-formedness check: every tag that opens is closed by its own name, in order. */
function tagsBalance(xml: string): boolean {
  const open: string[] = []
  for (const [, closing, name, selfClosing] of xml.matchAll(/<(\/?)([A-Za-z][\w:.-]*)(?:"[^"]*"|[^">])*?(\/?)>/g)) {
    if (closing === '/' && open.pop() !== name) return false
    if (closing === '' && selfClosing === '') open.push(name ?? '')
  }
  return open.length === 0
}
