import { type Editor, Extension } from '@tiptap/core'
import { Plugin } from '@tiptap/pm/state'
import { deleteAcrossCells } from './delete-selected.ts'
import { backspace, type Change, deleteForward, enter, lineBreak } from './split-join.ts'
import { cellAt } from './table-changes.ts'

/**
 * What keyboards of phones ask for without pressing a key. Left to the browser, a deletion at the edge of a block takes out
 * the name flag of somebody whose caret stands there, and the blocks stay two.
 */
const NATIVE_EDITS: Readonly<Record<string, Change>> = {
  deleteContentBackward: backspace,
  deleteContentForward: deleteForward,
  insertParagraph: enter,
  insertLineBreak: lineBreak,
}

/**
 * The keys of the editor. None is Ctrl+Alt with a letter or a digit: on a Polish keyboard that is AltGr, which types ą or ś.
 */
export const Keymap = Extension.create<Record<string, never>, { mayLeave: boolean }>({
  name: 'documentKeymap',
  priority: 900,
  addStorage: () => ({ mayLeave: false }),

  addKeyboardShortcuts() {
    const { editor } = this
    const onTab = (direction: 1 | -1) => {
      if (this.storage.mayLeave) return false
      if (cellAt(editor.state.selection.$from)) editor.commands.moveToCell(direction)
      else if (direction === 1) editor.commands.indent()
      else editor.commands.outdent()
      // Also where nothing can move: only Esc and then Tab leaves the text.
      return true
    }
    return {
      Enter: () => run(editor, enter),
      'Shift-Enter': () => run(editor, lineBreak),
      'Mod-Enter': () => editor.commands.leaveTable(),
      Backspace: () => run(editor, backspace),
      Delete: () => run(editor, deleteForward),
      Tab: () => onTab(1),
      'Shift-Tab': () => onTab(-1),
      'Alt-ArrowUp': () => editor.commands.moveBlock('up'),
      'Alt-ArrowDown': () => editor.commands.moveBlock('down'),
      'Mod-b': () => editor.commands.toggleBold(),
      'Mod-i': () => editor.commands.toggleItalic(),
      'Mod-u': () => editor.commands.toggleUnderline(),
      'Mod-Shift-s': () => editor.commands.toggleStrike(),
    }
  },

  addProseMirrorPlugins() {
    const { editor } = this
    return [
      new Plugin({
        props: {
          handleKeyDown: (_, event) => {
            const isModifier = event.key === 'Shift'
            if (event.key === 'Escape') this.storage.mayLeave = true
            else if (event.key !== 'Tab' && !isModifier) this.storage.mayLeave = false
            return false
          },
          handleTextInput: (view, _from, _to, text) => {
            const { state } = view
            const transaction = state.tr
            if (!deleteAcrossCells(state, transaction)) return false
            view.dispatch(transaction.insertText(text))
            return true
          },
          handleDOMEvents: {
            beforeinput: (_, event) => {
              const change = event.cancelable ? NATIVE_EDITS[event.inputType] : undefined
              if (change === undefined || !run(editor, change)) return false
              event.preventDefault()
              return true
            },
            blur: () => {
              this.storage.mayLeave = false
              return false
            },
          },
        },
      }),
    ]
  },
})

function run(editor: Editor, change: Change): boolean {
  return editor.commands.command(({ state, tr }) => change(state, tr))
}
