/** Lists of pieces: neighbours of one kind are one piece. */
import type { IdRange, Piece } from './difference.ts'
import { type Look, type StateRun, sameLook } from './state.ts'

/** Where a block ends that goes on in the next: `which` counts from 1 and names the next line of that side. */
export interface Border {
  border: 'split' | 'joined'
  which: number
}

/** All of these words as one change. */
export function wholePieces(runs: readonly StateRun[], change: 'delete' | 'insert'): Piece[] {
  const parts: Piece[] = []
  for (const run of runs) addChanged(parts, change, run, run.text)
  return parts
}

export function addKept(parts: (Piece | Border)[], text: string, was: Look, look: Look): void {
  const last = parts.at(-1)
  const isSame = sameLook(was, look)
  if (last !== undefined && 'change' in last && last.change === 'keep' && sameLook(last.look, look)) {
    if (isSame ? last.lookBefore === undefined : last.lookBefore !== undefined && sameLook(last.lookBefore, was)) {
      last.text += text
      return
    }
  }
  parts.push({ change: 'keep', text, look, ...(!isSame && { lookBefore: was }) })
}

export function addChanged(
  parts: (Piece | Border)[],
  change: 'delete' | 'insert',
  run: Omit<StateRun, 'text'>,
  text: string,
): void {
  const last = parts.at(-1)
  const ids: IdRange = { client: run.client, clock: run.clock, length: text.length }
  if (last !== undefined && 'change' in last && last.change === change && sameLook(last.look, run.look)) {
    last.text += text
    const end = last.ids.at(-1) as IdRange
    if (end.client === ids.client && end.clock + end.length === ids.clock) end.length += ids.length
    else last.ids.push(ids)
    return
  }
  parts.push({ change, text, look: run.look, ids: [ids] })
}
