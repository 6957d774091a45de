import { BODY, type CompareState, compare, createDocument, type FoldRow, readState } from '@app/server/document'
import * as Y from 'yjs'
import { applyDifference, toContent } from '../../server/src/document/compare/testing-apply.ts'
import { changedWords, editDistance } from '../../server/src/document/compare/testing-distance.ts'
import { continueHistory, diceOf, startHistory } from '../../server/src/document/compare/testing-history.ts'
import { Random } from './random.ts'

const PAIRS = 5
/** Both ways. */
export const SPELLED_COMPARISONS = PAIRS * 2
const MOST = 1.2

/** What the seeds of the comparison's own histories make. Throws where a difference is wrong or takes too many words. */
export function compareGenerated(seed: number): void {
  const dice = diceOf(seed)
  const start = startHistory(dice)
  const before = continueHistory(start, dice, dice(10))
  const after = continueHistory(before, dice, 1 + dice(25))
  const [a, b] = [readState(before.getText(BODY)), readState(after.getText(BODY))]
  for (const pair of bothWays(a, b)) if (isDear(pair)) throw new Error('more than a fifth too many words')
}

/**
 * Any two moments of a history. Throws where a difference is wrong, or takes more than a fifth too many words.
 * @returns how many comparisons of spelled moments do: a unit gave way to another with half of its words
 */
export function compareMoments(log: readonly FoldRow[], seed: number): number {
  let dear = 0
  const random = new Random(seed + 0xc0)
  for (let count = 0; count < PAIRS; count++) {
    const from = random.below(log.length)
    const to = from + 1 + random.below(log.length - from)
    const [a, b] = [stateAfter(log, from), stateAfter(log, to)]
    try {
      if (bothWays(a, b).some(isDear)) throw new Error('more than a fifth too many words')
      dear += bothWays(spelled(a), spelled(b)).filter(isDear).length
    } catch (error) {
      throw new Error(`comparing ${from} and ${to}`, { cause: error })
    }
  }
  return dear
}

type Pair = readonly [before: CompareState, after: CompareState]

function bothWays(a: CompareState, b: CompareState): Pair[] {
  return [
    [a, b],
    [b, a],
  ]
}

function isDear([before, after]: Pair): boolean {
  const difference = compare(before, after)
  const made = JSON.stringify(applyDifference(before, difference))
  if (made !== JSON.stringify(toContent(after))) throw new Error('the difference makes something else')
  return changedWords(difference) > MOST * editDistance(before, after)
}

function stateAfter(log: readonly FoldRow[], rows: number): CompareState {
  const doc = createDocument()
  for (const { update } of log.slice(0, rows)) Y.applyUpdate(doc, update)
  return readState(doc.getText(BODY))
}

/** A letter stands for a word; in a table for another one, since no difference says that a word came out of a cell. */
function spelled(state: CompareState): CompareState {
  type Runs = Extract<CompareState[number], { type: 'block' }>['runs']
  const spell = (runs: Runs, mark: string): Runs =>
    runs.map((run) => ({ ...run, text: [...run.text].map((letter) => `${mark}${letter} `).join('') }))
  return state.map((unit) =>
    unit.type === 'block'
      ? { ...unit, runs: spell(unit.runs, '') }
      : { ...unit, rows: unit.rows.map((row) => ({ ...row, cells: row.cells.map((cell) => spell(cell, 't')) })) },
  )
}
