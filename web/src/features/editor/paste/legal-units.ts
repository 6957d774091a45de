import type { BlockKind } from '@app/server/document'
import { dropStart, type Pasted, type PastedBlock, type PastedNode, textOf } from './pasted.ts'

interface Mark {
  kind: BlockKind
  length: number
}

/** Printed marks of Polish drafting, the longest first: "§ 6." is no ust. and "1)" no "1.". */
const MARKS: readonly { kind: BlockKind; pattern: RegExp }[] = [
  { kind: 'chapter', pattern: /^(?:rozdział|dział)\s+(?:[ivxlc]+|\d+[a-z]?)\b[.:]?\s*/iu },
  { kind: 'section', pattern: /^§\s*\d+[a-z]*\s*\.?(?:\s+|$)/u },
  { kind: 'ust', pattern: /^\d{1,3}[a-z]?\.(?:\s+|$)/u },
  { kind: 'pkt', pattern: /^\d{1,3}[a-z]?\)\s*/u },
  { kind: 'lit', pattern: /^[a-z]{1,2}\)\s*/u },
  { kind: 'tiret', pattern: /^[–—-]\s+/u },
]

/**
 * Turns printed marks into units where the text clearly is a legal one; elsewhere into plain numbers and bullets.
 * The numbers themselves go: the document computes them.
 */
export function recogniseUnits(pasted: Pasted): Pasted {
  const isLegal = looksLegal(pasted.nodes)
  const nodes = isLegal ? toUnits(pasted.nodes) : toLists(pasted.nodes)
  const unitNumbers = isLegal ? nodes.filter(isUnit).length : 0
  return { nodes, dropped: { ...pasted.dropped, unitNumbers } }
}

/** The mark a block starts with, typed in its text or painted by a word processor. */
function markOf(node: PastedNode): Mark | null {
  if (node.type === 'table' || node.kind === 'heading' || node.kind === 'quote') return chapterMark(node)
  if (node.marker) {
    const painted = matchMark(`${node.marker} `)
    if (painted) return { kind: painted.kind, length: 0 }
  }
  return matchMark(textOf(node.content).replaceAll('\u00a0', ' '))
}

function chapterMark(node: PastedNode): Mark | null {
  if (node.type === 'table') return null
  const mark = matchMark(textOf(node.content).replaceAll('\u00a0', ' '))
  return mark?.kind === 'chapter' || mark?.kind === 'section' ? mark : null
}

function matchMark(text: string): Mark | null {
  for (const { kind, pattern } of MARKS) {
    const match = pattern.exec(text)
    if (match) return { kind, length: match[0].length }
  }
  return null
}

/** A § or a chapter says so; points that end as the drafting rules want them say so too. */
function looksLegal(nodes: readonly PastedNode[]): boolean {
  const marked = nodes.map((node) => ({ node, mark: markOf(node) })).filter(({ mark }) => mark !== null)
  const kinds = new Set(marked.map(({ mark }) => mark?.kind))
  if (kinds.has('section')) return true
  if (kinds.has('chapter') && marked.length > 1) return true
  const points = marked.filter(({ mark }) => mark?.kind === 'pkt' || mark?.kind === 'lit')
  const closed = points.filter(({ node }) => node.type === 'block' && /[;,.]$/.test(textOf(node.content).trim()))
  const hasSemicolon = points.some(({ node }) => node.type === 'block' && textOf(node.content).trim().endsWith(';'))
  return points.length >= 2 && hasSemicolon && closed.length === points.length
}

function toUnits(nodes: readonly PastedNode[]): PastedNode[] {
  const units: PastedNode[] = []
  for (const node of nodes) {
    const mark = markOf(node)
    if (node.type === 'table') units.push(node)
    else if (mark) units.push(...unitsFrom(node, mark))
    else if (takesTitle(units.at(-1), node)) units[units.length - 1] = { ...node, kind: 'chapter', level: 0 }
    else units.push(node)
  }
  return units
}

/** "§ 3. 1. Celem …" is a § and its first ust. */
function unitsFrom(node: PastedBlock, mark: Mark): PastedBlock[] {
  const own: PastedBlock = { type: 'block', kind: mark.kind, level: 0, content: dropStart(node.content, mark.length) }
  if (mark.kind !== 'section') return [own]
  const inner = matchMark(textOf(own.content).replaceAll('\u00a0', ' '))
  if (inner?.kind !== 'ust') return [own]
  const first: PastedBlock = { ...own, kind: 'ust', content: dropStart(own.content, inner.length) }
  return [{ ...own, content: [] }, first]
}

/** "Rozdział 1" and its title often stand in two paragraphs. */
function takesTitle(before: PastedNode | undefined, node: PastedBlock): boolean {
  if (before?.type !== 'block' || before.kind !== 'chapter') return false
  return textOf(before.content).trim() === '' && textOf(node.content).length <= 200
}

function toLists(nodes: readonly PastedNode[]): PastedNode[] {
  const marks = nodes.map((node) => (node.type === 'block' && node.kind === 'paragraph' ? matchListMark(node) : null))
  return nodes.map((node, index) => {
    if (node.type === 'table') return node
    const mark = marks[index]
    const inRun = mark && (marks[index - 1]?.kind === mark.kind || marks[index + 1]?.kind === mark.kind)
    if (!mark || !inRun) return withoutMarker(node)
    return { type: 'block', kind: mark.kind, level: 0, content: dropStart(node.content, mark.length) }
  })
}

function matchListMark(node: PastedBlock): Mark | null {
  const text = textOf(node.content).replaceAll('\u00a0', ' ')
  const bullet = /^[•·‣▪◦*–—-]\s+/u.exec(text)
  if (bullet) return { kind: 'bullet', length: bullet[0].length }
  const number = /^\d{1,3}[.)]\s+/u.exec(text)
  return number ? { kind: 'number', length: number[0].length } : null
}

function withoutMarker({ marker: _marker, ...block }: PastedBlock): PastedBlock {
  return block
}

function isUnit(node: PastedNode): boolean {
  return node.type === 'block' && ['section', 'ust', 'pkt', 'lit', 'tiret', 'chapter'].includes(node.kind)
}
