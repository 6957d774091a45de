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

/** Changes that were undone, and the row of the log that did it. */
export interface Undoing extends ChangesOf {
  row: RoleRow
}

/**
 * What part each row plays where some changes are undone. What was undone before is not undone again: bringing back once
 * more what that brought back would double it. (Where that undoing was undone itself, it is that one that is left out.)
 * An undoing that is left out with them undid nothing: else only what it took out would come back.
 */
export function rolesFor(wanted: ChangesOf, undone: readonly Undoing[]): (row: RoleRow) => RowRole {
  const counting: Undoing[] = []
  const isLeftOut = (row: RoleRow): boolean =>
    CHANGING.has(row.kind) && isOf(wanted, row) && !counting.some((undoing) => isOf(undoing, row))
  // Each is undone by later ones only.
  for (const undoing of undone.toSorted((a, b) => b.row.seq - a.row.seq)) {
    if (!isLeftOut(undoing.row)) counting.push(undoing)
  }
  return (row) => {
    if (DECIDING.has(row.kind)) return 'decision'
    return isLeftOut(row) ? 'undo' : 'other'
  }
}

function isOf({ userId, fromSeq, toSeq, of }: ChangesOf, row: RoleRow): boolean {
  if (row.userId !== userId || row.seq < fromSeq || row.seq > toSeq) return false
  return of == null || (row.kind === of.kind && (row.organizationId ?? null) === of.organizationId)
}
