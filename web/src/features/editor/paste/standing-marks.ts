import { linesOfArticles } from './articles.ts'
import { type Mark, matchMark } from './legal-marks.ts'
import { type PastedNode, textOf } from './pasted.ts'

/** What a line ends with that goes on with a number: "o którym mowa w ust." – "2.". */
const CITES = /(?:^|[\s(])(?:art|ust|poz|pkt|lit|nr|§)\.?$/iu
const CITES_SECTION = /(?:^|[\s(])(?:w|we|z|ze|do|od|na|o|i|oraz|lub|albo|ani)$/iu

/** The mark that each block starts with; none where it is words: the name of another unit, a date, an ordinal. */
export function marksOf(nodes: readonly PastedNode[]): (Mark | null)[] {
  const articles = linesOfArticles(nodes)
  const marks = nodes.map((node) => (articles.has(node) ? null : markOf(node)))
  return marks.map((mark, index) => {
    const node = nodes[index]
    if (!mark || node?.type !== 'block' || mark.length === 0) return mark
    if (goesOn(textBefore(nodes, index), mark) || isReference(textOf(node.content), mark, nodes[index + 1])) return null
    return mark.isWeak && !followsNumber(nodes, marks, index) ? null : mark
  })
}

/** A mark inside the words of another: "§ 3. 1. Celem jest" has a first ust., "§ 3. 100. rocznica" has none. */
export function innerUst(text: string): Mark | null {
  const inner = matchMark(text)
  return inner?.kind === 'ust' && !(inner.isWeak && inner.number !== 1) ? inner : null
}

/** Text with the spaces that marks are known by. */
export function markText(node: PastedNode): string {
  return node.type === 'table' ? '' : textOf(node.content).replaceAll('\u00a0', ' ')
}

/** The mark a block starts with, typed in its text or painted by a word processor. */
function markOf(node: PastedNode): Mark | null {
  if (node.type === 'table') return null
  const painted = node.marker ? matchMark(`${node.marker} `) : null
  const mark = painted ? { ...painted, length: 0 } : matchMark(markText(node))
  if (node.kind !== 'heading' && node.kind !== 'quote') return mark
  const isTitle = mark?.kind === 'chapter' || mark?.kind === 'section'
  return isTitle || (painted && isSentence(node)) ? mark : null
}

/** Contracts are numbered by the styles of headings, down to their sentences. */
function isSentence(node: PastedNode): boolean {
  return /[.;,:]$/.test(markText(node).trim())
}

function textBefore(nodes: readonly PastedNode[], index: number): string {
  const before = nodes[index - 1]
  return before ? markText(before).trimEnd() : ''
}

/** Does the line before lead on to this one, whose "mark" is part of a sentence then? */
function goesOn(before: string, { kind }: Mark): boolean {
  if (kind === 'section') return CITES_SECTION.test(before)
  if (kind === 'pkt' || kind === 'lit') return CITES.test(before) || isBracketOpen(before)
  return kind === 'ust' && CITES.test(before)
}

function isBracketOpen(text: string): boolean {
  let open = 0
  for (const [bracket] of text.matchAll(/[()]/g)) open = bracket === '(' ? open + 1 : Math.max(0, open - 1)
  return open > 0
}

/** "§ 5" with no words of its own, and none below it before the next "§": one of a list of references, or all that is pasted. */
function isReference(text: string, mark: Mark, next: PastedNode | undefined): boolean {
  if (mark.kind !== 'section' || mark.length !== text.length) return false
  return next === undefined || (next.type === 'block' && markText(next).trimStart().startsWith('§'))
}

/** Does its number follow that of the ust. before, or is it followed by the next? */
function followsNumber(nodes: readonly PastedNode[], marks: readonly (Mark | null)[], index: number): boolean {
  const number = marks[index]?.number ?? 0
  const [before, after] = [nearestNumbered(marks, index, -1), nearestNumbered(marks, index, 1)]
  return numberAt(nodes, marks, before) === number - 1 || marks[after]?.number === number + 1
}

function nearestNumbered(marks: readonly (Mark | null)[], index: number, step: 1 | -1): number {
  let place = index + step
  while (place >= 0 && place < marks.length && !isNumbered(marks[place])) place += step
  return place
}

function isNumbered(mark: Mark | null | undefined): boolean {
  return mark?.kind === 'ust' || mark?.kind === 'section' || mark?.kind === 'chapter'
}

function numberAt(nodes: readonly PastedNode[], marks: readonly (Mark | null)[], index: number): number | undefined {
  const [node, mark] = [nodes[index], marks[index]]
  if (!node || mark?.kind !== 'section') return mark?.number
  return innerUst(markText(node).slice(mark.length))?.number ?? 0
}
