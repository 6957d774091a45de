import { linesOfArticles } from './articles.ts'
import { type Mark, readNumber } from './legal-marks.ts'
import { dropStart, type PastedBlock, type PastedNode } from './pasted.ts'
import { markText } from './standing-marks.ts'

/** Lines that begin as items of a list do, two beside each other at least, are items; their marks stay known. */
export function toLists(nodes: readonly PastedNode[]): PastedNode[] {
  const articles = linesOfArticles(nodes)
  const typed = nodes.map((node) => {
    const isLine = node.type === 'block' && node.kind === 'paragraph' && !articles.has(node)
    return isLine ? matchListMark(node) : null
  })
  const marks = typed.map((mark, index) => (mark?.isWeak && !isInSequence(typed, index) ? null : mark))
  return nodes.map((node, index) => {
    const mark = marks[index]
    const inRun = mark && [marks[index - 1], marks[index + 1]].some((other) => other?.kind === mark.kind)
    if (node.type === 'table' || !mark || !inRun) return node
    const marker = markText(node).slice(0, mark.length).trim()
    return { type: 'block', kind: mark.kind, level: 0, content: dropStart(node.content, mark.length), marker }
  })
}

function isInSequence(marks: readonly (Mark | null)[], index: number): boolean {
  const number = marks[index]?.number ?? 0
  return marks[index - 1]?.number === number - 1 || marks[index + 1]?.number === number + 1
}

function matchListMark(node: PastedBlock): Mark | null {
  const text = markText(node)
  const bullet = /^[•·‣▪◦*–—-]\s+/u.exec(text)
  if (bullet) return { kind: 'bullet', length: bullet[0].length }
  const number = /^\d{1,3}([.)])\s+/u.exec(text)
  if (!number) return null
  return { kind: 'number', length: number[0].length, ...(number[1] === '.' ? readNumber(text) : {}) }
}
