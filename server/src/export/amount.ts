import type { Inline } from '../document/content.ts'
import { inlineText } from '../document/plain-text.ts'

const AMOUNT = /^\d[\d\s]*(?:,\d+)?\s?(?:zł|%)$/

/** „12 400 000 zł”, „60%”: stands at the right of its cell, so that digits of one column are under each other. */
export function isAmount(content: readonly Inline[]): boolean {
  return AMOUNT.test(inlineText(content).trim())
}
