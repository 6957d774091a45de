import type { RowRole } from './change-history.ts'

/** A row of the log, as far as it matters whether it is to be left out. */
export interface RoleRow {
  seq: number
  userId: string
  /** As in the log: `EDIT`, `ACCEPTANCE`, … */
  kind: string
}

/** What one person changed from one row of the log to another, both included. */
export interface ChangesOf {
  userId: string
  fromSeq: number
  toSeq: number
}

/** Changes that were undone, with the row that did so. */
export interface UndoneChanges extends ChangesOf {
  /** Who undid them. */
  undoneBy: string
  seq: number
}

/** Kinds of rows by which a person changes the text. What begins a document is not undone. */
const CHANGING: ReadonlySet<string> = new Set(['EDIT', 'RESTORE', 'ROLLBACK', 'CONVERSION'])
/** Kinds of rows that belong to proposals and remarks. */
const DECIDING: ReadonlySet<string> = new Set(['ANNOTATION', 'ACCEPTANCE'])

/**
 * What part each row plays where some changes are undone. What was undone before, by a row that is itself still in force,
 * is not undone again: bringing back once more what that row brought back would double it.
 */
export function rolesFor(wanted: ChangesOf, before: readonly UndoneChanges[]): (row: RoleRow) => RowRole {
  const undone = stillUndone(before)
  return (row) => {
    if (DECIDING.has(row.kind)) return 'decision'
    const isWanted = CHANGING.has(row.kind) && isOf(wanted, row)
    return isWanted && !undone.some((changes) => isOf(changes, row)) ? 'undo' : 'other'
  }
}

/** Without those whose own row was undone later. */
function stillUndone(before: readonly UndoneChanges[]): UndoneChanges[] {
  const inForce: UndoneChanges[] = []
  for (const one of before.toSorted((a, b) => b.seq - a.seq)) {
    const row = { seq: one.seq, userId: one.undoneBy }
    if (!inForce.some((later) => isOf(later, row))) inForce.push(one)
  }
  return inForce
}

function isOf({ userId, fromSeq, toSeq }: ChangesOf, row: Pick<RoleRow, 'seq' | 'userId'>): boolean {
  return row.userId === userId && row.seq >= fromSeq && row.seq <= toSeq
}
