// @vitest-environment happy-dom
import {
  BODY,
  createDocument,
  type DocumentContent,
  type Formats,
  findAnchors,
  readContent,
  writeContent,
} from '@app/server/document'
import { Editor, Extension } from '@tiptap/core'
import { TextSelection } from '@tiptap/pm/state'
import { afterEach, describe, expect, it } from 'vitest'
import { documentExtensions } from '../extensions/index.ts'
import { clipboardPlugin, type PasteReport } from './clipboard-plugin.ts'

const open: Editor[] = []
const reports: PasteReport[] = []

afterEach(() => {
  for (const editor of open.splice(0)) editor.destroy()
  reports.splice(0)
})

type Piece = { text: string; formats?: Formats }
const paragraph = (id: string, ...content: Piece[]): DocumentContent[number] => {
  return { type: 'block', id, kind: 'paragraph', level: 0, content }
}
const theirs: Piece[] = [
  { text: 'Lokal jest ' },
  { text: 'drogi', formats: { del: ['ich'] } },
  { text: 'tani', formats: { ins: ['ich'], bold: true } },
  { text: ' i ' },
  { text: 'suchy', formats: { set: [{ id: 'ich', wish: { italic: true } }], comment: ['w1'] } },
]

function edit(documentId: string, ...content: DocumentContent): Editor {
  const doc = createDocument()
  doc.transact(() => writeContent(doc.getText(BODY), content))
  const Clipboard = Extension.create({
    addProseMirrorPlugins: () => [
      clipboardPlugin({
        documentId,
        labelOf: () => '',
        onPaste: (report) => reports.push(report),
        asOneEdit: (change) => change(),
        isProposing: () => editor.storage.proposing.isOn,
      }),
    ],
  })
  const editor: Editor = new Editor({
    element: document.body.appendChild(document.createElement('div')),
    extensions: [...documentExtensions({ text: doc.getText(BODY), verify: true }), Clipboard],
  })
  open.push(editor)
  return editor
}

function select(editor: Editor, anchor: number, head = anchor): void {
  editor.view.dispatch(editor.state.tr.setSelection(TextSelection.create(editor.state.doc, anchor, head)))
}

function take(editor: Editor, name: 'copy' | 'cut'): DataTransfer {
  const clipboardData = new DataTransfer()
  editor.view.dom.dispatchEvent(new ClipboardEvent(name, { clipboardData, bubbles: true, cancelable: true }))
  return clipboardData
}

function paste(editor: Editor, clipboardData: DataTransfer): void {
  editor.view.dom.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
}

/** „a[ins:ich b]”: words with the marks over them. */
function shown(editor: Editor): string[] {
  return editor.state.doc.children.map((block) => {
    const signs = ['ins', 'del', 'was'].filter((name) => block.attrs[name] !== null).map((name) => `¶${name} `)
    const words = block.children.map((node) => {
      const marks = node.marks.map(({ type, attrs }) => (attrs.id ? `${type.name}:${ownless(attrs.id)}` : type.name))
      return marks.length > 0 ? `[${marks.sort().join(' ')} ${node.text}]` : node.text
    })
    return [...signs, ...words].join('')
  })
}

/** Ids that the editor made are one's own. */
const ownless = (id: string): string => (id.length > 10 ? 'moje' : id)
const withoutMarks = [{ type: 'dropped', dropped: expect.objectContaining({ proposals: 1 }) }]

