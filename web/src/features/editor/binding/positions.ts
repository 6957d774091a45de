import { type FoundItem, firstItem, followItem, isMarker, visibleLength } from '@app/server/document'
import type { Node, ResolvedPos } from '@tiptap/pm/model'
import { Selection } from '@tiptap/pm/state'
import * as Y from 'yjs'
import type { Line } from './composed-line.ts'
import type { SectionList, ShownSection } from './section-list.ts'

/**
 * Editor positions as Yjs relative positions and back. A position sticks to the character on its left, or to the marker
 * at the start of a block, so it survives splits, joins and changes of kind. They are standard ones: the server resolves
 * them without knowing this file.
 */
export class Positions {
  private readonly list: SectionList

  constructor(list: SectionList) {
    this.list = list
  }

  toRelative(doc: Node, position: number): Y.RelativePosition {
    // Behind its marker a table has no place before its first cell.
    if (position <= 0 && !doc.firstChild?.isTextblock) return startOfType(this.list.text)
    const resolved = inText(doc, Math.min(Math.max(0, position), doc.content.size))
    const line = this.lineAt(doc, resolved)
    if (line === null) return startOfType(this.list.text)
    const isInLine = line.text !== this.list.text || (resolved.depth === 1 && resolved.parent.isTextblock)
    return afterCharacters(line.text, line.marker ?? firstItem(line.text), isInLine ? resolved.parentOffset : 0)
  }

  /** The block or the cell that a position is in; null where there is none. */
  lineAt(doc: Node, position: ResolvedPos): Line | null {
    const found = this.sectionAt(Math.min(position.index(0), doc.childCount - 1))
    if (found === null) return null
    const cell = this.cellAt(found.section, position)
    return cell === null ? { text: this.list.text, marker: found.section.marker } : { text: cell, marker: null }
  }

  /** The position in the editor; null while its characters have not arrived, or where nothing is shown any more. */
  toAbsolute(doc: Node, relative: Y.RelativePosition): number | null {
    const ydoc = this.list.text.doc
    if (ydoc === null) return null
    if (relative.item === null) return this.edgeOf(doc, ydoc, relative)
    const item = followItem(ydoc, relative.item)
    if (item === null) return null
    const sticksLeft = relative.assoc < 0
    if (item.item.parent === this.list.text) return this.inBody(doc, item, sticksLeft)
    return item.item.parent instanceof Y.Text ? this.inCell(doc, item.item.parent, item, sticksLeft) : null
  }

  private inBody(doc: Node, { item, offset }: FoundItem, sticksLeft: boolean): number | null {
    const isLiveMarker = !item.deleted && isMarker(item)
    let left: Y.Item | null = isLiveMarker && !sticksLeft ? item.left : item
    let count = isLiveMarker ? lengthInBlock(left === item ? null : left) : unitsBefore(item, offset, sticksLeft)
    while (left !== null && (left.deleted || !isMarker(left))) {
      left = left.left
      count += lengthInBlock(left)
    }
    const section = this.list.find(left)
    return section === undefined ? null : this.inSection(doc, section, count)
  }

  private inSection(doc: Node, section: ShownSection, offset: number): number {
    let start = 0
    let child = 0
    for (const each of this.list.sections) {
      if (each === section) break
      for (let count = 0; count < each.nodes.length; count++) start += doc.child(child++).nodeSize
    }
    if (section.table !== null) start += doc.child(child++).nodeSize
    const node = doc.maybeChild(child)
    return node?.isTextblock ? start + 1 + Math.min(offset, node.content.size) : start
  }

  private inCell(doc: Node, text: Y.Text, { item, offset }: FoundItem, sticksLeft: boolean): number | null {
    const start = this.startOfCell(doc, text)
    if (start === null) return null
    let count = unitsBefore(item, offset, sticksLeft)
    for (let left = item.left; left !== null; left = left.left) count += visibleLength(left)
    return start + Math.min(count, doc.resolve(start).parent.content.size)
  }

