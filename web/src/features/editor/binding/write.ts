import {
  cellText,
  isId,
  isValueAllowed,
  markerMap,
  newTable,
  readTable,
  TextCursor,
  type WriteContext,
} from '@app/server/document'
import type { Node } from '@tiptap/pm/model'
import * as Y from 'yjs'
import { align, type Edit } from './align.ts'
import {
  type CellPlace,
  type ChangedRange,
  cellAround,
  changedRange,
  type LocalStep,
  setsAttributes,
  wholeNodes,
} from './steps.ts'
import {
  type BlockToken,
  bodyTokens,
  type InlineToken,
  inlineTokens,
  isImplicitBlock,
  type TableToken,
  type Token,
} from './tokens.ts'
import { groupText, writeInline, writeInlineEdit } from './write-inline.ts'
import { writeTable } from './write-table.ts'

/** The markers of the top-level nodes of a document, in order; null for an implicit block. */
export type Anchors = (Y.Item | null)[]

/**
 * Writes local steps into the text: for each only what it changed, at the place where it changed it.
 * Tables whose structure changed are written once, at the end, when their rows and cells have ids.
 */
export function writeSteps(text: Y.Text, steps: readonly LocalStep[], anchors: Anchors, context: WriteContext): void {
  const writer = new StepWriter(text, anchors, context)
  for (const step of steps) writer.write(step)
  const last = steps.at(-1)
  if (last) writer.writeTables(last.after)
}

class StepWriter {
  private readonly text: Y.Text
  private readonly context: WriteContext
  private readonly anchors: Anchors
  private readonly dirtyTables = new Set<Y.Item>()

  constructor(text: Y.Text, anchors: Anchors, context: WriteContext) {
    this.text = text
    this.anchors = [...anchors]
    this.context = context
  }

  write(local: LocalStep): void {
    const range = changedRange(local)
    const cell = setsAttributes(local.step) ? null : changedCell(local, range)
    if (cell === null) this.writeBody(local, wholeNodes(range, local.before, local.after))
    else this.writeCell(cell, range)
  }

  private writeCell({ old, now }: ChangedCell, range: ChangedRange): void {
    const table = this.anchors[old.tableIndex] ?? null
    if (table === null || this.dirtyTables.has(table)) return
    const text = cellOf(table, old.rowId, old.columnId)
    // A missing cell: the server will make it; until then nothing can be written there.
    if (text === null) return
    const before = inlineTokens(old.cell, range.from - old.start, range.to - old.start)
    const after = inlineTokens(now.cell, range.newFrom - now.start, range.newTo - now.start)
    writeInline(text, range.from - old.start, before, after, this.context)
  }

  /** Brings the tables whose structure changed to what the editor shows now. */
  writeTables(doc: Node): void {
    if (this.dirtyTables.size === 0) return
    this.anchors.forEach((marker, index) => {
      const node = doc.child(index)
      if (marker !== null && this.dirtyTables.has(marker) && node.type.name === 'table') {
        writeTable(marker, node, this.context)
      }
    })
  }

  private writeBody({ before, after, step }: LocalStep, range: ChangedRange): void {
    const old = bodyTokens(before, range.from, range.to, (_, index) => this.anchors[index] === null)
    const now = bodyTokens(after, range.newFrom, range.newTo, (node, index) =>
      isImplicitBlock(node, index > 0 ? after.child(index - 1) : null),
    )
    if (old.tokens.length === 0 && now.tokens.length === 0) return
    const cursor = this.cursorAt(before, range.from)
    let child = old.firstChild
    for (const group of groupText(align<Token>(old.tokens, now.tokens, setsAttributes(step)))) {
      child = this.writeEdit(cursor, group, child)
    }
    cursor.finish()
  }

  /** Answers the index of the next top-level node. */
  private writeEdit(cursor: TextCursor, edit: Edit, child: number): number {
    const { old, new: now } = edit
    if (old && isStart(old)) {
      if (now && isStart(now)) return this.keepStart(cursor, old, now, child)
      if (old.size > 0) cursor.remove(1)
      this.anchors.splice(child, 1)
      return child
    }
    if (now && isStart(now)) {
      this.anchors.splice(child, 0, this.insertStart(cursor, now))
      return child + 1
    }
    writeInlineEdit(cursor, old as InlineToken | null, now as InlineToken | null)
    return child
  }

