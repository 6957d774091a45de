/** What a document says when proposals are decided one way or the other: pure views of its content. */
import type { Block, DocumentContent, Formats, Inline, TextBlock } from './content.ts'
import { applyFormat, type FormatMap, fromContentFormats, toContentFormats, toWish, withWish } from './formats.ts'
import { HEAD_ID, implicitIdAfter, isImplicitId } from './ids.ts'
import { parseLayeredFormat } from './shape.ts'

/** `strip` takes the marks off and changes nothing else: they stand where nobody decided anything. */
export type ProposalVerdict = 'accept' | 'reject' | 'strip'

/** What becomes of a proposal; null leaves it as it is. */
export type Decide = (id: string) => ProposalVerdict | null

/** The document with all proposals rejected. */
export function baseOf(content: DocumentContent): DocumentContent {
  return decided(content, () => 'reject')
}

/** The document with all proposals accepted; where one wants to add and another to take away, it is taken away. */
export function acceptedOf(content: DocumentContent): DocumentContent {
  return decided(content, () => 'accept')
}

/** The document with only these proposals rejected; others stay proposals. */
export function rejectedFor(content: DocumentContent, ids: ReadonlySet<string>): DocumentContent {
  return decided(content, (id) => (ids.has(id) ? 'reject' : null))
}

/** The document with each proposal decided as `decide` says. */
export function decided(content: DocumentContent, decide: Decide): DocumentContent {
  const out: Block[] = []
  for (const block of content) {
    if (block.type === 'block') addBlock(out, block, decide)
    else {
      const rows = block.rows.map(({ id, cells }) => ({
        id,
        cells: cells.map((cell) => ({ ...cell, content: decidedInline(cell.content, decide) })),
      }))
      out.push({ ...block, rows })
    }
  }
  return out.length > 0 ? out : [implicitParagraph(HEAD_ID, [])]
}

/** Characters and line breaks with each proposal over them decided, in normal form. */
export function decidedInline(line: readonly Inline[], decide: Decide): Inline[] {
  const out: Inline[] = []
  /** Made here, so that it may grow. */
  let last: { text: string; formats?: Formats } | null = null
  for (const piece of line) {
    const formats = decidedLook(piece.formats, decide)
    if (formats === null) continue
    if (last !== null && 'text' in piece && isSameLook(last.formats ?? PLAIN, formats)) last.text += piece.text
    else {
      const hasFormats = formats !== PLAIN && Object.keys(formats).length > 0
      last = 'text' in piece ? { text: piece.text, ...(hasFormats && { formats }) } : null
      out.push(last ?? { lineBreak: true as const, ...(hasFormats && { formats }) })
    }
  }
  return out
}

const PLAIN: Formats = Object.freeze({})

type Marks = Required<Pick<Formats, 'ins' | 'del' | 'set'>>

/** A look in normal form, and taken apart. */
interface Look {
  whole: Formats
  marks: Marks
  /** Without its marks. */
  bare: Formats
}

/** Content is never changed in place. */
const looks = new WeakMap<Formats, Look>()

/**
 * The same as `decidedFormats` for content, without making a map of formats of it and back: every proposal is described by
 * going over all that stands beside it.
 */
function decidedLook(formats: Formats | undefined, decide: Decide): Formats | null {
  if (formats === undefined) return PLAIN
  const { whole, marks, bare } = lookOf(formats)
  const { ins, del, set } = marks
  if (ins.some((id) => decide(id) === 'reject') || del.some((id) => decide(id) === 'accept')) return null
  if (set.some(({ id }) => decide(id) === 'accept')) {
    const changed = decidedFormats(fromContentFormats(whole), decide)
    return changed === null ? null : (toContentFormats(changed) ?? PLAIN)
  }
  return hasOpen(marks, decide) ? withOpen(bare, marks, decide) : bare
}

function hasOpen({ ins, del, set }: Marks, decide: Decide): boolean {
  return (
    ins.some((id) => decide(id) === null) ||
    del.some((id) => decide(id) === null) ||
    set.some(({ id }) => decide(id) === null)
  )
}

