import { linesOfArticles, withArticleNumbers } from './articles.ts'
import type { Mark } from './legal-marks.ts'
import { lettersBelowPoints } from './letters-below.ts'
import { countChangedLists } from './list-marks.ts'
import { withLoneMarkAsWords, withMarkAsWords } from './mark-words.ts'
import { dropStart, type Pasted, type PastedBlock, type PastedNode, textOf } from './pasted.ts'
import type { PastePlace } from './place.ts'
import { innerUst, marksOf, markText } from './standing-marks.ts'
import { toLists } from './typed-lists.ts'

/**
 * Turns printed marks into units where the text clearly is a legal one; elsewhere into plain numbers and bullets.
 * The numbers themselves go: the document computes them.
 */
export function recogniseUnits(pasted: Pasted, place: PastePlace = 'emptyBlock'): Pasted {
  if (staysWords(pasted.nodes, place)) return asWords(pasted, place)
  const source = withArticleNumbers(pasted.nodes)
  const isLegal = looksLegal(source)
  const marked = (isLegal ? toUnits(source) : toLists(source)).map(withMarkAsWords)
  const nodes = marked.map(withoutMarks)
  const unitNumbers = isLegal ? nodes.filter(isUnit).length : 0
  return {
    nodes: place === 'behindWords' ? apartFromWords(source, nodes) : nodes,
    dropped: { ...pasted.dropped, ...countChangedLists(marked), unitNumbers },
  }
}

/** One line that goes into words is words. Cells hold no units. */
function staysWords(nodes: readonly PastedNode[], place: PastePlace): boolean {
  return place === 'cell' || (nodes.length === 1 && place !== 'emptyBlock')
}

/** In a cell the marks of lists become words, too; elsewhere one that stands alone. */
function asWords({ nodes, dropped }: Pasted, place: PastePlace): Pasted {
  if (place === 'cell') return { nodes, dropped }
  const worded = nodes.map(withLoneMarkAsWords)
  return { nodes: worded, dropped: { ...dropped, ...countChangedLists(worded) } }
}

/** What starts with a mark of its own does not go on in the words before it, where the mark would be lost. */
function apartFromWords(before: readonly PastedNode[], nodes: PastedNode[]): PastedNode[] {
  const [source, first] = [before[0], nodes[0]]
  if (source?.type !== 'block' || first?.type !== 'block') return nodes
  const isApart = source.kind !== first.kind || (first.kind === 'section' && first.content.length === 0)
  return isApart ? [{ type: 'block', kind: 'paragraph', level: 0, content: [] }, ...nodes] : nodes
}

/** A § or a chapter says so; points that end as the drafting rules want them say so too. */
function looksLegal(nodes: readonly PastedNode[]): boolean {
  const marks = marksOf(nodes)
  const marked = nodes.map((node, index) => ({ node, mark: marks[index] })).filter(({ mark }) => mark)
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
  const marks = marksOf(nodes)
  const lits = lettersBelowPoints(nodes, marks)
  const articles = linesOfArticles(nodes)
  for (const [index, node] of nodes.entries()) {
    const mark: Mark | null | undefined = lits.has(index) ? { kind: 'lit', length: 0 } : marks[index]
    if (node.type === 'table') units.push(node)
    else if (mark) units.push(...unitsFrom(node, mark))
    else if (!articles.has(node) && takesTitle(units.at(-1), node))
      units[units.length - 1] = { ...node, kind: 'chapter', level: 0 }
    else units.push(node)
  }
  return units
}

/** "§ 3. 1. Celem …" is a § and its first ust. */
function unitsFrom(node: PastedBlock, mark: Mark): PastedBlock[] {
  const own = unitFrom(node, mark)
  const inner = mark.kind === 'section' ? innerUst(markText(own)) : null
  return inner ? [{ ...own, content: [] }, unitFrom({ ...own, marker: '' }, inner)] : [own]
}

function unitFrom(node: PastedBlock, { kind, length }: Mark): PastedBlock {
  const marker = length > 0 ? markText(node).slice(0, length).trim() : (node.marker ?? node.counter ?? '')
  return { type: 'block', kind, level: 0, content: dropStart(node.content, length), marker }
}

/** "Rozdział 1" and its title often stand in two paragraphs. */
function takesTitle(before: PastedNode | undefined, node: PastedBlock): boolean {
  if (before?.type !== 'block' || before.kind !== 'chapter') return false
  return textOf(before.content).trim() === '' && textOf(node.content).length <= 200
}

/** The marks of the source are no part of the document; those of units are compared with its own. */
function withoutMarks(node: PastedNode): PastedNode {
  if (node.type === 'table' || isUnit(node)) return node
  const { marker: _marker, counter: _counter, ...block } = node
  return block
}

function isUnit(node: PastedNode): boolean {
  return node.type === 'block' && ['section', 'ust', 'pkt', 'lit', 'tiret', 'chapter'].includes(node.kind)
}
