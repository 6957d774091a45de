import { firstItem, isMarker, visibleLength } from '@app/server/document'
import * as Y from 'yjs'

/** The text of a block or of a cell. */
export interface Line {
  text: Y.Text
  /** The block's; null for a cell, and for the first words of a text without one. */
  marker: Y.Item | null
}

/** A part of it by what is shown: from one character to before another. */
export interface Piece {
  from: number
  to: number
}

/**
 * Would this update change how a piece of a line hangs together: take some of it out, put something into its midst, or move
 * it to another line? Browsers compose a word in a piece of text that must stay whole meanwhile; what is put before or
 * behind it does no harm.
 */
export function changesPiece(update: Uint8Array, line: Line, piece: Piece): boolean {
  const { structs, ds } = Y.decodeUpdate(update)
  const { inside, line: inLine, needed } = readIds(line, piece)
  const takes = [...ds.clients].some(([client, ranges]) =>
    ranges.some(({ clock, len }) => needed.has(client, clock, len)),
  )
  if (takes) return true
  return structs.some((struct) => {
    if (!(struct instanceof Y.Item) || struct.origin === null) return false
    const { client, clock } = struct.origin
    return inside.has(client, clock) || (struct.content instanceof Y.ContentType && inLine.has(client, clock))
  })
}

interface PieceIds {
  /** Behind these comes more of the piece. */
  inside: Ids
  /** Behind these a marker would part or end the line. */
  line: Ids
  /** Without these it would be another piece, or stand in another line. */
  needed: Ids
}

function readIds({ text, marker }: Line, { from, to }: Piece): PieceIds {
  const ids: PieceIds = { inside: new Ids(), line: new Ids(), needed: new Ids() }
  let at = 0
  let item = marker === null ? firstItem(text) : marker.right
  for (; item !== null && (item.deleted || !isMarker(item)); item = item.right) {
    const shown = visibleLength(item)
    ids.line.add(item, 0, item.length)
    if (shown > 0) ids.needed.add(item, Math.max(0, from - at), Math.min(shown, to - at))
    // What shows nothing lies inside where there is some of the piece on both sides.
    if (shown > 0) ids.inside.add(item, Math.max(0, from - at), Math.min(shown, to - at - 1))
    else if (from < at && at < to) ids.inside.add(item, 0, item.length)
    at += shown
  }
  for (const edge of [marker, item]) if (edge !== null) ids.needed.add(edge, 0, 1)
  if (marker !== null) ids.line.add(marker, 0, 1)
  return ids
}

class Ids {
  private readonly ranges = new Map<number, Piece[]>()

  /** Those of an item from one of its units to before another. */
  add({ id: { client, clock } }: Y.Item, from: number, to: number): void {
    if (from >= to) return
    const ranges = this.ranges.get(client) ?? []
    this.ranges.set(client, ranges)
    ranges.push({ from: clock + from, to: clock + to })
  }

  has(client: number, clock: number, length = 1): boolean {
    return this.ranges.get(client)?.some(({ from, to }) => clock < to && clock + length > from) ?? false
  }
}
