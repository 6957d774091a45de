import type { Editor } from '@tiptap/core'
import type { ShallowRef } from 'vue'
import type { Comments } from '../comments/useComments.ts'
import type { useTextView } from './useTextView.ts'

export interface Preview {
  /** Goes to a block; false when this text has no such. */
  goTo(id: string): boolean
  focus(): void
}

interface Shown extends Pick<ReturnType<typeof useTextView>, 'isText' | 'showText' | 'inText' | 'onlyInText'> {
  preview(): Preview | null
}

/** Conversations, where what they are about may not be shown just now. */
export function commentsInText(
  comments: Comments,
  editor: ShallowRef<Editor | null>,
  { isText, showText, inText, onlyInText, preview }: Shown,
): Comments {
  async function reanchor(id: string): Promise<void> {
    if (!isText.value) {
      await showText()
      // What had been selected before the preview was not selected for this.
      editor.value?.commands.setTextSelection(editor.value.state.selection.head)
    }
    await comments.reanchor(id)
  }

  return {
    ...comments,
    remark: { ...comments.remark, start: onlyInText(comments.remark.start) },
    goToPassage: inText(comments.goToPassage),
    step: inText(comments.step),
    reanchor,
    focusText: () => (isText.value ? comments.focusText() : preview()?.focus()),
  }
}
