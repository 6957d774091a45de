import type { RowRole } from './change-history.ts'

/** A row of the log, as far as it matters whether it is to be left out. */
export interface RoleRow {
  seq: number
  userId: string
  /** As in the log: `EDIT`, `ACCEPTANCE`, … */
  kind: string
  /** For whom they acted. */
  organizationId?: string | null
}

/** What one person changed from one row of the log to another, both included. */
export interface ChangesOf {
  userId: string
  fromSeq: number
  toSeq: number
  /** Only those of one kind, and for one organisation or for none; all if left out. */
  of?: { kind: string; organizationId: string | null } | null
}

/** Kinds of rows by which a person changes the text. What begins a document is not undone. */
const CHANGING: ReadonlySet<string> = new Set(['EDIT', 'RESTORE', 'ROLLBACK', 'CONVERSION'])
/** Kinds of rows that belong to proposals and remarks. */
const DECIDING: ReadonlySet<string> = new Set(['ANNOTATION', 'ACCEPTANCE'])

/**
 * What part each row plays where some changes are undone. What was undone before is not undone again: bringing back once
 * more what that brought back would double it. (Where that undoing was undone itself, it is that one that is left out.)
 */
export function rolesFor(wanted: ChangesOf, undone: readonly ChangesOf[]): (row: RoleRow) => RowRole {
  return (row) => {
    if (DECIDING.has(row.kind)) return 'decision'
    const isWanted = CHANGING.has(row.kind) && isOf(wanted, row)
    return isWanted && !undone.some((changes) => isOf(changes, row)) ? 'undo' : 'other'
  }
}

function isOf({ userId, fromSeq, toSeq, of }: ChangesOf, row: RoleRow): boolean {
  if (row.userId !== userId || row.seq < fromSeq || row.seq > toSeq) return false
  return of == null || (row.kind === of.kind && (row.organizationId ?? null) === of.organizationId)
}