function lookOf(formats: Formats): Look {
  const known = looks.get(formats)
  if (known !== undefined) return known
  const whole = toContentFormats(fromContentFormats(formats)) ?? PLAIN
  const { ins = [], del = [], set = [], ...rest } = whole
  const look = { whole, marks: { ins, del, set }, bare: Object.keys(rest).length === 0 ? PLAIN : rest }
  looks.set(formats, look)
  return look
}

function withOpen(bare: Formats, marks: Marks, decide: Decide): Formats {
  const isOpen = (id: string): boolean => decide(id) === null
  const [ins, del] = [marks.ins.filter(isOpen), marks.del.filter(isOpen)]
  const set = marks.set.filter(({ id }) => isOpen(id))
  return { ...bare, ...(ins.length > 0 && { ins }), ...(del.length > 0 && { del }), ...(set.length > 0 && { set }) }
}

/**
 * What formats remain over a character; null where the character goes.
 * @param isOwn was the character typed by whoever made this proposal? Others' never go with it, they lose its mark.
 */
export function decidedFormats(
  formats: FormatMap,
  decide: Decide,
  isOwn: (id: string) => boolean = () => true,
): FormatMap | null {
  let out = formats
  for (const key of Object.keys(formats).sort()) {
    const layer = parseLayeredFormat(key)
    const verdict = layer === null || layer.name === 'comment' ? null : decide(layer.id)
    if (layer === null || verdict === null) continue
    if (layer.name === 'ins' && verdict === 'reject' && isOwn(layer.id)) return null
    if (layer.name === 'del' && verdict === 'accept') return null
    out = applyFormat(out, key, null)
    if (layer.name === 'set' && verdict === 'accept') out = withWish(out, toWish(formats[key] ?? {}))
  }
  return out
}

function addInline(out: Inline[], piece: Inline, formats: Formats): void {
  const last = out.at(-1)
  const hasFormats = Object.keys(formats).length > 0
  const isSame = last !== undefined && isSameLook(last.formats ?? PLAIN, formats)
  if (isSame && 'text' in piece && 'text' in last) out[out.length - 1] = { ...last, text: last.text + piece.text }
  else {
    const bare = 'text' in piece ? { text: piece.text } : { lineBreak: true as const }
    out.push({ ...bare, ...(hasFormats && { formats }) })
  }
}

function isSameLook(one: Formats, other: Formats): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other)
}

function addBlock(out: Block[], block: TextBlock, decide: Decide): void {
  const content = decidedInline(block.content, decide)
  const { ins, del, was } = block.proposed ?? {}
  const isGone = (ins !== undefined && decide(ins) === 'reject') || (del !== undefined && decide(del) === 'accept')
  if (isGone || (isImplicitId(block.id) && content.length === 0)) {
    joinToLast(out, content)
    return
  }
  const { kind, level } = was !== undefined && decide(was.id) === 'reject' ? was : block
  const isOpen = (id: string | undefined): boolean => id !== undefined && decide(id) === null
  const proposed = {
    ...(isOpen(ins) && { ins }),
    ...(isOpen(del) && { del }),
    ...(isOpen(was?.id) && { was }),
  }
  const { id } = block
  out.push({ type: 'block', id, kind, level, content, ...(Object.keys(proposed).length > 0 && { proposed }) })
}

/** The characters of a block whose marker goes stand at the end of the block before, as they do in the text. */
function joinToLast(out: Block[], content: readonly Inline[]): void {
  const last = out.at(-1)
  if (content.length === 0) return
  if (last?.type !== 'block') out.push(implicitParagraph(last ? implicitIdAfter(last.id) : HEAD_ID, [...content]))
  else {
    const joined = [...last.content]
    for (const piece of content) addInline(joined, piece, piece.formats ?? PLAIN)
    out[out.length - 1] = { ...last, content: joined }
  }
}

function implicitParagraph(id: string, content: Inline[]): TextBlock {
  return { type: 'block', id, kind: 'paragraph', level: 0, content }
}
