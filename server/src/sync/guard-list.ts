// Yjs' own integration, played through on shadows before it is done for real, with every step paid from a budget.
// A few thousand structs can be chosen so that each walks over all others when it finds its place (6,000 items of one
// origin: seconds); no rule on the bytes sees that, so the walk itself is counted. Honest edits pay one or two steps.
// Nothing here touches the document: neighbours changed by the update are remembered in pieces beside it.

import * as Y from 'yjs'
import { refuse } from './refusal.ts'

/** A run of one item that nothing has split yet. Neighbours are `undefined` until somebody looked. */
export interface Piece {
  readonly item: Y.Item
  readonly clock: number
  end: number
  readonly origin: Y.ID | null
  left: Piece | null | undefined
  right: Piece | null | undefined
}

export interface Home {
  type: Y.AbstractType<unknown>
  key: string | null
}

/** One step is one neighbour looked at: about a quarter of a microsecond. */
const MAX_STEPS = 200_000
/** How many structs of an author's history are looked at; each costs a step. */
const MAX_HISTORY = 256
/** Cutting a struct in two moves the structs after it in their array; so many moves cost one step. */
const MOVES_PER_STEP = 2_000

/** Counts what applying an update would cost; refuses it with `too-costly` over the budget. */
export class Budget {
  private left: number

  constructor(steps = MAX_STEPS) {
    this.left = steps
  }

  spend(steps: number): void {
    this.left -= steps
    if (this.left < 0) refuse('too-costly')
  }

  /** Cutting or joining in an array of `structs` entries. */
  spendOnMove(structs: number): void {
    this.spend(1 + structs / MOVES_PER_STEP)
  }
}

/** The lists of one document as they will be once the structs placed so far are applied. */
export class ShadowLists {
  private readonly pieces = new Map<Y.Item, Piece[]>()
  /** Items of the update itself, and pieces that one of them stands after. */
  private readonly placed = new Set<Y.Item>()
  private readonly followed = new Set<Piece>()
  private readonly heads = new Map<Y.AbstractType<unknown>, Map<string | null, Piece | null>>()
  private readonly findItem: (id: Y.ID) => Y.Item | null
  private readonly countStructs: (client: number) => number
  private readonly budget: Budget

  constructor(findItem: (id: Y.ID) => Y.Item | null, countStructs: (client: number) => number, budget: Budget) {
    this.findItem = findItem
    this.countStructs = countStructs
    this.budget = budget
  }

  /** The piece that ends with the character `id`, cut there if need be. */
  endingAt(id: Y.ID): Piece {
    const piece = this.pieceAt(id) ?? refuse('gap')
    if (piece.end !== id.clock + 1) this.cut(piece, id.clock + 1)
    return piece
  }

  /** The piece that starts with the character `id`, cut there if need be. */
  startingAt(id: Y.ID): Piece {
    const piece = this.pieceAt(id) ?? refuse('gap')
    return piece.clock === id.clock ? piece : this.cut(piece, id.clock)
  }

  /** Puts `item` between its neighbours exactly where Yjs will. */
  integrate(item: Y.Item, home: Home, left: Piece | null, right: Piece | null): void {
    const { clock } = item.id
    const piece: Piece = { item, clock, end: clock + item.length, origin: item.origin, left: null, right: null }
    this.pieces.set(item, [piece])
    this.placed.add(item)
    const inPlace = left === null ? right !== null && this.leftOf(right) === null : this.rightOf(left) === right
    if (!inPlace && !this.followsOwn(piece, left)) this.assertNeighbours(piece, home, left, right)
    if (left !== null) this.followed.add(left)
    this.link(piece, inPlace ? left : this.findPlace(piece, home, left, right), home)
  }

  /**
   * Neighbours were neighbours when the item was made, so all that stands between them now was unknown to its author.
   * Where the author must have known some of it, or the right one does not come after the left one at all, no honest
   * history made the item, and replicas that get it in another order would differ for ever.
   */
  private assertNeighbours({ item }: Piece, home: Home, left: Piece | null, right: Piece | null): void {
    const known = this.knownTo(item)
    let between = left === null ? this.headOf(home) : this.rightOf(left)
    while (between !== right) {
      this.budget.spend(1)
      if (between === null || between.clock < (known.get(between.item.id.client) ?? 0)) refuse('torn-siblings')
      between = this.rightOf(between)
    }
  }

  /**
   * The clocks that whoever made `item` had seen at least: all their own, and of whatever they named, everything the
   * author of that had seen. Followed back only so far; what lies deeper is taken as unknown.
   */
  private knownTo(item: Y.Item): Map<number, number> {
    const known = new Map([[item.id.client, item.id.clock]])
    const waiting = namedBy(item)
    for (let steps = 0; steps < MAX_HISTORY; steps++) {
      const id = waiting.shift()
      if (id === undefined) break
      if (id.clock < (known.get(id.client) ?? 0)) continue
      this.budget.spend(1)
      known.set(id.client, id.clock + 1)
      const struct = this.findItem(id)
      if (struct === null) continue
      waiting.push(...namedBy(struct))
      if (struct.id.clock > 0) waiting.push(Y.createID(id.client, struct.id.clock - 1))
    }
    return known
  }

