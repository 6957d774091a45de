import { withoutNul } from '@app/server/document'
import { type Editor, Extension, isiOS, isMacOS } from '@tiptap/core'
import { Plugin } from '@tiptap/pm/state'
import { deleteAcrossCells } from './delete-selected.ts'
import { backspace, type Change, deleteForward, enter, lineBreak } from './split-join.ts'
import { cellAt } from './table-changes.ts'

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
      ...onKeys(backwardKeys(), () => run(editor, backspace)),
      ...onKeys(forwardKeys(), () => run(editor, deleteForward)),
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
          handleTextInput: (view, from, to, text) => {
            const transaction = view.state.tr
            const words = withoutNul(text)
            if (deleteAcrossCells(transaction)) view.dispatch(transaction.insertText(words))
            else if (words !== text) view.dispatch(transaction.insertText(words, from, to))
            else return false
            return true
          },
          handleDOMEvents: {
            // An input method writes over what is selected by itself, and no cell would outlive that.
            compositionstart: () => {
              run(editor, (_, transaction) => deleteAcrossCells(transaction))
              return false
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

/** All that Tiptap itself would delete with, and tear a table. Elsewhere Ctrl+D and Ctrl+H are the browser's. */
function backwardKeys(): string[] {
  const keys = ['Backspace', 'Mod-Backspace', 'Shift-Backspace']
  return isMacOS() || isiOS() ? [...keys, 'Alt-Backspace', 'Ctrl-h'] : keys
}

function forwardKeys(): string[] {
  const keys = ['Delete', 'Mod-Delete']
  return isMacOS() || isiOS() ? [...keys, 'Alt-Delete', 'Alt-d', 'Ctrl-d', 'Ctrl-Alt-Backspace'] : keys
}

function onKeys(keys: readonly string[], command: () => boolean): Record<string, () => boolean> {
  return Object.fromEntries(keys.map((key) => [key, command]))
}

function run(editor: Editor, change: Change): boolean {
  return editor.commands.command(({ state, tr }) => change(state, tr))
}