  private keepStart(cursor: TextCursor, old: Start, now: Start, child: number): number {
    if (old.size > 0) cursor.keepMarker()
    const marker = this.anchors[child] ?? null
    if (marker !== null) {
      if (old.type === 'block' && now.type === 'block') setKeys(markerMap(marker), old, now)
      else if (old.type === 'table' && now.type === 'table' && old.node !== now.node) this.dirtyTables.add(marker)
    }
    return child + 1
  }

  private insertStart(cursor: TextCursor, token: Start): Y.Item | null {
    if (token.type === 'table') {
      const marker = cursor.insertMarker(newTable({ id: token.id, columns: [], rows: [] }), 'never')
      this.dirtyTables.add(marker)
      return marker
    }
    if (token.implicit) return null
    return cursor.insertMarker(newBlock(token), token.ins === null ? 'inside' : 'always')
  }

  /** The place in the text of a position in `before`, which is not inside a table. */
  private cursorAt(before: Node, position: number): TextCursor {
    const resolved = before.resolve(position)
    const index = resolved.index(0)
    if (resolved.depth > 0) return this.cursorInBlock(index, resolved.parentOffset)
    const marker = this.anchors[index] ?? null
    if (marker !== null) return TextCursor.before(this.text, marker, this.context)
    return index === 0 ? new TextCursor(this.text, null, this.context) : this.cursorAtEndOf(before, index - 1)
  }

  private cursorInBlock(index: number, offset: number): TextCursor {
    const anchor = this.anchors[index] ?? (index > 0 ? (this.anchors[index - 1] ?? null) : null)
    const cursor = new TextCursor(this.text, anchor, this.context)
    cursor.advance(offset)
    return cursor
  }

  private cursorAtEndOf(before: Node, index: number): TextCursor {
    const node = before.child(index)
    const cursor = this.cursorInBlock(index, node.isTextblock ? node.content.size : 0)
    if (index === before.childCount - 1) cursor.toEnd()
    return cursor
  }
}

interface ChangedCell {
  old: CellPlace
  now: CellPlace
}

/** The cell that a step changed, when it changed nothing else. */
function changedCell({ before, after }: LocalStep, range: ChangedRange): ChangedCell | null {
  const old = cellAround(before, range.from, range.to)
  const now = old === null ? null : cellAround(after, range.newFrom, range.newTo)
  return old !== null && now !== null && old.columnId === now.columnId ? { old, now } : null
}

type Start = BlockToken | TableToken

function isStart(token: NonNullable<Edit['old']>): token is Start {
  return token.type === 'block' || token.type === 'table'
}

const NO_KEYS = { id: null, kind: null, level: null, ins: null, del: null, was: null }

type Keys = Record<keyof typeof NO_KEYS, unknown>

function newBlock(token: BlockToken): Y.Map<unknown> {
  const map = new Y.Map<unknown>()
  setKeys(map, NO_KEYS, token)
  return map
}

/**
 * Sets what differs and may be stored; what may not is put right in the view afterwards. With what a block was, its kind
 * and level are written too: of two people who propose a kind at the same time, one then wins with all three.
 */
function setKeys(map: Y.Map<unknown>, old: Keys, now: Keys): void {
  const isProposed = !isSameFormer(old.was, now.was)
  for (const key of ['id', 'kind', 'level'] as const) {
    const isDue = old[key] !== now[key] || (isProposed && key !== 'id')
    if (isDue && isValueAllowed('marker', key, now[key])) map.set(key, now[key])
  }
  if (isProposed) setProposed(map, 'was', now.was)
  for (const key of ['ins', 'del'] as const) if (old[key] !== now[key]) setProposed(map, key, now[key])
}

function setProposed(map: Y.Map<unknown>, key: 'ins' | 'del' | 'was', value: unknown): void {
  if (value === null) map.delete(key)
  else if (isValueAllowed('marker', key, value)) map.set(key, value)
}

function isSameFormer(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b)
}

function cellOf(table: Y.Item, rowId: string, columnId: string): Y.Text | null {
  const row = readTable(table)?.rows.find((candidate) => candidate.id === rowId)
  return row && isId(columnId) ? cellText(row.map, columnId) : null
}
