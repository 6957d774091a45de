import type { Mark } from './legal-marks.ts'
import type { PastedNode } from './pasted.ts'

/** Which items of lists are lit.: those of a list that the source counts a, b, c right below a pkt. */
export function lettersBelowPoints(nodes: readonly PastedNode[], marks: readonly (Mark | null)[]): Set<number> {
  const lits = new Set<number>()
  let level: number | null = null
  for (const [index, node] of nodes.entries()) {
    const isItem = node.type === 'block' && (node.kind === 'number' || node.kind === 'bullet') && !marks[index]
    if (!isItem) level = null
    else if (node.counter === 'a' && marks[index - 1]?.kind === 'pkt') level = node.level
    else if (level !== null && node.level < level) level = null
    if (isItem && node.kind === 'number' && node.level === level) lits.add(index)
  }
  return lits
}
