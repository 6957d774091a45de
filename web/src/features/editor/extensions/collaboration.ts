import { type CommandProps, Extension } from '@tiptap/core'
import type * as Y from 'yjs'
import type { LinearBinding, OnDoubled } from '../binding/binding.ts'
import { caretPlugin } from '../binding/caret.ts'
import { idPlugin } from '../binding/ids.ts'
import { linearBinding } from '../binding/plugin.ts'

export interface CollaborationOptions {
  text: Y.Text
  verify: boolean
  onDoubled: OnDoubled | undefined
}

declare module '@tiptap/core' {
  interface Commands<ReturnType> {
    collaboration: {
      /** Undo my own last edit. */
      undo: () => ReturnType
      /** Do again what I undid. */
      redo: () => ReturnType
    }
  }
  interface Storage {
    collaboration: { binding: LinearBinding | null }
  }
}

/** Ties the editor to the document: binding, ids of new blocks, carets of others, undo of one's own edits. */
export const Collaboration = Extension.create<CollaborationOptions, { binding: LinearBinding | null }>({
  name: 'collaboration',
  priority: 1000,
  addStorage: () => ({ binding: null }),

  addProseMirrorPlugins() {
    const { plugin, binding } = linearBinding({ ...this.options, schema: this.editor.schema })
    this.storage.binding = binding
    return [plugin, idPlugin(), caretPlugin(binding)]
  },

  onDestroy() {
    this.storage.binding?.destroy()
  },

  addCommands() {
    const run =
      (name: 'undo' | 'redo') =>
      () =>
      ({ tr, dispatch }: CommandProps) => {
        const { binding } = this.storage
        const manager = binding?.undo
        const stack = name === 'undo' ? manager?.undoStack : manager?.redoStack
        if (manager === undefined || !stack?.length) return false
        // The undo manager changes the document itself: Tiptap must not dispatch its own, by then outdated transaction.
        tr.setMeta('preventDispatch', true)
        if (dispatch && name === 'undo') binding?.undoOne()
        else if (dispatch) manager.redo()
        return true
      }
    return { undo: run('undo'), redo: run('redo') }
  },

  addKeyboardShortcuts() {
    return {
      'Mod-z': () => this.editor.commands.undo(),
      'Mod-Shift-z': () => this.editor.commands.redo(),
      'Mod-y': () => this.editor.commands.redo(),
    }
  },
})
