// @vitest-environment happy-dom
import {
  BODY,
  createDocument,
  type DocumentContent,
  readContent,
  resolveProposals,
  writeContent,
} from '@app/server/document'
import { Editor } from '@tiptap/core'
import { TextSelection } from '@tiptap/pm/state'
import { afterEach, describe, expect, test } from 'vitest'
import type * as Y from 'yjs'
import { documentExtensions } from '../extensions/index.ts'
import { followProposals } from '../extensions/proposing.ts'
import { linkAt } from '../toolbar/selection-state.ts'
import type { Refusal } from './refusal.ts'

const open: Editor[] = []
const refusals: Refusal[] = []

afterEach(() => {
  for (const editor of open.splice(0)) editor.destroy()
  refusals.splice(0)
})

function paragraph(
  id: string,
  ...content: { text: string; formats?: { bold?: true; link?: string; ins?: string[] } }[]
) {
  return { type: 'block', id, kind: 'paragraph', level: 0, content } as const
}

function propose(...content: DocumentContent): Editor {
  const editor = edit(...content)
  editor.storage.proposing.isOn = true
  return editor
}

function edit(...content: DocumentContent): Editor {
  const doc = createDocument()
  doc.transact(() => writeContent(doc.getText(BODY), content))
  const words = { split: 'nowy', join: 'łączy', kind: (before: string, now: string) => `${before} → ${now}` }
  const editor = new Editor({
    element: document.body.appendChild(document.createElement('div')),
    extensions: documentExtensions({
      text: doc.getText(BODY),
      verify: true,
      proposing: { onRefused: (reason) => refusals.push(reason), words },
    }),
  })
  open.push(editor)
  return editor
}

function textOf(editor: Editor): Y.Text {
  const binding = editor.storage.collaboration.binding
  if (binding === null) throw new Error('The editor has no binding')
  return binding.text
}

/** „a[+b][-c]”: proposed and struck words of every block. */
function shown(editor: Editor): string[] {
  return editor.state.doc.children.map((block) => {
    const { ins, del, was } = block.attrs
    const signs = `${ins ? '¶+' : ''}${del ? '¶-' : ''}${was ? `${was.kind}>${block.attrs.kind} ` : ''}`
    const words = block.children.map((node) => {
      const names = node.marks.map(({ type }) => type.name)
      const sign = `${names.includes('ins') ? '+' : ''}${names.includes('del') ? '-' : ''}`
      const wish = node.marks.find(({ type }) => type.name === 'set')
      const text = sign ? `[${sign}${node.text}]` : node.text
      return wish ? `${text}${JSON.stringify(wish.attrs.wish)}` : text
    })
    return signs + words.join('')
  })
}

function press(editor: Editor, key: string): void {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })
  if (editor.view.someProp('handleKeyDown', (handle) => handle(editor.view, event))) return
  // What the browser does by itself when nobody handles the key.
  const { head, empty, from, to } = editor.state.selection
  const [start, end] = empty ? (key === 'Backspace' ? [head - 1, head] : [head, head + 1]) : [from, to]
  editor.view.dispatch(editor.state.tr.delete(start, end))
}

function type(editor: Editor, text: string): void {
  for (const character of text) editor.view.dispatch(editor.state.tr.insertText(character))
}

function caret(editor: Editor, anchor: number, head = anchor): void {
  editor.view.dispatch(editor.state.tr.setSelection(TextSelection.create(editor.state.doc, anchor, head)))
}

test('typing is proposed under one id, and what is one’s own and pending is really deleted', () => {
  const editor = propose(paragraph('a', { text: 'raz dwa' }))
  caret(editor, 5)
  type(editor, 'oto ')
  expect(shown(editor)).toEqual(['raz [+oto ]dwa'])
  expect(editor.state.selection.head).toBe(9)
  press(editor, 'Backspace')
  press(editor, 'Backspace')
  expect(shown(editor)).toEqual(['raz [+ot]dwa'])
  const formats = readContent(textOf(editor)).flatMap((block) => (block.type === 'block' ? block.content : []))
  expect(formats[1]?.formats?.ins).toHaveLength(1)
})

test('Backspace and Delete strike and go on over struck words, each in its direction', () => {
  const editor = propose(paragraph('a', { text: 'abcdef' }))
  caret(editor, 4)
  press(editor, 'Backspace')
  press(editor, 'Backspace')
  expect([shown(editor)[0], editor.state.selection.head]).toEqual(['a[-bc]def', 2])
  press(editor, 'Delete')
  press(editor, 'Delete')
  press(editor, 'Delete')
  expect([shown(editor)[0], editor.state.selection.head]).toEqual(['a[-bcd]ef', 5])
})

test('typing over a selection strikes it and puts the new words behind it', () => {
  const editor = propose(paragraph('a', { text: 'raz dwa trzy' }))
  caret(editor, 5, 8)
  type(editor, 'dwie')
  expect(shown(editor)).toEqual(['raz [-dwa][+dwie] trzy'])
  expect(editor.state.selection.head).toBe(12)
})

