/** What has to be done to a text, in the order in which it stands, so that without proposals it says what another says. */
import type * as Y from 'yjs'
import type { YjsId } from '../compare/state.ts'
import { findMatches, type Match } from './match.ts'
import type { Part } from './parts.ts'
import { Places } from './places.ts'
import { StepPlanner } from './step-planner.ts'
import { partsBetween, type Stretch, toStretch } from './stretch.ts'

/** `size` units of the text stay. With `wanted` they are to be what that is; without, they are proposed and left alone. */
export interface Keep {
  do: 'keep'
  part: Part
  size: number
  wanted: Part | null
}

export interface Remove {
  do: 'remove'
  part: Part
  size: number
}

export interface Insert {
  do: 'insert'
  part: Part
  /** With characters: those of the part that are to be put in. */
  text: string
  /** The deleted item that it brings back, right before which it is put. */
  source: YjsId | null
  /** Right where the step before ends. */
  goesOn: boolean
}

export type Step = Keep | Remove | Insert

/** Plans how `text` comes to say what `target` says, leaving alone what is only proposed in either. Pure. */
export function planSteps(text: Y.Text, current: readonly Part[], target: readonly Part[]): Step[] {
  const wanted = target.filter(({ isBase }) => isBase)
  const tables = new Set(wanted.flatMap((part) => (part.type === 'table' ? [nameOf(part)] : [])))
  const isIn = (part: Part): boolean => part.isBase || (part.type === 'table' && tables.has(nameOf(part)))
  const a = toStretch(current.filter(isIn))
  const b = toStretch(wanted)
  const matches = findMatches(a, b)
  const planner = new StepPlanner(cutCurrent(current, isIn, a, matches, b), new Places(text))
  let at = 0
  for (const match of [...matches, { a: a.size, b: b.size, size: 0 }]) {
    for (const { part, offset, size } of partsBetween(b, at, match.b)) planner.insert(part, offset, size)
    if (match.size > 0) planner.keep()
    at = match.b + match.size
  }
  return planner.finish()
}

function nameOf({ item: { id } }: Part): string {
  return `${id.client}.${id.clock}`
}

/** What becomes of the text as it is: cut where matches begin and end. */
function cutCurrent(
  current: readonly Part[],
  isIn: (part: Part) => boolean,
  a: Stretch,
  matches: readonly Match[],
  b: Stretch,
): (Keep | Remove)[] {
  const steps: (Keep | Remove)[] = []
  let [unit, next] = [0, 0]
  for (const part of current) {
    if (!isIn(part)) {
      if (part.type !== 'table') steps.push({ do: 'keep', part, size: part.size, wanted: null })
      continue
    }
    const end = unit + part.size
    while (unit < end) {
      const match = matches[next]
      if (match?.a === unit) {
        const [wanted] = partsBetween(b, match.b, match.b + match.size)
        steps.push({ do: 'keep', part, size: match.size, wanted: wanted?.part ?? null })
        unit += match.size
        next += 1
      } else {
        const size = Math.min(end, match?.a ?? a.size) - unit
        steps.push({ do: 'remove', part, size })
        unit += size
      }
    }
  }
  return steps
}
