import type { Draft } from '../../templates/outline.ts'

/** Blocks that one person wrote one after another, from a moment on. */
export interface Writing {
  by: string
  at: string
  blocks: readonly Draft[]
}

/** A later change of wording: `find` is replaced by `replacement` in the block that holds it. */
export interface Rewording {
  by: string
  at: string
  find: string
  replacement: string
}

/** A name that somebody gave the text as it was then. */
export interface NamedVersion {
  by: string
  at: string
  name: string
  note: string
}