  private edgeOf(doc: Node, ydoc: Y.Doc, relative: Y.RelativePosition): number | null {
    const atStart = relative.assoc < 0
    if (relative.type === null) return atStart ? firstTextPosition(doc) : lastTextPosition(doc)
    const holder = followItem(ydoc, relative.type)?.item
    const text = holder?.content instanceof Y.ContentType ? holder.content.type : null
    const start = text instanceof Y.Text ? this.startOfCell(doc, text) : null
    return start === null || atStart ? start : start + doc.resolve(start).parent.content.size
  }

  private startOfCell(doc: Node, text: Y.Text): number | null {
    let start = 0
    let child = 0
    for (const { table, nodes } of this.list.sections) {
      const offset =
        table === null
          ? null
          : offsetOfCell(
              table.rows.map((row) => row.cells),
              text,
              doc.child(child),
            )
      if (offset !== null) return start + offset
      for (let count = 0; count < nodes.length; count++) start += doc.child(child++).nodeSize
    }
    return null
  }

  private sectionAt(child: number): { section: ShownSection } | null {
    let passed = 0
    for (const section of this.list.sections) {
      passed += section.nodes.length
      if (child < passed) return { section }
    }
    return null
  }

  private cellAt(section: ShownSection, position: ResolvedPos): Y.Text | null {
    if (section.table === null || position.depth < 3) return null
    return section.table.rows[position.index(1)]?.cells[position.index(2)] ?? null
  }
}

/** Behind the last block, where a selection of everything ends, is the end of its words. */
function inText(doc: Node, position: number): ResolvedPos {
  const resolved = doc.resolve(position)
  const isBehindAll = position > 0 && position === doc.content.size
  return isBehindAll ? Selection.near(resolved, -1).$head : resolved
}

function offsetOfCell(rows: (Y.Text | null)[][], text: Y.Text, table: Node): number | null {
  const rowIndex = rows.findIndex((cells) => cells.includes(text))
  const row = table.maybeChild(rowIndex)
  if (rowIndex < 0 || !row) return null
  const column = rows[rowIndex]?.indexOf(text) ?? 0
  const sizeBefore = (node: Node, end: number) =>
    node.children.slice(0, end).reduce((sum, child) => sum + child.nodeSize, 0)
  return 1 + sizeBefore(table, rowIndex) + 1 + sizeBefore(row, column) + 1
}

function firstTextPosition(doc: Node): number {
  return doc.firstChild?.isTextblock ? 1 : 0
}

function lastTextPosition(doc: Node): number {
  return doc.content.size - (doc.lastChild?.isTextblock ? 1 : 0)
}

/** What an item adds to the offset of what follows it in its block. */
function lengthInBlock(item: Y.Item | null): number {
  return item === null || isMarker(item) ? 0 : visibleLength(item)
}

function unitsBefore(item: Y.Item, offset: number, sticksLeft: boolean): number {
  return visibleLength(item) === 0 ? 0 : offset + (sticksLeft ? 1 : 0)
}

/** Behind `count` units that follow `start`, which is a marker or the first item. */
function afterCharacters(text: Y.Text, start: Y.Item | null, count: number): Y.RelativePosition {
  const marker = start !== null && !start.deleted && isMarker(start) ? start : null
  if (count === 0) return marker === null ? startOfType(text) : behind(marker, 0)
  let rest = count
  let last: FoundItem | null = null
  for (let item = marker === null ? start : marker.right; item !== null && rest > 0; item = item.right) {
    const length = visibleLength(item)
    if (length > 0) last = { item, offset: Math.min(rest, length) - 1 }
    rest -= length
  }
  return last === null ? startOfType(text) : behind(last.item, last.offset)
}

function behind(item: Y.Item, offset: number): Y.RelativePosition {
  return Y.createRelativePositionFromJSON({
    item: { client: item.id.client, clock: item.id.clock + offset },
    assoc: -1,
  })
}

function startOfType(text: Y.Text): Y.RelativePosition {
  return Y.createRelativePositionFromTypeIndex(text, 0, -1)
}
