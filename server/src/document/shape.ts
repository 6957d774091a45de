import { BLOCK_KINDS, MAX_LEVEL } from './content.ts'

/**
 * The closed list of what a document may hold, and where. The server's guard refuses everything else, so every
 * document that was ever stored is readable by `read-*.ts` without repair on a client.
 */

/** Where a piece of content sits. Each place is one shared type of Yjs, nested as `nestedPlace` says. */
export type Place = 'body' | 'marker' | 'columns' | 'rows' | 'row' | 'cells' | 'cell'

/** The shared type that a place is made of. */
export const PLACE_TYPES: Record<Place, 'text' | 'map' | 'array'> = {
  body: 'text',
  marker: 'map',
  columns: 'array',
  rows: 'array',
  row: 'map',
  cells: 'map',
  cell: 'text',
}

/** Length of block, row, column, comment and proposal ids, in characters: a UUID fits. */
export const MAX_ID_LENGTH = 36
/** Length of a link's address, in characters. */
export const MAX_HREF_LENGTH = 2048

const ID = /^[A-Za-z0-9_-]+$/
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype'])
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters in an address are exactly what is refused.
const HREF = /^(?:https?:\/\/|mailto:)[^\s\u0000-\u0020\u007f]+$/i

type Check = (value: unknown) => boolean

const isTrue: Check = (value) => value === true
const isBoolean: Check = (value) => typeof value === 'boolean'
const isOne: Check = (value) => value === 1
const isKind: Check = (value) => (BLOCK_KINDS as readonly unknown[]).includes(value)
const isMarkerKind: Check = (value) => value === 'table' || isKind(value)
const isLevel: Check = (value) => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MAX_LEVEL
const isFormer: Check = (value) =>
  hasExactly(value, ['kind', 'level', 'id']) && isKind(value.kind) && isLevel(value.level) && isId(value.id)

/** An id as clients make it: letters, digits, `_` and `-`, never a name that objects inherit. */
export function isId(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_ID_LENGTH && ID.test(value) && !FORBIDDEN_KEYS.has(value)
}

/** An address that may become a link: http, https or mailto, nothing that could run or hide. */
export function isHref(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_HREF_LENGTH && HREF.test(value)
}

const SIMPLE_FORMATS: ReadonlyMap<string, Check> = new Map([
  ['bold', isTrue],
  ['italic', isTrue],
  ['underline', isTrue],
  ['strike', isTrue],
  ['link', (value: unknown) => hasExactly(value, ['href']) && isHref(value.href)],
])

const WISHES: ReadonlyMap<string, Check> = new Map([
  ...(['bold', 'italic', 'underline', 'strike'] as const).map((name) => [name, isBoolean] as const),
  ['link', (value: unknown) => value === null || isHref(value)],
])

/** A proposed look: at least one simple format, each with the value it should get (`false` or null takes it off). */
export function isWish(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const entries = Object.entries(value)
  return entries.length > 0 && entries.every(([name, wished]) => WISHES.get(name)?.(wished) ?? false)
}

/** Formats that carry an id in their name (`comment:abc`), so that several can lie over one run. */
export const LAYERED_FORMATS = ['comment', 'ins', 'del', 'set'] as const
const MAX_LAYER_LENGTH = 'comment:'.length + MAX_ID_LENGTH
export type LayeredFormat = (typeof LAYERED_FORMATS)[number]

type Layer = Readonly<{ name: LayeredFormat; id: string }>

/** The same keys are asked for at every piece of a text that they lie over. */
const parsed = new Map<string, Layer | null>()
const MAX_PARSED = 10_000

/** Splits `comment:abc` into its name and id; null for any other key. */
export function parseLayeredFormat(key: string): Layer | null {
  const known = parsed.get(key)
  if (known !== undefined) return known
  if (parsed.size >= MAX_PARSED) parsed.clear()
  const layer = readLayer(key)
  if (key.length <= MAX_LAYER_LENGTH) parsed.set(key, layer)
  return layer
}

function readLayer(key: string): Layer | null {
  const colon = key.indexOf(':')
  const name = key.slice(0, colon) as LayeredFormat
  const id = key.slice(colon + 1)
  return colon > 0 && LAYERED_FORMATS.includes(name) && isId(id) ? { name, id } : null
}

/** May this format item stand in a text? `null` closes a format and is allowed for every known name. */
export function isFormatAllowed(key: string, value: unknown): boolean {
  const check = SIMPLE_FORMATS.get(key) ?? layeredCheck(key)
  return check !== undefined && (value === null || check(value))
}

function layeredCheck(key: string): Check | undefined {
  const layer = parseLayeredFormat(key)
  if (layer === null) return undefined
  return layer.name === 'set' ? isWish : isTrue
}

/** May this embedded value stand in a text? Only the line break. */
export function isEmbedAllowed(embed: unknown): boolean {
  return hasExactly(embed, ['br']) && embed.br === 1
}

const MARKER_VALUES: ReadonlyMap<string, Check> = new Map([
  ['id', isId as Check],
  ['kind', isMarkerKind],
  ['level', isLevel],
  ['flow', isOne],
  ['ins', isId as Check],
  ['del', isId as Check],
  ['was', isFormer],
  ['shown', isOne],
])
const ROW_VALUES: ReadonlyMap<string, Check> = new Map([
  ['id', isId as Check],
  ['header', isOne],
  ['shown', isOne],
])

/**
 * May this plain value stand here? `key` is the map key, or null in the `columns` array (whose entries are column ids).
 */
export function isValueAllowed(place: Place, key: string | null, value: unknown): boolean {
  if (place === 'columns') return key === null && isId(value)
  if (key === null) return false
  if (place === 'marker') return MARKER_VALUES.get(key)?.(value) ?? false
  if (place === 'row') return ROW_VALUES.get(key)?.(value) ?? false
  return false
}

/**
 * The place that a shared type opens when it is put under `key` (null in a text or an array) of `place`; null where no
 * shared type may stand. Its type must be `PLACE_TYPES` of the answer.
 */
export function nestedPlace(place: Place, key: string | null): Place | null {
  if (place === 'body') return key === null ? 'marker' : null
  if (place === 'marker') return key === 'columns' || key === 'rows' ? key : null
  if (place === 'rows') return key === null ? 'row' : null
  if (place === 'row') return key === 'cells' ? 'cells' : null
  if (place === 'cells') return isId(key) ? 'cell' : null
  return null
}

function hasExactly<K extends string>(value: unknown, keys: readonly K[]): value is Record<K, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const own = Object.keys(value)
  return own.length === keys.length && keys.every((key) => Object.hasOwn(value, key))
}