describe('what others propose', () => {
  it('copied, reads as it would be: without struck words, and nobody’s proposal any more', () => {
    const editor = edit('d', paragraph('a', ...theirs), paragraph('b', { text: 'Koniec.' }))
    select(editor, 1, 29)
    const copied = take(editor, 'copy')
    expect(copied.getData('text/plain')).toBe('Lokal jest tani i suchy')
    expect(copied.getData('text/html')).not.toMatch(/<(ins|del|s)\b/)
    select(editor, 38)
    paste(editor, copied)
    expect(shown(editor)[1]).toBe('Koniec.Lokal jest [bold tani] i [comment:w1 suchy]')
    expect(reports).toEqual(withoutMarks)
  })

  it('copied into another document, leaves remarks behind too', () => {
    const [editor, other] = [edit('d', paragraph('a', ...theirs)), edit('e', paragraph('b', { text: 'x' }))]
    select(editor, 1, 29)
    select(other, 2)
    paste(other, take(editor, 'copy'))
    expect(shown(other)).toEqual(['xLokal jest [bold tani] i suchy'])
  })

  it('copied twice with a remark over it, is still one remark', () => {
    const editor = edit('d', paragraph('a', ...theirs), paragraph('b', { text: 'Koniec.' }))
    select(editor, 24, 29)
    const copied = take(editor, 'copy')
    for (const place of [38, 31]) {
      select(editor, place)
      paste(editor, copied)
    }
    const { text } = editor.storage.collaboration.binding ?? {}
    expect(text && [...findAnchors(readContent(text), 'comment')]).toEqual([
      ['w1', { blockIds: ['a', 'b'], words: 'suchy\nsuchysuchy' }],
    ])
  })

  it('gives struck words where nothing but them is selected', () => {
    const editor = edit('d', paragraph('a', ...theirs))
    select(editor, 12, 17)
    expect(take(editor, 'copy').getData('text/plain')).toBe('drogi')
  })

  it('cut and pasted in the text, loses no word of it', () => {
    const editor = edit('d', paragraph('a', ...theirs), paragraph('b', { text: 'Koniec.' }))
    select(editor, 1, 29)
    const cut = take(editor, 'cut')
    expect(shown(editor)).toEqual(['', 'Koniec.'])
    select(editor, 10)
    paste(editor, cut)
    expect(shown(editor)).toEqual(['', 'Koniec.Lokal jest drogi[bold tani] i [comment:w1 suchy]'])
    expect(reports).toEqual(withoutMarks)
  })

  it('dragged, loses its marks and no word', () => {
    const editor = edit('d', paragraph('a', ...theirs))
    select(editor, 1, 29)
    const { slice } = editor.view.serializeForClipboard(editor.state.selection.content())
    const marks = slice.content.firstChild?.children.flatMap((node) => node.marks.map(({ type }) => type.name))
    expect([slice.content.textBetween(0, slice.content.size), marks]).toEqual([
      'Lokal jest drogitani i suchy',
      ['bold', 'comment'],
    ])
  })

  it('stays proposed where a block is moved past one that carries nothing', () => {
    const editor = edit('d', paragraph('a', ...theirs), paragraph('b', { text: 'Koniec.' }))
    const [before] = shown(editor)
    select(editor, 3)
    const { binding } = editor.storage.collaboration
    const place = binding?.toRelative(14) ?? new Uint8Array()
    editor.commands.moveBlock('down')
    expect(shown(editor)).toEqual(['Koniec.', before])
    expect(editor.state.selection.head).toBe(12)
    expect(binding?.toAbsolute(place)).toBe(23)
    editor.commands.moveBlock('up')
    expect(shown(editor)).toEqual([before, 'Koniec.'])
    expect(editor.state.selection.head).toBe(3)
  })

  it('is nobody’s where a block is moved past another that carries proposals', () => {
    const editor = edit(
      'd',
      paragraph('a', { text: 'raz', formats: { ins: ['ich'] } }),
      paragraph('b', { text: 'dwa', formats: { ins: ['wasz'] } }),
    )
    select(editor, 3)
    editor.commands.moveBlock('down')
    expect(shown(editor)).toEqual(['[ins:wasz dwa]', 'raz'])
  })
})

describe('while changes are proposed', () => {
  it('what is cut is struck, and pasted becomes one’s own proposal', () => {
    const editor = edit('d', paragraph('a', ...theirs), paragraph('b', { text: 'Koniec.' }))
    editor.storage.proposing.isOn = true
    select(editor, 12, 24)
    const cut = take(editor, 'cut')
    select(editor, 38)
    paste(editor, cut)
    expect(shown(editor)).toEqual([
      'Lokal jest [del:ich del:moje drogi][bold del:moje ins:ich tani][del:moje  i ][comment:w1 set:ich suchy]',
      'Koniec.[bold ins:moje tani][ins:moje  i ]',
    ])
  })

  it('own pending words are cut away and pasted as a proposal again', () => {
    const editor = edit('d', paragraph('a', { text: 'raz dwa' }))
    editor.storage.proposing.isOn = true
    select(editor, 5)
    editor.view.dispatch(editor.state.tr.insertText('oto '))
    select(editor, 5, 9)
    const cut = take(editor, 'cut')
    expect(shown(editor)).toEqual(['raz dwa'])
    select(editor, 1)
    paste(editor, cut)
    expect(shown(editor)).toEqual(['[ins:moje oto ]raz dwa'])
  })
})
