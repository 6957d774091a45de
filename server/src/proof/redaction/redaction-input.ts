import { AppError } from '../../errors.ts'
import { LENGTHS } from '../../limits.ts'
import { lengthSeen } from './folded.ts'
import { BLANK, MARK, occurrences } from './secret-words.ts'

const SHORTEST = 4
/** Control characters, and halves of characters. */
const UNTYPED = /[\p{Cc}\p{Cs}]/u

/** One line within a unit, long enough to be found nowhere by chance; not what stands where something was taken out. */
export function toWords(text: string): string {
  const words = text.trim()
  if (words.includes(BLANK) || occurrences(MARK, words).length > 0) throw new AppError('INVALID', 'text')
  if (lengthSeen(words) < SHORTEST || UNTYPED.test(words)) throw new AppError('INVALID', 'text')
  if (words.length > LENGTHS.redactedWords) throw new AppError('TOO_LARGE', 'text')
  return words
}

/** The reason is shown to everybody: it must not say again what was taken out. */
export function toReason(reason: string, text: string): string {
  const words = reason.replace(/\s+/g, ' ').trim()
  if (words === '' || UNTYPED.test(words) || occurrences(words, text.trim()).length > 0)
    throw new AppError('INVALID', 'reason')
  if (words.length > LENGTHS.redactionReason) throw new AppError('TOO_LARGE', 'reason')
  return words
}
