import type { Extensions } from '@tiptap/core'
import { BlockCommands } from './block-commands.ts'
import { CaretOfNow } from './caret-of-now.ts'
import { Collaboration, type CollaborationOptions } from './collaboration.ts'
import { FormatCommands } from './format-commands.ts'
import { Keymap } from './keymap.ts'
import { Labels } from './labels.ts'
import * as marks from './marks.ts'
import * as nodes from './nodes.ts'
import { Proposing, type ProposingOptions } from './proposing.ts'
import { TableCommands } from './table-commands.ts'
import * as tableNodes from './table-nodes.ts'

export type DocumentExtensionsOptions = Pick<CollaborationOptions, 'text'> &
  Partial<CollaborationOptions> & {
    proposing?: ProposingOptions
  }

/** All nodes and marks of a document; enough for a schema. */
export const documentSchema: Extensions = [
  ...Object.values(nodes),
  ...Object.values(tableNodes),
  ...Object.values(marks),
]

/** Everything that makes a Tiptap editor one of ours, tied to one document. The binding is in `editor.storage.collaboration`. */
export function documentExtensions({ proposing, ...options }: DocumentExtensionsOptions): Extensions {
  return [
    ...documentSchema,
    CaretOfNow,
    Collaboration.configure({ verify: import.meta.env?.DEV ?? false, onDoubled: undefined, ...options }),
    Keymap,
    BlockCommands,
    FormatCommands,
    TableCommands,
    Labels,
    proposing === undefined ? Proposing : Proposing.configure(proposing),
  ]
}
