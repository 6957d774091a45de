import { describe, expect, it } from 'vitest'
import { readPlainText, readText } from './from-text.ts'
import { textOf } from './pasted.ts'

function read(text: string): string[] {
  return readText(text).nodes.map((node) => (node.type === 'block' ? `${node.kind} ${textOf(node.content)}` : 'table'))
}

describe('units from printed marks', () => {
  it('reads a chapter, §, ust., pkt, lit. and tiret', () => {
    const text = `Rozdział 5. Formy współpracy
§ 6. 1. Formami współpracy finansowej są konkursy.
2. Formami współpracy pozafinansowej są w szczególności:
1) wzajemne informowanie się;
4) udostępnianie lokali i sal:
a) na stałe,
b) na godziny, w tym:
– w weekendy.
3. Wykaz aktualizuje się raz na kwartał.`
    expect(read(text)).toEqual([
      'chapter Formy współpracy',
      'section ',
      'ust Formami współpracy finansowej są konkursy.',
      'ust Formami współpracy pozafinansowej są w szczególności:',
      'pkt wzajemne informowanie się;',
      'pkt udostępnianie lokali i sal:',
      'lit na stałe,',
      'lit na godziny, w tym:',
      'tiret w weekendy.',
      'ust Wykaz aktualizuje się raz na kwartał.',
    ])
    expect(readText(text).dropped.unitNumbers).toBe(10)
  })

  it('joins a chapter number and the title below it', () => {
    expect(read('Rozdział II\nPostanowienia ogólne\n§ 1. Program stosuje się od stycznia.')).toEqual([
      'chapter Postanowienia ogólne',
      'section Program stosuje się od stycznia.',
    ])
  })

  it('knows points by their semicolons, without a §', () => {
    expect(read('1) pierwsze;\n2) drugie;\n3) trzecie.')).toEqual(['pkt pierwsze;', 'pkt drugie;', 'pkt trzecie.'])
  })

  it('takes non-breaking spaces of official texts for spaces', () => {
    expect(read('§\u00a01.\u00a0Treść')).toEqual(['section Treść'])
  })

  it('leaves plain numbered lines plain numbers', () => {
    expect(read('1. kupić mleko\n2. kupić chleb')).toEqual(['number kupić mleko', 'number kupić chleb'])
    expect(read('- mleko\n- chleb')).toEqual(['bullet mleko', 'bullet chleb'])
  })

  it('does not take a date or a lone number for a list', () => {
    expect(read('1. maja odbędzie się zebranie.')).toEqual(['paragraph 1. maja odbędzie się zebranie.'])
    expect(read('Zob. § 5 ust. 2 pkt 3.')).toEqual(['paragraph Zob. § 5 ust. 2 pkt 3.'])
  })
})

describe('plain text', () => {
  it('keeps lines and drops empty ones', () => {
    expect(
      readPlainText('raz\r\n\r\n1) dwa').nodes.map((node) => node.type === 'block' && textOf(node.content)),
    ).toEqual(['raz', '1) dwa'])
  })

  it('keeps a single line to the letter', () => {
    expect(readPlainText(' ').nodes).toEqual([{ type: 'block', kind: 'paragraph', level: 0, content: [{ text: ' ' }] }])
  })
})
