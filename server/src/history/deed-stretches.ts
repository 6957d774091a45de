import type { GroupStretch } from '../document/index.ts'

/** What stands for nobody known: no place of a log, and no number of a deed of a proposal. */
const NONE = -(2 ** 31)

/**
 * The deeds by which the characters of pieces came or went, one piece after the other: what was typed key by key has one
 * for each character.
 */
export class DeedStretches {
  private lengths = new Int32Array(1_024)
  private deeds = new Int32Array(1_024)
  private count = 0
  /** Where the stretches of each piece end. */
  private readonly ends: number[] = []
  private start = 0

  /** So many characters more of the piece that is being read. */
  add(length: number, deed: number | null): void {
    const last = this.count - 1
    const value = deed ?? NONE
    if (last >= this.start && this.deeds[last] === value) {
      this.lengths[last] = (this.lengths[last] as number) + length
      return
    }
    if (this.count === this.deeds.length) this.grow()
    this.lengths[this.count] = length
    this.deeds[this.count] = value
    this.count += 1
  }

  /** What follows is of the next piece. */
  endPiece(): void {
    this.start = this.count
    this.ends.push(this.count)
  }

  /** The stretches of a piece by what deeds belong to. */
  groups(piece: number, groupOf: (deed: number | null) => number | null): GroupStretch[] {
    const out: GroupStretch[] = []
    let last: GroupStretch | null = null
    const end = this.ends[piece] ?? 0
    for (let at = this.ends[piece - 1] ?? 0; at < end; at++) {
      const deed = this.deeds[at] as number
      const length = this.lengths[at] as number
      const group = groupOf(deed === NONE ? null : deed)
      if (last !== null && last.group === group) last.length += length
      else out.push((last = { length, group }))
    }
    return out
  }

  private grow(): void {
    this.lengths = longer(this.lengths)
    this.deeds = longer(this.deeds)
  }
}

function longer(column: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const next = new Int32Array(2 * column.length)
  next.set(column)
  return next
}
