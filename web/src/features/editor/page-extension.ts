import { type Editor, Extension } from '@tiptap/core'
import { DOMParser } from '@tiptap/pm/model'
import { Plugin } from '@tiptap/pm/state'
import { highlightsPlugin } from '../comments/highlights.ts'
import { readingKeysPlugin } from '../comments/reading-keys.ts'
import { blockViewPlugin } from './block-view.ts'
import { type ClipboardOptions, clipboardPlugin, type PasteReport, putText } from './copy/clipboard-plugin.ts'
import { type FindState, findPlugin } from './find/find-plugin.ts'
import { labelsOf } from './labels.ts'
import { nativeInputPlugin } from './native-input.ts'
import { openLinkPlugin } from './open-link.ts'
import { proposedRules } from './proposing/dom-rules.ts'

export interface PageOptions {
  documentId: string
  onPaste(report: PasteReport): void
  onFind(state: FindState): void
  /** An input method has finished a word. */
  onComposed(): void
  /** The link dialog was asked for by keyboard. */
  onLink(): void
}

/** What the page adds to a document's editor: clipboard, find, and the keys that need the page. */
export const PageExtension = Extension.create<PageOptions>({
  name: 'documentPage',
  priority: 1000,

  addProseMirrorPlugins() {
    const { editor, options } = this
    const labelOf = (id: string) => labelsOf(editor.state.doc).get(id)?.printed ?? ''
    const clipboard: ClipboardOptions = {
      documentId: options.documentId,
      labelOf,
      onPaste: options.onPaste,
      asOneEdit: (change) => asOneEdit(editor, change),
      isProposing: () => editor.storage.proposing.isOn,
    }
    return [
      clipboardPlugin(clipboard),
      nativeInputPlugin({ editor, putLines: (text) => putText(editor.view, text, clipboard) }),
      blockViewPlugin(),
      findPlugin(options.onFind),
      highlightsPlugin(),
      readingKeysPlugin(),
      openLinkPlugin(),
      nativeEditsPlugin(editor, options.onComposed),
    ]
  },

  addKeyboardShortcuts() {
    const { editor, options } = this
    return {
      'Mod-k': () => {
        options.onLink()
        return true
      },
      'Mod-Shift-7': () => editor.commands.setKind('number'),
      'Mod-Shift-8': () => editor.commands.setKind('bullet'),
    }
  },
})

/** The view counts as composing for a moment after the browser says that it is over. */
const AFTER_COMPOSITION_MS = 100

/** What browsers write by themselves: words of input methods, and deletions on phones. */
function nativeEditsPlugin({ schema }: Editor, onComposed: () => void): Plugin {
  // Where a phone's keyboard joins two blocks, the browser copies the name flags of others; they are no text.
  const flags = { tag: '.ProseMirror-widget', ignore: true }
  return new Plugin({
    props: {
      domParser: new DOMParser(schema, [flags, ...proposedRules, ...DOMParser.fromSchema(schema).rules]),
      handleDOMEvents: {
        compositionend: () => {
          setTimeout(onComposed, AFTER_COMPOSITION_MS)
          return false
        },
      },
    },
  })
}

/** A long paste is written in several transactions, but it is one thing the person did. */
function asOneEdit(editor: Editor, change: () => void): void {
  const undo = editor.storage.collaboration.binding?.undo
  if (!undo) throw new Error('The editor is tied to no document.')
  const { captureTimeout } = undo
  undo.stopCapturing()
  undo.captureTimeout = Number.POSITIVE_INFINITY
  try {
    change()
  } finally {
    undo.captureTimeout = captureTimeout
    undo.stopCapturing()
  }
}
