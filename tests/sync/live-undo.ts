import { StandingWords } from '../fuzz/standing.ts'

/** A row of the log, as the database has it. */
export interface LiveRow {
  seq: number
  kind: string
  userId: string
  data: Uint8Array
}

/** Whose changes between two places of the log, both included. */
export interface LiveChanges {
  personId: string
  fromSeq: number
  toSeq: number
}

/** The first character that only a play types; others stand in the text several times. */
const FIRST_TYPED = '\u4e00'

/**
 * Throws unless a character is there exactly where one of its copies stands without those changes.
 * @param rows those before the one that undid them
 * @returns how many characters went and came
 */
export function judgeUndone(
  rows: readonly LiveRow[],
  { personId, fromSeq, toSeq }: LiveChanges,
  before: ReadonlySet<string>,
  after: ReadonlySet<string>,
): number {
  const standing = new StandingWords()
  for (const { seq, kind, userId, data } of rows) {
    const isUndone = kind === 'EDIT' && userId === personId && seq >= fromSeq && seq <= toSeq
    if (kind !== 'VOID') standing.add(data, isUndone)
  }
  const { must, may } = standing.read()
  for (const character of must)
    if (isTyped(character) && !after.has(character)) throw new Error(`${character} went, too`)
  for (const character of after) {
    if (isTyped(character) && !may.has(character)) throw new Error(`${character} is still there`)
  }
  const [gone, back] = [
    [before, after],
    [after, before],
  ].map(([one, other]) => [...(one ?? [])].filter((character) => !other?.has(character)).length)
  return (gone ?? 0) + (back ?? 0)
}

function isTyped(character: string): boolean {
  return character >= FIRST_TYPED
}
