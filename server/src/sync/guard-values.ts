// Values in structs of an update: which may be kept at all.

import * as Y from 'yjs'
import { isEmbedAllowed, isValueAllowed } from '../document/shape.ts'
import { isStorableValue } from '../document/storable.ts'
import type { Struct } from './guard-read.ts'
import { refuse } from './refusal.ts'

const SIMPLE_MARKER_KEYS = ['kind', 'level', 'flow', 'was', 'id'] as const

export function checkEmbed({ embed }: Y.ContentEmbed): void {
  if (!isPlain(embed) || !isEmbedAllowed(embed)) refuse('forbidden-content')
}

/**
 * Refuses words and values that the database could not keep once they are to be given back, quoted or decided on. Rows of
 * the log may have them, from before this was asked.
 */
export function checkStorable(structs: Iterable<Struct>): void {
  for (const struct of structs) {
    if (struct instanceof Y.Item && !isStorableValue(heldBy(struct.content))) refuse('forbidden-content')
  }
}

/** No value of ours comes near; what writes or compares one goes down by a call for each step. */
const MAX_DEPTH = 8

/** Refuses values of more steps than those who look at them next could bear. */
export function checkDepth(structs: Iterable<Struct>): void {
  for (const struct of structs) {
    if (struct instanceof Y.Item && isDeep(heldBy(struct.content))) refuse('forbidden-content')
  }
}

function isDeep(value: unknown): boolean {
  let level = [value]
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) return true
    level = level
      .filter((each) => typeof each === 'object' && each !== null && !ArrayBuffer.isView(each))
      .flatMap(inside)
  }
  return false
}

const inside = (value: unknown): unknown[] => Object.values(value ?? {})

function heldBy(content: Y.Item['content']): unknown {
  if (content instanceof Y.ContentString) return content.str
  if (content instanceof Y.ContentFormat) return content.value
  if (content instanceof Y.ContentEmbed) return content.embed
  return content instanceof Y.ContentAny ? content.arr : null
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
