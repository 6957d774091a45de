import { Editor } from '@tiptap/core'
import { nextTick, onBeforeUnmount, type Ref, shallowRef, watch } from 'vue'
import type * as Y from 'yjs'
import type { OpenReplica } from '../sync/index.ts'
import type { Sync } from '../sync/useSync.ts'
import type { OnDoubled } from './binding/binding.ts'
import { readDomSelection } from './binding/dom-selection.ts'
import { waitForWords } from './composition.ts'
import { documentExtensions } from './extensions/index.ts'
import type { ProposingOptions } from './extensions/proposing.ts'
import { type KeptPlace, keepPlace, returnTo } from './kept-place.ts'
import { PageExtension, type PageOptions } from './page-extension.ts'
import { useNextFrame } from './useNextFrame.ts'

export interface DocumentEditorOptions extends PageOptions {
  sync: Sync
  /** Where the text is shown. */
  place: Readonly<Ref<HTMLElement | null>>
  isEditable: Readonly<Ref<boolean>>
  /** Name of the text field for screen readers. */
  label(): string
  /** Id of the words that say how to leave it. */
  hintId: string
  /** Pixels of the window that the bars cover: the caret must not hide behind them. */
  coveredTop(): number
  coveredBottom(): number
  /** `place`: where somebody else's copy begins, if that is known. */
  onDoubled(how: Parameters<OnDoubled>[0], place: Y.ID | null): void
  proposing: ProposingOptions
}

const MARGIN_PX = 24

/** One editor as long as the session keeps its replica; after a refusal a new one on the new replica. */
export function useDocumentEditor(options: DocumentEditorOptions) {
  const { sync, place, isEditable } = options
  const editor = shallowRef<Editor | null>(null)
  const binding = () => editor.value?.storage.collaboration.binding ?? null

  const tellCursor = useNextFrame(() => {
    if (!editor.value?.isEditable || !editor.value.isFocused) return
    const { anchor, head } = editor.value.state.selection
    const bound = binding()
    if (bound) sync.setCursor(bound.toRelative(anchor), bound.toRelative(head))
  })

  function open({ text, arriving, arrivals, doubled }: OpenReplica, element: HTMLElement): void {
    const opened = new Editor({
      element,
      extensions: [
        ...documentExtensions({ text, onDoubled: (how) => options.onDoubled(how, null), proposing: options.proposing }),
        PageExtension.configure(options),
      ],
      editable: isEditable.value,
      injectCSS: false,
      enableInputRules: false,
      enablePasteRules: false,
      editorProps: {
        scrollThreshold: edgesOf(options),
        scrollMargin: edgesOf(options),
      },
      onTransaction: tellCursor,
      onFocus: tellCursor,
    })
    // Given here, since Tiptap would copy the fields of a function instead of asking it.
    opened.view.setProps({ attributes: () => attributesOf(options) })
    // The text came in after the editor was made, which leaves the caret behind all of it.
    opened.commands.setTextSelection(1)
    const beforeArrival = () => readDomSelection(opened.view)
    arriving.add(beforeArrival)
    opened.on('destroy', () => arriving.delete(beforeArrival))
    const bound = opened.storage.collaboration.binding
    if (bound) opened.on('destroy', waitForWords(opened.view, bound, arrivals))
    opened.on(
      'destroy',
      doubled.listen(({ theirs }) => options.onDoubled('moved', theirs)),
    )
    editor.value = opened
  }

  function close(): void {
    editor.value?.destroy()
    editor.value = null
  }

  /** Between two replicas there is none for a while. */
  let left: KeptPlace | null = null
  watch([sync.session, place], ([replica, element]) => {
    if (editor.value) left = keepPlace(editor.value)
    close()
    if (replica && element) open(replica, element)
    if (editor.value === null || left === null) return
    const [opened, kept] = [editor.value, left]
    left = null
    // Until it is drawn the place is hidden, and takes no focus.
    void nextTick(() => opened.isDestroyed || returnTo(opened, kept))
  })
  watch(isEditable, (editable) => {
    editor.value?.setEditable(editable)
    if (!editable) sync.setCursor(null, null)
  })
  watch(options.label, () => {
    if (!editor.value) return
    readDomSelection(editor.value.view)
    editor.value.view.setProps({})
  })
  onBeforeUnmount(close)

  return {
    editor,
    toAbsolute: (bytes: Uint8Array) => binding()?.toAbsolute(bytes) ?? null,
    toRelative: (position: number) => binding()?.toRelative(position) ?? null,
  }
}

function attributesOf({ isEditable, label, hintId }: DocumentEditorOptions): Record<string, string> {
  const common = { class: 'document-text', lang: 'pl', 'aria-label': label() }
  if (!isEditable.value) return { ...common, role: 'document', tabindex: '0' }
  return {
    ...common,
    role: 'textbox',
    spellcheck: 'true',
    'aria-multiline': 'true',
    'aria-describedby': hintId,
  }
}

/** Read anew at every scroll, since the on-screen keyboard comes and goes. */
function edgesOf({ coveredTop, coveredBottom }: DocumentEditorOptions) {
  return {
    // Of the box of a wide table.
    left: MARGIN_PX,
    right: MARGIN_PX,
    get top() {
      return coveredTop() + MARGIN_PX
    },
    get bottom() {
      return coveredBottom() + MARGIN_PX
    },
  }
}
