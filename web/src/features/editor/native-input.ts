import type { Editor } from '@tiptap/core'
import { Plugin } from '@tiptap/pm/state'
import { deleteSelected } from './extensions/delete-selected.ts'
import { backspace, type Change, deleteForward, enter, lineBreak } from './extensions/split-join.ts'

export interface NativeInputOptions {
  editor: Editor
  /** Writes several lines where the caret is, as if they were pasted. */
  putLines(text: string): void
}

/** Does what a browser is about to do; false where the browser does it, and the page is read afterwards. */
type Answer = (options: NativeInputOptions, event: InputEvent) => boolean

const browser: Answer = () => false
const nobody: Answer = () => true

/** What the change declines is inside one block, and the browser's. */
function changing(change: Change): Answer {
  return ({ editor }) => editor.commands.command(({ state, tr }) => change(state, tr))
}

function commanding(command: (commands: Editor['commands']) => boolean): Answer {
  return ({ editor }) => {
    command(editor.commands)
    return true
  }
}

/** Browsers remember places of a page that others have changed since. They also ask while another field has the focus. */
function remembering(command: (commands: Editor['commands']) => boolean): Answer {
  const run = commanding(command)
  return (options, event) => !options.editor.view.hasFocus() || run(options, event)
}

/** Several lines come without being pasted: from the clipboard of a phone's keyboard, from dictation, from a Mac's kill ring. */
const words: Answer = ({ editor, putLines }, { data, isComposing }) => {
  if (data === null || isComposing || editor.view.composing || !/[\n\r]/.test(data)) return false
  if (data.trim() === '') editor.commands.command(({ state, tr }) => enter(state, tr))
  else putLines(data)
  return true
}

const deleteAny: Change = (_, transaction) => {
  if (transaction.selection.empty) return false
  deleteSelected(transaction)
  return true
}

/**
 * All that a browser may ask for (Input Events Level 2), from its menus, a touch bar, a phone's keyboard or a shaken phone,
 * without a key of ours. Left to the browser, a deletion at the edge of a block takes out the name flag of somebody whose
 * caret stands there, and the blocks stay two.
 */
export const NATIVE_INPUT: Readonly<Record<string, Answer>> = {
  insertText: words,
  insertFromYank: words,
  // In one block, and of a word that the browser knows and the editor does not.
  insertReplacementText: browser,
  insertTranspose: browser,
  // An input method must not be kept from its own word.
  insertCompositionText: browser,
  insertFromComposition: browser,
  deleteCompositionText: browser,
  deleteByComposition: browser,

  insertParagraph: changing(enter),
  insertLineBreak: changing(lineBreak),
  deleteContentBackward: changing(backspace),
  deleteWordBackward: changing(backspace),
  deleteSoftLineBackward: changing(backspace),
  deleteHardLineBackward: changing(backspace),
  deleteContentForward: changing(deleteForward),
  deleteWordForward: changing(deleteForward),
  deleteSoftLineForward: changing(deleteForward),
  deleteHardLineForward: changing(deleteForward),
  deleteContent: changing(deleteAny),
  // No keyboard asks for it, and a line on the page may be all of a block.
  deleteEntireSoftLine: nobody,

  historyUndo: remembering((commands) => commands.undo()),
  historyRedo: remembering((commands) => commands.redo()),

  // Done at the event of the clipboard or of dragging; what comes by no such event is nobody's.
  insertFromPaste: nobody,
  insertFromPasteAsQuotation: nobody,
  insertFromDrop: nobody,
  deleteByCut: nobody,
  // Dragged out into another field, words are copied: nobody means to take them out of the document.
  deleteByDrag: nobody,

  formatBold: commanding((commands) => commands.toggleBold()),
  formatItalic: commanding((commands) => commands.toggleItalic()),
  formatUnderline: commanding((commands) => commands.toggleUnderline()),
  formatStrikeThrough: commanding((commands) => commands.toggleStrike()),
  formatIndent: commanding((commands) => commands.indent()),
  formatOutdent: commanding((commands) => commands.outdent()),
  insertOrderedList: commanding((commands) => commands.setKind('number')),
  insertUnorderedList: commanding((commands) => commands.setKind('bullet')),

  // The document has none of these. Links are given by the dialog, which says what an address may be.
  insertHorizontalRule: nobody,
  insertLink: nobody,
  formatSuperscript: nobody,
  formatSubscript: nobody,
  formatJustifyFull: nobody,
  formatJustifyCenter: nobody,
  formatJustifyRight: nobody,
  formatJustifyLeft: nobody,
  formatRemove: nobody,
  formatSetBlockTextDirection: nobody,
  formatSetInlineTextDirection: nobody,
  formatBackColor: nobody,
  formatFontColor: nobody,
  formatFontName: nobody,
}

/** What is not in the table, or cannot be held back, the browser does: writing never stops. */
export function nativeInputPlugin(options: NativeInputOptions): Plugin {
  return new Plugin({
    props: {
      handleDOMEvents: {
        beforeinput: (_, event) => {
          if (!event.cancelable || !NATIVE_INPUT[event.inputType]?.(options, event)) return false
          event.preventDefault()
          return true
        },
      },
    },
  })
}
