// Does a push leave the text as it is, but for its sender's own proposals? The stretches it touched are read twice, in
// the document as it is and in the copy with the push, both with the sender's proposals rejected, and compared character
// by character: not what they say but which they are, so that taking a character out and typing it again is a change.

import * as Y from 'yjs'
import {
  applyFormat,
  type FormatMap,
  firstItem,
  flowsOn,
  formatsAfter,
  formatsAtStart,
  isHidden,
  isMarker,
  isTableMarker,
  itemName,
  markerMap,
  NO_FORMATS,
  parseLayeredFormat,
  sameFormats,
} from '../document/index.ts'
import { keepsOthers } from './lost-races.ts'
import { nextKept, type Touched } from './touched.ts'

/** How proposals are looked at: the sender's own are rejected, marks of decided ones mean nothing any more. */
export interface View {
  isOwn(id: string): boolean
  isClosed(id: string): boolean
  /** Called for each own proposal over a character. */
  note(id: string, character: Y.Item): void
}

/** Characters that stand together under the same formats, or a marker; equal strings are the same thing. */
type Print = string[]

interface Stretch {
  print: Print
  endFormats: FormatMap
}

const PLAIN_KEYS = ['id', 'kind', 'level', 'flow', 'shown'] as const

/** True if nothing but proposals that are the sender's own differs between `live` and `tried`. */
export function hasSameBase(live: Y.Text, tried: Y.Text, touched: Touched, view: View): boolean {
  if (touched.hasStructure) return false
  for (const cell of touched.cells) {
    const liveCell = liveCellOf(live, cell)
    if (liveCell === null || !isSame(printLine(liveCell, view), printLine(cell, view))) return false
  }
  const waiting = [...touched.anchors]
  const seen = new Set(waiting)
  for (let anchor = waiting.pop(); anchor !== undefined; anchor = waiting.pop()) {
    const next = compareStretch(live, tried, anchor, touched, view)
    if (next === false) return false
    if (next !== null && !seen.has(next)) waiting.push(next)
    seen.add(next)
  }
  return true
}

/** False where they differ; the next marker where formats that changed run on into its block; else null. */
function compareStretch(
  live: Y.Text,
  tried: Y.Text,
  anchor: Y.Item | null,
  touched: Touched,
  view: View,
): Y.Item | null | false {
  const end = nextKept(tried, anchor, (marker) => !touched.isNew(marker.id))
  const before = printStretch(live, inLive(live, anchor), inLive(live, end), view)
  const after = printStretch(tried, anchor, end, view)
  if (!isSame(before.print, after.print)) return false
  for (let item = anchor ?? firstItem(tried); item !== null && item !== end; item = item.right) {
    if (!item.deleted && isMarker(item) && !touched.isNew(item.id) && !keepsOthers(live, item, touched, view))
      return false
  }
  return end !== null && flowsOn(end) && !sameFormats(before.endFormats, after.endFormats) ? end : null
}

function inLive(live: Y.Text, item: Y.Item | null): Y.Item | null {
  return item === null ? null : itemAt(live, item.id)
}

function itemAt(text: Y.Text, id: Y.ID): Y.Item | null {
  const found: unknown = text.doc === null ? null : Y.getItem(text.doc.store, id)
  return found instanceof Y.Item ? found : null
}

function liveCellOf(live: Y.Text, cell: Y.Text): Y.Text | null {
  const content = cell._item === null ? null : itemAt(live, cell._item.id)?.content
  return content instanceof Y.ContentType && content.type instanceof Y.Text ? content.type : null
}

function printLine(cell: Y.Text, view: View): Print {
  return printStretch(cell, null, null, view).print
}

