// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import { readHtml } from '../paste/from-html.ts'
import type { PastedBlock, PastedNode } from '../paste/pasted.ts'
import type { Copied } from './copied.ts'
import { readOwn, writeOwn } from './own-format.ts'
import { toHtml } from './to-html.ts'
import { toText } from './to-text.ts'

function copied(kind: PastedBlock['kind'], text: string, level = 0, label = ''): Copied {
  return { type: 'block', kind, level, content: text === '' ? [] : [{ text }], label, isWhole: true }
}
const table: Copied = {
  type: 'table',
  rows: [
    [
      { header: true, content: [{ text: 'a' }] },
      { header: true, content: [{ text: 'b' }] },
    ],
    [
      { header: false, content: [{ text: 'c' }, { lineBreak: true }, { text: 'd' }] },
      { header: false, content: [] },
    ],
  ],
  label: '',
  isWhole: true,
}

describe('copying out', () => {
  it('nests lists of both sorts', () => {
    const list = [
      copied('bullet', 'a'),
      copied('number', 'b', 1),
      copied('bullet', 'c', 2),
      copied('number', 'd', 1),
      copied('bullet', 'e'),
      copied('number', 'f'),
    ]
    expect(toHtml(list)).toBe(
      '<ul><li>a<ol type="a"><li>b<ul><li>c</li></ul></li><li>d</li></ol></li><li>e</li></ul><ol><li>f</li></ol>',
    )
  })

  it('copes with lists that start deep or change sort on the way', () => {
    expect(
      toHtml([copied('bullet', 'a', 2), copied('bullet', 'b', 1), copied('number', 'c', 1), copied('bullet', 'd')]),
    ).toBe('<ul><li>a</li></ul><ul><li>b</li></ul><ol type="a"><li>c</li></ol><ul><li>d</li></ul>')
  })

  it('writes units with their printed marks, and reads them back as units', () => {
    const units = [
      copied('chapter', 'Zasady', 0, 'Rozdział 1.'),
      copied('section', ''),
      copied('ust', 'Treść', 0, '§ 1. 1.'),
      copied('pkt', 'punkt', 0, '1)'),
    ]
    expect(toText(units)).toBe('Rozdział 1. Zasady\n§ 1. 1. Treść\n1) punkt')
    const back = readHtml(toHtml(units)).nodes
    expect(back.map((node) => node.type === 'block' && [node.kind, node.content])).toEqual([
      ['chapter', [{ text: 'Zasady' }]],
      ['section', []],
      ['ust', [{ text: 'Treść' }]],
      ['pkt', [{ text: 'punkt' }]],
    ])
  })

  it('writes formats, quotes and tables, and escapes the rest', () => {
    const formatted: Copied = {
      ...copied('paragraph', ''),
      type: 'block',
      content: [{ text: '<b>&"', formats: { bold: true, link: 'https://example.org/?a="b"&c' } }, { lineBreak: true }],
    } as Copied
    expect(toHtml([formatted, copied('quote', 'x'), copied('quote', 'y'), copied('heading', 'h', 2)])).toBe(
      '<p><a href="https://example.org/?a=&quot;b&quot;&amp;c"><strong>&lt;b&gt;&amp;&quot;</strong></a><br></p><blockquote><p>x</p><p>y</p></blockquote><h2>h</h2>',
    )
    expect(toHtml([table])).toContain('<tr><th>a</th><th>b</th></tr><tr><td>c<br>d</td><td></td></tr>')
    expect(toText([table])).toBe('a\tb\nc d\t')
  })

  it('copies a few words as words, not as a paragraph', () => {
    expect(toHtml([{ ...copied('heading', 'słowo', 1), isWhole: false }])).toBe('słowo')
  })
})

describe('between our own pages', () => {
  const nodes: PastedNode[] = [
    {
      type: 'block',
      id: 'b1',
      kind: 'pkt',
      level: 0,
      content: [{ text: 'a', formats: { bold: true, comment: ['c1'] } }],
    },
  ]

  it('keeps ids and comments at home and strips them abroad', () => {
    expect(readOwn(writeOwn('doc1', nodes), 'doc1')?.nodes).toEqual(nodes)
    expect(readOwn(writeOwn('doc1', nodes), 'doc2')?.nodes).toEqual([
      { type: 'block', kind: 'pkt', level: 0, content: [{ text: 'a', formats: { bold: true } }] },
    ])
  })

  it('keeps tables and line breaks', () => {
    expect(readOwn(writeOwn('d', [table]), 'd')?.nodes).toEqual([
      { type: 'table', rows: table.type === 'table' && table.rows },
    ])
  })

  it.each([
    ['no json', 'x'],
    ['no list', '{"nodes":{}}'],
    ['an unknown kind', '{"nodes":[{"type":"block","kind":"script","level":0,"content":[]}]}'],
    ['an unknown level', '{"nodes":[{"type":"block","kind":"bullet","level":99,"content":[]}]}'],
    ['a ragged table', '{"nodes":[{"type":"table","rows":[[{"content":[]}],[]]}]}'],
    ['an empty run', '{"nodes":[{"type":"block","kind":"bullet","level":0,"content":[{"text":""}]}]}'],
    ['a prototype', '{"nodes":[{"__proto__":{"type":"block","kind":"bullet","level":0,"content":[]}}]}'],
  ])('refuses %s', (_name, json) => {
    expect(readOwn(json, 'd')).toBeNull()
  })

  it('drops marks that it does not know and addresses that may run', () => {
    const json =
      '{"document":"d","nodes":[{"type":"block","id":"__proto__","kind":"quote","level":0,"content":[{"text":"a","formats":{"link":"javascript:alert(1)","onclick":"x","comment":["../x",7]}}]}]}'
    expect(readOwn(json, 'd')?.nodes).toEqual([
      { type: 'block', kind: 'quote', level: 0, content: [{ text: 'a', formats: { comment: [] } }] },
    ])
  })
})
