import type { Formats, FormatWish } from './content.ts'
import { isFormatAllowed, parseLayeredFormat } from './shape.ts'

/** The value of an open format item as Yjs keeps it; JSON. */
export type FormatValue = true | Readonly<Record<string, unknown>>

/** The formats in force at a place, by their Yjs name (`bold`, `link`, `comment:abc`). Never changed in place. */
export type FormatMap = Readonly<Record<string, FormatValue>>

export const NO_FORMATS: FormatMap = Object.freeze({})

/** The formats in force after a format item. Answers the same object when the item changes nothing. */
export function applyFormat(formats: FormatMap, key: string, value: FormatValue | null): FormatMap {
  if (value !== null) return sameValue(formats[key], value) ? formats : { ...formats, [key]: value }
  if (!Object.hasOwn(formats, key)) return formats
  const { [key]: _closed, ...rest } = formats
  return rest
}

/** Are two format values the same? Values are `true` or flat objects. */
export function sameValue(a: FormatValue | null | undefined, b: FormatValue | null | undefined): boolean {
  const left = a ?? null
  const right = b ?? null
  if (left === right) return true
  if (left === null || right === null || left === true || right === true) return false
  const keys = Object.keys(left)
  return keys.length === Object.keys(right).length && keys.every((key) => left[key] === right[key])
}

/** Are the same formats in force? The order of keys does not matter. */
export function sameFormats(a: FormatMap, b: FormatMap): boolean {
  if (a === b) return true
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => sameValue(a[key], b[key]))
}

const SWITCHES = ['bold', 'italic', 'underline', 'strike'] as const

/** The formats as plain data; unknown names and values that are not allowed are left out. */
export function toContentFormats(formats: FormatMap): Formats | undefined {
  const out: Formats = {}
  const layers: Record<'comment' | 'ins' | 'del', string[]> = { comment: [], ins: [], del: [] }
  const set: { id: string; wish: FormatWish }[] = []
  for (const key of Object.keys(formats).sort()) {
    const value = formats[key]
    if (value === undefined || !isFormatAllowed(key, value)) continue
    const layered = parseLayeredFormat(key)
    if (layered?.name === 'set') set.push({ id: layered.id, wish: toWish(value) })
    else if (layered) layers[layered.name].push(layered.id)
    else if (key === 'link' && value !== true) out.link = String(value.href)
    else out[key as (typeof SWITCHES)[number]] = true
  }
  for (const name of ['comment', 'ins', 'del'] as const) if (layers[name].length > 0) out[name] = layers[name]
  if (set.length > 0) out.set = set
  return Object.keys(out).length > 0 ? out : undefined
}

/** The inverse of `toContentFormats`. */
export function fromContentFormats(formats: Formats | undefined): FormatMap {
  const out: Record<string, FormatValue> = {}
  for (const name of SWITCHES) if (formats?.[name]) out[name] = true
  if (formats?.link !== undefined) out.link = { href: formats.link }
  for (const name of ['comment', 'ins', 'del'] as const)
    for (const id of formats?.[name] ?? []) out[`${name}:${id}`] = true
  for (const { id, wish } of formats?.set ?? []) out[`set:${id}`] = { ...wish }
  return out
}

/** The formats with a proposed look put on. */
export function withWish(formats: FormatMap, wish: FormatWish): FormatMap {
  let out = formats
  for (const name of SWITCHES) if (wish[name] !== undefined) out = applyFormat(out, name, wish[name] ? true : null)
  if (wish.link !== undefined) out = applyFormat(out, 'link', wish.link === null ? null : { href: wish.link })
  return out
}

/** The wish in a `set:` format, its keys in a fixed order. */
export function toWish(value: FormatValue): FormatWish {
  const stored = value as FormatWish
  const wish: FormatWish = {}
  for (const name of SWITCHES) if (stored[name] !== undefined) wish[name] = stored[name]
  if (stored.link !== undefined) wish.link = stored.link
  return wish
}
