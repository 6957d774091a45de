// Values in structs of an update: which may be kept at all.

import type * as Y from 'yjs'
import { isEmbedAllowed, isValueAllowed } from '../document/shape.ts'
import { refuse } from './refusal.ts'

const SIMPLE_MARKER_KEYS = ['kind', 'level', 'flow', 'was', 'id'] as const

export function checkEmbed({ embed }: Y.ContentEmbed): void {
  if (!isPlain(embed) || !isEmbedAllowed(embed)) refuse('forbidden-content')
}

/** lib0 lets an encoded `__proto__` swap the prototype of what it decodes; such a value is nobody's honest edit. */
export function isPlain(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true
  if (Object.getPrototypeOf(value) !== Object.prototype) return false
  return Object.values(value).every(isPlain)
}

/** Could a marker hold it? For values whose place is gone. */
export function isKnownValue(value: unknown): boolean {
  return isPlain(value) && SIMPLE_MARKER_KEYS.some((key) => isValueAllowed('marker', key, value))
}