test('Enter proposes a split, Backspace takes the own one back and proposes the join of others', () => {
  const editor = propose(paragraph('a', { text: 'jeden' }), paragraph('b', { text: 'dwa' }))
  caret(editor, 3)
  press(editor, 'Enter')
  expect(shown(editor)).toEqual(['je', '¶+den', 'dwa'])
  expect(editor.state.selection.$from.parent.textContent).toBe('den')
  press(editor, 'Backspace')
  expect(shown(editor)).toEqual(['jeden', 'dwa'])
  caret(editor, 8)
  press(editor, 'Backspace')
  expect(shown(editor)).toEqual(['jeden', '¶-dwa'])
  expect(editor.state.selection.head).toBe(6)
})

test('a kind is proposed once and remembers what was; setting it back proposes nothing', () => {
  const editor = propose(paragraph('a', { text: 'jeden' }))
  editor.commands.setKind('pkt')
  editor.commands.setKind('lit')
  expect(shown(editor)).toEqual(['paragraph>lit jeden'])
  editor.commands.setKind('paragraph')
  expect(shown(editor)).toEqual(['jeden'])
})

test('a look is wished, shown as it would be, and given up by the same key', () => {
  const editor = propose(paragraph('a', { text: 'raz ' }, { text: 'dwa', formats: { bold: true } }))
  caret(editor, 1, 8)
  editor.commands.toggleBold()
  expect(shown(editor)).toEqual(['raz {"bold":true}dwa'])
  editor.commands.toggleBold()
  expect(shown(editor)).toEqual(['raz dwa{"bold":false}'])
  editor.commands.toggleBold()
  expect(shown(editor)).toEqual(['raz {"bold":true}dwa'])
})

test('a wished link is changed and given up as a real one is, also with nothing but the caret in it', () => {
  const address = 'https://example.org/'
  const editor = propose(paragraph('a', { text: 'raz dwa trzy' }))
  caret(editor, 5, 8)
  editor.commands.setLink(address)
  expect(shown(editor)).toEqual([`raz dwa{"link":"${address}"} trzy`])
  caret(editor, 6)
  expect(linkAt(editor.state, true)).toBe(address)
  editor.commands.setLink(`${address}b`)
  expect(shown(editor)).toEqual([`raz dwa{"link":"${address}b"} trzy`])
  editor.commands.unsetLink()
  expect([shown(editor), linkAt(editor.state, true)]).toEqual([['raz dwa trzy'], null])
})

test('a real link is wished away, and wished back, in one place', () => {
  const editor = propose(paragraph('a', { text: 'raz ' }, { text: 'dwa', formats: { link: 'https://example.org/' } }))
  caret(editor, 7)
  editor.commands.unsetLink()
  expect(shown(editor)).toEqual(['raz dwa{"link":null}'])
  expect(linkAt(editor.state, true)).toBeNull()
  caret(editor, 5, 8)
  editor.commands.setLink('https://example.org/')
  expect(shown(editor)).toEqual(['raz dwa'])
})

test('words typed inside somebody’s proposal are not theirs, in either mode', () => {
  const content = paragraph('a', { text: 'xx', formats: { ins: ['ich'] } })
  const [plain, proposing] = [edit(content), propose(content)]
  for (const editor of [plain, proposing]) {
    caret(editor, 2)
    type(editor, 'a')
  }
  expect(shown(plain)).toEqual(['[+x]a[+x]'])
  const ids = proposing.state.doc.child(0).children.map(({ marks }) => marks.map(({ attrs }) => attrs.id === 'ich'))
  expect(ids).toEqual([[true], [false], [true]])
})

test('moving a block is proposed; changing a table is refused in words', () => {
  const editor = propose(paragraph('a', { text: 'jeden' }), paragraph('b', { text: 'dwa' }))
  caret(editor, 2)
  editor.commands.moveBlock('down')
  expect(shown(editor)).toEqual(['¶-[-jeden]', 'dwa', '¶+[+jeden]'])
  caret(editor, 10)
  editor.commands.insertTable({ rows: 1, columns: 1 })
  expect([refusals, editor.state.doc.childCount]).toEqual([['table'], 3])
})

test('undo takes back proposals as it does edits', () => {
  const editor = propose(paragraph('a', { text: 'raz dwa' }))
  caret(editor, 5, 8)
  press(editor, 'Backspace')
  expect(shown(editor)).toEqual(['raz [-dwa]'])
  editor.commands.undo()
  expect(shown(editor)).toEqual(['raz dwa'])
})

test('own pending words deleted across their own split come back by undo as what they were: proposed', () => {
  const editor = propose(paragraph('a', { text: 'raz' }), paragraph('b', { text: 'trzy' }))
  caret(editor, 4)
  type(editor, ' dwa')
  caret(editor, 6)
  press(editor, 'Enter')
  const proposed = shown(editor)
  expect(proposed).toEqual(['raz[+ d]', '¶+[+wa]', 'trzy'])
  editor.storage.collaboration.binding?.undo.stopCapturing()
  caret(editor, 2, 14)
  press(editor, 'Backspace')
  editor.commands.undo()
  expect(shown(editor)).toEqual(proposed)
})

