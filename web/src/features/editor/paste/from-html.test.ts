// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import { readHtml } from './from-html.ts'
import { type PastedNode, textOf } from './pasted.ts'

/** One line a block: kind, level where it matters, text with formats in brackets. */
function outline(nodes: readonly PastedNode[]): string[] {
  return nodes.map((node) => {
    if (node.type === 'table')
      return `table ${node.rows.map((row) => row.map((cell) => textOf(cell.content)).join('|')).join(' / ')}`
    return `${node.kind}${node.level > 0 ? node.level : ''} ${textOf(node.content)}`
  })
}
const read = (html: string) => outline(readHtml(html).nodes)

function formatsOf(html: string): unknown[] {
  const [node] = readHtml(html).nodes
  if (node?.type !== 'block') return []
  return node.content.map((inline) => ('text' in inline ? [inline.text, inline.formats ?? {}] : 'break'))
}

describe('blocks from the web', () => {
  it('keeps headings, paragraphs and quotes', () => {
    expect(
      read('<h1>Cel</h1><p>Pierwszy</p><h2>Dalej</h2><blockquote><p>Cytat</p></blockquote><div>Drugi</div>'),
    ).toEqual(['heading1 Cel', 'paragraph Pierwszy', 'heading2 Dalej', 'quote Cytat', 'paragraph Drugi'])
  })

  it('collapses white space and leaves empty paragraphs out', () => {
    expect(read('<p>  Ala \n ma   kota </p>\n<p>&nbsp;</p><p><b>a</b> b<i> c</i></p>')).toEqual([
      'paragraph Ala ma kota',
      'paragraph a b c',
    ])
  })

  it('turns <br> into a line break and drops one at the end', () => {
    expect(formatsOf('<p>raz<br>dwa<br></p>')).toEqual([['raz', {}], 'break', ['dwa', {}]])
  })

  it('keeps the lines of preformatted text', () => {
    expect(formatsOf('<pre>a  b\nc</pre>')).toEqual([['a  b', {}], 'break', ['c', {}]])
  })

  it('flattens nested lists, in and beside their items', () => {
    expect(read('<ul><li>a<ol><li>b</li><li>c</li></ol></li><li>d</li></ul>')).toEqual([
      'bullet a',
      'number1 b',
      'number1 c',
      'bullet d',
    ])
    expect(read('<ul><li><p>a</p></li><ul><li><p>b</p></li></ul></ul>')).toEqual(['bullet a', 'bullet1 b'])
  })

  it('keeps text after a sublist inside one item', () => {
    expect(read('<ul><li>a<ul><li>b</li></ul>po podliście</li><li>c</li></ul>')).toEqual([
      'bullet a',
      'bullet1 b',
      'paragraph po podliście',
      'bullet c',
    ])
  })

  it('puts the paragraphs of one item on lines of their own', () => {
    expect(formatsOf('<ol><li><p>raz</p><p>dwa</p></li></ol>')).toEqual([['raz', {}], 'break', ['dwa', {}]])
  })

  it('reads a table, its headers and nested blocks in cells', () => {
    const html =
      '<table><thead><tr><th>Uwaga</th><th>Stanowisko</th></tr></thead><tbody><tr><td><p>a</p><p>b</p></td><td><ul><li>c</li></ul></td></tr></tbody></table>'
    expect(read(html)).toEqual(['table Uwaga|Stanowisko / a\nb|– c'])
    const [table] = readHtml(html).nodes
    expect(table?.type === 'table' && table.rows.map((row) => row.map((cell) => cell.header))).toEqual([
      [true, true],
      [false, false],
    ])
  })

  it('takes merged cells apart and says how many', () => {
    const { nodes, dropped } = readHtml(
      '<table><tr><td colspan="2">a</td><td rowspan="2">b</td></tr><tr><td>c</td><td>d</td></tr></table>',
    )
    expect(outline(nodes)).toEqual(['table a||b / c|d|'])
    expect(dropped.mergedCells).toBe(2)
  })

  it('unwraps a table that only lays the page out', () => {
    expect(read('<table role="presentation"><tr><td><h2>Tytuł</h2><p>Treść</p></td></tr></table>')).toEqual([
      'heading2 Tytuł',
      'paragraph Treść',
    ])
  })
})

