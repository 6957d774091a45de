import { BODY, type CompareState, compare, createDocument, type FoldRow, readState } from '@app/server/document'
import * as Y from 'yjs'
import { applyDifference, toContent } from '../../server/src/document/compare/testing-apply.ts'
import { changedWords, editDistance } from '../../server/src/document/compare/testing-distance.ts'
import { continueHistory, diceOf, startHistory } from '../../server/src/document/compare/testing-history.ts'
import { Random } from './random.ts'

const PAIRS = 5
const MOST = 1.2

/** What the seeds of the comparison's own histories make. Throws where a difference is wrong or takes too many words. */
export function compareGenerated(seed: number): void {
  const dice = diceOf(seed)
  const start = startHistory(dice)
  const before = continueHistory(start, dice, dice(10))
  const after = continueHistory(before, dice, 1 + dice(25))
  const [a, b] = [readState(before.getText(BODY)), readState(after.getText(BODY))]
  for (const pair of bothWays(a, b)) check(pair)
}

/** Any two moments of a history. Throws where a difference is wrong or takes too many words. */
export function compareMoments(log: readonly FoldRow[], seed: number): void {
  const random = new Random(seed + 0xc0)
  for (let count = 0; count < PAIRS; count++) {
    const from = random.below(log.length)
    const to = from + 1 + random.below(log.length - from)
    const [a, b] = [stateAfter(log, from), stateAfter(log, to)]
    for (const pair of [...bothWays(a, b), ...bothWays(spelled(a), spelled(b))]) {
      try {
        check(pair)
      } catch (error) {
        throw new Error(`comparing ${from} and ${to}`, { cause: error })
      }
    }
  }
}

type Pair = readonly [before: CompareState, after: CompareState]

function bothWays(a: CompareState, b: CompareState): Pair[] {
  return [
    [a, b],
    [b, a],
  ]
}

function check([before, after]: Pair): void {
  const difference = compare(before, after)
  const made = JSON.stringify(applyDifference(before, difference))
  if (made !== JSON.stringify(toContent(after))) throw new Error('the difference makes something else')
  const [told, fewest] = [changedWords(difference), editDistance(before, after)]
  if (told > MOST * fewest) throw new Error(`${told} words, where ${fewest} would do`)
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
