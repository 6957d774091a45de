import {
  type FormatMap,
  type FormatValue,
  isFormatAllowed,
  LAYERED_FORMATS,
  NO_FORMATS,
  parseLayeredFormat,
  toWish,
} from '@app/server/document'
import { Mark, type Schema } from '@tiptap/pm/model'

const formatsOfMarks = new WeakMap<readonly Mark[], FormatMap>()

/** The formats that a set of marks stands for. What the document may not hold (a link that could run) is left out. */
export function toFormats(marks: readonly Mark[]): FormatMap {
  if (marks.length === 0) return NO_FORMATS
  const known = formatsOfMarks.get(marks)
  if (known) return known
  const formats: Record<string, FormatValue> = {}
  for (const mark of marks) {
    const [key, value] = toFormat(mark)
    if (isFormatAllowed(key, value)) formats[key] = value
  }
  formatsOfMarks.set(marks, formats)
  return formats
}

function toFormat(mark: Mark): [string, FormatValue] {
  const name = mark.type.name
  if (name === 'set') return [`set:${mark.attrs.id}`, mark.attrs.wish]
  if ((LAYERED_FORMATS as readonly string[]).includes(name)) return [`${name}:${mark.attrs.id}`, true]
  return [name, name === 'link' ? { href: mark.attrs.href } : true]
}

const marksOfFormats = new WeakMap<FormatMap, readonly Mark[]>()

/** The marks that formats are shown as; in an order that depends on the formats only. Unknown formats are not shown. */
export function toMarks(schema: Schema, formats: FormatMap): readonly Mark[] {
  if (formats === NO_FORMATS) return Mark.none
  const known = marksOfFormats.get(formats)
  if (known && (known.length === 0 || known[0]?.type.schema === schema)) return known
  let marks: readonly Mark[] = Mark.none
  for (const key of Object.keys(formats).sort()) {
    const mark = toMark(schema, key, formats[key])
    if (mark) marks = mark.addToSet(marks)
  }
  marksOfFormats.set(formats, marks)
  return marks
}

function toMark(schema: Schema, key: string, value: FormatValue | undefined): Mark | null {
  if (value === undefined || !isFormatAllowed(key, value)) return null
  const layered = parseLayeredFormat(key)
  const type = schema.marks[layered?.name ?? key]
  if (type === undefined) return null
  return type.create(layered ? layerAttributes(layered, value) : value === true ? null : value)
}

function layerAttributes({ name, id }: { name: string; id: string }, value: FormatValue): Record<string, unknown> {
  return name === 'set' ? { id, wish: toWish(value) } : { id }
}

/** Does the schema show this format? Others are carried along and left alone. */
export function isShownFormat(schema: Schema, key: string): boolean {
  return schema.marks[parseLayeredFormat(key)?.name ?? key] !== undefined
}