describe('formats', () => {
  it('reads them from tags and from inline styles', () => {
    expect(formatsOf('<p><b>a</b><i>b</i><u>c</u><s>d</s></p>')).toEqual([
      ['a', { bold: true }],
      ['b', { italic: true }],
      ['c', { underline: true }],
      ['d', { strike: true }],
    ])
    expect(
      formatsOf(
        '<p><span style="font-weight:700">a</span><span style="font-style: italic">b</span><span style="text-decoration: underline line-through">c</span></p>',
      ),
    ).toEqual([
      ['a', { bold: true }],
      ['b', { italic: true }],
      ['c', { strike: true, underline: true }],
    ])
  })

  it('is not fooled by the bold wrapper of Google Docs', () => {
    expect(
      formatsOf(
        '<b style="font-weight:normal" id="docs-internal-guid-1"><p><span style="font-weight:400">a</span></p></b>',
      ),
    ).toEqual([['a', {}]])
  })

  it('keeps http, https and mailto links only', () => {
    const { nodes, dropped } = readHtml(
      '<p><a href="https://example.org/a">a</a><a href="mailto:a@example.org">b</a><a href="javascript:alert(1)">c</a><a href="data:text/html,x">d</a><a href="#top">e</a></p>',
    )
    const [block] = nodes
    expect(block?.type === 'block' && block.content).toEqual([
      { text: 'a', formats: { link: 'https://example.org/a' } },
      { text: 'b', formats: { link: 'mailto:a@example.org' } },
      { text: 'cde' },
    ])
    expect(dropped.links).toBe(2)
  })

  it('counts what it had to leave out', () => {
    const { dropped } = readHtml(
      '<p style="font-family:Calibri"><img src="a.png"><span style="color:red">a</span><span style="color:windowtext">b</span></p><iframe></iframe>',
    )
    expect(dropped).toMatchObject({ images: 1, colours: 1, fonts: 1, embedded: 1, mergedCells: 0 })
  })
})

describe('Word', () => {
  const item = (level: number, mark: string, text: string) =>
    `<p class=MsoListParagraph style='margin-left:${level * 36}pt;text-indent:-18.0pt;mso-list:l0 level${level} lfo1'><![if !supportLists]><span style='font-family:Symbol'><span style='mso-list:Ignore'>${mark}<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span></span><![endif]>${text}<o:p></o:p></p>`

  it('reads its list paragraphs without their painted marks', () => {
    expect(read(item(1, '1.', 'raz') + item(2, 'a.', 'dwa') + item(1, '·', 'trzy'))).toEqual([
      'number raz',
      'number1 dwa',
      'bullet trzy',
    ])
  })

  it('reads the painted marks of a legal text as units', () => {
    const html = `<p class=MsoNormal>§ 4. Miasto:</p>${item(1, '1)', 'wspiera;')}${item(2, 'a)', 'lokale,')}${item(3, '–', 'małe.')}`
    expect(read(html)).toEqual(['section Miasto:', 'pkt wspiera;', 'lit lokale,', 'tiret małe.'])
  })

  it('takes a title and outline levels for headings', () => {
    expect(read('<p class=MsoTitle>Program</p><p style="mso-outline-level:2"><b>Cel</b></p>')).toEqual([
      'heading1 Program',
      'heading2 Cel',
    ])
    expect(formatsOf('<p style="mso-outline-level:2"><b>Cel</b></p>')).toEqual([['Cel', {}]])
  })

  it('leaves its comments and hidden text out', () => {
    expect(
      read('<p>a<span style="mso-hide:all">ukryte</span></p><div style="mso-element:comment-list"><p>uwaga</p></div>'),
    ).toEqual(['paragraph a'])
  })
})

describe('hostile pages', () => {
  const words = (html: string) => read(html).join(' ')

  it.each([
    ['a script', '<p>a</p><script>alert(1)</script>'],
    ['a handler', '<p onclick="alert(1)">a</p>'],
    ['an image with a handler', '<p>a<img src=x onerror=alert(1)></p>'],
    ['svg with a script', '<p>a</p><svg><script>alert(1)</script><text>x</text></svg>'],
    ['a script inside svg foreignObject', '<p>a</p><svg><foreignObject><p onload=alert(1)>x</p></foreignObject></svg>'],
    ['a frame', '<p>a</p><iframe srcdoc="<script>alert(1)</script>"></iframe>'],
    ['a template', '<p>a</p><template><script>alert(1)</script></template>'],
    ['a style sheet', '<style>*{background:url(javascript:alert(1))}</style><p>a</p>'],
    ['noscript', '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript><p>a</p>'],
    ['a form', '<form action="javascript:alert(1)"><textarea>b</textarea></form><p>a</p>'],
    ['a base address', '<base href="javascript:alert(1)//"><p>a</p>'],
    ['a meta refresh', '<meta http-equiv="refresh" content="0;url=javascript:alert(1)"><p>a</p>'],
  ])('of %s only the words stay', (_name, html) => {
    expect(words(html)).toBe('paragraph a')
  })

  it.each([
    'javascript:alert(1)',
    ' jAvAsCrIpT:alert(1)',
    'java\tscript:alert(1)',
    'vbscript:msgbox(1)',
    'data:text/html;base64,PHNjcmlwdD4=',
    'file:///etc/passwd',
    'blob:https://example.org/1',
    '//example.org',
    '/documents/1',
  ])('refuses the address %s', (href) => {
    const [block] = readHtml(`<p><a href="${href}">a</a></p>`).nodes
    expect(block?.type === 'block' && block.content).toEqual([{ text: 'a' }])
  })

  it('does not carry over marks of comments and proposals or foreign ids', () => {
    const [block] = readHtml(
      '<p data-id="b1"><span data-comment="c1">a</span><ins data-ins="i1">b</ins><span data-del="d1">c</span></p>',
    ).nodes
    expect(block).toEqual({ type: 'block', kind: 'paragraph', level: 0, content: [{ text: 'abc' }] })
  })

  it('survives a thousand nested elements', () => {
    const html = `${'<div><b>'.repeat(500)}x${'</b></div>'.repeat(500)}`
    expect(words(html)).toContain('x')
  })
})
