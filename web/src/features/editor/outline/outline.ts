import type { Node } from '@tiptap/pm/model'

export interface OutlineEntry {
  id: string
  /** Position in front of the block, for jumping to it. */
  pos: number
  /** 1 for the outermost; a § stands one below the chapter or heading it belongs to. */
  depth: number
  label: string
  text: string
}

/** A § has no title: its first words stand for it. */
const MAX_WORDS = 90

/** Headings, chapters and §§ in document order. */
export function outlineOf(doc: Node, labelOf: (id: string) => string): OutlineEntry[] {
  const entries: OutlineEntry[] = []
  let above = 0
  doc.forEach((node, pos, index) => {
    const { id, kind } = node.attrs as { id: string; kind?: string }
    if (kind === 'heading') above = Math.max(1, Number(node.attrs.level))
    if (kind === 'chapter') above = 1
    if (kind !== 'heading' && kind !== 'chapter' && kind !== 'section') return
    const depth = kind === 'section' ? above + 1 : above
    entries.push({ id, pos, depth, label: labelOf(id), text: titleOf(doc, node, index) })
  })
  return entries.filter((entry) => entry.label !== '' || entry.text !== '')
}

/** A § that only holds its ust has its words there. */
function titleOf(doc: Node, node: Node, index: number): string {
  const own = wordsOf(node)
  if (own !== '' || node.attrs.kind !== 'section') return own
  const next = doc.maybeChild(index + 1)
  return next?.attrs.kind === 'ust' ? wordsOf(next) : ''
}

const firstWords = new WeakMap<Node, string>()

/** Kept with the node, which is another one as soon as a word of it differs: a keystroke reads one block, not all. */
function wordsOf(node: Node): string {
  const known = firstWords.get(node)
  if (known !== undefined) return known
  const words = readWords(node)
  firstWords.set(node, words)
  return words
}

function readWords(node: Node): string {
  const text = node.textBetween(0, Math.min(node.content.size, MAX_WORDS + 1), ' ', ' ').trim()
  return text.length > MAX_WORDS ? `${text.slice(0, MAX_WORDS).replace(/\s+\S*$/, '')}…` : text
}

/** The entry that the position lies under; -1 above the first. */
export function currentEntry(entries: readonly OutlineEntry[], position: number): number {
  return entries.findLastIndex((entry) => entry.pos <= position)
}

export function sameOutline(one: readonly OutlineEntry[], other: readonly OutlineEntry[]): boolean {
  return (
    one.length === other.length &&
    one.every((entry, index) => {
      const twin = other[index]!
      return (
        entry.id === twin.id && entry.depth === twin.depth && entry.label === twin.label && entry.text === twin.text
      )
    })
  )
}
