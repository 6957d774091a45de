import { TextCursor, toStorable, type WriteContext } from '@app/server/document'
import type * as Y from 'yjs'
import { align, type Edit } from './align.ts'
import type { InlineToken } from './tokens.ts'

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

/** Joins added characters of one format, so that a pasted line is one item. */
export function groupText(edits: Edit[]): Edit[] {
  const out: Edit[] = []
  for (const edit of edits) {
    const last = out.at(-1)
    const joined = last && !last.old && !edit.old ? joinCharacters(last, edit) : null
    if (joined) out[out.length - 1] = joined
    else out.push(edit)
  }
  return out
}

function joinCharacters({ new: first }: Edit, { new: second }: Edit): Edit | null {
  if (first?.type !== 'character' || second?.type !== 'character' || first.formats !== second.formats) return null
  const text = first.text + second.text
  return { old: null, new: { ...first, text, size: text.length } }
}
