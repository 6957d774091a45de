import type { Node } from '@tiptap/pm/model'
import type { HeadlessEditor } from './editors.ts'
import type { Random } from './random.ts'

/** A block or a table cell, with the position of its first character. */
export interface TextPlace {
  node: Node
  start: number
}

export interface Range {
  from: number
  to: number
}

/** Every place of the document where somebody may type. */
export function textPlaces(doc: Node): TextPlace[] {
  const places: TextPlace[] = []
  doc.descendants((node, position) => {
    if (node.isTextblock && !node.attrs.missing) places.push({ node, start: position + 1 })
    return !node.isTextblock
  })
  return places
}

/** Top-level nodes with their positions. */
export function topLevel(doc: Node): { node: Node; position: number }[] {
  const out: { node: Node; position: number }[] = []
  doc.forEach((node, position) => {
    out.push({ node, position })
  })
  return out
}

export function blocks(doc: Node): { node: Node; position: number }[] {
  return topLevel(doc).filter(({ node }) => node.type.name === 'block')
}

/** Null when there are only tables. */
export function anyBlock(editor: HeadlessEditor, random: Random): { node: Node; position: number } | null {
  const found = blocks(editor.state.doc)
  return found.length === 0 ? null : random.pick(found)
}

/** Somewhere in the text, never inside a surrogate pair. */
export function anyPosition(editor: HeadlessEditor, random: Random): number | null {
  const places = textPlaces(editor.state.doc)
  if (places.length === 0) return null
  const { node, start } = random.pick(places)
  return wholeCharacter(editor.state.doc, start + random.below(node.content.size + 1))
}

/** Mostly a few characters of one block, sometimes from anywhere to anywhere. */
export function anyRange(editor: HeadlessEditor, random: Random): Range | null {
  const one = anyPosition(editor, random)
  const other = anyPosition(editor, random)
  if (one === null || other === null) return null
  if (!random.chance(0.75)) return { from: Math.min(one, other), to: Math.max(one, other) }
  const end = editor.state.doc.resolve(one).end()
  return { from: one, to: wholeCharacter(editor.state.doc, Math.min(end, one + 1 + random.below(7))) }
}

function wholeCharacter(doc: Node, position: number): number {
  const resolved = doc.resolve(position)
  const before = resolved.parent.textBetween(0, resolved.parentOffset, '', '\n')
  return /[\ud800-\udbff]$/.test(before) ? position + 1 : position
}
