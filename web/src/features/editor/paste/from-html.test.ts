// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import { readHtml } from './from-html.ts'
import { formatsOf, outline, read } from './testing.ts'

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

  it('keeps the no-break space between words of different looks, and reads Word’s runs of spaces as spaces', () => {
    expect(read('<p><b>Rada</b>&nbsp;<i>Miasta</i></p>')).toEqual(['paragraph Rada\u00a0Miasta'])
    expect(read('<p><span>a</span> <span>&nbsp;</span><span>b</span></p>')).toEqual(['paragraph a \u00a0b'])
    expect(
      read("<p>Zdanie.<span style='mso-spacerun:yes'>&nbsp; </span>Drugie<span style='mso-spacerun:yes'> </span></p>"),
    ).toEqual(['paragraph Zdanie. Drugie'])
    expect(read('<p>a<span class="Apple-converted-space">&nbsp;</span>b</p>')).toEqual(['paragraph a b'])
  })

  it('turns <br> into a line break and drops one at the end', () => {
    expect(formatsOf('<p>raz<br>dwa<br></p>')).toEqual([['raz', {}], 'break', ['dwa', {}]])
  })

  it('drops a blank line at the edge with its break', () => {
    expect(formatsOf('<p>&nbsp;<br>raz<br>&nbsp;</p>')).toEqual([['raz', {}]])
    expect(formatsOf('<p>raz&nbsp;<br>&nbsp;<br>dwa</p>')).toEqual([
      ['raz\u00a0', {}],
      'break',
      ['\u00a0', {}],
      'break',
      ['dwa', {}],
    ])
  })

  it('keeps the lines of preformatted text', () => {
    expect(formatsOf('<pre>a  b\nc</pre>')).toEqual([['a  b', {}], 'break', ['c', {}]])
  })

  it('keeps the lines of a page that shows them', () => {
    const text = 'Pierwszy  wiersz\nDrugi wiersz\n\nTrzeci'
    const kept = ['Pierwszy  wiersz', 'Drugi wiersz', '', 'Trzeci'].join('\n')
    for (const style of ['white-space: pre-wrap', 'white-space:pre', 'white-space:break-spaces']) {
      expect(read(`<span style="${style}">${text}</span>`)).toEqual([`paragraph ${kept}`])
    }
    expect(read(`<div style="white-space-collapse: preserve; text-wrap: wrap">${text}</div>`)).toEqual([
      `paragraph ${kept}`,
    ])
    for (const style of ['white-space: pre-line', 'white-space-collapse: preserve-breaks']) {
      expect(read(`<div style="${style}">  ${text} </div>`)).toEqual([`paragraph ${kept.replace('  ', ' ')}`])
    }
  })

  it('takes line breaks of the source for spaces where the page does', () => {
    const text = 'Pierwszy\nwiersz'
    for (const style of ['white-space: normal', 'white-space: nowrap', 'white-space-collapse: collapse', '']) {
      expect(read(`<pre><span style="${style}">${text}</span></pre>`)).toEqual([
        `paragraph ${style === '' ? text : 'Pierwszy wiersz'}`,
      ])
    }
    expect(read(`<div style="white-space:pre-wrap"><p>a</p>\n  <p>b</p>\n<ul>\n <li>c</li>\n</ul></div>`)).toEqual([
      'paragraph a',
      'paragraph b',
      'bullet c',
    ])
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

  it('puts the caption of a table before it', () => {
    expect(
      read(
        '<p>Przed</p><table><caption>Tabela 1. <b>Stawki</b></caption><tr><td>a</td><td>b</td></tr></table><ul><li>c<table><caption>d</caption><tr><td>e</td><td>f</td></tr></table></li></ul>',
      ),
    ).toEqual(['paragraph Przed', 'paragraph Tabela 1. Stawki', 'table a|b', 'bullet c\nd', 'table e|f'])
  })

  it('takes a row for one of headers where all its cells are', () => {
    const headers = (html: string) => {
      const [table] = readHtml(`<table>${html}</table>`).nodes
      return (
        table?.type === 'table' && table.rows.map((row) => row.map((cell) => (cell.header ? 'th' : 'td')).join(' '))
      )
    }
    expect(
      headers(
        '<thead><tr><th>Dzielnica</th><th>Stawka</th></tr></thead><tr><th scope="row">I</th><td>30 zł</td></tr><tr><th>II</th><td>22 zł</td></tr><tr><th scope="row">III</th><td></td></tr>',
      ),
    ).toEqual(['th th', 'td td', 'td td', 'td td'])
    expect(
      headers('<tr><td></td><th>a</th><th>b</th></tr><tr><th scope="row">I</th><td>1</td><td>2</td></tr>'),
    ).toEqual(['th th th', 'td td td'])
    expect(headers('<tr><th colspan="2">a</th></tr><tr><td>1</td><td>2</td><td>3</td></tr>')).toEqual([
      'th th th',
      'td td td',
    ])
    expect(headers('<thead><tr><td>a</td><td>b</td></tr></thead><tr><td>1</td><td>2</td></tr>')).toEqual([
      'th th',
      'td td',
    ])
    expect(
      headers('<tr><th scope="rowgroup" rowspan="2">a</th><th scope="row">b</th></tr><tr><th scope="row">c</th></tr>'),
    ).toEqual(['td td', 'td td'])
  })

  it('takes merged cells apart and says how many', () => {
    const { nodes, dropped } = readHtml(
      '<table><tr><td colspan="2">a</td><td rowspan="2">b</td></tr><tr><td>c</td><td>d</td></tr></table>',
    )
    expect(outline(nodes)).toEqual(['table a||b / c|d|'])
    expect(dropped.mergedCells).toBe(2)
  })

  it('says where a list does not start with 1, as the document’s do', () => {
    const starts = (html: string) => readHtml(html).dropped.listStarts
    expect(starts('<ol start="3"><li>trzy</li><li>cztery</li></ol>')).toBe(1)
    expect(starts('<ol><li value="3">trzy</li><li value="7">siedem</li></ol>')).toBe(1)
    expect(starts('<ol start="1"><li value="1">raz</li><li value="2">dwa</li></ol><ul><li value="4">x</li></ul>')).toBe(
      0,
    )
  })

  it('says where the document letters or numbers a list otherwise', () => {
    const changes = (html: string) => {
      const { listStarts, listMarks } = readHtml(html).dropped
      return [listStarts, listMarks]
    }
    expect(changes('<ol type="a"><li>raz</li><li>dwa</li></ol>')).toEqual([0, 1])
    expect(changes('<ol type="a" start="3"><li>raz</li></ol>')).toEqual([0, 1])
    expect(changes('<ol type="I"><li>raz</li></ol><p>x</p><ol type="A"><li>raz</li></ol>')).toEqual([0, 2])
    expect(changes('<ol style="list-style: lower-alpha inside"><li>raz</li></ol>')).toEqual([0, 1])
    expect(changes('<ol><li style="list-style-type:lower-greek">raz</li></ol>')).toEqual([0, 1])
    expect(changes('<ol style="list-style-type:none"><li>raz</li></ol>')).toEqual([0, 0])
    expect(changes('<ol reversed><li>dwa</li><li>raz</li></ol>')).toEqual([1, 0])
    const nested = (type: string) => `<ol><li>raz<ol type="${type}"><li>a</li><li>b</li></ol></li><li>dwa</li></ol>`
    expect(changes(nested('a'))).toEqual([0, 0])
    expect(changes(nested('1'))).toEqual([0, 1])
    expect(changes('<ol><li>raz</li></ol><ol><li>raz</li></ol>')).toEqual([0, 1])
    expect(changes('<ol><li>raz<ul><li>a</li></ul>dalej</li><li>dwa</li></ol>')).toEqual([1, 0])
    expect(changes('<ol><li>raz</li></ol><ol start="2"><li>dwa</li></ol>')).toEqual([0, 0])
  })

  it('keeps the letters and numbers of lists in cells', () => {
    const { nodes, dropped } = readHtml(
      '<table><tr><td><ol type="a" start="2"><li>x</li><li>y</li></ol></td><td>c</td></tr></table>',
    )
    expect(outline(nodes)).toEqual(['table b. x\nc. y|c'])
    expect(dropped).toMatchObject({ listStarts: 0, listMarks: 0 })
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

  it('writes raised and lowered digits and letters as such characters', () => {
    expect(read('<p>art. 22<sup>1</sup> i 22<sup>1a</sup>, 50 m<sup>2</sup>, H<sub>2</sub>O</p>')).toEqual([
      'paragraph art. 22¹ i 22¹ᵃ, 50 m², H₂O',
    ])
    expect(read('<p>50 m<span style="vertical-align:super;font-size:0.6em">2</span></p>')).toEqual(['paragraph 50 m²'])
    expect(readHtml('<p>art. 22<sup>1</sup></p>').dropped.raised).toBe(0)
  })

  it('counts what cannot be raised or lowered', () => {
    const { nodes, dropped } = readHtml('<p>x<sup>ą+1</sup> y<sub>β</sub> z<sup> </sup></p>')
    expect(outline(nodes)).toEqual(['paragraph xą+1 yβ z'])
    expect(dropped.raised).toBe(2)
  })

  it('leaves words out that somebody’s tracked changes delete, and counts them', () => {
    const { nodes, dropped } = readHtml(
      '<p>Było <del cite="mailto:Jan" datetime="2026-01-02T10:00">stare <b>bardzo</b></del><ins cite="mailto:Jan">nowe</ins> <span class=msoDel>x</span><del>skreślone</del></p>',
    )
    expect(outline(nodes)).toEqual(['paragraph Było nowe skreślone'])
    expect(dropped.trackedDeletions).toBe(2)
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
