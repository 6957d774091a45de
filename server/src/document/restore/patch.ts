/** Brings a living document to what it said before, by the least change. */
import type * as Y from 'yjs'
import type { WriteContext } from '../cursor.ts'
import { isFormatAllowed } from '../shape.ts'
import { type IsThread, Remarks } from './looks.ts'
import { readParts } from './parts.ts'
import { planSteps, type Step } from './steps.ts'
import { planTable, stepsOfTable, writeTable } from './tables.ts'
import { writeSteps } from './write-steps.ts'

export interface PatchOptions {
  /** Marks of remarks come back with their words only for threads that there are. */
  isThread: IsThread
  random?: () => number
}

/**
 * Writes into `text` the least change after which it says, without proposals, what `target` says, the body of another
 * document. What is there already stays, with its author, its remarks and its proposals; what somebody only proposes is
 * left where it is. Words that come back carry the remarks they had. To be called inside a transaction. The same again
 * writes nothing.
 */
export function patchTo(text: Y.Text, target: Y.Text, { isThread, random = Math.random }: PatchOptions): void {
  text.doc?.transact((transaction) => {
    const context: WriteContext = {
      transaction,
      knowsFormat: (key) => isFormatAllowed(key, null),
      closers: new WeakSet(),
    }
    const steps = planSteps(text, readParts(text), readParts(target))
    const tables = steps.flatMap(planStayingTable)
    const remarks = new Remarks(isThread)
    remarks.note(steps)
    for (const table of tables) remarks.note(stepsOfTable(table))
    const writing = { text, context, formatting: remarks, random }
    for (const table of tables) writeTable(table, writing)
    writeSteps(steps, writing)
  })
}

function planStayingTable(step: Step) {
  if (step.do !== 'keep' || step.part.type !== 'table' || step.wanted?.type !== 'table') return []
  return [planTable(step.part, step.wanted)]
}
