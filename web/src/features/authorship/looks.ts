import { personColorVariable } from '../editor/presence/colors.ts'
import type { TextAuthor } from './authors.ts'

/** How an author's words are marked: a colour, a kind of line, and a number where they begin. */
export function lookOf({ color, pattern }: TextAuthor) {
  return { style: { '--author': personColorVariable(color) }, 'data-pattern': pattern }
}
