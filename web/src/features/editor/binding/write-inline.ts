import { type FormatMap, TextCursor, toStorable, type WriteContext } from '@app/server/document'
import type * as Y from 'yjs'
import { align, type Edit } from './align.ts'
import type { CharacterToken, InlineToken, Token } from './tokens.ts'

/** Rewrites a stretch of a text without markers, which starts at `offset`. */
export function writeInline(
  text: Y.Text,
  offset: number,
  before: InlineToken[],
  after: InlineToken[],
  context: WriteContext,
): void {
  const cursor = new TextCursor(text, null, context)
  cursor.advance(offset)
  for (const edit of groupText(align<InlineToken>(before, after, false))) {
    writeInlineEdit(cursor, edit.old as InlineToken | null, edit.new as InlineToken | null)
  }
  cursor.finish()
}

/** Half a character comes out of its bytes as another one: so it is written here, and shown by the healing after it. */
export function writeInlineEdit(cursor: TextCursor, old: InlineToken | null, now: InlineToken | null): void {
  if (old && now) cursor.keep(old.size, now.formats)
  else if (old) cursor.remove(old.size)
  else if (now?.type === 'character') cursor.insertText(toStorable(now.text), now.formats)
  else if (now) cursor.insertBreak(now.formats)
}

/** Joins characters to which the same is done: a pasted line is one item, and a long one is not cut into its letters. */
export function groupText(edits: Edit[]): Edit[] {
  const out: Edit[] = []
  for (const edit of edits) {
    const last = out.at(-1)
    const joined = last ? joinCharacters(last, edit) : null
    if (joined) out[out.length - 1] = joined
    else out.push(edit)
  }
  return out
}

function joinCharacters(first: Edit, second: Edit): Edit | null {
  const old = joinTokens(first.old, second.old)
  const now = joinTokens(first.new, second.new)
  if (old === undefined || now === undefined || formatsOf(first) !== formatsOf(second)) return null
  return { old, new: now }
}

function formatsOf({ new: token }: Edit): FormatMap | null {
  return token?.type === 'character' ? token.formats : null
}

/** Null where neither is there; undefined where they are not of a kind. */
function joinTokens(first: Token | null, second: Token | null): CharacterToken | null | undefined {
  if (first === null && second === null) return null
  if (first?.type !== 'character' || second?.type !== 'character') return undefined
  const text = first.text + second.text
  return { ...first, text, size: text.length }
}
