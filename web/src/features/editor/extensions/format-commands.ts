import { isHref } from '@app/server/document'
import { type CommandProps, Extension } from '@tiptap/core'
import { proposeLink, toggleProposedLook } from './proposing.ts'

declare module '@tiptap/core' {
  interface Commands<ReturnType> {
    formats: {
      toggleBold: () => ReturnType
      toggleItalic: () => ReturnType
      toggleUnderline: () => ReturnType
      toggleStrike: () => ReturnType
      /** Links the selection; refuses an address that is not http, https or mailto. */
      setLink: (href: string) => ReturnType
      /** Unlinks the selection, or the link around the caret. */
      unsetLink: () => ReturnType
    }
  }
}

function toggle(look: 'bold' | 'italic' | 'underline' | 'strike') {
  return ({ editor, commands, tr, dispatch }: CommandProps): boolean => {
    if (dispatch && toggleProposedLook(editor.storage.proposing, tr, look)) return true
    return commands.toggleMark(look)
  }
}

export const FormatCommands = Extension.create({
  name: 'formats',
  addCommands: () => ({
    toggleBold: () => toggle('bold'),
    toggleItalic: () => toggle('italic'),
    toggleUnderline: () => toggle('underline'),
    toggleStrike: () => toggle('strike'),
    setLink: (href) => (props) => isHref(href) && changeLink(props, href),
    unsetLink: () => (props) => changeLink(props, null),
  }),
})

function changeLink({ editor, tr, dispatch, chain }: CommandProps, href: string | null): boolean {
  if (dispatch && proposeLink(editor.storage.proposing, tr, href)) return true
  const extended = chain().extendMarkRange('link')
  return (href === null ? extended.unsetMark('link') : extended.setMark('link', { href })).run()
}
