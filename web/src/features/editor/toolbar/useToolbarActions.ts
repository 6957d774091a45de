import type { Editor } from '@tiptap/core'
import { ref, type ShallowRef } from 'vue'
import { insertNodes } from '../paste/insert.ts'
import type { ToolbarAction } from './EditorToolbar.vue'
import { KIND_CHOICES, type KindChoice } from './kinds.ts'
import { linkAt } from './selection-state.ts'
import type { TableAction } from './table-actions.ts'

const TABLE_COMMANDS: Record<TableAction, (commands: Editor['commands']) => void> = {
  insert: (commands) => commands.insertTable(),
  rowBefore: (commands) => commands.addRow('before'),
  rowAfter: (commands) => commands.addRow('after'),
  columnBefore: (commands) => commands.addColumn('before'),
  columnAfter: (commands) => commands.addColumn('after'),
  headerRow: (commands) => commands.toggleHeaderRow(),
  paragraphBefore: (commands) => commands.leaveTable('before'),
  paragraphAfter: (commands) => commands.leaveTable('after'),
  moveUp: (commands) => commands.moveBlock('up'),
  moveDown: (commands) => commands.moveBlock('down'),
  removeRow: (commands) => commands.deleteRow(),
  removeColumn: (commands) => commands.deleteColumn(),
  removeTable: (commands) => commands.deleteTable(),
}

/** Not `toggleMark`: what is wished is no mark of its own. */
const LOOK_COMMANDS = {
  bold: (commands) => commands.toggleBold(),
  italic: (commands) => commands.toggleItalic(),
  underline: (commands) => commands.toggleUnderline(),
  strike: (commands) => commands.toggleStrike(),
} satisfies Record<string, (commands: Editor['commands']) => void>

/** What the toolbar does to the text. */
export function useToolbarActions(editor: ShallowRef<Editor | null>) {
  const isLinkOpen = ref(false)
  const isHelpOpen = ref(false)

  function focusText(): void {
    editor.value?.view.focus()
  }

  /** A mouse leaves the focus in the text; the keyboard stays on the button, as toolbars do. */
  function act(action: ToolbarAction, byKeyboard: boolean): void {
    if (action === 'link') isLinkOpen.value = true
    else if (action === 'help') isHelpOpen.value = true
    else {
      apply(action)
      if (!byKeyboard) focusText()
    }
  }

  function apply(action: Exclude<ToolbarAction, 'link' | 'help'>): void {
    const commands = editor.value?.commands
    if (!commands) return
    if (action === 'undo' || action === 'redo' || action === 'indent' || action === 'outdent') commands[action]()
    else LOOK_COMMANDS[action](commands)
  }

  function setKind(choice: KindChoice): void {
    const { kind, level } = KIND_CHOICES[choice]
    const isList = kind === 'bullet' || kind === 'number'
    // A list keeps its depth when it becomes the other one; a heading must say its rank.
    editor.value?.commands.setKind(kind, isList ? undefined : level)
  }

  function move(direction: 'up' | 'down'): void {
    editor.value?.commands.moveBlock(direction)
  }

  function changeTable(action: TableAction): void {
    if (editor.value) TABLE_COMMANDS[action](editor.value.commands)
  }

  /** `text` is written where nothing is selected and no link is at the caret. */
  function saveLink(href: string, text: string): void {
    const view = editor.value?.view
    if (!view) return
    const isNew =
      view.state.selection.empty && linkAt(view.state, editor.value?.storage.proposing.isOn ?? false) === null
    const words = { text, formats: { link: href } }
    if (!isNew) editor.value?.commands.setLink(href)
    else insertNodes(view, [{ type: 'block', kind: 'paragraph', level: 0, content: [words] }], { takesKind: false })
  }

  function removeLink(): void {
    editor.value?.commands.unsetLink()
  }

  return { isLinkOpen, isHelpOpen, act, setKind, move, changeTable, saveLink, removeLink, focusText }
}
