import { ofDocument } from './document-words.ts'
import type { Translate } from './translate.ts'

const OPENING = /„/g
const CLOSING = /”/g
const LETTERS = /[\p{L}\p{N}]+/gu

/** Words of the document as they stand between the quotation marks of a sentence: their own become inner ones. */
export function quotable(text: string, t: Translate): string {
  return ofDocument(hasInner(text, t) ? text : withInner(text, t))
}

/** The words of one change. Their quotation marks stay as they are where those may be what was changed. */
export function quotableChange(deleted: string, inserted: string, t: Translate) {
  const isExact = lettersOf(deleted) === lettersOf(inserted) || hasInner(deleted + inserted, t)
  const show = (text: string): string => ofDocument(isExact ? text : withInner(text, t))
  return { deleted: show(deleted), inserted: show(inserted) }
}

export function quoted(text: string, t: Translate): string {
  return t('compare.lines.quoted', { text: quotable(text, t) })
}

function withInner(text: string, t: Translate): string {
  return text.replace(OPENING, t('compare.quotes.opening')).replace(CLOSING, t('compare.quotes.closing'))
}

/** Marks that could be taken for inner ones of the sentence, or for the other half of the document's own. */
function hasInner(text: string, t: Translate): boolean {
  return [t('compare.quotes.opening'), t('compare.quotes.closing'), '“'].some((mark) => text.includes(mark))
}

function lettersOf(text: string): string {
  return (text.match(LETTERS) ?? []).join(' ')
}
