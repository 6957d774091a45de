// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from 'vitest'
import { closeEditors, edit, lines, paragraph, select, table } from './copy/testing.ts'
import { NATIVE_INPUT, nativeInputPlugin } from './native-input.ts'

afterEach(closeEditors)

/** Input Events Level 2, with what WebKit adds for compositions. */
const ASKED = [
  ['insertText', 'insertReplacementText', 'insertLineBreak', 'insertParagraph', 'insertOrderedList'],
  ['insertUnorderedList', 'insertHorizontalRule', 'insertFromYank', 'insertFromDrop', 'insertFromPaste'],
  ['insertFromPasteAsQuotation', 'insertTranspose', 'insertCompositionText', 'insertFromComposition', 'insertLink'],
  ['deleteWordBackward', 'deleteWordForward', 'deleteSoftLineBackward', 'deleteSoftLineForward'],
  ['deleteEntireSoftLine', 'deleteHardLineBackward', 'deleteHardLineForward', 'deleteByDrag', 'deleteByCut'],
  ['deleteContent', 'deleteContentBackward', 'deleteContentForward', 'deleteCompositionText', 'deleteByComposition'],
  ['historyUndo', 'historyRedo', 'formatBold', 'formatItalic', 'formatUnderline', 'formatStrikeThrough'],
  ['formatSuperscript', 'formatSubscript', 'formatJustifyFull', 'formatJustifyCenter', 'formatJustifyRight'],
  ['formatJustifyLeft', 'formatIndent', 'formatOutdent', 'formatRemove', 'formatSetBlockTextDirection'],
  ['formatSetInlineTextDirection', 'formatBackColor', 'formatFontColor', 'formatFontName'],
].flat()

/** With the caret inside a block these are the browser's, who writes in that block alone. */
const LEFT = [
  ...['insertText', 'insertReplacementText', 'insertTranspose', 'insertFromYank'],
  ...['insertCompositionText', 'insertFromComposition', 'deleteCompositionText', 'deleteByComposition'],
  ...['deleteContent', 'deleteContentBackward', 'deleteContentForward', 'deleteWordBackward', 'deleteWordForward'],
  ...['deleteSoftLineBackward', 'deleteSoftLineForward', 'deleteHardLineBackward', 'deleteHardLineForward'],
]

/** These are done by the editor instead; whatever else is held back changes nothing. */
const DONE = [
  ...['insertParagraph', 'insertLineBreak', 'insertOrderedList', 'insertUnorderedList', 'historyUndo'],
  ...['formatBold', 'formatItalic', 'formatUnderline', 'formatStrikeThrough', 'formatIndent', 'formatOutdent'],
]

function open() {
  const editor = edit(
    'd',
    paragraph('a', { text: 'Raz dwa' }),
    table('t', ['x', 'y']),
    paragraph('b', { text: 'Koniec' }),
  )
  const put: string[] = []
  editor.registerPlugin(nativeInputPlugin({ editor, putLines: (text) => put.push(text) }))
  editor.view.focus()
  const ask = (inputType: string, init: InputEventInit = {}) => {
    const event = new InputEvent('beforeinput', { bubbles: true, cancelable: true, inputType, ...init })
    return !editor.view.dom.dispatchEvent(event)
  }
  return { editor, put, ask }
}

describe('what a browser asks for', () => {
  it('is all decided', () => {
    expect(Object.keys(NATIVE_INPUT).sort()).toEqual(ASKED.toSorted())
  })

  it.each(ASKED)('%s is left to it only inside a block, and changes nothing where it is nobody’s', (inputType) => {
    const { editor, ask } = open()
    select(editor, 4)
    editor.view.dispatch(editor.state.tr.insertText('x'))
    const before = editor.state.doc
    expect(ask(inputType)).toBe(!LEFT.includes(inputType))
    if (!DONE.includes(inputType)) expect(editor.state.doc.eq(before)).toBe(true)
    expect(ask(inputType, { cancelable: false })).toBe(false)
  })

  it('is left to it where nobody has heard of it', () => {
    expect(open().ask('insertSomethingNew')).toBe(false)
  })

  it('over cells empties them, and leaves the table', () => {
    const { editor, ask } = open()
    select(editor, 4, 13)
    expect(ask('deleteContent')).toBe(true)
    expect(lines(editor)).toEqual(['Raz', '|y', 'Koniec'])
  })

  it('Undo and redo are the editor’s own, and nothing while another field has the focus', () => {
    const { editor, ask } = open()
    select(editor, 4)
    editor.view.dispatch(editor.state.tr.insertText('x'))
    const field = document.body.appendChild(document.createElement('input'))
    field.focus()
    expect(ask('historyUndo')).toBe(true)
    expect(lines(editor)[0]).toBe('Razx dwa')
    editor.view.focus()
    expect(ask('historyUndo')).toBe(true)
    expect(lines(editor)[0]).toBe('Raz dwa')
    expect(ask('historyRedo')).toBe(true)
    expect(lines(editor)[0]).toBe('Razx dwa')
    field.remove()
  })

  it('several lines are put in as a paste is, a line’s end alone is Enter, and an input method has its word', () => {
    const { editor, put, ask } = open()
    select(editor, 4)
    expect(ask('insertText', { data: 'Raz\nDwa' })).toBe(true)
    expect(ask('insertFromYank', { data: 'Raz\r\nDwa' })).toBe(true)
    expect(ask('insertText', { data: 'Raz\nDwa', isComposing: true })).toBe(false)
    expect(put).toEqual(['Raz\nDwa', 'Raz\r\nDwa'])
    expect(ask('insertText', { data: '\n' })).toBe(true)
    expect(lines(editor)).toEqual(['Raz', ' dwa', 'x|y', 'Koniec'])
  })

  it('a look is the editor’s own', () => {
    const { editor, ask } = open()
    select(editor, 1, 4)
    for (const inputType of ['formatBold', 'formatItalic', 'formatUnderline', 'formatStrikeThrough']) ask(inputType)
    const marks = editor.state.doc.nodeAt(1)?.marks.map(({ type }) => type.name)
    expect(marks?.sort()).toEqual(['bold', 'italic', 'strike', 'underline'])
    expect(ask('insertOrderedList')).toBe(true)
    expect(editor.state.doc.firstChild?.attrs.kind).toBe('number')
    ask('formatIndent')
    expect(editor.state.doc.firstChild?.attrs.level).toBe(1)
  })
})
