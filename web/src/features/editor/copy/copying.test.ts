// @vitest-environment happy-dom
import { BODY, createDocument, writeContent } from '@app/server/document'
import { Editor } from '@tiptap/core'
import { afterEach, describe, expect, it } from 'vitest'
import { shownDocument } from '../binding/nodes.ts'
import { patchDocument } from '../binding/patch.ts'
import { documentSchema } from '../extensions/index.ts'
import { Copying } from './copying.ts'
import { OWN_FORMAT } from './own-format.ts'
import { block, clipboardOf, closeEditors, edit, paste, select, selectWords, take } from './testing.ts'

const readers: Editor[] = []
afterEach(() => {
  closeEditors()
  for (const reader of readers.splice(0)) reader.destroy()
})

const CONTENT = [
  block('heading', 'Zasady', 2),
  block('section'),
  block('ust', 'Lokale:'),
  block('pkt', 'użytkowe.'),
  block('number', 'raz'),
  block('number', 'pod raz', 1),
  block('bullet', 'kropka'),
]
const TEXT = 'Zasady\n§ 1. 1. Lokale:\n1) użytkowe.\n1. raz\n  a. pod raz\n• kropka'
const SHAPES = ['heading2', 'section0', 'ust0', 'pkt0', 'number0', 'number1', 'bullet0']

/** As `ContentView.vue` shows a text. */
function reader(): Editor {
  const editor = new Editor({
    element: document.body.appendChild(document.createElement('div')),
    editable: false,
    extensions: [...documentSchema, Copying],
  })
  readers.push(editor)
  const doc = createDocument()
  doc.transact(() => writeContent(doc.getText(BODY), [...CONTENT, block('ust', 'Drugi.')]))
  const { tr } = editor.state
  patchDocument(tr, shownDocument(editor.schema, doc.getText(BODY)).children)
  editor.view.dispatch(tr)
  selectWords(editor, 'Zasady', 'kropka')
  return editor
}

/** As who may only read a document has it. */
function readDocument(): Editor {
  const editor = edit('d', ...CONTENT, block('ust', 'Drugi.'))
  editor.setEditable(false)
  return editor
}

function drag(editor: Editor): DataTransfer {
  const dataTransfer = new DataTransfer()
  const { from } = editor.state.selection
  editor.view.posAtCoords = () => ({ pos: from + 1, inside: -1 })
  const event = new DragEvent('dragstart', { bubbles: true, cancelable: true })
  Object.defineProperty(event, 'dataTransfer', { value: dataTransfer })
  editor.view.dom.dispatchEvent(event)
  return dataTransfer
}

const shapes = (editor: Editor) => editor.state.doc.children.map(({ attrs }) => `${attrs.kind}${attrs.level}`)
const textOf = (data: DataTransfer) => data.getData('text/plain').replaceAll('\u00a0', ' ')

function pasteInto(flavours: Record<string, string>): Editor {
  const editor = edit('d', block('paragraph'))
  paste(editor, clipboardOf(flavours))
  return editor
}

describe('a text that is only read', () => {
  it.each([
    ['copied', (editor: Editor) => take(editor, 'copy')],
    ['dragged', drag],
  ])('is %s with its numbers, and comes whole into a document', (_, get) => {
    const data = get(reader())
    expect(textOf(data)).toBe(TEXT)
    expect(data.getData('text/html')).toContain('<ol><li>raz<ol type="a">')
    expect(shapes(pasteInto({ [OWN_FORMAT]: data.getData(OWN_FORMAT) }))).toEqual(SHAPES)
  })

  it('gives nobody its ids: they are of another time', () => {
    const data = take(reader(), 'copy')
    const editor = pasteInto({ [OWN_FORMAT]: data.getData(OWN_FORMAT) })
    const ids = CONTENT.map(({ id }) => id)
    expect(editor.state.doc.children.filter(({ attrs }) => ids.includes(attrs.id))).toEqual([])
  })

  it.each([
    ['a version', reader],
    ['a document', readDocument],
  ])('is copied as the page shows %s selected, whole or past its end', (_, open) => {
    const editor = open()
    const { dom } = editor.view
    select(editor, 1)
    dom.dispatchEvent(new KeyboardEvent('keydown', { key: 'a', ctrlKey: true, bubbles: true, cancelable: true }))
    expect(textOf(take(editor, 'copy'))).toBe(`${TEXT}\n2. Drugi.`)
    const after = document.body.appendChild(document.createElement('p'))
    after.append('Stopka')
    const last = dom.lastElementChild?.firstChild
    if (last) document.getSelection()?.setBaseAndExtent(last, 2, after, 1)
    expect(textOf(take(editor, 'copy'))).toBe('ugi.')
    document.getSelection()?.removeAllRanges()
    after.remove()
  })

  it('is not cut', () => {
    const editor = reader()
    expect(take(editor, 'cut').types).toEqual([])
    expect(editor.state.doc.childCount).toBe(CONTENT.length + 1)
  })
})

describe('what another browser hands over of our pages', () => {
  it('keeps its §, its levels and its numbers, without our own format too', () => {
    const editor = edit('d', ...CONTENT, block('ust', 'Drugi.'))
    selectWords(editor, 'Zasady', 'kropka')
    const data = drag(editor)
    expect(textOf(data)).toBe(TEXT)
    expect(shapes(pasteInto({ 'text/html': data.getData('text/html') }))).toEqual(SHAPES)
  })

  it('keeps its § behind the words of another block', () => {
    const editor = edit('d', block('paragraph', 'Wstęp.'))
    editor.commands.setTextSelection(7)
    const html =
      '<p data-kind="section"></p><p data-kind="ust">Lokale.</p><p data-kind="ust"><span data-label>§ 2. </span>Drugi.</p>'
    paste(editor, clipboardOf({ 'text/html': html }))
    expect(shapes(editor)).toEqual(['paragraph0', 'section0', 'ust0', 'section0', 'ust0'])
  })

  it('is read as the page shows it', () => {
    const html =
      '<p data-kind="heading" data-level="2">Zasady</p><p data-kind="section" data-level="0"></p><p data-kind="ust" data-level="0">Lokale:</p><p data-kind="pkt" data-level="0">użytkowe.</p><p data-kind="number" data-level="0">raz</p><p data-kind="number" data-level="1">pod raz</p><p data-kind="bullet" data-level="x">kropka</p><p data-kind="paragraph"></p>'
    expect(shapes(pasteInto({ 'text/html': html }))).toEqual(SHAPES)
  })
})
