import {
  type Block,
  type DocumentContent,
  type Formats,
  type Inline,
  isImplicitId,
  type TextBlock,
} from '@app/server/document'

/**
 * What a document says when every proposal in it is rejected or accepted, worked out from its content alone: written a
 * second time, so that the product's own functions are judged by something else than themselves.
 */
export function resolved(content: DocumentContent, accepting: boolean): DocumentContent {
  const out: DocumentContent = []
  for (const block of content) {
    if (block.type === 'table') out.push(resolveTable(block, accepting))
    else addBlock(out, block, accepting)
  }
  const shown = out.filter((block) => block.type === 'table' || block.content.length > 0 || !isImplicitId(block.id))
  return shown.length > 0 ? shown : out.slice(0, 1)
}

function addBlock(out: DocumentContent, block: TextBlock, accepting: boolean): void {
  const { proposed, ...bare } = block
  const content = resolveLine(block.content, accepting)
  const goes = accepting ? proposed?.del !== undefined : proposed?.ins !== undefined
  const before = out.at(-1)
  if (goes && before?.type === 'block') before.content = joinEqual([...before.content, ...content])
  else if (goes && content.length > 0) out.push(implicitBlock(before, content))
  else if (!goes) out.push({ ...bare, ...(!accepting && kindBefore(proposed)), content })
}

function kindBefore(proposed: TextBlock['proposed']): Partial<TextBlock> {
  return proposed?.was ? { kind: proposed.was.kind, level: proposed.was.level } : {}
}

function implicitBlock(before: Block | undefined, content: Inline[]): TextBlock {
  return { type: 'block', id: before ? `~${before.id}` : '~', kind: 'paragraph', level: 0, content }
}

function resolveTable(table: Exclude<Block, TextBlock>, accepting: boolean): Block {
  const rows = table.rows.map((row) => ({
    ...row,
    cells: row.cells.map((cell) => ({ ...cell, content: resolveLine(cell.content, accepting) })),
  }))
  return { ...table, rows }
}

function resolveLine(line: readonly Inline[], accepting: boolean): Inline[] {
  const stays = line.filter(({ formats }) => !(accepting ? formats?.del : formats?.ins))
  return joinEqual(stays.map((piece) => withFormats(piece, resolveFormats(piece.formats ?? {}, accepting))))
}

function resolveFormats({ ins: _ins, del: _del, set = [], ...formats }: Formats, accepting: boolean): Formats {
  const out: Record<string, unknown> = { ...formats }
  for (const { wish } of accepting ? set : []) {
    for (const [look, value] of Object.entries(wish)) {
      if (value === false || value === null) delete out[look]
      else out[look] = value
    }
  }
  return out
}

function withFormats(piece: Inline, formats: Formats): Inline {
  const bare = 'text' in piece ? { text: piece.text } : { lineBreak: true as const }
  return Object.keys(formats).length > 0 ? { ...bare, formats } : bare
}

function joinEqual(line: readonly Inline[]): Inline[] {
  const out: Inline[] = []
  for (const piece of line) {
    const last = out.at(-1)
    const isSame = last && 'text' in last && 'text' in piece && sameFormats(last.formats, piece.formats)
    if (isSame) out[out.length - 1] = { ...last, text: last.text + piece.text }
    else out.push(piece)
  }
  return out
}

function sameFormats(a: Formats | undefined, b: Formats | undefined): boolean {
  const sorted = (formats: Formats = {}) => JSON.stringify(Object.entries(formats).sort(([x], [y]) => (x < y ? -1 : 1)))
  return sorted(a) === sorted(b)
}