function printStretch(text: Y.Text, anchor: Y.Item | null, end: Y.Item | null, view: View): Stretch {
  const printer = new Printer(view)
  let formats = anchor === null ? NO_FORMATS : formatsAtStart(anchor)
  if (anchor !== null) printer.addMarker(anchor)
  for (let item = anchor === null ? firstItem(text) : anchor.right; item !== null && item !== end; item = item.right) {
    if (item.deleted) continue
    if (isMarker(item)) {
      if (!flowsOn(item)) formats = NO_FORMATS
      printer.addMarker(item)
    } else if (!isHidden(item)) printer.addCharacters(item, formats)
    else if (item.content instanceof Y.ContentFormat) formats = formatsAfter(formats, item)
    else printer.addHidden(item)
  }
  return { print: printer.finish(), endFormats: formats }
}

class Printer {
  private readonly view: View
  private readonly print: Print = []
  private run: { client: number; from: number; to: number; look: string } | null = null
  private lastFormats: { formats: FormatMap; look: string | null } | null = null

  constructor(view: View) {
    this.view = view
  }

  addMarker(marker: Y.Item): void {
    const map = markerMap(marker)
    const { isOwn, isClosed } = this.view
    const idOf = (key: string): string | null => {
      const id = map.get(key)
      return typeof id === 'string' && !isClosed(id) ? id : null
    }
    const ins = idOf('ins')
    const isTable = isTableMarker(marker) || map.get('kind') === 'table'
    if (ins !== null && isOwn(ins) && !isTable) return
    const plain: Record<string, unknown> = Object.fromEntries(PLAIN_KEYS.map((key) => [key, map.get(key) ?? null]))
    const was = map.get('was') as { kind: string; level: number; id: string } | undefined
    // Others' joins and kinds are compared by `keepsOthers`, since one may lose against one made at the same time.
    if (was !== undefined && !isClosed(was.id)) Object.assign(plain, { kind: was.kind, level: was.level })
    this.add(JSON.stringify([itemName(marker), plain, ins]))
  }

  addCharacters(item: Y.Item, formats: FormatMap): void {
    const look = this.lookOf(formats)
    if (look === null) {
      for (const id of proposedIn(formats)) if (this.view.isOwn(id)) this.view.note(id, item)
      return
    }
    const { client, clock } = item.id
    const { run } = this
    if (run !== null && run.client === client && run.to === clock && run.look === look) run.to += item.length
    else {
      this.closeRun()
      this.run = { client, from: clock, to: clock + item.length, look }
    }
  }

  addHidden(item: Y.Item): void {
    this.add(`hidden ${itemName(item)}`)
  }

  finish(): Print {
    this.closeRun()
    return this.print
  }

  private add(token: string): void {
    this.closeRun()
    this.print.push(token)
  }

  private closeRun(): void {
    const { run } = this
    if (run !== null) this.print.push(`${run.client} ${run.from} ${run.to} ${run.look}`)
    this.run = null
  }

  /** Formats as they look with own proposals rejected; null where the character is itself proposed. */
  private lookOf(formats: FormatMap): string | null {
    if (this.lastFormats?.formats !== formats) this.lastFormats = { formats, look: lookOf(formats, this.view) }
    return this.lastFormats.look
  }
}

function lookOf(formats: FormatMap, { isOwn, isClosed }: View): string | null {
  let out = formats
  for (const key of Object.keys(formats)) {
    const layer = parseLayeredFormat(key)
    if (layer === null || layer.name === 'comment') continue
    if (isClosed(layer.id)) out = applyFormat(out, key, null)
    else if (isOwn(layer.id)) {
      if (layer.name === 'ins') return null
      out = applyFormat(out, key, null)
    }
  }
  return JSON.stringify(Object.entries(out).sort(([a], [b]) => (a < b ? -1 : 1)))
}

function proposedIn(formats: FormatMap): string[] {
  const layers = Object.keys(formats).map(parseLayeredFormat)
  return layers.flatMap((layer) => (layer?.name === 'ins' ? layer.id : []))
}

function isSame(a: Print, b: Print): boolean {
  return a.length === b.length && a.every((token, index) => token === b[index])
}
