import type { Block, DocumentContent, Formats, Inline, TextBlock } from './content.ts'

/** A block, or a cell of a table, with what it says while nothing of all that is proposed in it is accepted. */
export interface ProposedLine {
  block: TextBlock
  base: string
  /** Where in `base` each of its pieces begins, or would. */
  starts: readonly number[]
}

/** A line that one proposal touches. */
export interface TouchedLine {
  line: ProposedLine
  /** Its pieces there, by index: those that stand in the text where all other proposals are rejected. */
  own: readonly number[]
}

/** What stands between the pieces of a proposal, or one of them. */
export type Part = { text: string; piece?: Inline }

/** The lines that each proposal touches, in order; with a proposed split or join also the one before. One pass. */
export function findTouchedLines(content: DocumentContent): Map<string, TouchedLine[]> {
  const lines = content.flatMap(linesOf).map(readLine)
  const touched = new Map<string, Map<number, number[]>>()
  lines.forEach(({ block }, index) => {
    block.content.forEach(({ formats = {} }, piece) => {
      for (const id of new Set(idsOf(formats))) {
        const own = touch(touched, id, index)
        if (isKept(formats, id)) own.push(piece)
      }
    })
    const { ins, del, was } = block.proposed ?? {}
    for (const id of [ins, del]) {
      if (id !== undefined && index > 0) touch(touched, id, index - 1)
      if (id !== undefined) touch(touched, id, index)
    }
    if (was !== undefined) touch(touched, was.id, index)
  })
  return new Map([...touched].map(([id, places]) => [id, inOrder(lines, places)]))
}

/**
 * The words of a line where all other proposals are rejected, so that what is read of one costs what stands of it, and not
 * of all that others proposed beside it.
 */
export function partsOf({ line, own }: TouchedLine): Part[] {
  const parts: Part[] = []
  let at = 0
  const addBase = (to: number): void => {
    if (to > at) parts.push({ text: line.base.slice(at, to) })
  }
  for (const index of own) {
    const piece = line.block.content[index]
    const start = line.starts[index] ?? 0
    if (piece === undefined) continue
    addBase(start)
    const text = textOf(piece)
    parts.push({ text, piece })
    at = start + (isInBase(piece) ? text.length : 0)
  }
  addBase(line.base.length)
  return parts
}

/** A table is read cell by cell. */
function linesOf(block: Block): TextBlock[] {
  if (block.type === 'block') return [block]
  const cells = block.rows.flatMap((row) => row.cells)
  return cells.map(({ content }) => ({ type: 'block', id: block.id, kind: 'paragraph', level: 0, content }))
}

function readLine(block: TextBlock): ProposedLine {
  const starts: number[] = []
  const words: string[] = []
  let length = 0
  for (const piece of block.content) {
    starts.push(length)
    if (!isInBase(piece)) continue
    const text = textOf(piece)
    words.push(text)
    length += text.length
  }
  return { block, base: words.join(''), starts }
}

function touch(touched: Map<string, Map<number, number[]>>, id: string, index: number): number[] {
  const places = touched.get(id) ?? new Map<number, number[]>()
  const own = places.get(index) ?? []
  touched.set(id, places.set(index, own))
  return own
}

function inOrder(lines: readonly ProposedLine[], places: ReadonlyMap<number, number[]>): TouchedLine[] {
  return [...places]
    .sort(([one], [other]) => one - other)
    .flatMap(([index, own]) => {
      const line = lines[index]
      return line === undefined ? [] : [{ line, own }]
    })
}

function idsOf({ ins = [], del = [], set = [] }: Formats): string[] {
  return [...ins, ...del, ...set.map(({ id }) => id)]
}

function isKept({ ins = [] }: Formats, id: string): boolean {
  return ins.every((each) => each === id)
}

function isInBase({ formats }: Inline): boolean {
  return (formats?.ins ?? []).length === 0
}

function textOf(piece: Inline): string {
  return 'text' in piece ? piece.text : '\n'
}