  /** Typed on after one's own last letters: what stands between was looked at when those were placed. */
  private followsOwn({ item }: Piece, left: Piece | null): boolean {
    if (left === null || left.item.id.client !== item.id.client || !this.placed.has(left.item)) return false
    return Y.compareIDs(item.rightOrigin, left.item.rightOrigin) && !this.followed.has(left)
  }

  private pieceAt(id: Y.ID): Piece | null {
    const item = this.findItem(id)
    if (item === null) return null
    const pieces = this.piecesOf(item)
    let low = 0
    let high = pieces.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((pieces[middle] as Piece).clock <= id.clock) low = middle
      else high = middle - 1
    }
    return pieces[low] as Piece
  }

  private piecesOf(item: Y.Item): Piece[] {
    const known = this.pieces.get(item)
    if (known !== undefined) return known
    const { clock } = item.id
    const whole: Piece = {
      item,
      clock,
      end: clock + item.length,
      origin: item.origin,
      left: undefined,
      right: undefined,
    }
    const pieces = [whole]
    this.pieces.set(item, pieces)
    return pieces
  }

  private cut(piece: Piece, clock: number): Piece {
    const { item } = piece
    const { client } = item.id
    this.budget.spendOnMove(this.countStructs(client))
    const rest: Piece = {
      item,
      clock,
      end: piece.end,
      origin: Y.createID(client, clock - 1),
      left: piece,
      right: piece.right,
    }
    if (piece.right) piece.right.left = rest
    piece.end = clock
    piece.right = rest
    const pieces = this.piecesOf(item)
    pieces.splice(pieces.indexOf(piece) + 1, 0, rest)
    return rest
  }

  private rightOf(piece: Piece): Piece | null {
    if (piece.right === undefined) {
      const next = piece.item.right
      piece.right = next === null ? null : (this.piecesOf(next)[0] as Piece)
    }
    return piece.right
  }

  private leftOf(piece: Piece): Piece | null {
    if (piece.left === undefined) {
      const previous = piece.item.left
      piece.left = previous === null ? null : (this.piecesOf(previous).at(-1) as Piece)
    }
    return piece.left
  }

  private headOf({ type, key }: Home): Piece | null {
    const known = this.heads.get(type)?.get(key)
    if (known !== undefined) return known
    let first = key === null ? type._start : (type._map.get(key) ?? null)
    while (first !== null && first.left !== null) first = first.left
    return first === null ? null : (this.piecesOf(first)[0] as Piece)
  }

  private setHead({ type, key }: Home, piece: Piece): void {
    const keys = this.heads.get(type) ?? new Map<string | null, Piece | null>()
    this.heads.set(type, keys.set(key, piece))
  }

  /** Yjs walks back from a key's newest value to its oldest each time something is put first. */
  private spendOnWalkBack(head: Piece | null, { key }: Home): void {
    if (key === null) return
    for (let piece = head; piece !== null; piece = this.rightOf(piece)) this.budget.spend(1)
  }

  /** The loop of `Item.integrate`: the left neighbour of `piece` among everything inserted at the same place. */
  private findPlace(piece: Piece, home: Home, from: Piece | null, until: Piece | null): Piece | null {
    const head = from === null ? this.headOf(home) : null
    if (from === null) this.spendOnWalkBack(head, home)
    const { item } = piece
    const passed = new Set<Piece>()
    const conflicting = new Set<Piece>()
    let left = from
    let other = from === null ? head : this.rightOf(from)
    for (; other !== null && other !== until; other = this.rightOf(other)) {
      this.budget.spend(1)
      passed.add(other)
      conflicting.add(other)
      if (Y.compareIDs(piece.origin, other.origin)) {
        if (other.item.id.client < item.id.client) {
          left = other
          conflicting.clear()
        } else if (Y.compareIDs(item.rightOrigin, other.item.rightOrigin)) break
      } else {
        const origin = other.origin === null ? null : this.pieceAt(other.origin)
        if (origin === null || !passed.has(origin)) break
        if (!conflicting.has(origin)) {
          left = other
          conflicting.clear()
        }
      }
    }
    return left
  }

  private link(piece: Piece, left: Piece | null, home: Home): void {
    const right = left === null ? this.headOf(home) : this.rightOf(left)
    piece.left = left
    piece.right = right
    if (right !== null) right.left = piece
    if (left === null) this.setHead(home, piece)
    else left.right = piece
  }
}

/** What an item stands beside, as its author saw it. */
function namedBy({ origin, rightOrigin }: Y.Item): Y.ID[] {
  return [origin, rightOrigin].filter((id) => id !== null)
}
