/** For tests: how many words a difference takes out and puts in, and how many must be. */
import type { Difference, Piece } from './difference.ts'
import type { CompareState, StateRun } from './state.ts'

/** Words taken out and put in. */
export function changedWords({ units }: Difference): number {
  const lines = units.flatMap((unit) =>
    unit.type === 'block' ? [unit.pieces] : unit.rows.flatMap(({ cells }) => cells),
  )
  return lines.reduce((sum, pieces) => sum + count(pieces, 'delete') + count(pieces, 'insert'), 0)
}

/** A word that is bold in part is one word. */
function count(pieces: readonly Piece[], change: Piece['change']): number {
  const texts = pieces.map((piece) => (piece.change === change ? piece.text : piece.change === 'keep' ? ' ' : ''))
  return splitWords(texts.join('')).length
}

function splitWords(text: string): string[] {
  return text.match(/[\p{L}\p{N}]+/gu) ?? []
}

/** Words in reading order, with a mark where a block or a cell begins. */
function wordsOf(state: CompareState): string[] {
  const text = (runs: readonly StateRun[]): string => runs.map((run) => run.text).join('')
  return state.flatMap((unit) => {
    const lines = unit.type === 'block' ? [unit.runs] : unit.rows.flatMap(({ cells }) => cells)
    return lines.flatMap((line) => ['¶', ...splitWords(text(line))])
  })
}

/** The fewest insertions and deletions that make one state of the other, by the textbook's table. */
export function editDistance(before: CompareState, after: CompareState): number {
  const [a, b] = [wordsOf(before), wordsOf(after)]
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (const word of a) {
    const next = [(row[0] ?? 0) + 1]
    b.forEach((other, j) => {
      next.push(word === other ? (row[j] ?? 0) : Math.min(row[j + 1] ?? 0, next[j] ?? 0) + 1)
    })
    row = next
  }
  return row[b.length] ?? 0
}
