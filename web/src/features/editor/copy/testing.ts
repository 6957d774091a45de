// Editors with a clipboard, for the tests of this folder.

import {
  type BlockKind,
  BODY,
  createDocument,
  type DocumentContent,
  type Formats,
  writeContent,
} from '@app/server/document'
import { Editor, Extension } from '@tiptap/core'
import { TextSelection } from '@tiptap/pm/state'
import { expect } from 'vitest'
import { documentExtensions } from '../extensions/index.ts'
import { labelsOf } from '../labels.ts'
import { clipboardPlugin, type PasteReport } from './clipboard-plugin.ts'

const open: Editor[] = []
export const reports: PasteReport[] = []

/** After each test. */
export function closeEditors(): void {
  for (const editor of open.splice(0)) editor.destroy()
  reports.splice(0)
}

export type Piece = { text: string; formats?: Formats }
export const paragraph = (id: string, ...content: Piece[]): DocumentContent[number] => {
  return { type: 'block', id, kind: 'paragraph', level: 0, content }
}
let blocks = 0
export const block = (kind: BlockKind, text = '', level = 0): DocumentContent[number] => {
  blocks += 1
  return { type: 'block', id: `b${blocks}`, kind, level, content: text === '' ? [] : [{ text }] }
}
export const table = (id: string, ...rows: string[][]): DocumentContent[number] => ({
  type: 'table',
  id,
  rows: rows.map((cells, row) => ({
    id: `${id}r${row}`,
    cells: cells.map((text, column) => {
      return { id: `${id}c${column}`, header: false, content: text === '' ? [] : [{ text }] }
    }),
  })),
})
export const theirs: Piece[] = [
  { text: 'Lokal jest ' },
  { text: 'drogi', formats: { del: ['ich'] } },
  { text: 'tani', formats: { ins: ['ich'], bold: true } },
  { text: ' i ' },
  { text: 'suchy', formats: { set: [{ id: 'ich', wish: { italic: true } }], comment: ['w1'] } },
]

export function edit(documentId: string, ...content: DocumentContent): Editor {
  const doc = createDocument()
  doc.transact(() => writeContent(doc.getText(BODY), content))
  const Clipboard = Extension.create({
    addProseMirrorPlugins: () => [
      clipboardPlugin({
        documentId,
        labelOf: (id) => labelsOf(editor.state.doc).get(id)?.printed ?? '',
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

export function select(editor: Editor, anchor: number, head = anchor): void {
  editor.view.dispatch(editor.state.tr.setSelection(TextSelection.create(editor.state.doc, anchor, head)))
}

/** From before the first „from” to behind the first „to”. */
export function selectWords(editor: Editor, from: string, to: string): void {
  const places: number[] = []
  for (const [words, isEnd] of [
    [from, false],
    [to, true],
  ] as const) {
    editor.state.doc.descendants((node, position) => {
      const at = node.isText ? (node.text ?? '').indexOf(words) : -1
      if (at >= 0) places.push(position + at + (isEnd ? words.length : 0))
    })
  }
  select(editor, places[0] ?? 0, places[1])
}

/** „a|b / c|d” for a table. */
export function lines(editor: Editor): string[] {
  return editor.state.doc.children.map((node) =>
    node.type.name === 'table'
      ? node.children.map((row) => row.children.map((cell) => cell.textContent).join('|')).join(' / ')
      : node.textContent,
  )
}

export function press(editor: Editor, key: string, modifiers: KeyboardEventInit = {}): void {
  editor.view.dom.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...modifiers }))
}

export function clipboardOf(flavours: Record<string, string>): DataTransfer {
  const clipboardData = new DataTransfer()
  for (const [type, value] of Object.entries(flavours)) clipboardData.setData(type, value)
  return clipboardData
}

export function take(editor: Editor, name: 'copy' | 'cut'): DataTransfer {
  const clipboardData = new DataTransfer()
  editor.view.dom.dispatchEvent(new ClipboardEvent(name, { clipboardData, bubbles: true, cancelable: true }))
  return clipboardData
}

export function paste(editor: Editor, clipboardData: DataTransfer): void {
  editor.view.dom.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
}

export function dragWords(editor: Editor, from: string, to: string, target: string): void {
  const { view } = editor
  selectWords(editor, target, target)
  const place = view.state.selection.to
  selectWords(editor, from, to)
  const slice = view.state.selection.content()
  view.posAtCoords = () => ({ pos: place, inside: -1 })
  view.dragging = { slice, move: true }
  view.someProp('handleDrop', (handle) => handle(view, new DragEvent('drop'), slice, true))
}

/** „a[ins:ich b]”: words with the marks over them. */
export function shown(editor: Editor): string[] {
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
export const ownless = (id: string): string => (id.length > 10 ? 'moje' : id)
export const withoutMarks = [{ type: 'dropped', dropped: expect.objectContaining({ proposals: 1 }) }]