test('signs at blocks say in words what is proposed', () => {
  const editor = propose(paragraph('a', { text: 'jeden' }))
  caret(editor, 3)
  press(editor, 'Enter')
  editor.commands.setKind('pkt')
  expect(editor.view.dom.querySelector('[data-proposed]')?.getAttribute('data-proposed')).toBe('nowy')
})

describe('what was decided', () => {
  const NO_ONE: ReadonlySet<string> = new Set()

  function idsIn(editor: Editor): string[] {
    const ids = new Set<string>()
    editor.state.doc.descendants(({ marks, attrs }) => {
      for (const { attrs } of marks) if (typeof attrs.id === 'string') ids.add(attrs.id)
      if (typeof attrs.ins === 'string') ids.add(attrs.ins)
    })
    return [...ids]
  }

  /** As the server does: a change of the text. */
  function resolve(editor: Editor, ids: readonly string[], verdict: 'accept' | 'reject'): void {
    const text = textOf(editor)
    text.doc?.transact(() => resolveProposals(text, new Set(ids), verdict, () => true), 'server')
  }

  function hear(editor: Editor, ids: readonly string[]): void {
    followProposals(editor, NO_ONE, new Set(ids))
  }

  const changes: [string, (editor: Editor) => void][] = [
    ['typed words', (editor) => type(editor, 'nie ')],
    ['struck words', (editor) => press(editor, 'Backspace')],
    ['a new paragraph', (editor) => press(editor, 'Enter')],
    ['words typed over others', (editor) => caret(editor, 5, 8) ?? type(editor, 'dwie')],
    ['words of which some were taken back', (editor) => type(editor, 'nie ') ?? press(editor, 'Backspace')],
    ['a look', (editor) => caret(editor, 1, 4) ?? editor.commands.toggleMark('bold')],
  ]
  const verdicts = ['accept', 'reject'] as const
  test.each(changes.flatMap(([name, change]) => verdicts.map((verdict) => ({ name, change, verdict }))))(
    'is neither undone nor done again: $name, $verdict',
    ({ change, verdict }) => {
      const editor = propose(paragraph('a', { text: 'raz dwa trzy' }))
      caret(editor, 5)
      change(editor)
      const ids = idsIn(editor)
      resolve(editor, ids, verdict)
      hear(editor, ids)
      const decided = shown(editor)
      expect([editor.commands.undo(), editor.commands.redo()]).toEqual([false, false])
      expect(shown(editor)).toEqual(decided)
    },
  )

  test.each(changes.flatMap(([name, change]) => verdicts.map((verdict) => ({ name, change, verdict }))))(
    'stays as it is where a key is pressed before the list tells of it: $name, $verdict',
    ({ change, verdict }) => {
      const editor = propose(paragraph('a', { text: 'raz dwa trzy' }))
      caret(editor, 5)
      change(editor)
      resolve(editor, idsIn(editor), verdict)
      const decided = shown(editor)
      editor.commands.undo()
      expect(shown(editor)).toEqual(decided)
    },
  )

  test('does not come back where it was undone before', () => {
    const editor = propose(paragraph('a', { text: 'raz dwa' }))
    caret(editor, 5)
    type(editor, 'nie ')
    const ids = idsIn(editor)
    editor.commands.undo()
    hear(editor, ids)
    expect(editor.commands.redo()).toBe(false)
    expect(shown(editor)).toEqual(['raz dwa'])
  })

  test('takes nothing along that is still open, or that was written plainly', () => {
    const editor = propose(
      paragraph('a', { text: 'raz' }),
      paragraph('b', { text: '' }),
      paragraph('c', { text: 'dwa' }),
    )
    const apart = () => textOf(editor).doc && editor.storage.collaboration.binding?.undo.stopCapturing()
    caret(editor, 4)
    type(editor, ' pierwsze')
    const [first] = idsIn(editor)
    apart()
    caret(editor, editor.state.doc.content.size - 1)
    type(editor, ' drugie')
    apart()
    editor.storage.proposing.isOn = false
    type(editor, ' wprost')
    resolve(editor, [String(first)], 'accept')
    hear(editor, [String(first)])
    expect(shown(editor)).toEqual(['raz pierwsze', '', 'dwa[+ drugie] wprost'])
    editor.commands.undo()
    expect(shown(editor)).toEqual(['raz pierwsze', '', 'dwa[+ drugie]'])
    editor.commands.undo()
    expect(shown(editor)).toEqual(['raz pierwsze', '', 'dwa'])
    expect(editor.commands.undo()).toBe(false)
    editor.commands.redo()
    expect(shown(editor)).toEqual(['raz pierwsze', '', 'dwa[+ drugie]'])
  })
})
