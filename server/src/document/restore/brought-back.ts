import * as Y from 'yjs'
import { parseLayeredFormat } from '../shape.ts'
import { firstItem, isMarker, isTableMarker, keyItem, markerMap } from '../yjs.ts'
import type { ChangeHistory } from './change-history.ts'
import { IdRanges } from './id-ranges.ts'
import { cellsIn } from './table-items.ts'

/** How far the deleted originals of copies put in one place have been gone through. */
interface Trail {
  next: Y.Item | null
  /** Units of `next` that were found. */
  offset: number
}

/**
 * What rows that are left out deleted and somebody brought back since: by undo or a restore, whose copies stand right
 * before what they were copied from, by writing it again in its place, or by moving a unit without knowing. Bringing the
 * original back too would double it.
 */
export function findBroughtBack(body: Y.Text, history: ChangeHistory): IdRanges {
  const found = new BroughtBack(history)
  const lookThrough = (text: Y.Text): void => {
    found.begin(text)
    for (let item = firstItem(text); item !== null; item = item.right) {
      if (isTableMarker(item)) for (const cell of cellsIn(item)) lookThrough(cell)
      else found.look(item)
    }
  }
  lookThrough(body)
  return found.ranges
}

class BroughtBack {
  readonly ranges = new IdRanges()
  private readonly history: ChangeHistory
  private readonly trails = new Map<string, Trail>()
  /** In force where it is looked. */
  private readonly proposals = new Set<string>()
  private deletedStarts: ReadonlyMap<unknown, Y.Item> = new Map()
  /** What became of the unit that is gone through, before it was moved to here. */
  private formerUnit: Trail = { next: null, offset: 0 }

  constructor(history: ChangeHistory) {
    this.history = history
  }

  begin(text: Y.Text): void {
    const starts = new Map<unknown, Y.Item>()
    for (let item = firstItem(text); item !== null; item = item.right) {
      if (item.deleted && isStart(item)) starts.set(idOf(item), item)
    }
    this.deletedStarts = starts
    this.proposals.clear()
  }

  look(item: Y.Item): void {
    if (item.content instanceof Y.ContentFormat) this.followProposals(item, item.content)
    else if (isStart(item)) this.lookAtStart(item)
    else if (this.proposals.size === 0) this.lookAtWords(item)
  }

  private lookAtStart(item: Y.Item): void {
    const time = this.timeOfCopy(item)
    this.formerUnit = { next: null, offset: 0 }
    if (time === null || item.rightOrigin === null) return
    this.followStart(this.trailOf(item, item.rightOrigin), time)
    this.formerUnit.next = this.deletedStarts.get(idOf(item))?.right ?? null
  }

  private lookAtWords(item: Y.Item): void {
    const [time, words] = [this.timeOfCopy(item), wordsOf(item)]
    if (time === null || words === '' || item.rightOrigin === null) return
    if (!this.followText(this.trailOf(item, item.rightOrigin), words, time, false)) {
      this.followText(this.formerUnit, words, time, true)
    }
  }

  /** Deleted copies count too: who deleted the copy meant the original. But not those that nobody ever saw. */
  private timeOfCopy(item: Y.Item): number | null {
    const { times, deletedAt } = this.history
    const time = times.valueOf(item.id)
    if (time === undefined || this.history.isUndone(item) || deletedAt.valueOf(item.id) === time) return null
    return time
  }

  /** What is only proposed brings nothing back. */
  private followProposals({ deleted }: Y.Item, { key, value }: Y.ContentFormat): void {
    const layer = parseLayeredFormat(key)
    if (deleted || layer?.name !== 'ins') return
    if (value === null) this.proposals.delete(layer.id)
    else this.proposals.add(layer.id)
  }

  private trailOf({ id }: Y.Item, rightOrigin: Y.ID): Trail {
    const { client, clock } = rightOrigin
    const name = `${id.client} ${client}.${clock}`
    const known = this.trails.get(name)
    if (known !== undefined) return known
    const struct: unknown = Y.getItem((this.history.doc as Y.Doc).store, rightOrigin)
    const trail: Trail = { next: struct instanceof Y.Item ? struct : null, offset: 0 }
    if (trail.next !== null) trail.offset = clock - trail.next.id.clock
    this.trails.set(name, trail)
    return trail
  }

  /** @param maySkip items that are none of the copied ones, up to the next block */
  private followText(trail: Trail, text: string, time: number, maySkip: boolean): boolean {
    let rest = text
    while (trail.next !== null && rest !== '') {
      const { next, offset } = trail
      const left = next.deleted ? wordsOf(next).slice(offset) : ''
      const size = left.startsWith(rest) ? rest.length : rest.startsWith(left) ? left.length : 0
      const isPassed = next.content instanceof Y.ContentFormat || (maySkip && !isStart(next))
      if (size === 0 && !isPassed) break
      if (size > 0) this.note(next, offset, size, time)
      rest = rest.slice(size)
      if (size > 0 && size < left.length) trail.offset += size
      else step(trail)
    }
    return rest !== text
  }

  private followStart(trail: Trail, time: number): void {
    const { next } = trail
    if (next === null || !next.deleted || !isStart(next)) return
    this.note(next, 0, 1, time)
    step(trail)
  }

  private note({ id }: Y.Item, offset: number, size: number, time: number): void {
    for (let at = offset; at < offset + size; at++) {
      const unit = Y.createID(id.client, id.clock + at)
      const deletedAt = this.history.deleted.valueOf(unit)
      if (deletedAt !== undefined && deletedAt < time) this.ranges.add(id.client, unit.clock, 1, time)
    }
  }
}

/** Characters, and line breaks as `\n`; empty where the item holds none. */
function wordsOf({ content, length }: Y.Item): string {
  if (content instanceof Y.ContentString) return content.str
  return content instanceof Y.ContentEmbed ? '\n'.repeat(length) : ''
}

function step(trail: Trail): void {
  trail.next = trail.next?.right ?? null
  trail.offset = 0
}

function isStart(item: Y.Item): boolean {
  return item.content instanceof Y.ContentType && item.content.type instanceof Y.Map && isMarker(item)
}

function idOf(item: Y.Item): unknown {
  const key = keyItem(markerMap(item), 'id')
  return key?.content.getContent().at(-1)
}
