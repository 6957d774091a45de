// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import { readHtml } from './from-html.ts'
import { formatsOf, outline, read } from './testing.ts'

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

  it('says where a list goes on with a number that the document will not give', () => {
    expect(readHtml(item(1, '3.', 'trzy') + item(1, '4.', 'cztery')).dropped.listStarts).toBe(1)
    expect(readHtml(item(1, '1.', 'raz') + item(2, '1)', 'dwa') + item(1, '2.', 'trzy')).dropped.listStarts).toBe(0)
  })

  it('says where the document letters a list otherwise', () => {
    const marksOf = (html: string) => readHtml(html).dropped.listMarks
    expect(marksOf(item(1, 'a)', 'raz') + item(1, 'b)', 'dwa'))).toBe(1)
    expect(marksOf(item(1, '1.', 'raz') + item(2, 'a)', 'dwa') + item(3, 'i.', 'trzy'))).toBe(0)
    expect(marksOf(item(1, '1.', 'raz') + item(2, '1.1.', 'dwa') + item(1, '2.', 'trzy'))).toBe(1)
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

  it('leaves the anchors of its comments out, with their spaces, and counts the comments', () => {
    const anchor = (number: number) =>
      `<span class=MsoCommentReference><span style='font-size:8.0pt;line-height:115%'><![if !supportAnnotations]><a class=msocomanchor id="_anchor_${number}" onmouseover="msoCommentShow('_anchor_${number}','_com_${number}')" href="#_msocom_${number}" language=JavaScript name="_msoanchor_${number}">[JK${number}]</a><![endif]><span style='mso-special-character:comment'>&nbsp;<![if !supportAnnotations]></span></span></span>`
    const text = (number: number) =>
      `<div style='mso-element:comment'><div id="_com_${number}" class=msocomtxt><p class=MsoCommentText><a name="_msocom_${number}"></a><a href="#_msoanchor_${number}" class=msocomoff>[JK${number}]</a>Za krótko</p></div></div>`
    const { nodes, dropped } = readHtml(
      `<p class=MsoNormal>Termin wynosi <a style='mso-comment-reference:JK_1;mso-comment-date:20261126T1000'>30 dni</a>${anchor(1)} od dnia doręczenia${anchor(2)}.</p><div style='mso-element:comment-list'>${text(1)}${text(2)}</div>`,
    )
    expect(outline(nodes)).toEqual(['paragraph Termin wynosi 30 dni od dnia doręczenia.'])
    expect(dropped).toMatchObject({ comments: 2, fonts: 0 })
  })
})

describe('other programs', () => {
  const span = (text: string) =>
    `<span style="font-size:11pt;font-family:Arial,sans-serif;color:#000000;background-color:transparent;font-weight:400;font-style:normal;vertical-align:baseline;white-space:pre;white-space:pre-wrap;">${text}</span>`

  it('Google Docs: its spans name white space that is none of the text', () => {
    const paragraphs = `<p dir="ltr" style="line-height:1.38;margin-top:0pt">${span('Wykaz lokali\n  jest jawny.')}${span('<br />')}${span('Drugi wiersz')}</p>\n<p dir="ltr">${span('Koniec.')}</p>`
    const table = `<div dir="ltr"><table><tr><td><p dir="ltr">${span('Lokal\n przy ulicy')}</p></td><td>b</td></tr></table></div>`
    const lines = ['paragraph Wykaz lokali jest jawny.\nDrugi wiersz', 'paragraph Koniec.', 'table Lokal przy ulicy|b']
    for (const id of ['docs-internal-guid-1c2', 'm_-12gmail-docs-internal-guid-1c2']) {
      expect(read(`<meta charset='utf-8'><b style="font-weight:normal;" id="${id}">${paragraphs}${table}</b>`)).toEqual(
        lines,
      )
    }
  })

  it('Google Docs: its lists say what they are counted with', () => {
    const item = (level: number, type: string, text: string) =>
      `<li dir="ltr" style="list-style-type:${type};font-size:11pt;" aria-level="${level}"><p dir="ltr" role="presentation">${span(text)}</p></li>`
    const list = (outer: string, inner: string) =>
      `<b style="font-weight:normal;" id="docs-internal-guid-2"><ol style="margin-top:0">${item(1, outer, 'raz')}<ol>${item(2, inner, 'a')}</ol>${item(1, outer, 'dwa')}</ol></b>`
    const usual = readHtml(list('decimal', 'lower-alpha'))
    expect(outline(usual.nodes)).toEqual(['number raz', 'number1 a', 'number dwa'])
    expect(usual.dropped.listMarks).toBe(0)
    expect(readHtml(list('lower-alpha', 'lower-roman')).dropped.listMarks).toBe(2)
  })

  it('in a legal text, lists of letters below a pkt are lit.', () => {
    const text = (below: string) => `<p>§ 1. Miasto udostępnia:</p><p>1) lokale:</p>${below}<p>2) sale.</p>`
    const letters = '<ol type="a"><li>na stałe,<ul><li>x</li></ul></li><li>na godziny;</li></ol>'
    const { nodes, dropped } = readHtml(text(letters))
    expect(outline(nodes)).toEqual([
      'section Miasto udostępnia:',
      'pkt lokale:',
      'lit na stałe,',
      'bullet1 x',
      'lit na godziny;',
      'pkt sale.',
    ])
    expect(dropped).toMatchObject({ unitNumbers: 5, listMarks: 0 })
    expect(read(text('<ol><li>raz</li></ol>'))[2]).toBe('number raz')
    const elsewhere = readHtml('<p>§ 1. Miasto udostępnia:</p><ol type="a"><li>raz</li></ol>')
    expect(outline(elsewhere.nodes)[1]).toBe('number raz')
    expect(elsewhere.dropped.listMarks).toBe(1)
  })

  it('Gmail: lines are blocks, and a message of plain text keeps its own', () => {
    expect(
      read(
        '<div dir="ltr">Dzień dobry,<div><br></div><div>przesyłam\n uwagi.</div></div><div class="gmail_quote"><pre style="white-space:pre-wrap">raz\ndwa</pre></div>',
      ),
    ).toEqual(['paragraph Dzień dobry,', 'paragraph przesyłam uwagi.', 'paragraph raz\ndwa'])
  })

  it('Word: its source is wrapped, its text is not', () => {
    expect(
      read(
        "<p class=MsoNormal><span style='font-size:12.0pt;mso-fareast-language:\r\nPL'>Wykaz lokali jest\r\njawny<o:p></o:p></span></p>\r\n\r\n<p class=MsoNormal>Koniec.</p>",
      ),
    ).toEqual(['paragraph Wykaz lokali jest jawny', 'paragraph Koniec.'])
  })
})
