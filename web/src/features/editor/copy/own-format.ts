import { BLOCK_KINDS, type Formats, type Inline, isHref, isId, MAX_LEVEL } from '@app/server/document'
import { nothingDropped, type Pasted, type PastedCell, type PastedNode, textRun } from '../paste/pasted.ts'

/** Between our own pages the clipboard carries the blocks themselves, so that nothing is lost or guessed. */
export const OWN_FORMAT = 'application/x-wspolny-zapis+json'

/** „§ 1234. 100.”, and some room. */
const LONGEST_MARK = 40

interface OwnClipboard {
  document: string
  nodes: readonly PastedNode[]
  /** Proposals whose marks stayed behind. */
  proposals: number
}

export function writeOwn(document: string, nodes: readonly PastedNode[], proposals = 0): string {
  return JSON.stringify({ document, nodes, proposals } satisfies OwnClipboard)
}

/**
 * Any page can write this format: every value is checked, and remarks and ids survive in their own document only.
 * Proposals never do: what is pasted is written by who pastes it.
 */
export function readOwn(json: string, document: string): Pasted | null {
  let parsed: unknown
  try {
    parsed = JSON.parse(json)
  } catch {
    return null
  }
  if (!isRecord(parsed) || !Array.isArray(parsed.nodes)) return null
  const isHome = parsed.document === document
  const nodes = parsed.nodes.map((node) => readNode(node, isHome))
  if (nodes.some((node) => node === null)) return null
  const proposals = Number.isInteger(parsed.proposals) ? Math.max(0, parsed.proposals as number) : 0
  return { nodes: nodes as PastedNode[], dropped: { ...nothingDropped(), proposals } }
}

function readNode(value: unknown, isHome: boolean): PastedNode | null {
  if (!isRecord(value)) return null
  if (value.type === 'table') return readTable(value.rows, isHome)
  const kind = BLOCK_KINDS.find((known) => known === value.kind)
  const { level } = value
  const isLevel = Number.isInteger(level) && (level as number) >= 0 && (level as number) <= MAX_LEVEL
  if (value.type !== 'block' || !kind || !isLevel) return null
  const content = readInline(value.content, isHome)
  if (!content) return null
  const { marker } = value
  const isMarked = typeof marker === 'string' && marker.length <= LONGEST_MARK
  const block: PastedNode = { type: 'block', kind, level: level as number, content, ...(isMarked && { marker }) }
  return isHome && isId(value.id) ? { ...block, id: value.id } : block
}

function readTable(value: unknown, isHome: boolean): PastedNode | null {
  if (!Array.isArray(value) || value.length === 0) return null
  const rows = value.map((row) => (Array.isArray(row) ? row.map((cell) => readCell(cell, isHome)) : null))
  const width = rows[0]?.length ?? 0
  const isRectangle = width > 0 && rows.every((row) => row?.length === width && row.every((cell) => cell !== null))
  return isRectangle ? { type: 'table', rows: rows as PastedCell[][] } : null
}

function readCell(value: unknown, isHome: boolean): PastedCell | null {
  const content = isRecord(value) ? readInline(value.content, isHome) : null
  return content && isRecord(value) ? { header: value.header === true, content } : null
}

function readInline(value: unknown, isHome: boolean): Inline[] | null {
  if (!Array.isArray(value)) return null
  const content = value.map((piece) => readPiece(piece, isHome))
  return content.some((piece) => piece === null) ? null : (content as Inline[])
}

function readPiece(value: unknown, isHome: boolean): Inline | null {
  if (!isRecord(value)) return null
  const formats = readFormats(value.formats, isHome)
  if (typeof value.text === 'string' && value.text !== '') return textRun(value.text, formats)
  return value.lineBreak === true ? { lineBreak: true } : null
}

function readFormats(value: unknown, isHome: boolean): Formats {
  const formats: Formats = {}
  if (!isRecord(value)) return formats
  for (const name of ['bold', 'italic', 'underline', 'strike'] as const) if (value[name] === true) formats[name] = true
  if (isHref(value.link)) formats.link = value.link
  if (isHome && Array.isArray(value.comment)) formats.comment = value.comment.filter(isId)
  return formats
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
